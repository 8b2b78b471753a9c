"""The simulator's time: events in the order of their instants, in virtual or in real time."""

import heapq
from collections.abc import Callable, Generator
from typing import Final

SECOND_NS: Final = 1_000_000_000
POLL_NS: Final = 100_000_000
"""How often a waiting script looks whether its condition has come true, unless told else."""
NEVER_NS: Final = 2**63 - 1

Pause = float | Callable[[], bool]
"""What a script waits for: that many seconds, or until a condition holds."""

Script = Generator[Pause, None, None]
"""A story told step by step: it yields pauses, the schedule wakes it up again."""


def seconds(duration_s: float) -> int:
    """Return a duration in whole nanoseconds."""
    return round(duration_s * SECOND_NS)


class Schedule:
    """Runs actions at their instants; equal instants run in the order in which they were entered.

    Nobody asks a wall clock: ``now_ns`` is the instant of the running event, so that the same
    seed tells the same story whether the hours pass in real time or in a few seconds.
    """

    def __init__(self, start_ns: int) -> None:
        self.start_ns = start_ns
        self.now_ns = start_ns
        self.poll_ns = POLL_NS
        self._entry = 0
        self._events: list[tuple[int, int, Callable[[], None]]] = []

    @property
    def elapsed_s(self) -> float:
        """Return the seconds since the start."""
        return (self.now_ns - self.start_ns) / SECOND_NS

    def at(self, t_ns: int, action: Callable[[], None]) -> None:
        """Run an action at an instant (at once when that has passed)."""
        self._entry += 1
        heapq.heappush(self._events, (max(t_ns, self.now_ns), self._entry, action))

    def after(self, delay_s: float, action: Callable[[], None]) -> None:
        """Run an action after so many seconds."""
        self.at(self.now_ns + seconds(delay_s), action)

    def every(self, period_s: float, action: Callable[[], None], *, phase_s: float = 0.0) -> None:
        """Run an action again and again, the first time after ``phase_s``."""
        period_ns = seconds(period_s)
        assert period_ns > 0, "a period goes forward"

        def beat() -> None:
            action()
            self.at(self.now_ns + period_ns, beat)

        self.after(phase_s, beat)

    def play(self, script: Script) -> None:
        """Start a script now and wake it whenever what it waits for has come."""

        def go_on() -> None:
            try:
                pause = next(script)
            except StopIteration:
                return
            self._wake(pause, go_on)

        self.at(self.now_ns, go_on)

    def next_ns(self) -> int:
        """Return the instant of the next event."""
        return self._events[0][0] if self._events else NEVER_NS

    def run_until(self, t_ns: int) -> None:
        """Run everything that is due up to an instant, each at its own instant."""
        while self._events and self._events[0][0] <= t_ns:
            due_ns, _, action = heapq.heappop(self._events)
            assert due_ns >= self.now_ns, "time goes forward"
            self.now_ns = due_ns
            action()
        self.now_ns = max(self.now_ns, t_ns)

    def _wake(self, pause: Pause, go_on: Callable[[], None]) -> None:
        if not callable(pause):
            self.after(pause, go_on)
            return

        def look() -> None:
            if pause():
                go_on()
            else:
                self.at(self.now_ns + self.poll_ns, look)

        look()
