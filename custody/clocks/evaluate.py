"""All clocks of a person from their custody record: the same record gives the same instants.

Nothing is counted down. A restart, a replay, a late entry, a step of the wall clock and summer time
change no instant; an entry that is corrected makes a new version, and both are shown.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from custody.clocks.civil import UTC, Civil
from custody.clocks.happened import concerning
from custody.clocks.limit import evaluate_limit
from custody.clocks.owed import (
    evaluate_deadline,
    evaluate_interval,
    evaluate_review,
    evaluate_rolling,
    reviews_held,
)
from custody.clocks.state import ClockState, Version
from custody.policy import (
    DeadlineClock,
    IntervalClock,
    LimitClock,
    Policy,
    ReviewClock,
    TimedClock,
)
from custody.record import RecordEvent, standing

VERSIONS_MAX: Final = 50
"""Late entries and corrections of one stay whose effect is shown, the latest ones."""


def evaluate(
    policy: Policy, events: Sequence[RecordEvent], until_utc_ns: int, *, civil: Civil = UTC
) -> tuple[ClockState, ...]:
    """Return how every clock of a policy stands by what was known at an instant.

    Clocks that have not begun are left out. The versions of each clock tell what late entries and
    corrections changed.
    """
    events = [event for event in events if event.recorded_utc_ns <= until_utc_ns]
    states = states_at(policy, events, until_utc_ns, civil)
    late = [event for event in events if _is_late(event)]
    if not late:
        return states
    changed = _versions(policy, events, late[-VERSIONS_MAX:], civil)
    return tuple(_with_versions(state, tuple(changed.get(state.clock.id, ()))) for state in states)


def _is_late(event: RecordEvent) -> bool:
    return event.corrects != 0 or event.utc_ns < event.recorded_utc_ns


def _versions(
    policy: Policy, events: Sequence[RecordEvent], late: Sequence[RecordEvent], civil: Civil
) -> dict[str, list[Version]]:
    """Return by clock what each late entry changed: the limit known just before it, and after."""
    found: dict[str, list[Version]] = {}
    for event in late:
        earlier = tuple(one for one in events if one.number < event.number)
        until = event.recorded_utc_ns
        old = {state.clock.id: state for state in states_at(policy, earlier, until, civil)}
        for state in states_at(policy, (*earlier, event), until, civil):
            known_before = old.get(state.clock.id)
            if known_before is None or known_before.limit_utc_ns == state.limit_utc_ns:
                continue
            if event.corrects or known_before.start_utc_ns != state.start_utc_ns:
                before_utc_ns = known_before.limit_utc_ns
                version = Version(until, event.number, before_utc_ns, state.limit_utc_ns)
                found.setdefault(state.clock.id, []).append(version)
    return found


def _with_versions(state: ClockState, versions: tuple[Version, ...]) -> ClockState:
    return replace(state, versions=versions) if versions else state


def states_at(
    policy: Policy, events: Sequence[RecordEvent], utc_ns: int, civil: Civil = UTC
) -> tuple[ClockState, ...]:
    """Return the states at an instant by everything in the record: what a tick needs.

    Nothing is left out for being written "later": the wall clock may have been set back since.
    """
    now = standing(events)
    written = {event.number: event.recorded_utc_ns for event in events if not event.corrects}
    reviews = {
        clock.id: tuple(event.utc_ns for event in reviews_held(clock, now))
        for clock in policy.reviews
    }
    found = (
        _one(clock, concerning(clock, now), written, reviews, utc_ns=utc_ns, civil=civil)
        for clock in policy.timed()
    )
    return tuple(state for state in found if state is not None)


def _one(
    clock: TimedClock,
    events: tuple[RecordEvent, ...],
    written: dict[int, int],
    reviews: dict[str, tuple[int, ...]],
    *,
    utc_ns: int,
    civil: Civil,
) -> ClockState | None:
    match clock:
        case LimitClock():
            return evaluate_limit(clock, events, written, reviews, utc_ns=utc_ns, civil=civil)
        case ReviewClock():
            return evaluate_review(clock, events, utc_ns=utc_ns)
        case DeadlineClock():
            return evaluate_deadline(clock, events, utc_ns=utc_ns, civil=civil)
        case IntervalClock():
            return evaluate_interval(clock, events, utc_ns=utc_ns)
        case _:
            return evaluate_rolling(clock, events, utc_ns=utc_ns)
