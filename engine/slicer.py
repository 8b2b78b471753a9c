"""Cuts the stream of frames into ticks: when a tick ends, and which two times it carries.

Pure: the caller reads the clocks. A tick is closed 100 ms after the last one when it holds a
fact, 250 ms when it holds nothing but telemetry (a tick costs the same for few frames and for
many), or 10 ms after the first alarm-class frame or command, never sooner than 10 ms after the
last (closing at once collapses in a storm; measured, see ARCHITECTURE.md).
"""

from collections import deque
from typing import Final

from custody.facts import FACT_TOPIC_COMMAND
from engine.tick import RawFrame, RawTick

TICK_NS: Final = 100_000_000
CALM_TICK_NS: Final = 250_000_000
CALM_FRAMES_MAX: Final = 2_000
"""After a tick with more telemetry than this the next one is cut sooner: ticks stay small."""
URGENT_NS: Final = 10_000_000
NEVER_NS: Final = 2**63 - 1
FACTS_PER_TICK_MAX: Final = 20_000
"""More alarm and state frames than this in one tick stay for the next one; none is dropped."""


def is_urgent(frame: RawFrame) -> bool:
    """Return whether a frame shortens its tick: an alarm, or a person who waits for an answer."""
    return "/alarm/" in frame.topic or frame.topic == FACT_TOPIC_COMMAND


class Slicer:
    """Collects frames and says when to cut; time goes on from ``last_t_ns`` and never back."""

    def __init__(self, *, next_number: int, last_t_ns: int, mono_ns: int) -> None:
        self._next_number = next_number
        self._last_t_ns = last_t_ns
        self._last_mono_ns = mono_ns
        self._urgent_ns = NEVER_NS
        self._facts: list[RawFrame] = []
        self._telemetry: list[RawFrame] = []
        self._calm = True
        self._apart: deque[RawFrame] = deque()
        self._was_apart = False

    @property
    def waiting(self) -> int:
        """Return how many frames wait for the next cut."""
        return len(self._facts) + len(self._telemetry)

    def offer_facts(self, frames: list[RawFrame], mono_ns: int) -> None:
        """Take alarm, state and ``$`` frames in order of arrival."""
        self._facts += frames
        if self._urgent_ns == NEVER_NS and any(map(is_urgent, frames)):
            self._urgent_ns = mono_ns

    def offer_telemetry(self, frames: list[RawFrame]) -> None:
        """Take telemetry frames in order of arrival."""
        self._telemetry += frames

    def offer_apart(self, frames: list[RawFrame]) -> None:
        """Take facts of which one may crash the step: each gets a tick of its own."""
        self._apart += frames

    @property
    def apart_next(self) -> bool:
        """Whether the next tick is one of those; every other one is, so that nothing new waits."""
        return bool(self._apart) and not (self._was_apart and self._facts)

    def due_ns(self) -> int:
        """Return the monotonic instant at which the present tick must be cut."""
        is_calm = self._calm and not self._facts
        regular_ns = self._last_mono_ns + (CALM_TICK_NS if is_calm else TICK_NS)
        if self.apart_next:
            return self._last_mono_ns + URGENT_NS
        if self._urgent_ns == NEVER_NS:
            return regular_ns
        urgent_ns = max(self._urgent_ns + URGENT_NS, self._last_mono_ns + URGENT_NS)
        return min(regular_ns, urgent_ns)

    def cut(self, *, mono_ns: int, utc_ns: int) -> RawTick | None:
        """Return the tick that ends now, or None when it is not due yet."""
        if mono_ns < self.due_ns():
            return None
        if self.apart_next:
            self._was_apart = True
            return self._tick([self._apart.popleft()], [], mono_ns=mono_ns, utc_ns=utc_ns)
        self._was_apart = False
        facts, self._facts = self._facts, []
        if len(facts) > FACTS_PER_TICK_MAX:
            facts, self._facts = facts[:FACTS_PER_TICK_MAX], facts[FACTS_PER_TICK_MAX:]
        telemetry, self._telemetry = self._telemetry, []
        self._calm = len(telemetry) <= CALM_FRAMES_MAX
        self._urgent_ns = mono_ns if any(map(is_urgent, self._facts)) else NEVER_NS
        return self._tick(facts, telemetry, mono_ns=mono_ns, utc_ns=utc_ns)

    def _tick(
        self, facts: list[RawFrame], telemetry: list[RawFrame], *, mono_ns: int, utc_ns: int
    ) -> RawTick:
        t_ns = self._last_t_ns + max(1, mono_ns - self._last_mono_ns)
        assert t_ns > self._last_t_ns, "ticks go forward"
        tick = RawTick(
            number=self._next_number,
            t_ns=t_ns,
            utc_ns=utc_ns,
            facts=tuple(facts),
            telemetry=tuple(telemetry),
        )
        self._next_number += 1
        self._last_t_ns = t_ns
        self._last_mono_ns = mono_ns
        return tick
