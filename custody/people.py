"""Everybody who is no detainee: staff on duty, the active card of each, visitors with badges."""

from typing import Final

import msgspec

VISITORS_MAX: Final = 500
LEFT_MAX: Final = 20_000
"""People whose last departure is known; the one that left first is forgotten first."""
WAITING_CASES_MAX: Final = 2000
WAITING_EVENTS_MAX: Final = 40
"""Cases, and events of each, that may wait for somebody to be registered."""
OVERRIDES_MAX: Final = 1000
"""Overrides of the whole centre that are counted; the oldest is forgotten first."""
ADULTS: Final = ("appropriate_adult", "guardian")
"""Who may stand beside a minor or vulnerable person (MPL; CPL 281; Code C 1.7)."""
POLICE: Final = (
    "guard",
    "custody_officer",
    "duty_inspector",
    "investigator",
    "control_room",
    "legal_review",
)
"""Roles of police officers; an auxiliary's rank makes them helpers, not officers (CQ 29)."""
CASE_ROLES: Final = ("investigator",)
"""Roles that work on the case, and so may not approve in it (PCC 80, 200; PACE 40)."""
OVERSIGHT: Final = ("duty_inspector", "supervision")
INDEPENDENT: Final = ("duty_inspector", "legal_review", "supervision", "prosecutor")
"""Roles outside the shift, to whom complaints go (R56, P-27); never who answers for the person."""
KEEPERS: Final = ("property_keeper", "custody_officer")


class Visitor(msgspec.Struct, frozen=True, kw_only=True):
    """A visitor inside: badge, what they are, for whom they came, which room types they may see."""

    badge: str
    kind: str
    sex: str
    stay: str
    person: str
    places: tuple[str, ...]


class HalfSwipe(msgspec.Struct, frozen=True, kw_only=True):
    """One of two swipes, waiting for the other at the same reader."""

    token: str
    medium: str
    t_ns: int


class CardSeen(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody's card was held up last."""

    reader: str
    t_ns: int


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """How a person left last: from which stay and case, when, set free or to a detention house."""

    stay: str
    case: str
    utc_ns: int
    detained: bool


class Overridden(msgspec.Struct, frozen=True, kw_only=True):
    """An override that was granted: who asked for it, where, when (PROC-28)."""

    utc_ns: int
    staff: str
    room: str


class CaseNote(msgspec.Struct, frozen=True, kw_only=True):
    """A case event that waits for somebody of its case to be registered."""

    event: str
    utc_ns: int
    document: str
    reference: str = ""
    """Of whom it is told; empty: of whoever comes."""


class House(msgspec.Struct, kw_only=True):
    """What the centre's own events amount to; saved with the world."""

    events: int = 0
    """How many events of its own the centre has; the events themselves are in the decisions."""
    visitors: dict[str, Visitor] = msgspec.field(default_factory=dict)
    cards: dict[str, str] = msgspec.field(default_factory=dict)
    """Staff -> card, where it was replaced."""
    off_duty: dict[str, bool] = msgspec.field(default_factory=dict)
    apart: dict[str, str] = msgspec.field(default_factory=dict)
    """Two stays with a space between, or one with a space behind, to be kept apart, and why."""
    lawyers: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    """Stay -> references of the lawyers that came for it (SEP-09)."""
    halves: dict[str, HalfSwipe] = msgspec.field(default_factory=dict)
    """By reader: the swipe that waits for its other half."""
    seen: dict[str, CardSeen] = msgspec.field(default_factory=dict)
    """By member of staff: the last reader their card was held to."""
    left: dict[str, Left] = msgspec.field(default_factory=dict)
    """By reference of the person: how they left last, where a reference was stated."""
    overrides: list[Overridden] = msgspec.field(default_factory=list)
    """The overrides that were granted last, oldest first."""
    waiting: dict[str, list[CaseNote]] = msgspec.field(default_factory=dict)
    """By case: what its feed told before anybody was registered in it."""
