"""What rules of the record said when they were last asked: that stands until the next time."""

from typing import Final

import msgspec
import numpy as np

from custody.columns import I8
from custody.tables import NEVER
from engine.tick import Tick

EVERY_NS: Final = 1_000_000_000


class Asked:
    """The levels of rules that are not asked in every tick; part of the engine's state."""

    def __init__(self, size: int) -> None:
        self.level: I8 = np.zeros(size, np.int8)
        """A level for every cell, 0 for those of rules that are asked in every tick."""
        self.t_ns = int(NEVER)

    def due(self, tick: Tick) -> bool:
        """Return whether a tick must ask again: it brought facts, or a second went by."""
        if not tick.facts and tick.t_ns - self.t_ns < EVERY_NS:
            return False
        self.t_ns = tick.t_ns
        return True

    def export(self) -> dict[str, object]:
        """Return what a snapshot keeps."""
        return {"level": self.level, "t_ns": self.t_ns}

    def load(self, saved: object) -> None:
        """Take back what ``export`` gave."""
        assert isinstance(saved, dict), "a snapshot holds a mapping here"
        self.level[:] = saved["level"]
        self.t_ns = msgspec.convert(saved["t_ns"], type=int)
