"""The law as data: the eight primitives of rulebook 6.1, each value with source and confidence.

Clocks begin, end and pause by events of the custody record, never by inference: an ``Event`` names
the kind of a record event and what its data must say. ``custody.clocks`` evaluates all of it.
"""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

Confidence = Literal["read", "excerpt", "memory", "design"]
Seconds = Annotated[int, Meta(gt=0, le=400 * 86_400)]
Colour = Literal["yellow", "orange", "red", "red_card"]
Reading = Literal["exact", "hour_not_counted", "day_not_counted"]
"""How the statute itself counts (CPL 105, PAC 35); alarms always go by the exact instant."""
Value = str | int | float | bool | None | tuple[str, ...]
"""What an event's data must say; several words: one of them."""


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Anything of a policy that somebody must be able to defend: where it is from, how sure."""

    source: str
    confidence: Confidence


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A record event by kind, and what its data must say."""

    kind: str
    where: dict[str, Value] = {}
    since: Literal["event", "arrival"] = "event"
    """Whether time runs from this event, or (once it is known) from the arrival."""


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """From one event to another."""

    on: tuple[Event, ...]
    off: tuple[Event, ...]


class Pause(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Time that does not count, ``unless`` something happened within it."""

    on: tuple[Event, ...]
    off: tuple[Event, ...]
    unless: tuple[Span, ...] = ()


class Band(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A colour that begins when ``left_s`` seconds remain (negative: after the instant)."""

    left_s: Annotated[int, Meta(ge=-30 * 86_400)]
    colour: Colour
    severity: Annotated[int, Meta(ge=1, le=4)]
    source: str = ""
    confidence: Confidence = "design"


class Rung(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One step of a ladder: the limit it grants, on what ground, approved by whom, when."""

    limit_s: Seconds
    ground: tuple[str, ...] = ()
    approver: str = ""
    """Rank that may grant it at least; empty: it needs no grant (the first rung)."""
    basis: Literal["start", "grant"] = "start"
    """Whether the limit runs from the clock's start or from the instant of the grant."""
    total_max_s: Annotated[int, Meta(ge=0)] = 0
    """However often granted, never longer than this from the start (0: no such ceiling)."""
    reviews_held: Annotated[int, Meta(ge=0, le=9)] = 0
    """So many reviews of ``requires_clock`` must have been held before."""
    requires_clock: str = ""
    grace_s: Annotated[int, Meta(ge=0)] = 0
    """A grant may come this long after the limit, on ``grace_ground`` only."""
    grace_ground: str = ""
    bands: tuple[Band, ...] = ()
    """Colours while this rung stands; empty: the clock's own."""


class Clock(Part, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="primitive"):
    """What all eight have: a name in both languages, when it begins and ends."""

    id: str
    zh: str
    en: str
    confidence: Confidence = "design"
    rule: str = ""
    """Rule that speaks when this is owed (custody.duties); empty: it is only shown."""
    feed: str = ""
    """The outside system whose events it waits for; empty: the custody record is enough."""

    def from_arrival(self) -> bool:
        """Return whether it runs from the arrival and from nothing else."""
        return getattr(self, "start", None) == "arrival"


class LimitClock(Clock, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="limit"):
    """Primitive 1: a ladder of limits from one start."""

    start: Literal["arrival"] | tuple[Event, ...]
    rungs: tuple[Rung, ...]
    bands: tuple[Band, ...]
    stop: tuple[Event, ...] = ()
    restart: tuple[Event, ...] = ()
    pause: tuple[Pause, ...] = ()
    reading: Reading = "exact"


class ReviewClock(Clock, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="review"):
    """Primitive 2: reviews in a row; the next runs from the last one held, if that was in time."""

    start: tuple[Event, ...]
    stop: tuple[Event, ...] = ()
    held: tuple[Event, ...]
    postponed: tuple[Event, ...] = ()
    first_within_s: Seconds
    then_every_s: Seconds
    officer: str
    """Rank that holds it; never somebody involved in the case."""
    bands: tuple[Band, ...]


class Gap(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The longest gap that an observation level allows."""

    level: Annotated[int, Meta(ge=1, le=4)]
    max_s: Seconds


class IntervalClock(Clock, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="interval"):
    """Primitive 3: something in person, at the latest so long after the last time, by level."""

    start: Literal["arrival"] | tuple[Event, ...]
    stop: tuple[Event, ...] = ()
    proof: tuple[Event, ...]
    level: tuple[Event, ...] = ()
    """Events whose data ``level`` sets the observation level."""
    gaps: tuple[Gap, ...]
    jitter_pct: Annotated[int, Meta(ge=0, le=50)] = 0
    """A prompt comes at chance up to so much before the ceiling."""
    bands: tuple[Band, ...]


class RollingClock(Clock, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="rolling"):
    """Primitive 4: within any trailing window, so much rest in one piece, or so many offers."""

    start: Literal["arrival"] | tuple[Event, ...]
    stop: tuple[Event, ...] = ()
    window_s: Seconds
    rest_s: Annotated[int, Meta(ge=0)] = 0
    rest: tuple[Span, ...] = ()
    count: Annotated[int, Meta(ge=0, le=20)] = 0
    counted: tuple[Event, ...] = ()
    bands: tuple[Band, ...]


class Exempt(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A ground that suspends a deadline; when it ends, ``rearm_s`` remain."""

    on: tuple[Event, ...]
    off: tuple[Event, ...]
    rearm_s: Annotated[int, Meta(ge=0)]


class DeadlineClock(Clock, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="deadline"):
    """Primitive 5: something is owed within a time of an event."""

    start: Literal["arrival"] | tuple[Event, ...]
    stop: tuple[Event, ...]
    limit_s: Seconds
    due: str = ""
    """Key of the start event's data that states the instant itself; then ``limit_s`` is unused."""
    once: bool = False
    """Whether only the first start counts; else each start after a stop owes it again."""
    bands: tuple[Band, ...]
    exempt: tuple[Exempt, ...] = ()
    reading: Reading = "exact"


class PresenceClock(Clock, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="presence"):
    """Primitive 6: so many people with these attributes are there while something goes on."""

    during: tuple[Span, ...]
    people: Annotated[int, Meta(ge=1, le=20)]
    attributes: tuple[str, ...]
    """``role:police``, ``sex:female``, ``badge:appropriate_adult``: each must hold."""
    when: tuple[str, ...] = ()
    """Flags of the detainee that make it owed; empty: always."""


class SeparationClock(
    Clock, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="separation"
):
    """Primitive 7: two people of whom this holds are kept apart."""

    one: tuple[str, ...]
    other: tuple[str, ...]
    same_case: bool = False


class GateClock(Clock, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="gate"):
    """Primitive 8: a step is allowed only when all of these hold."""

    step: str
    needs: tuple[str, ...]
    hard: bool = True
    override: str = ""
    """Rank that may override a soft gate."""


TimedClock = LimitClock | ReviewClock | IntervalClock | RollingClock | DeadlineClock
AnyClock = TimedClock | PresenceClock | SeparationClock | GateClock

RANKS: Final = (
    *("auxiliary", "officer", "station_head", "dept_head", "county_duty_head", "county_head"),
)
"""Ranks in rising order where a policy declares no order of its own."""


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A legal regime: what runs, is owed and must be there for a person held under it."""

    id: str
    zh: str
    en: str
    jurisdiction: str
    effective: str
    limits: tuple[LimitClock, ...]
    reviews: tuple[ReviewClock, ...] = ()
    intervals: tuple[IntervalClock, ...] = ()
    rollings: tuple[RollingClock, ...] = ()
    deadlines: tuple[DeadlineClock, ...] = ()
    presences: tuple[PresenceClock, ...] = ()
    separations: tuple[SeparationClock, ...] = ()
    gates: tuple[GateClock, ...] = ()
    ranks: tuple[str, ...] = RANKS
    """Ranks of this regime in rising order: who approves must stand at least at the rung's."""
    never_holding: tuple[str, ...] = ()
    """Flags of people who may never be in a holding room (CQ 10; PROC-21)."""
    night_pick_up: tuple[str, ...] = ("minor",)
    """Flags of people who leave at night only with somebody (CQ 10; PROC-22)."""
    no_serial_summons: bool = False
    """Whether one summons may not follow another at once (CPL 119; PROC-18)."""
    single_officer: bool = False
    """Whether one officer may question with whole-process recording (PSAPL 108)."""
    police_guard: bool = False
    """Whether only police officers, no auxiliaries, may guard (CQ 26, 29; PAIR-12)."""
    overlays: tuple[str, ...] = ()
    """Ids of the overlays that were laid over it, in their order."""

    def timed(self) -> tuple[TimedClock, ...]:
        """Return every clock that has an instant, limits first."""
        return (*self.limits, *self.reviews, *self.deadlines, *self.intervals, *self.rollings)

    def clocks(self) -> tuple[AnyClock, ...]:
        """Return all clocks of all eight primitives."""
        return (*self.timed(), *self.presences, *self.separations, *self.gates)

    def limit(self, clock: str) -> LimitClock | None:
        """Return a limit clock by its id."""
        return next((one for one in self.limits if one.id == clock), None)
