"""The law's clocks of one stay as the pages show them, evaluated from the record."""

from collections.abc import Sequence
from typing import Final

from console.record_types import (
    AwaitedClock,
    BandView,
    ChecksView,
    CheckView,
    PauseView,
    RecordClock,
    RungView,
    VersionView,
)
from console.words_record import law
from custody.clocks.civil import NS_PER_S, Civil
from custody.clocks.evaluate import states_at
from custody.clocks.happened import FAR, kinds_of
from custody.clocks.limit import rung_of
from custody.clocks.state import ClockState, urgency
from custody.policy import IntervalClock, LimitClock, Policy
from custody.record import RecordEvent

VERSIONS_MAX: Final = 10
"""Corrections and late entries of one stay whose effect is shown, the latest ones."""
Versions = dict[str, tuple[VersionView, ...]]
"""By clock."""
_CHECKS: Final = ("check.visit", "check.rouse")


def clock_views(
    states: Sequence[ClockState],
    events: Sequence[RecordEvent],
    versions: Versions,
    *,
    utc_ns: int,
) -> tuple[RecordClock, ...]:
    """Return the clocks that have begun: those that count first, the most urgent first of all."""
    ordered = sorted(states, key=lambda state: (not state.active, *urgency(state)))
    return tuple(
        _clock(state, events, versions.get(state.clock.id, ()), utc_ns) for state in ordered
    )


def versions_of(policy: Policy, events: Sequence[RecordEvent], civil: Civil) -> Versions:
    """Return what corrections and late entries of the case moved, by clock; the latest few.

    Each is judged by what stood just before it was written, and with it.
    """
    found: dict[str, tuple[VersionView, ...]] = {}
    late = [place for place, event in enumerate(events) if _moves(event)]
    for place in late[-VERSIONS_MAX:]:
        event, until = events[place], events[place].recorded_utc_ns
        before = {
            state.clock.id: state for state in states_at(policy, events[:place], until, civil)
        }
        for state in states_at(policy, events[: place + 1], until, civil):
            known = before.get(state.clock.id)
            if known is None or known.limit_utc_ns == state.limit_utc_ns:
                continue
            if not event.corrects and known.start_utc_ns == state.start_utc_ns:
                continue
            version = VersionView(
                event=event.number,
                recorded_utc_ns=until,
                before_utc_ns=instant(known.limit_utc_ns),
                after_utc_ns=instant(state.limit_utc_ns),
            )
            found[state.clock.id] = (*found.get(state.clock.id, ()), version)
    return found


def _moves(event: RecordEvent) -> bool:
    late = event.utc_ns < event.recorded_utc_ns
    return event.corrects != 0 or (late and event.kind == "case.event")


def awaited(policy: Policy, states: Sequence[ClockState]) -> tuple[AwaitedClock, ...]:
    """Return the clocks that only an outside system could begin, and that have not begun."""
    begun = {state.clock.id for state in states}
    return tuple(
        AwaitedClock(
            id=clock.id, zh=clock.zh, en=clock.en, needs_feed=clock.feed, basis=law(clock.source)
        )
        for clock in policy.timed()
        if clock.feed and clock.id not in begun
    )


def _clock(
    state: ClockState,
    events: Sequence[RecordEvent],
    versions: tuple[VersionView, ...],
    utc_ns: int,
) -> RecordClock:
    clock = state.clock
    due_utc_ns = instant(state.shown_utc_ns)
    limit_ns = _limit_ns(state, events, due_utc_ns)
    until_utc_ns = min(utc_ns, state.stop_utc_ns)
    return RecordClock(
        id=clock.id,
        zh=clock.zh,
        en=clock.en,
        primitive=str(type(clock).__struct_config__.tag),  # type: ignore[arg-type]
        colour=state.colour,
        severity=state.severity,
        status=state.status,
        started_utc_ns=state.start_utc_ns,
        due_utc_ns=due_utc_ns,
        statutory_utc_ns=instant(state.statutory_utc_ns),
        limit_ns=limit_ns,
        used_ns=max(0, limit_ns - (due_utc_ns - until_utc_ns)) if due_utc_ns else 0,
        paused=state.status == "paused",
        paused_ns=state.paused_ns,
        pauses=tuple(
            PauseView(from_utc_ns=pause.from_utc_ns, to_utc_ns=instant(pause.to_utc_ns))
            for pause in state.pauses
        ),
        bands=tuple(
            BandView(colour=step.colour, severity=step.severity, begins_utc_ns=instant(step.utc_ns))
            for step in state.steps
        ),
        next_utc_ns=state.next_utc_ns,
        rung=state.rung,
        extension=_extension(state),
        basis=law(state.source),
        needs_feed=clock.feed,
        faults=tuple(f"{fault.rule}: {fault.why}" for fault in state.faults),
        versions=versions,
    )


def _limit_ns(state: ClockState, events: Sequence[RecordEvent], due_utc_ns: int) -> int:
    """Return the whole length of what runs now: of a ladder's rung, or since it last began."""
    if isinstance(state.clock, LimitClock):
        return rung_of(state.clock, state.rung).limit_s * NS_PER_S
    if not due_utc_ns:
        return 0
    return max(0, due_utc_ns - _began(state, events))


def _began(state: ClockState, events: Sequence[RecordEvent]) -> int:
    """Return the instant from which what is owed now was counted: the last time it was done."""
    if not state.held:
        return state.start_utc_ns
    done = [event.utc_ns for event in events if event.number in state.counted]
    return max(done, default=state.start_utc_ns)


def _extension(state: ClockState) -> RungView | None:
    clock, rung = state.clock, state.rung + 1
    if not isinstance(clock, LimitClock) or rung >= len(clock.rungs) or not state.active:
        return None
    following = clock.rungs[rung]
    return RungView(
        rung=rung,
        limit_ns=following.limit_s * NS_PER_S,
        grounds=following.ground,
        approver=following.approver,
        basis=law(following.source),
    )


def instant(utc_ns: int) -> int:
    """Return an instant, 0 for one that does not come."""
    return 0 if utc_ns >= FAR else utc_ns


def checks_view(
    found: Sequence[CheckView], events: Sequence[RecordEvent], *, level: int
) -> ChecksView:
    """Return when the next checks in person are due; ``events`` as they stand."""
    visit, rousing = (next((one for one in found if one.kind == kind), None) for kind in _CHECKS)
    done = [event.utc_ns for event in events if event.kind in _CHECKS]
    return ChecksView(
        level=level,
        next_due_utc_ns=min((one.due_utc_ns for one in found if one.due_utc_ns), default=0),
        last_utc_ns=max(done, default=0),
        visit=visit,
        rousing=rousing,
        others=tuple(one for one in found if one.kind not in _CHECKS),
    )


def check_views(
    states: Sequence[ClockState], events: Sequence[RecordEvent], *, utc_ns: int
) -> tuple[CheckView, ...]:
    """Return every check in person that is owed now, the first to fall due first."""
    found = (
        _check(state, state.clock, events, utc_ns)
        for state in states
        if isinstance(state.clock, IntervalClock) and state.active
    )
    return tuple(sorted(found, key=lambda check: (check.due_utc_ns, check.clock)))


def _check(
    state: ClockState, clock: IntervalClock, events: Sequence[RecordEvent], utc_ns: int
) -> CheckView:
    kinds = tuple(dict.fromkeys(kinds_of(clock.proof)))
    last = [event for event in events if event.kind in kinds and event.number in state.counted]
    due_utc_ns = instant(state.limit_utc_ns)
    from_utc_ns = last[-1].utc_ns if last else state.start_utc_ns
    return CheckView(
        clock=clock.id,
        kind=kinds[0],
        zh=clock.zh,
        en=clock.en,
        due_utc_ns=due_utc_ns,
        prompt_utc_ns=0,
        last_utc_ns=last[-1].utc_ns if last else 0,
        last_proven=bool(last[-1].data.get("proven", False)) if last else False,
        gap_ns=max(0, due_utc_ns - from_utc_ns) if due_utc_ns else 0,
        overdue=0 < due_utc_ns <= utc_ns,
    )
