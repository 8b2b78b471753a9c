"""When visits and rousing checks are owed: walked through the record, event by event."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from custody.clocks.happened import FAR, matches
from custody.duties.duty import NS_PER_S, VISITED, Held, said
from custody.policy import Event, IntervalClock
from custody.record import RecordEvent

CONSTANT: Final = 3
"""From this observation level on somebody is with the person all the time."""
AWAKE: Final = ("woke", "spoke", "obeyed")
"""Answers that make a rousing check a good one (Annex H)."""


@dataclass
class Round:
    """How one kind of check stands while the record is walked."""

    gap_ns: int
    owed: bool = False
    since_utc_ns: int = 0
    """When the last check was made, or the person came to where checks are owed."""
    due_utc_ns: int = FAR
    count: int = 0

    def begin(self, utc_ns: int) -> None:
        """Count from here: a check was made, or the person has just been brought."""
        self.since_utc_ns, self.due_utc_ns = utc_ns, utc_ns + self.gap_ns

    def changed(self, gap_ns: int, utc_ns: int) -> None:
        """Take another gap: a shorter one counts from now at the latest, a longer from the check.

        Whoever is watched more closely from now on is not overdue for having been seen before.
        """
        if gap_ns < self.gap_ns:
            self.due_utc_ns = min(self.due_utc_ns, utc_ns + gap_ns)
        else:
            self.due_utc_ns = self.since_utc_ns + gap_ns
        self.gap_ns = gap_ns


def walk(
    held: Held,
    gap_of: Callable[[int], int],
    *,
    made: Callable[[RecordEvent], bool],
) -> Round:
    """Return how a check stands after the whole record; ``gap_of`` an observation level."""
    level = 1
    round_ = Round(gap_of(level))
    place = _Place()
    for event in held.events:
        new = event.data.get("level") if event.kind == "level.set" else None
        if isinstance(new, int):
            level = new
            round_.changed(gap_of(level), event.utc_ns)
        was = place.owed
        place.take(event)
        until = event.data.get("until_utc_ns")
        if place.owed and (not was or event.kind == "exit.returned"):
            round_.begin(event.utc_ns)
        elif made(event):
            round_.begin(event.utc_ns)
            round_.count += 1
        elif event.kind == "exit.approved" and not held.record.full and isinstance(until, int):
            round_.begin(until)  # A quick registration knows no stage of its own for an exit.
    round_.owed = place.owed
    return round_


@dataclass
class _Place:
    """Whether the person is where nobody is with them by the procedure itself."""

    staying: bool = False
    away: bool = False
    """In a room session or at a hospital."""

    @property
    def owed(self) -> bool:
        return self.staying and not self.away

    def take(self, event: RecordEvent) -> None:
        match event.kind:
            case "stay.opened":
                self.staying, self.away = True, False
            case "stage.entered":
                self.staying, self.away = said(event, "stage") in VISITED, False
            case "session.started" | "hospital.left_for" | "stay.closed":
                self.away = True
            case "session.ended" | "hospital.returned" | "exit.returned":
                self.away = False
            case _:
                return  # Says nothing of where the person is.


def rouse_clock(held: Held) -> IntervalClock | None:
    """Return the policy's own interval of rousing checks, if it has one."""
    return _speaking(held, "CLK-08")


def visit_clock(held: Held) -> IntervalClock | None:
    """Return the policy's interval of visits, if it has one."""
    return _speaking(held, "CLK-07")


def _speaking(held: Held, rule: str) -> IntervalClock | None:
    return next((clock for clock in held.policy.intervals if clock.rule == rule), None)


def gap_ns(clock: IntervalClock, level: int) -> int:
    """Return the longest gap a level allows."""
    gap = max((gap for gap in clock.gaps if gap.level <= level), key=lambda gap: gap.level)
    return gap.max_s * NS_PER_S


def visited(held: Held, event: RecordEvent) -> bool:
    """Return whether an event is a proven check in person (5.1), by the policy's own words."""
    clock = visit_clock(held)
    proof: tuple[Event, ...] = clock.proof if clock else ()
    return matches(event, proof)


def roused(event: RecordEvent) -> bool:
    """Return whether an event is a proven rousing check with a good answer."""
    good = said(event, "response") in AWAKE
    return event.kind == "check.rouse" and event.data.get("proven") is True and good
