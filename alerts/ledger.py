"""What the engine remembers of its alarms: floods, repeats, what they turned out to be.

Plain values, saved with the world; every list has a limit. Nothing here delays or hides an alarm.
"""

from typing import Final

import msgspec

from alerts.fuse import Incident, Ring
from alerts.roster import Shift
from alerts.rule import NS_PER_S
from alerts.tickets import Ticket
from custody.marks import Mark

TEN_MINUTES_NS: Final = 600 * NS_PER_S
DAY_NS: Final = 86_400 * NS_PER_S
FLOOD_BEGINS: Final = 10
"""More rings than this within ten minutes are a flood (ISA-18.2; SYS-06)."""
FLOOD_ENDS: Final = 5
"""Fewer than this end it."""
RINGS_MAX: Final = 5000
REPEATS: Final = 3
"""So often within a day, same rule and same person or room, is a ticket (SYS-04)."""
PLACES_MAX: Final = 2000
FALSE_SHARE_PCT: Final = 50
"""More false than this within seven days asks for tuning (SYS-08)."""
JUDGED_MIN: Final = 4
"""Fewer closed alarms than this say nothing of a rule."""
DAYS: Final = 7
ASKED_MAX: Final = 100
SENT_MAX: Final = 200
DRILLED_MAX: Final = 100


class Asked(msgspec.Struct, kw_only=True):
    """Something that needs two people; the first has asked for it."""

    who: str
    until_utc_ns: int


class Retired(msgspec.Struct, kw_only=True):
    """A rule on a subject that two people took out of service, and until when."""

    rule: str
    subject: str
    by: str
    second: str
    reason: str
    until_utc_ns: int


class Shelf(msgspec.Struct, kw_only=True):
    """A shelved alarm: who, why, until when (ISA-18.2: the list of what is shelved)."""

    alarm: str
    by: str
    second: str
    reason: str
    until_utc_ns: int


class Drill(msgspec.Struct, kw_only=True):
    """Somebody announced that the next alarm of a rule at a subject is a drill."""

    by: str
    reason: str
    until_utc_ns: int


class Judged(msgspec.Struct, kw_only=True):
    """How many alarms of a rule were closed on one day, and how many were false."""

    day: int
    closed: int = 0
    false: int = 0


class Ledger(msgspec.Struct, kw_only=True):
    """All of it."""

    rings: list[int] = []
    """UTC ns of the rings of the last ten minutes."""
    flood_from_utc_ns: int = 0
    """Since when there is a flood; 0 while there is none."""
    repeats: dict[str, list[int]] = {}
    judged: dict[str, list[Judged]] = {}
    asked: dict[str, Asked] = {}
    retired: dict[str, Retired] = {}
    shelves: dict[str, Shelf] = {}
    recent: list[Ring] = []
    incidents: dict[str, Incident] = {}
    incident_count: int = 0
    tickets: dict[str, Ticket] = {}
    ticket_count: int = 0
    changed: bool = False
    """Whether thresholds or filters were just changed (SYS-07)."""
    hand_over: str = ""
    """Number of the last shift report that waits for its signature; empty when there is none."""
    hand_over_count: int = 0
    hand_over_by: str = ""
    sent: dict[str, str] = {}
    """Alarm -> the member of staff who was asked to go there."""
    drills: dict[str, Drill] = {}
    """Rule:subject -> the drill that was announced there and did not begin yet."""
    drilled: dict[str, str] = {}
    """Open alarms that are drills -> who announced them."""
    on_duty: list[str] = []
    """Who was on shift when that was looked at last."""
    shifts: tuple[Shift, ...] | None = None
    """The roster as people changed it; None while the configuration's stands."""
    doubts: list[str] = []
    """Rules most of whose closed alarms were false, with their counts (SYS-08)."""
    marked_s: int = 0
    """Second for which the marks were made."""
    marks: dict[str, Mark] = {}

    def forget(self, utc_ns: int) -> None:
        """Let go what has run out: shelves, retirements, questions; look at the week's shares."""
        for listed in (self.shelves, self.retired, self.asked, self.drills):
            for name in [name for name, each in listed.items() if each.until_utc_ns <= utc_ns]:
                del listed[name]
        while len(self.sent) > SENT_MAX:
            del self.sent[next(iter(self.sent))]
        if self.judged:
            found = self.doubtful(utc_ns)
            self.doubts = [f"{rule} {false}/{closed}" for rule, false, closed in found]

    def ring(self, utc_ns: int) -> None:
        """Count one ring."""
        self.rings.append(utc_ns)
        if len(self.rings) > RINGS_MAX:
            del self.rings[0]

    def judge_flood(self, utc_ns: int) -> bool:
        """Decide whether there is a flood; return whether that changed."""
        while self.rings and self.rings[0] <= utc_ns - TEN_MINUTES_NS:
            del self.rings[0]
        before = self.flood_from_utc_ns > 0
        if not before and len(self.rings) > FLOOD_BEGINS:
            self.flood_from_utc_ns = utc_ns
        elif before and len(self.rings) < FLOOD_ENDS:
            self.flood_from_utc_ns = 0
        return before != (self.flood_from_utc_ns > 0)

    def repeated(self, rule: str, place: str, utc_ns: int) -> bool:
        """Note that a rule rang at a place; return whether that is the third time in a day."""
        key = f"{rule}|{place}"
        times = [each for each in self.repeats.pop(key, []) if each > utc_ns - DAY_NS]
        times.append(utc_ns)
        self.repeats[key] = times
        if len(self.repeats) > PLACES_MAX:
            del self.repeats[next(iter(self.repeats))]
        if len(times) < REPEATS:
            return False
        self.repeats[key] = []
        return True

    def judge(self, rule: str, *, false: bool, utc_ns: int) -> None:
        """Note what a closed alarm turned out to be."""
        day = utc_ns // DAY_NS
        days = [each for each in self.judged.get(rule, []) if each.day > day - DAYS]
        if not days or days[-1].day != day:
            days.append(Judged(day=day))
        days[-1].closed += 1
        days[-1].false += int(false)
        self.judged[rule] = days

    def doubtful(self, utc_ns: int) -> list[tuple[str, int, int]]:
        """Return (rule, false, closed) where most of what was closed in seven days was false."""
        first = utc_ns // DAY_NS - DAYS
        result = []
        for rule, days in sorted(self.judged.items()):
            closed = sum(each.closed for each in days if each.day > first)
            false = sum(each.false for each in days if each.day > first)
            if closed >= JUDGED_MIN and 100 * false > FALSE_SHARE_PCT * closed:
                result.append((rule, false, closed))
        return result
