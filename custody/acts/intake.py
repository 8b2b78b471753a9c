"""A person is booked, arrives, is asked after their health, and is known by flags and level."""

from typing import Annotated, Literal

from msgspec import Meta

from custody.acts.act import Act, Instant, Key, StayAct, Word

Flag = Literal[
    "minor",
    "female",
    "pregnant",
    "over_70",
    "intoxicated",
    "self_harm",
    "medical",
    "violent",
    "escape_risk",
    "under_16",
    "nursing",
    "interpreter",
    "vulnerable",
    "restrained",
    "incapable",
]
Flags = tuple[Flag, ...]


class BookStay(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="book_stay"):
    """Somebody will be brought (S0); answered with the stay's pseudonym."""

    regime: Key
    responsible: Key
    expected_utc_ns: Instant
    flags: Flags = ()
    case: Word = ""
    """The booking's evidence, room plan and separation check, comes with ``take_step`` to S1."""
    reference: Word = ""
    """The person in the case system: a number that is the same each time, never a name."""


class Register(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="register"):
    """A detainee arrives (S1) under the full procedure; answered with the stay's pseudonym."""

    regime: Key
    responsible: Key
    arrived_utc_ns: Instant
    flags: Flags = ()
    case: Word = ""
    reference: Word = ""


class CancelBooking(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="cancel_booking"
):
    """The booked person does not come."""


class SetFlags(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="set_flags"):
    """What must be known of a person begins or ends to hold; ``note`` says why."""

    add: Flags = ()
    remove: Flags = ()


class SetLevel(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="set_level"):
    """How closely a person is observed: 1 general, 2 intermittent, 3 constant, 4 within reach."""

    level: Annotated[int, Meta(ge=1, le=4)]


class AnswerHealth(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="answer_health"
):
    """The health questionnaire: it sets flags and the observation level, never lowers them."""

    fit: Literal["fit", "hold", "hospital"]
    interview_fit: bool
    injured: bool = False
    medicine: bool = False
    alcohol_or_drugs: bool = False
    self_harm_thoughts: bool = False
    pregnant: bool = False
    serious_illness: bool = False


class LinkCase(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="link_case"):
    """The case behind the person; ``group`` names the co-detainees' group of that case."""

    case: Key
    kind: Word
    lead: Word = ""
    group: Word = ""
    reference: Word = ""
    """The person in the case system, where the arrival did not say it."""
