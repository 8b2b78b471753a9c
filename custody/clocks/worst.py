"""Which clock of a person needs somebody first, and which one brought a colour."""

from collections.abc import Iterable

from custody.clocks.civil import UTC
from custody.clocks.happened import FAR, Run
from custody.clocks.limit import Reach, limit_state
from custody.clocks.state import ClockState, Step, urgency
from custody.policy import LimitClock, Policy, ReviewClock


def by_arrival(policy: Policy, *, arrived_utc_ns: int, rung: int, utc_ns: int) -> list[ClockState]:
    """Return the limits that run from the arrival, for whoever knows no more than that."""
    run = Run(arrived_utc_ns, FAR, ())
    reach = Reach(rung, arrived_utc_ns, (), ())
    return [
        limit_state(clock, run, reach, (), utc_ns=utc_ns, civil=UTC)
        for clock in policy.limits
        if clock.start == "arrival"
    ]


def limits(states: Iterable[ClockState]) -> list[ClockState]:
    """Return the limits that count now or are paused."""
    return [state for state in states if state.active and isinstance(state.clock, LimitClock)]


def reviews(states: Iterable[ClockState]) -> list[ClockState]:
    """Return the reviews that are owed."""
    return [state for state in states if state.active and isinstance(state.clock, ReviewClock)]


def worst(states: Iterable[ClockState]) -> ClockState | None:
    """Return the clock that needs a person first: worst colour, then nearest limit."""
    return min(states, key=urgency, default=None)


def begun(
    states: Iterable[ClockState], *, severity: int, utc_ns: int
) -> tuple[ClockState, Step] | None:
    """Return the clock whose colour of this severity began last, and that colour."""
    reached = [
        (state, step)
        for state in states
        for step in state.steps
        if step.severity == severity and step.utc_ns <= utc_ns
    ]
    return max(reached, key=lambda found: found[1].utc_ns, default=None)
