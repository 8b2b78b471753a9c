"""Limits: a ladder of rungs from one start, with pauses, grants, and grants that are void."""

from collections.abc import Sequence
from typing import NamedTuple

from custody.clocks.civil import NS_PER_S, Civil, counts_from
from custody.clocks.happened import (
    FAR,
    Interval,
    Run,
    counted_out,
    joined,
    matches,
    runs,
    spans,
    without,
)
from custody.clocks.state import ClockState, Fault, Status, steps_of, stood
from custody.policy import Event, LimitClock, Rung, Span
from custody.record import RecordEvent

EXTENDED = Event(kind="clock.extended")


class Reach(NamedTuple):
    """How far a ladder was climbed: the rung, from where it counts, what was void."""

    rung: int
    granted_utc_ns: int
    faults: tuple[Fault, ...]
    numbers: tuple[int, ...]


class Ask(NamedTuple):
    """Somebody grants a rung: when it was written down, which rung, on what ground."""

    utc_ns: int
    rung: int
    ground: str
    event: int = 0


def rung_of(clock: LimitClock, rung: int) -> Rung:
    """Return a rung of a clock's ladder (the last one when beyond)."""
    return clock.rungs[min(rung, len(clock.rungs) - 1)]


def pauses_of(clock: LimitClock, events: Sequence[RecordEvent]) -> list[Interval]:
    """Return the stretches that do not count, less those in which what ``unless`` names went on."""
    found: list[Interval] = []
    for pause in clock.pause:
        away = spans(events, (Span(on=pause.on, off=pause.off),))
        found += without(away, spans(events, pause.unless))
    return joined(found)


def limit_at(
    clock: LimitClock, start_utc_ns: int, reach: Reach, pauses: Sequence[Interval], left_s: int = 0
) -> int:
    """Return the instant at which ``left_s`` remain of the rung that was reached."""
    rung = rung_of(clock, reach.rung)
    from_utc_ns = reach.granted_utc_ns if rung.basis == "grant" else start_utc_ns
    at_utc_ns = counted_out(from_utc_ns, _beyond(rung.limit_s - left_s), pauses)
    if rung.total_max_s:
        ceiling = counted_out(start_utc_ns, _beyond(rung.total_max_s - left_s), pauses)
        at_utc_ns = min(at_utc_ns, ceiling)
    return at_utc_ns


def _beyond(counted_s: int) -> int:
    """Return seconds as ns; a band longer than its limit begins with the clock."""
    return max(0, counted_s) * NS_PER_S


def climb(
    clock: LimitClock,
    run: Run,
    asks: Sequence[Ask],
    pauses: Sequence[Interval],
    reviews: dict[str, tuple[int, ...]],
) -> Reach:
    """Return how far the grants lead; one out of order, late or too early leaves things as is."""
    reach = Reach(0, run.start_utc_ns, (), ())
    for ask in asks:
        fault = fault_of(clock, run, reach, ask, pauses=pauses, reviews=reviews)
        if fault is not None:
            reach = reach._replace(faults=(*reach.faults, fault))
        else:
            reach = Reach(ask.rung, ask.utc_ns, reach.faults, (*reach.numbers, ask.event))
    return reach


def fault_of(
    clock: LimitClock,
    run: Run,
    reach: Reach,
    ask: Ask,
    *,
    pauses: Sequence[Interval],
    reviews: dict[str, tuple[int, ...]],
) -> Fault | None:
    """Return why a grant does not hold, None when it does."""
    if ask.rung >= len(clock.rungs):
        return Fault("CLK-04", ask.utc_ns, ask.event, f"{clock.id} has no rung {ask.rung}")
    if ask.rung != reach.rung + 1:
        why = f"rung {ask.rung} asked while rung {reach.rung} stands: none may be skipped"
        return Fault("CLK-04", ask.utc_ns, ask.event, why)
    rung = clock.rungs[ask.rung]
    if rung.ground and ask.ground not in rung.ground:
        why = f"ground {ask.ground or '(none)'} is not one of {', '.join(rung.ground)}"
        return Fault("CLK-04", ask.utc_ns, ask.event, why)
    expires_utc_ns = limit_at(clock, run.start_utc_ns, reach, pauses)
    grace_ns = rung.grace_s * NS_PER_S if rung.grace_ground == ask.ground else 0
    if ask.utc_ns > expires_utc_ns + grace_ns or ask.utc_ns >= run.stop_utc_ns:
        late_s = (ask.utc_ns - expires_utc_ns) / NS_PER_S
        why = f"granted {late_s:g} s after the limit it should have lengthened: void"
        return Fault("CLK-03", ask.utc_ns, ask.event, why)
    held = sum(at <= ask.utc_ns for at in reviews.get(rung.requires_clock, ()))
    if held < rung.reviews_held:
        why = f"{held} of {rung.reviews_held} reviews of {rung.requires_clock} were held before"
        return Fault("CLK-04", ask.utc_ns, ask.event, why)
    return None


def asks_of(clock: LimitClock, events: Sequence[RecordEvent], written: dict[int, int]) -> list[Ask]:
    """Return the grants of a clock in the order in which they were written down."""
    asks = []
    for event in events:
        if matches(event, (EXTENDED,)) and event.data.get("clock") == clock.id:
            rung, ground = event.data.get("rung"), event.data.get("ground")
            number = event.corrects or event.number
            asks.append(
                Ask(
                    written.get(number, event.recorded_utc_ns),
                    rung if isinstance(rung, int) else -1,
                    ground if isinstance(ground, str) else "",
                    event.number,
                )
            )
    return sorted(asks, key=lambda ask: (ask.utc_ns, ask.event))


def limit_state(
    clock: LimitClock,
    run: Run,
    reach: Reach,
    pauses: Sequence[Interval],
    *,
    utc_ns: int,
    civil: Civil,
) -> ClockState:
    """Return how a limit stands at an instant."""
    limit_utc_ns = limit_at(clock, run.start_utc_ns, reach, pauses)
    rung = rung_of(clock, reach.rung)
    bands = rung.bands or clock.bands
    begins = [limit_at(clock, run.start_utc_ns, reach, pauses, band.left_s) for band in bands]
    steps = steps_of(bands, run.start_utc_ns, begins)
    open_pause = bool(pauses) and pauses[-1].to_utc_ns == FAR
    status: Status = "paused" if open_pause else "running"
    if run.stop_utc_ns != FAR:
        status, steps = "stopped", tuple(step for step in steps if step.utc_ns < run.stop_utc_ns)
    colour = stood(steps, run.start_utc_ns, utc_ns)
    counts_ns = counts_from(run.start_utc_ns, clock.reading, civil) - run.start_utc_ns
    shown_utc_ns = limit_utc_ns
    if limit_utc_ns >= FAR:
        ended = [Interval(pause.from_utc_ns, min(pause.to_utc_ns, utc_ns)) for pause in pauses]
        shown_utc_ns = limit_at(clock, run.start_utc_ns, reach, joined(ended))
    return ClockState(
        clock=clock,
        limit_utc_ns=limit_utc_ns,
        colour=colour.colour,
        severity=colour.severity,
        since_utc_ns=colour.since_utc_ns,
        next_utc_ns=colour.next_utc_ns,
        source=rung.source,
        status=status,
        start_utc_ns=run.start_utc_ns,
        stop_utc_ns=run.stop_utc_ns,
        rung=reach.rung,
        shown_utc_ns=shown_utc_ns,
        statutory_utc_ns=shown_utc_ns + counts_ns,
        steps=steps,
        counted=tuple(sorted({*run.numbers, *reach.numbers})),
        paused_ns=sum(
            pause.to_utc_ns - max(pause.from_utc_ns, run.start_utc_ns)
            for pause in pauses
            if run.start_utc_ns < pause.to_utc_ns < FAR
        ),
        pauses=tuple(pause for pause in pauses if run.start_utc_ns < pause.to_utc_ns),
        faults=reach.faults,
    )


def evaluate_limit(
    clock: LimitClock,
    events: Sequence[RecordEvent],
    written: dict[int, int],
    reviews: dict[str, tuple[int, ...]],
    *,
    utc_ns: int,
    civil: Civil,
) -> ClockState | None:
    """Return how a limit stands by the record; None while it has not begun."""
    found = runs(events, clock.start, clock.stop, clock.restart)
    if not found:
        return None
    run, pauses = found[-1], pauses_of(clock, events)
    reach = climb(clock, run, asks_of(clock, events, written), pauses, reviews)
    return limit_state(clock, run, reach, pauses, utc_ns=utc_ns, civil=civil)
