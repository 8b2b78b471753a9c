"""Frames of ranges to fixes: the filter of every tag, on the way into the step (pure)."""

from dataclasses import dataclass
from typing import Final, cast

import numpy as np

from alerts.configuration import Configuration
from custody.body.rounds import rounds
from custody.columns import I8, I16, I32, I64, Columns, Positions
from custody.wire import Ranges
from zones.level import NO_LEVEL, settle_level
from zones.ranging import F64, RangeFilter, Solved
from zones.walls import Walls

_NS_PER_MS: Final = 1_000_000
_MM_PER_M: Final = 1000
METRES_MAX: Final = 10_000.0
"""The contract's bound on places; a fix beyond it is not made."""


@dataclass(frozen=True, slots=True, eq=False)
class RangeFrames(Columns):
    """Frames of ranges; ``frame`` is each one's place in the batch."""

    frame: I32


@dataclass(frozen=True, slots=True, eq=False)
class _Readings:
    """Single ranges, ordered by tag and instant."""

    device_row: I64
    anchor: I64
    range_m: F64
    t_ns: I64


class RangeSolver:
    """Keeps a filter per device of a site that has anchors."""

    def __init__(self) -> None:
        self._adopted: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self._anchors: dict[str, int] = {}
        self._filter = RangeFilter(0, np.zeros((0, 3)))
        self._anchor_level: I16 = np.zeros(0, np.int16)
        self._floor_m: F64 = np.zeros(0)
        self._level: I16 = np.zeros(0, np.int16)
        self._challenger: I16 = np.zeros(0, np.int16)
        self._count: I8 = np.zeros(0, np.int8)
        self.anchors_unknown = 0
        """Ranges to anchors that the plan does not know, ever."""

    def adopt(self, configuration: Configuration) -> None:
        """Take the anchors of a plan; tags that stay keep their filter while anchors stay."""
        site = configuration.site
        devices = tuple(device.id for device in configuration.devices) if site.anchors else ()
        anchors = tuple(f"{anchor.device} {anchor.level} {anchor.at}" for anchor in site.anchors)
        if self._adopted == (devices, anchors):
            self._filter.walls = Walls(site) if anchors else None
            return
        rows = {level.id: row for row, level in enumerate(site.levels)}
        self._anchor_level = np.array([rows[anchor.level] for anchor in site.anchors], np.int16)
        self._floor_m = np.array([level.floor_m for level in site.levels])
        at = np.array([anchor.at for anchor in site.anchors], dtype=np.float64).reshape(-1, 3)
        at[:, 2] += self._floor_m[self._anchor_level]
        old, old_devices, old_anchors = self._filter, *self._adopted
        self._filter = RangeFilter(len(devices), at, walls=Walls(site))
        self._anchors = {anchor.device: row for row, anchor in enumerate(site.anchors)}
        self._adopted = devices, anchors
        self._level = np.full(len(devices), NO_LEVEL, np.int16)
        self._challenger = np.full(len(devices), NO_LEVEL, np.int16)
        self._count = np.zeros(len(devices), np.int8)
        if old_anchors == anchors:
            known = {name: row for row, name in enumerate(old_devices)}
            kept = np.array([known.get(name, -1) for name in devices], dtype=np.int64)
            self._filter.tags.take_over(old.tags, kept)

    def solve(self, columns: RangeFrames, frames: list[Ranges], *, utc_ns: int) -> Positions:
        """Return one fix per device that a place was found for, under its newest frame."""
        readings = self._readings(columns, frames, utc_ns=utc_ns)
        for turn in rounds(readings.device_row.astype(np.int32)):
            row = readings.device_row[turn]
            self._place_on_levels(row, readings.anchor[turn])
            self._filter.take(
                row, readings.anchor[turn], readings.range_m[turn], readings.t_ns[turn]
            )
        newest = np.flatnonzero(np.append(columns.device_row[1:] != columns.device_row[:-1], True))
        last = columns.take(newest[: len(columns)])
        if len(last) == 0 or len(self._anchors) == 0:
            return _positions(last.take(np.zeros(0, np.int64)), None, np.zeros(0, np.int16))
        instant = np.minimum(last.t_ns, utc_ns)
        solved = self._filter.fixes(last.device_row.astype(np.int64), instant)
        sane = (np.abs(solved.x_m) < METRES_MAX) & (np.abs(solved.y_m) < METRES_MAX)
        chosen = np.isin(last.device_row, solved.row[sane])
        return _positions(last.take(chosen), solved.take(sane), self._level[solved.row[sane]])

    def _readings(self, columns: RangeFrames, frames: list[Ranges], *, utc_ns: int) -> _Readings:
        """Return all ranges to known anchors, oldest first; none lies in the future."""
        found: list[tuple[int, int, int, float]] = []
        stamps, rows = columns.t_ns.tolist(), columns.device_row.tolist()
        for at, frame in enumerate(columns.frame.tolist()):
            stamp = min(stamps[at], utc_ns)
            for reading in frames[frame].ranges:
                anchor = self._anchors.get(reading.anchor, -1)
                if anchor < 0:
                    self.anchors_unknown += 1
                    continue
                t_ns = stamp - reading.age_ms * _NS_PER_MS
                found.append((rows[at], t_ns, anchor, reading.range_m))
        found.sort(key=lambda reading: reading[:3])
        table = list(zip(*found, strict=True)) or [(), (), (), ()]
        return _Readings(
            device_row=np.array(table[0], dtype=np.int64),
            anchor=np.array(table[2], dtype=np.int64),
            range_m=np.array(table[3], dtype=np.float64),
            t_ns=np.array(table[1], dtype=np.int64),
        )

    def _place_on_levels(self, row: I64, anchor: I64) -> None:
        """Let anchors that are heard speak for their level; radio through a floor is outvoted."""
        self._level[row], self._challenger[row], self._count[row] = settle_level(
            self._level[row], self._challenger[row], self._count[row], self._anchor_level[anchor]
        )
        self._filter.tags.floor_m[row] = self._floor_m[self._level[row]]
        self._filter.tags.level[row] = self._level[row]

    def export(self) -> dict[str, object]:
        """Return the filters for the snapshot."""
        return {
            "tags": self._filter.tags.export(),
            "level": self._level,
            "challenger": self._challenger,
            "count": self._count,
            "anchors_unknown": self.anchors_unknown,
        }

    def load(self, state: dict[str, object]) -> None:
        """Take back what ``export`` gave; the configuration is adopted before."""
        self._filter.tags.load(state["tags"])
        for name, column in (("level", self._level), ("challenger", self._challenger)):
            column[...] = cast("I16", state[name])
        self._count[...] = cast("I8", state["count"])
        self.anchors_unknown = cast("int", state["anchors_unknown"])


def _mm(values_m: F64) -> I32:
    return np.rint(values_m * _MM_PER_M).astype(np.int32)


def _positions(frames: RangeFrames, solved: Solved | None, level: I16) -> Positions:
    nothing = np.zeros(0)
    return Positions(
        frames.device_row,
        frames.boot,
        frames.seq,
        frames.t_ns,
        frames.alarm_bits,
        frames.alarm_count,
        x_mm=_mm(solved.x_m if solved else nothing),
        y_mm=_mm(solved.y_m if solved else nothing),
        z_mm=np.zeros(len(frames), np.int32),
        accuracy_mm=_mm(solved.radius_68_m if solved else nothing),
        level=level,
    )
