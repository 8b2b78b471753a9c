"""What is owed at an instant: reviews in a row, deadlines, checks in person, rest in a window."""

from collections.abc import Sequence

from custody.clocks.civil import NS_PER_S, Civil, counts_from
from custody.clocks.happened import FAR, Run, matches, runs, spans
from custody.clocks.state import ClockState, Status, before, steps_of, stood
from custody.policy import (
    DeadlineClock,
    IntervalClock,
    ReviewClock,
    RollingClock,
    Span,
    TimedClock,
)
from custody.record import RecordEvent


def _state(
    clock: TimedClock,
    run: Run,
    due_utc_ns: int,
    *,
    utc_ns: int,
    from_utc_ns: int,
    numbers: Sequence[int] = (),
    status: Status = "running",
    held: int = 0,
    statutory_utc_ns: int = 0,
    source: str = "",
) -> ClockState:
    """Return the state of a clock whose colours come so long before one instant."""
    steps = steps_of(clock.bands, from_utc_ns, before(clock.bands, due_utc_ns))
    if run.stop_utc_ns != FAR:
        status, steps = "stopped", tuple(step for step in steps if step.utc_ns < run.stop_utc_ns)
    colour = stood(steps, from_utc_ns, utc_ns)
    return ClockState(
        clock=clock,
        limit_utc_ns=due_utc_ns,
        colour=colour.colour,
        severity=colour.severity,
        since_utc_ns=colour.since_utc_ns,
        next_utc_ns=colour.next_utc_ns,
        source=source or clock.source,
        status=status,
        start_utc_ns=run.start_utc_ns,
        stop_utc_ns=run.stop_utc_ns,
        shown_utc_ns=due_utc_ns,
        statutory_utc_ns=statutory_utc_ns or due_utc_ns,
        steps=steps,
        counted=tuple(sorted({*run.numbers, *numbers})),
        held=held,
    )


def _within(run: Run, event: RecordEvent) -> bool:
    return run.start_utc_ns <= event.utc_ns < run.stop_utc_ns


def reviews_held(clock: ReviewClock, events: Sequence[RecordEvent]) -> tuple[RecordEvent, ...]:
    """Return the reviews of this clock that were held."""
    return tuple(
        event
        for event in events
        if matches(event, clock.held) and event.data.get("clock", clock.id) == clock.id
    )


def evaluate_review(
    clock: ReviewClock, events: Sequence[RecordEvent], *, utc_ns: int
) -> ClockState | None:
    """Return when the next review is due: from the last one held in time, else from its due time.

    A review held late, or postponed, does not move the later ones: its due time is the anchor.
    """
    found = runs(events, clock.start, clock.stop)
    if not found:
        return None
    run = found[-1]
    due_utc_ns = run.start_utc_ns + clock.first_within_s * NS_PER_S
    since_utc_ns, numbers = run.start_utc_ns, []
    for event in reviews_held(clock, events):
        if not _within(run, event):
            continue
        anchor_utc_ns = min(event.utc_ns, due_utc_ns)
        due_utc_ns = anchor_utc_ns + clock.then_every_s * NS_PER_S
        since_utc_ns = event.utc_ns
        numbers.append(event.number)
    return _state(
        clock,
        run,
        due_utc_ns,
        utc_ns=utc_ns,
        from_utc_ns=since_utc_ns,
        numbers=numbers,
        held=len(numbers),
    )


def evaluate_deadline(
    clock: DeadlineClock, events: Sequence[RecordEvent], *, utc_ns: int, civil: Civil
) -> ClockState | None:
    """Return by when something is owed; a ground suspends it, and when it ends it is owed again."""
    found = runs(events, clock.start, clock.stop)
    if not found:
        return None
    run = found[0 if clock.once else -1]
    due_utc_ns = _stated(clock, run, events) or run.start_utc_ns + clock.limit_s * NS_PER_S
    from_utc_ns, status, source = run.start_utc_ns, "running", clock.source
    for exempt in clock.exempt:
        for stretch in spans(events, (Span(on=exempt.on, off=exempt.off),)):
            if not run.start_utc_ns <= stretch.from_utc_ns < run.stop_utc_ns:
                continue
            source = exempt.source
            if stretch.to_utc_ns == FAR:
                due_utc_ns, status = FAR, "excepted"
            elif status != "excepted":
                from_utc_ns = stretch.to_utc_ns
                due_utc_ns = stretch.to_utc_ns + exempt.rearm_s * NS_PER_S
    counts_ns = counts_from(run.start_utc_ns, clock.reading, civil) - run.start_utc_ns
    return _state(
        clock,
        run,
        due_utc_ns,
        utc_ns=utc_ns,
        from_utc_ns=from_utc_ns,
        status="excepted" if status == "excepted" else "running",
        statutory_utc_ns=FAR if due_utc_ns >= FAR else due_utc_ns + counts_ns,
        source=source,
    )


def _stated(clock: DeadlineClock, run: Run, events: Sequence[RecordEvent]) -> int:
    """Return the instant that the start event itself states, 0 when it states none."""
    if not clock.due:
        return 0
    started = next(event for event in events if event.number == run.numbers[0])
    stated = started.data.get(clock.due)
    return stated if isinstance(stated, int) else 0


def evaluate_interval(
    clock: IntervalClock, events: Sequence[RecordEvent], *, utc_ns: int
) -> ClockState | None:
    """Return by when the next check in person is due under the observation level of now."""
    found = runs(events, clock.start, clock.stop)
    if not found:
        return None
    run = found[-1]
    last_utc_ns, level, numbers = run.start_utc_ns, 1, []
    for event in events:
        said = event.data.get("level")
        if matches(event, clock.level) and isinstance(said, int):
            level = said
        if _within(run, event) and matches(event, clock.proof):
            last_utc_ns = event.utc_ns
            numbers.append(event.number)
    gap = max((gap for gap in clock.gaps if gap.level <= level), key=lambda gap: gap.level)
    return _state(
        clock,
        run,
        last_utc_ns + gap.max_s * NS_PER_S,
        utc_ns=utc_ns,
        from_utc_ns=last_utc_ns,
        numbers=numbers[-1:],
        held=len(numbers),
        source=gap.source,
    )


def evaluate_rolling(
    clock: RollingClock, events: Sequence[RecordEvent], *, utc_ns: int
) -> ClockState | None:
    """Return the last instant at which the guarantee of the trailing window can still be met.

    For rest that is when it must *begin*: the forecast, not the moment it has already failed.
    """
    found = runs(events, clock.start, clock.stop)
    if not found:
        return None
    run, window_ns = found[-1], clock.window_s * NS_PER_S
    if clock.rest_s:
        due_utc_ns, held = _rest_due(clock, run, events, window_ns)
    else:
        given = [e.utc_ns for e in events if _within(run, e) and matches(e, clock.counted)]
        anchor_utc_ns = given[-clock.count] if len(given) >= clock.count else run.start_utc_ns
        due_utc_ns, held = anchor_utc_ns + window_ns, len(given)
    return _state(clock, run, due_utc_ns, utc_ns=utc_ns, from_utc_ns=run.start_utc_ns, held=held)


def _rest_due(
    clock: RollingClock, run: Run, events: Sequence[RecordEvent], window_ns: int
) -> tuple[int, int]:
    """Return by when rest must begin so that no window lacks it, and how often it was had."""
    need_ns = clock.rest_s * NS_PER_S
    must_end_utc_ns, held = run.start_utc_ns + window_ns, 0
    for rest in spans(events, clock.rest):
        if rest.to_utc_ns == FAR:
            enough = rest.from_utc_ns <= must_end_utc_ns - need_ns
            return (FAR if enough else must_end_utc_ns - need_ns), held
        if rest.to_utc_ns - rest.from_utc_ns >= need_ns:
            must_end_utc_ns = rest.to_utc_ns - need_ns + window_ns
            held += 1
    return must_end_utc_ns - need_ns, held
