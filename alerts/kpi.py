"""The figures of ISA-18.2 table 7 for one console, live: rates, floods, priorities, bad actors.

Only what is annunciated counts: no acknowledgements, no returns, nothing that is put aside under
a root. What a flood shows under one heading counts all the same. Pure; times come in.
"""

from collections import Counter, deque
from typing import Final

import msgspec

from alerts.rules import DUTY_RULES

MINUTE_NS: Final = 60_000_000_000
TEN_NS: Final = 10 * MINUTE_NS
HOUR_NS: Final = 60 * MINUTE_NS
DAY_NS: Final = 24 * HOUR_NS
RINGS_MAX: Final = 200_000
"""A month at the ISA ceiling is 9,000; past this the oldest are forgotten."""
RINGS: Final = frozenset(
    ("raised", "recurred", "occurred_again", "realarmed", "unsuppressed", "unshelved")
)
BAD_ACTORS: Final = 10
CHATTER: Final = 3
"""So many within a minute is chattering (Hexagon/PAS)."""
FLEETING_NS: Final = 10_000_000_000
STALE_NS: Final = DAY_NS
FLOOD_BEGINS: Final = 10
FLOOD_ENDS: Final = 5
UNSEEN: Final = frozenset(("told", "grouped", "coming", "arrived", "contained"))
"""Changes that tell nothing to the figures; who keeps what was heard may leave them out."""
OWED: Final = frozenset(rule.id for rule in DUTY_RULES)
HIGH, MEDIUM = 1, 2
"""P1 is ISA's high priority, P2 medium, P3 and P4 low."""


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """One change of an alarm, as far as the figures need it."""

    utc_ns: int
    change: str
    state: str
    rule: str
    subject: str
    severity: int
    by: str = ""
    disposition: str = ""
    drill: bool = False


class Kpi(msgspec.Struct, frozen=True):
    """A line of the table: ``value`` is to be at most ``target`` (``least``: at least)."""

    target: float
    value: float
    met: bool
    least: bool = False


class Actor(msgspec.Struct, frozen=True):
    """An alarm that rings often: rule and subject, how often, its share of all."""

    alarm: str
    count: int
    share_pct: float


class Judged(msgspec.Struct, frozen=True):
    """What people said of a rule's alarms when they closed them (SYS-08)."""

    closed: int
    false: int
    """Closed as false_logic or false_data."""

    @property
    def share_pct(self) -> float:
        """Return the share that was false, %."""
        return _pct(self.false, self.closed)


class Flood(msgspec.Struct, frozen=True, kw_only=True):
    """A flood: when, how long, how many, the worst ten minutes, what rang first."""

    from_utc_ns: int
    until_utc_ns: int
    count: int
    peak: int
    first: str
    """First-out: the first alarm of the ten minutes in which it began."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is known of a console's alarms in a span of time."""

    from_utc_ns: int
    until_utc_ns: int
    annunciated: int
    kpis: dict[str, Kpi]
    bad_actors: tuple[Actor, ...]
    floods: tuple[Flood, ...]
    false_share_pct: dict[str, float]
    """Rule -> how many of its closed alarms were false."""
    judged: dict[str, Judged] = {}
    """Rule -> the counts behind that share."""
    chattering: tuple[str, ...] = ()
    """Alarms (rule:subject) that rang three times or more within a minute."""
    fleeting: tuple[str, ...] = ()
    """Alarms that were over within seconds though nobody did anything."""
    stale: tuple[str, ...] = ()
    """Alarms that stand now and have stood for more than a day."""
    hours: tuple[tuple[int, int, int, int], ...] = ()
    """Rings of P1, P2, P3, P4 in each hour of the span, oldest first."""


class Counters:
    """Hears every change of every alarm once, in order; figures are worked out when asked for.

    What came before ``from_utc_ns`` says only since when an alarm stands.
    """

    def __init__(self, from_utc_ns: int) -> None:
        self.from_utc_ns = from_utc_ns
        self._rings: deque[tuple[int, str, int]] = deque(maxlen=RINGS_MAX)
        self._since: dict[str, int] = {}
        self._fleeting: Counter[str] = Counter()
        self._ended: dict[str, int] = {}
        self._unauthorised = 0
        self._closed: Counter[str] = Counter()
        self._false: Counter[str] = Counter()
        self._stale: dict[int, set[str]] = {}
        self._touched: set[str] = set()
        """Standing alarms to which somebody did something: what then ends was not fleeting."""

    def hear(self, heard: Heard) -> None:
        """Take one change; drills are left out of every figure."""
        if heard.drill:
            return
        tag = f"{heard.rule}:{heard.subject}"
        counts = heard.utc_ns >= self.from_utc_ns
        if heard.change in RINGS and heard.state == "unacknowledged":
            if counts:
                self._rings.append((heard.utc_ns, tag, heard.severity))
            self._since.setdefault(tag, heard.utc_ns)
            self._touched.discard(tag)
        elif heard.state in ("normal", "returned", "closed"):
            self._end(tag, heard)
        elif heard.by:
            self._touched.add(tag)
        if counts and heard.change in ("shelved", "out_of_service") and not heard.by:
            self._unauthorised += 1
        if counts and heard.change == "closed":
            self._closed[heard.rule] += 1
            self._false[heard.rule] += heard.disposition in ("false_logic", "false_data")

    def _end(self, tag: str, heard: Heard) -> None:
        began = self._since.pop(tag, None)
        # What was owed to a person ends by being done, and entered.
        touched = tag in self._touched or heard.rule in OWED
        self._touched.discard(tag)
        if began is None or heard.utc_ns < self.from_utc_ns:
            return
        if heard.utc_ns - began > STALE_NS:
            for day in range((began + STALE_NS) // DAY_NS, heard.utc_ns // DAY_NS + 1):
                self._stale.setdefault(day, set()).add(tag)
        if heard.change == "cleared" and not touched and heard.utc_ns - began < FLEETING_NS:
            self._fleeting[tag] += 1

    def report(self, until_utc_ns: int) -> Report:
        """Return the figures as of an instant."""
        span_ns = max(until_utc_ns - self.from_utc_ns, TEN_NS)
        rings = [ring for ring in self._rings if ring[0] <= until_utc_ns]
        tags = Counter(tag for _, tag, _ in rings)
        floods = _floods(rings, until_utc_ns)
        judged = {
            rule: Judged(count, self._false[rule]) for rule, count in sorted(self._closed.items())
        }
        return Report(
            from_utc_ns=self.from_utc_ns,
            until_utc_ns=until_utc_ns,
            annunciated=len(rings),
            kpis=self._rates(rings, span_ns)
            | self._crowds(rings, span_ns, floods)
            | self._nuisances(rings, tags, until_utc_ns),
            bad_actors=tuple(
                Actor(tag, count, _pct(count, len(rings)))
                for tag, count in sorted(tags.items(), key=lambda item: (-item[1], item[0]))[
                    :BAD_ACTORS
                ]
            ),
            floods=floods,
            false_share_pct={rule: each.share_pct for rule, each in judged.items()},
            judged=judged,
            chattering=tuple(sorted(_chattering(rings))),
            fleeting=tuple(sorted(self._fleeting)),
            stale=tuple(sorted(self._standing_long(until_utc_ns))),
            hours=_hours(rings, self.from_utc_ns, span_ns),
        )

    def _standing_long(self, until_utc_ns: int) -> list[str]:
        """Return what stands for more than a day."""
        return [tag for tag, since in self._since.items() if until_utc_ns - since > STALE_NS]

    def _rates(self, rings: list[tuple[int, str, int]], span_ns: int) -> dict[str, Kpi]:
        high = sum(severity == HIGH for _, _, severity in rings)
        medium = sum(severity == MEDIUM for _, _, severity in rings)
        total = len(rings)
        return {
            "alarms_per_day": _most(144, total * DAY_NS / span_ns),
            "alarms_per_hour": _most(6, total * HOUR_NS / span_ns),
            "alarms_per_10_minutes": _most(1, total * TEN_NS / span_ns),
            "high_alarms_per_hour": _most(0.6, high * HOUR_NS / span_ns),
            "priority_high_pct": _most(5, _pct(high, total)),
            "priority_medium_pct": _most(15, _pct(medium, total)),
            "priority_low_pct": _least(80, _pct(total - high - medium, total) if total else 100.0),
        }

    def _crowds(
        self, rings: list[tuple[int, str, int]], span_ns: int, floods: tuple[Flood, ...]
    ) -> dict[str, Kpi]:
        times = [utc_ns - self.from_utc_ns for utc_ns, _, _ in rings]
        hours = Counter(time // HOUR_NS for time in times)
        tens = Counter(time // TEN_NS for time in times)
        busy_hours = sum(count > 30 for count in hours.values())  # noqa: PLR2004 - the table's own.
        busy_tens = sum(count > FLOOD_BEGINS for count in tens.values())
        flooded_ns = sum(flood.until_utc_ns - flood.from_utc_ns for flood in floods)
        return {
            "hours_over_30_pct": _most(1, 100 * busy_hours / -(-span_ns // HOUR_NS)),
            "ten_minutes_over_10_pct": _most(1, 100 * busy_tens / -(-span_ns // TEN_NS)),
            "max_in_10_minutes": _most(10, float(_crowd(times, TEN_NS))),
            "time_in_flood_pct": _most(1, 100 * flooded_ns / span_ns),
        }

    def _nuisances(
        self, rings: list[tuple[int, str, int]], tags: Counter[str], until_utc_ns: int
    ) -> dict[str, Kpi]:
        top = sum(count for _, count in tags.most_common(BAD_ACTORS))
        standing = len(self._standing_long(until_utc_ns))
        stale = max((len(each) for each in self._stale.values()), default=0)
        return {
            "top_10_share_pct": _most(5, _pct(top, len(rings))),
            "chattering_alarms": _most(0, float(len(_chattering(rings)))),
            "fleeting_alarms": _most(0, float(len(self._fleeting))),
            "stale_alarms_on_any_day": _most(4, float(max(standing, stale))),
            "unauthorised_suppressions": _most(0, float(self._unauthorised)),
        }


def _chattering(rings: list[tuple[int, str, int]]) -> list[str]:
    """Return the alarms that rang so often within a minute."""
    times: dict[str, list[int]] = {}
    for utc_ns, tag, _ in rings:
        times.setdefault(tag, []).append(utc_ns)
    return [tag for tag, each in times.items() if _crowd(each, MINUTE_NS) >= CHATTER]


def _hours(
    rings: list[tuple[int, str, int]], from_utc_ns: int, span_ns: int
) -> tuple[tuple[int, int, int, int], ...]:
    """Return how many of each severity rang in each hour that was begun."""
    counts = [[0, 0, 0, 0] for _ in range(-(-span_ns // HOUR_NS))]
    for utc_ns, _, severity in rings:
        counts[min((utc_ns - from_utc_ns) // HOUR_NS, len(counts) - 1)][severity - 1] += 1
    return tuple((p1, p2, p3, p4) for p1, p2, p3, p4 in counts)


def _crowd(times: list[int], span_ns: int) -> int:
    """Return the most instants within any span of a length; times are in order."""
    most, first = 0, 0
    for last, time in enumerate(times):
        while times[first] <= time - span_ns:
            first += 1
        most = max(most, last - first + 1)
    return most


def _floods(rings: list[tuple[int, str, int]], until_utc_ns: int) -> tuple[Flood, ...]:
    """Return the floods: more than 10 in ten minutes until fewer than 5."""
    found: list[Flood] = []
    window: deque[tuple[int, str]] = deque()
    began, first, count, peak = 0, "", 0, 0
    for utc_ns, tag, _ in [*rings, (until_utc_ns, "", 0)]:
        while window and window[0][0] <= utc_ns - TEN_NS:
            left_ns = window.popleft()[0] + TEN_NS
            if began and len(window) < FLOOD_ENDS:
                found.append(_flood(began, left_ns, count, peak, first))
                began = 0
        if not tag:
            break
        window.append((utc_ns, tag))
        count += 1
        if not began and len(window) > FLOOD_BEGINS:
            began, first, count, peak = utc_ns, window[0][1], len(window), 0
        peak = max(peak, len(window))
    if began:
        found.append(_flood(began, until_utc_ns, count, peak, first))
    return tuple(found)


def _flood(began: int, ended: int, count: int, peak: int, first: str) -> Flood:
    return Flood(from_utc_ns=began, until_utc_ns=ended, count=count, peak=peak, first=first)


def _most(target: float, value: float) -> Kpi:
    return Kpi(float(target), round(value, 3), met=value <= target)


def _least(target: float, value: float) -> Kpi:
    return Kpi(float(target), round(value, 3), met=value >= target, least=True)


def _pct(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0
