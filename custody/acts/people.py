"""Who is who and who answers for whom: bands, cards, duty, hand-over, visitors."""

from typing import Annotated, Literal

from msgspec import Meta

from custody.acts.act import Act, Key, People, StayAct, Text, Word

VisitorKind = Literal[
    "lawyer",
    "appropriate_adult",
    "guardian",
    "interpreter",
    "doctor",
    "victim",
    "witness",
]


class UnbindBand(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="unbind_band"):
    """The band comes off while the stay goes on; ``note`` says why."""


class ReplaceCard(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="replace_card"):
    """A member of staff gets another door card; the old one is dead from this instant."""

    staff: Key
    card: Key
    note: Text = ""


class SetDuty(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="set_duty"):
    """A member of staff goes on or off duty."""

    staff: Key
    on: bool


class HandOver(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="hand_over"):
    """The responsible officer wants to hand the person over; they answer until it is accepted."""

    to: Key


class AcceptHandOver(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="accept_hand_over"
):
    """The receiver takes the person over; whoever sends this must be the named receiver."""


class SetPresent(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="set_present"):
    """Who is with the person in this stage from now on (staff and visitor badges)."""

    present: People


class IssueBadge(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="issue_badge"):
    """A visitor gets a badge and may be in rooms of these types; ``person`` is a reference."""

    badge: Key
    kind: VisitorKind
    sex: Literal["female", "male"]
    stay: Word = ""
    """The person they came for; empty for a victim or witness."""
    person: Word = ""
    places: Annotated[tuple[Key, ...], Meta(max_length=20)] = ()


class ReturnBadge(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="return_badge"):
    """A visitor leaves and gives the badge back."""

    badge: Key


class KeepApart(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="keep_apart"):
    """Two people are kept apart, or one from everybody (``other`` empty: infectious)."""

    other: Word = ""
    kind: Literal["conflict", "infectious"]
    on: bool = True
