"""What a page reads of a stay's way: its fixes, interruptions, rooms, and who was around."""

from typing import Literal

import msgspec

from console.record_types import MinuteView
from console.view_types import Place, TrackPoint, Words

GapReason = Literal["exit", "no_band", "nobody", "before_first", "unexplained"]
"""exit: on an approved exit; no_band: no band was bound; nobody: no fix of anybody is stored;
before_first: the stay had begun, its first fix had not come."""


class GapAlarm(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm that an interruption raised, and what was noted about it last."""

    id: str
    rule: str
    label: Words
    severity: int
    state: str
    raised_utc_ns: int
    by: str
    note: str


class GapView(msgspec.Struct, frozen=True, kw_only=True):
    """A time without a fix, from the last one to the next; ``open`` while none has come yet.

    ``rule`` is POS-14 when it is longer than that rule's ``gap_s`` and a fix was to be expected;
    shorter ones, over POS-07's ``lost_s``, have none.
    """

    begin_utc_ns: int
    end_utc_ns: int
    open: bool
    room: Place | None
    """Where the person was seen last."""
    level: str
    found: Place | None
    """Where the person was seen next."""
    rule: str
    reason: GapReason
    alarms: tuple[GapAlarm, ...]


class RoomChange(msgspec.Struct, frozen=True, kw_only=True):
    """The first fix in another room; ``before`` is null for the first fix of all."""

    utc_ns: int
    before: Place | None
    room: Place
    level: str


class Trajectory(msgspec.Struct, frozen=True, kw_only=True):
    """The way of a stay from ``from_utc_ns`` to ``to_utc_ns``, oldest first.

    Every point is a stored fix: the first of each ``step_ns``, and both sides of each gap and
    change of room. ``fix_count`` counts all fixes up to the last point. Without ``whole`` the
    stretch held too many to send and ``to_utc_ns`` is where it was cut.
    """

    stay: str
    utc_ns: int
    from_utc_ns: int
    to_utc_ns: int
    arrived_utc_ns: int
    ended_utc_ns: int
    """0 while the stay is open."""
    step_ns: int
    lost_ns: int
    gap_ns: int
    fix_count: int
    whole: bool
    points: tuple[TrackPoint, ...]
    gaps: tuple[GapView, ...]
    rooms: tuple[RoomChange, ...]
    minutes: tuple[MinuteView, ...]
    """Step, session and responsible officer by the record; empty where no record is kept here."""


class NearView(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in the same room, or as near as PAIR-02 counts: straight, walls not looked at."""

    kind: Literal["stay", "staff"]
    id: str
    distance_m: float
    room: Place | None
    same_room: bool
    utc_ns: int
    """Of the fix; not older than ``fresh_ns``."""
    accuracy_m: float


class Company(msgspec.Struct, frozen=True, kw_only=True):
    """Who was with a person at an instant by their tags, nearest first; ``fix`` null: unknown."""

    stay: str
    utc_ns: int
    fix: TrackPoint | None
    near_m: float
    fresh_ns: int
    near: tuple[NearView, ...]
