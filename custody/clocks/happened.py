"""What of a custody record a clock looks at: matching events, runs from start to stop, spans."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, NamedTuple

from custody.policy import Clock, Event, Exempt, Pause, Span
from custody.record import RecordEvent

FAR: Final = 2**62
"""An instant that does not come."""
ARRIVALS: Final = ("stay.opened", "stay.arrived")
GRANTS: Final = ("clock.extended",)
NAMED_MAX: Final = 1000
_NAMED: Final[dict[int, tuple[Clock, frozenset[str]]]] = {}
"""By identity: a clock holds what cannot be hashed, and keeping it here keeps its identity."""
Starts = Literal["arrival"] | tuple[Event, ...]


def kinds_of(part: object) -> Iterator[str]:
    """Yield the kinds of all events that a part of a policy names."""
    if isinstance(part, Event):
        yield part.kind
    elif isinstance(part, tuple):
        for item in part:
            yield from kinds_of(item)
    elif isinstance(part, Clock | Span | Pause | Exempt):
        for name in part.__struct_fields__:
            if name not in ("bands", "rungs", "gaps"):
                yield from kinds_of(getattr(part, name))


def concerning(clock: Clock, events: Iterable[RecordEvent]) -> tuple[RecordEvent, ...]:
    """Return the events that a clock can look at, in their order."""
    kinds = _named(clock)
    return tuple(event for event in events if event.kind in kinds)


def _named(clock: Clock) -> frozenset[str]:
    """Return the kinds of events that a clock can look at; a policy's clocks never change."""
    known = _NAMED.get(id(clock))
    if known is None or known[0] is not clock:
        if len(_NAMED) >= NAMED_MAX:
            _NAMED.clear()
        known = (clock, frozenset((*ARRIVALS, *GRANTS, *kinds_of(clock))))
        _NAMED[id(clock)] = known
    return known[1]


def matches(event: RecordEvent, wanted: Iterable[Event]) -> bool:
    """Return whether an event is one of those a clock names."""
    return any(
        event.kind == one.kind and all(_says(event, key, value) for key, value in one.where.items())
        for one in wanted
    )


def _says(event: RecordEvent, key: str, value: object) -> bool:
    said = event.data.get(key)
    return said in value if isinstance(value, tuple) else said == value


def arrival(events: Sequence[RecordEvent]) -> int:
    """Return when the person arrived, FAR when nobody has said so."""
    for event in events:
        if event.kind in ARRIVALS:
            stated = event.data.get("arrived_utc_ns")
            return stated if isinstance(stated, int) else event.utc_ns
    return FAR


class Run(NamedTuple):
    """One run of a clock: from, to (FAR while it goes on), and the events that say so."""

    start_utc_ns: int
    stop_utc_ns: int
    numbers: tuple[int, ...]


def runs(
    events: Sequence[RecordEvent],
    start: Starts,
    stop: tuple[Event, ...],
    restart: tuple[Event, ...] = (),
) -> list[Run]:
    """Return the runs of a clock in their order; a start while it runs changes nothing."""
    found: list[Run] = []
    arrived = arrival(events)
    for event in events:
        running = bool(found) and found[-1].stop_utc_ns == FAR
        begins = _begin(event, start, arrived)
        if running and matches(event, stop):
            found[-1] = Run(
                found[-1].start_utc_ns, event.utc_ns, (*found[-1].numbers, event.number)
            )
        elif running and restart and matches(event, restart):
            found[-1] = Run(event.utc_ns, FAR, (*found[-1].numbers, event.number))
        elif not running and begins != FAR:
            found.append(Run(begins, FAR, (event.number,)))
    return found


def _begin(event: RecordEvent, start: Starts, arrived: int) -> int:
    """Return the instant from which an event lets a clock run, FAR when it does not."""
    if start == "arrival":
        return arrived if event.kind in ARRIVALS else FAR
    for one in start:
        if matches(event, (one,)):
            return arrived if one.since == "arrival" and arrived != FAR else event.utc_ns
    return FAR


class Interval(NamedTuple):
    """A stretch of time; ``to_utc_ns`` FAR while it lasts."""

    from_utc_ns: int
    to_utc_ns: int


def spans(events: Sequence[RecordEvent], between: Iterable[Span]) -> list[Interval]:
    """Return the stretches between matching events, in order, joined where they touch."""
    found: list[Interval] = []
    for span in between:
        since = FAR
        for event in events:
            if since == FAR and matches(event, span.on):
                since = event.utc_ns
            elif since != FAR and matches(event, span.off):
                found.append(Interval(since, event.utc_ns))
                since = FAR
        if since != FAR:
            found.append(Interval(since, FAR))
    return joined(found)


def joined(stretches: Iterable[Interval]) -> list[Interval]:
    """Return the union of stretches, in order and apart."""
    result: list[Interval] = []
    for one in sorted(stretches):
        if one.from_utc_ns >= one.to_utc_ns:
            continue
        if result and one.from_utc_ns <= result[-1].to_utc_ns:
            last = result[-1]
            result[-1] = Interval(last.from_utc_ns, max(last.to_utc_ns, one.to_utc_ns))
        else:
            result.append(one)
    return result


def without(stretches: Sequence[Interval], cut: Sequence[Interval]) -> list[Interval]:
    """Return the stretches less what lies in ``cut`` (both in order and apart)."""
    result: list[Interval] = []
    for one in stretches:
        since = one.from_utc_ns
        for hole in cut:
            if hole.to_utc_ns <= since or hole.from_utc_ns >= one.to_utc_ns:
                continue
            if hole.from_utc_ns > since:
                result.append(Interval(since, hole.from_utc_ns))
            since = max(since, hole.to_utc_ns)
        if since < one.to_utc_ns:
            result.append(Interval(since, one.to_utc_ns))
    return result


def counted_out(start_utc_ns: int, counted_ns: int, pauses: Sequence[Interval]) -> int:
    """Return the instant at which so much time has counted; FAR while a pause stands before it."""
    at_utc_ns = start_utc_ns + counted_ns
    for pause in pauses:
        if pause.to_utc_ns <= start_utc_ns:
            continue
        from_utc_ns = max(pause.from_utc_ns, start_utc_ns)
        if from_utc_ns >= at_utc_ns:
            break
        if pause.to_utc_ns == FAR:
            return FAR
        at_utc_ns += pause.to_utc_ns - from_utc_ns
    return at_utc_ns
