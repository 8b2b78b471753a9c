"""What is measured becomes facts: at most one a name and text in 100 ms, bounded."""

from typing import Final

import msgspec

from custody.facts import FACT_TOPIC_METER, Meter
from engine.tick import RawFrame

FLUSH_NS: Final = 100_000_000
PENDING_MAX: Final = 10_000
_SUMMED: Final = frozenset({"shed"})

_encoder: Final = msgspec.json.Encoder()


class Meters:
    """Collects meters; the newest value of a name and text wins, counts add up."""

    def __init__(self) -> None:
        self.lost_count = 0
        self._pending: dict[tuple[str, str], Meter] = {}
        self._flushed_ns = 0

    def offer(self, meter: Meter) -> None:
        """Take one; over the bound the oldest is lost and counted."""
        key = (meter.name, meter.text)
        before = self._pending.get(key)
        if before is not None and meter.name in _SUMMED:
            meter = Meter(name=meter.name, text=meter.text, value=before.value + meter.value)
        if before is None and len(self._pending) >= PENDING_MAX:
            del self._pending[next(iter(self._pending))]
            self.lost_count += 1
        self._pending[key] = meter

    def due(self, mono_ns: int) -> list[RawFrame]:
        """Return the facts to journal now; none within 100 ms of the last."""
        if not self._pending or mono_ns - self._flushed_ns < FLUSH_NS:
            return []
        self._flushed_ns = mono_ns
        pending, self._pending = self._pending, {}
        return [RawFrame(FACT_TOPIC_METER, _encoder.encode(each)) for each in pending.values()]
