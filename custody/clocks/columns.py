"""The instants of all people's colours as columns, so that a tick only compares.

They are computed when a record or the law changes, one person at a time; a tick looks at everybody
at once. Severity n of a person's limits begins at ``limit[slot, n - 1]``, of their reviews at
``review[slot, n - 1]``: the earliest of all clocks that run.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np

from custody.clocks.happened import FAR
from custody.clocks.state import EXPIRED_SEVERITY, ClockState
from custody.columns import I8, I64
from custody.policy import LimitClock, ReviewClock

SEVERITIES: Final = 4


def first_instants(states: Iterable[ClockState], kind: type) -> tuple[int, ...]:
    """Return, for P1 to P4, when the first clock of a kind that runs reaches that severity."""
    instants = [FAR] * SEVERITIES
    for state in states:
        if not state.active or not isinstance(state.clock, kind):
            continue
        for step in state.steps:
            instants[step.severity - 1] = min(instants[step.severity - 1], step.utc_ns)
    return tuple(instants)


def limit_instants(states: Iterable[ClockState]) -> tuple[int, ...]:
    """Return when a person's limits reach P1 to P4."""
    return first_instants(states, LimitClock)


def review_instants(states: Iterable[ClockState]) -> tuple[int, ...]:
    """Return when a person's reviews reach P1 to P4."""
    return first_instants(states, ReviewClock)


def severities(instants: I64, utc_ns: int, *, worst_from: int = EXPIRED_SEVERITY) -> I8:
    """Return, per row, the worst severity reached at an instant, at most ``worst_from``; 0 none."""
    reached = instants[:, worst_from - 1 :] <= utc_ns
    worst = np.zeros(len(instants), np.int8)
    rows, column = reached.nonzero()
    # From the mildest to the worst: what is written last, stays.
    worst[rows[::-1]] = column[::-1] + worst_from
    return worst
