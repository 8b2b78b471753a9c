"""When to try again: life-safety notices hard, the others calmly, both up to 72 hours. Pure."""

from typing import Final

P1: Final = 1
P2: Final = 2
GIVE_UP_S: Final = 72 * 3_600.0
PERMIT_GAP_S: Final = 0.5
TROUBLED_AFTER: Final = 5
"""Failures in a row after which an endpoint is tried one notice at a time."""

_HARD_MINUTES: Final = 15
_TAIL_S: Final = tuple(hours * 3_600.0 for hours in (0.5, 1, 2, 5, 10, 24, 48, 72))
LIFE_SAFETY_S: Final[tuple[float, ...]] = (
    *(0.0, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0),
    *(60.0 * minute for minute in range(2, _HARD_MINUTES + 1)),
    *_TAIL_S,
)
"""Seconds after the first attempt at which a P1 or P2 notice is tried."""
CALM_S: Final[tuple[float, ...]] = (0.0, 5.0, 300.0, *_TAIL_S)
"""The same for P3 and P4: at most three attempts in the first ten minutes."""

_JITTER: Final = 0.1
_RETRY_AFTER_S_MAX: Final = {1: 5.0, 2: 30.0}
_RETRY_AFTER_CALM_S_MAX: Final = 3_600.0


def next_after_s(
    *, severity: int, elapsed_s: float, chance: float, retry_after_s: float = 0.0
) -> float | None:
    """Return how long to wait after a failure, None to give up.

    ``elapsed_s`` counts from the first attempt, ``chance`` is in 0..1 and spreads the attempts of
    many notices, ``retry_after_s`` is what the receiver asked for: capped for P1 and P2.
    """
    assert 0.0 <= chance <= 1.0, f"chance {chance} is not in 0..1"
    times = LIFE_SAFETY_S if severity <= P2 else CALM_S
    passed_s = max(elapsed_s, 0.0)
    later = [at_s for at_s in times if at_s > passed_s]
    if not later:
        return None
    wait_s = max(later[0] - passed_s, PERMIT_GAP_S)
    wait_s *= 1.0 + _JITTER * (2.0 * chance - 1.0)
    asked_s = min(retry_after_s, _RETRY_AFTER_S_MAX.get(severity, _RETRY_AFTER_CALM_S_MAX))
    return max(wait_s, asked_s)


class Breaker:
    """How an endpoint fares: in trouble it is probed, one notice at a time, rotating."""

    def __init__(self, *, second_s: float = 1.0) -> None:
        self.failures = 0
        self._second_s = second_s
        self._trouble_since_s = 0.0
        self._probe_at_s = 0.0

    @property
    def troubled(self) -> bool:
        """Return whether so many attempts failed in a row that only probes go out."""
        return self.failures >= TROUBLED_AFTER

    def succeeded(self) -> None:
        """Note that the endpoint took a notice."""
        self.failures = 0

    def failed(self, *, now_s: float, chance: float) -> None:
        """Note a failure; in trouble the next probe waits as a life-safety notice would."""
        self.failures += 1
        if self.failures == TROUBLED_AFTER:
            self._trouble_since_s = now_s
        if self.troubled:
            elapsed_s = (now_s - self._trouble_since_s) / self._second_s
            wait_s = next_after_s(severity=P1, elapsed_s=elapsed_s, chance=chance)
            # An endpoint dead for three days is still probed, once an hour.
            self._probe_at_s = now_s + min(wait_s or 3_600.0, 3_600.0) * self._second_s

    def permits_at_s(self) -> float:
        """Return when a notice may be tried again; 0 means now."""
        return self._probe_at_s if self.troubled else 0.0
