"""Telemetry between the socket and the tick: bounded, newest position of each device kept."""

from collections import Counter
from typing import Final

from engine.tick import RawFrame

PER_TICK_MAX: Final = 4_000
"""More frames than this in one tick would delay its alarms; the rest waits for the next one."""
SHED_TEXTS_MAX: Final = 64
_POSITION: Final = "/telemetry/position"


class TelemetryQueue:
    """Frames in order of arrival, at most a budget; what is dropped is counted by device."""

    def __init__(self, frames_max: int) -> None:
        self.frames_max = frames_max
        self.received_count = 0
        self.shed_count = 0
        self._frames: list[RawFrame] = []
        self._shed: Counter[str] = Counter()

    def __len__(self) -> int:
        """Return how many frames wait."""
        return len(self._frames)

    def offer(self, frames: list[RawFrame]) -> None:
        """Take frames; over budget the oldest go, each device's newest position last of all."""
        self.received_count += len(frames)
        self._frames += frames
        if len(self._frames) > self.frames_max:
            self._drop(len(self._frames) - self.frames_max * 3 // 4)

    def take(self) -> list[RawFrame]:
        """Return the oldest frames, as many as one tick may carry."""
        if len(self._frames) <= PER_TICK_MAX:
            taken, self._frames = self._frames, []
            return taken
        taken = self._frames[:PER_TICK_MAX]
        self._frames = self._frames[PER_TICK_MAX:]
        return taken

    def shed_all(self) -> None:
        """Drop everything: memory is needed for alarms."""
        self._shed.update(f"telemetry/{_device(frame.topic)}" for frame in self._frames)
        self.shed_count += len(self._frames)
        self._frames = []

    def take_shed(self) -> dict[str, int]:
        """Return what was dropped since the last call: ``telemetry/<device>`` -> frames.

        Beyond the 64 worst devices the rest stands under ``telemetry/others``.
        """
        worst = self._shed.most_common(SHED_TEXTS_MAX)
        told = dict(sorted(worst))
        others = self._shed.total() - sum(told.values())
        if others:
            told["telemetry/others"] = others
        self._shed.clear()
        return told

    def _drop(self, count: int) -> None:
        newest = {
            frame.topic: row
            for row, frame in enumerate(self._frames)
            if frame.topic.endswith(_POSITION)
        }
        spared = set(newest.values())
        dropped = [row for row in range(len(self._frames)) if row not in spared][:count]
        if len(dropped) < count:
            # More devices than budget: the oldest positions go too.
            dropped += sorted(spared)[: count - len(dropped)]
        gone = set(dropped)
        self._shed.update(f"telemetry/{_device(self._frames[row].topic)}" for row in dropped)
        self._frames = [frame for row, frame in enumerate(self._frames) if row not in gone]
        self.shed_count += count


def _device(topic: str) -> str:
    parts = topic.split("/")
    return parts[3] if len(parts) > 3 else topic[:64]  # noqa: PLR2004  # custody/v1/sender/device
