"""The law's clocks: which colour a person's limit has at an exact instant.

Everything follows from the arrival and the policy; nothing is counted down, so a stay that
arrives here hours old, a restart and a replay all give the same answer. Limits are inclusive:
the time is up when ``limit`` has fully passed. Zones of daylight do not matter: UTC throughout.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from custody.columns import I8, I64
from custody.policy import LimitClock, Policy, Rung
from custody.tables import StayTable

NS_PER_S: Final = 1_000_000_000
EXPIRED_SEVERITY: Final = 1
_NONE: Final = 9


@dataclass(frozen=True, slots=True)
class ClockState:
    """How one clock of one person stands."""

    clock: LimitClock
    limit_utc_ns: int
    colour: str
    severity: int
    """Severity of the colour, 0 while it is green."""
    since_utc_ns: int
    """Exact instant at which this colour began."""
    next_utc_ns: int
    """Exact instant of the next colour, 0 when there is none."""
    source: str
    """What grants the limit that runs now."""


def rung_of(clock: LimitClock, rung: int) -> Rung:
    """Return a rung of a clock's ladder (the last one when beyond)."""
    return clock.rungs[min(rung, len(clock.rungs) - 1)]


def stand(clock: LimitClock, *, arrived_utc_ns: int, rung: int, utc_ns: int) -> ClockState:
    """Return how a clock stands at an instant."""
    step = rung_of(clock, rung)
    limit_utc_ns = arrived_utc_ns + step.limit_s * NS_PER_S
    colour, severity, since_utc_ns, next_utc_ns = "green", 0, arrived_utc_ns, 0
    for band in sorted(clock.bands, key=lambda band: -band.left_s):
        begins_utc_ns = limit_utc_ns - band.left_s * NS_PER_S
        if begins_utc_ns > utc_ns:
            next_utc_ns = begins_utc_ns
            break
        colour, severity, since_utc_ns = band.colour, band.severity, begins_utc_ns
    return ClockState(clock, limit_utc_ns, colour, severity, since_utc_ns, next_utc_ns, step.source)


def worst(policy: Policy, *, arrived_utc_ns: int, rung: int, utc_ns: int) -> ClockState | None:
    """Return the clock that needs a person first: worst colour, then nearest limit."""
    states = [
        stand(clock, arrived_utc_ns=arrived_utc_ns, rung=rung, utc_ns=utc_ns)
        for clock in policy.limits
    ]
    return min(states, key=lambda s: (s.severity or _NONE, s.limit_utc_ns), default=None)


def begun(
    policy: Policy, *, severity: int, arrived_utc_ns: int, rung: int, utc_ns: int
) -> ClockState | None:
    """Return how a clock stood when its band of this severity began: the latest that has."""
    states = [
        stand(clock, arrived_utc_ns=arrived_utc_ns, rung=rung, utc_ns=begins_utc_ns)
        for clock in policy.limits
        for band in clock.bands
        if band.severity == severity
        for begins_utc_ns in (
            arrived_utc_ns + (rung_of(clock, rung).limit_s - band.left_s) * NS_PER_S,
        )
        if begins_utc_ns <= utc_ns
    ]
    return max(states, key=lambda s: s.since_utc_ns, default=None)


class Ladder:
    """All clocks of all policies as arrays, so that every stay is judged at once."""

    def __init__(self, policies: tuple[Policy, ...]) -> None:
        ladders = [len(clock.rungs) for policy in policies for clock in policy.limits]
        self._rungs = max(ladders, default=1)
        bands = [
            (regime, rung, rung_of(clock, rung).limit_s - band.left_s, band.severity)
            for regime, policy in enumerate(policies)
            for clock in policy.limits
            for rung in range(self._rungs)
            for band in clock.bands
        ]
        table = np.array(bands, dtype=np.int64).reshape(-1, 4)
        self._regime, self._rung, after_s, self._severity = table.T
        self._after_ns = after_s * NS_PER_S

    def severities(self, stays: StayTable, utc_ns: int) -> tuple[I8, I8]:
        """Return, per slot, the worst severity of a band before expiry, and that of expiry.

        0 is none. The first is 2..4 (CLK-01), the second 1 where a limit has passed (CLK-02).
        """
        warned = np.zeros(stays.size, np.int8)
        expired = np.zeros(stays.size, np.int8)
        rows = np.flatnonzero(stays.open)
        if len(rows) == 0 or len(self._regime) == 0:
            return warned, expired
        rung = np.minimum(stays.rung[rows], self._rungs - 1)
        elapsed_ns: I64 = utc_ns - stays.arrived_utc_ns[rows]
        reached = (
            (stays.regime[rows, None] == self._regime)
            & (rung[:, None] == self._rung)
            & (elapsed_ns[:, None] >= self._after_ns)
        )
        over = self._severity == EXPIRED_SEVERITY
        expired[rows] = (reached & over).any(axis=1)
        worst = np.where(reached & ~over, self._severity, _NONE).min(axis=1)
        warned[rows] = np.where(worst == _NONE, 0, worst)
        return warned, expired
