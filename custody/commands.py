"""What people may ask of the engine: one tagged struct per act.

Each command carries an id chosen by the caller, which makes a retry harmless.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Text = Annotated[str, Meta(max_length=500)]
Key = Annotated[str, Meta(min_length=1, max_length=64)]


class Act(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="act"):
    """One thing a person wants done."""


class Acknowledge(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="acknowledge"):
    """I have seen this alarm and deal with it."""

    alarm: Key
    note: Text = ""


class CloseAlarm(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="close_alarm"):
    """The alarm is dealt with; SYS-03 refuses a close without cause and action."""

    alarm: Key
    cause: Literal["true", "benign", "false_logic", "false_data", "undetermined"]
    action: Text


class OpenStay(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="open_stay"):
    """A detainee arrives; the engine answers with the stay's pseudonym."""

    regime: Key
    arrived_utc_ns: Annotated[int, Meta(ge=0, le=2**63 - 1)]
    responsible: Key
    flags: tuple[
        Literal[
            "minor",
            "female",
            "pregnant",
            "over_70",
            "intoxicated",
            "self_harm",
            "medical",
            "violent",
            "escape_risk",
        ],
        ...,
    ] = ()


class BindBand(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="bind_band"):
    """A band is put on the wrist of the person of this stay."""

    stay: Key
    band: Key


class AssignOfficer(
    Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="assign_officer"
):
    """A member of staff answers for this person from now on."""

    stay: Key
    staff: Key


class ApproveExit(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="approve_exit"):
    """A temporary exit with purpose and end, 24 h at most, by a station head or above (HZ 4)."""

    stay: Key
    purpose: Literal["recover_items", "identify_scene", "medical", "transfer"]
    until_utc_ns: Annotated[int, Meta(ge=0, le=2**63 - 1)]


class CloseStay(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="close_stay"):
    """The person has left custody; the band comes off and the clocks stop."""

    stay: Key
    reason: Literal["released", "transferred", "bail"]


class AdoptConfig(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="adopt_config"):
    """Adopt a configuration: canonical bytes as text (see alerts.configuration)."""

    canonical: str


AnyAct = (
    Acknowledge
    | CloseAlarm
    | OpenStay
    | BindBand
    | AssignOfficer
    | ApproveExit
    | CloseStay
    | AdoptConfig
)


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who wants what, and when they pressed (UTC ns of the console)."""

    id: Key
    who: Key
    at_ns: int
    what: AnyAct
