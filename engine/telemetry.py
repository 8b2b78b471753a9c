"""Decoded telemetry frames to columns of integers."""

from dataclasses import dataclass, fields
from typing import Final, TypeVar

import numpy as np

from custody.columns import (
    I32,
    I64,
    NO_LEVEL,
    Columns,
    Heartbeats,
    Motions,
    Positions,
    VitalSigns,
)
from custody.wire import Frame, Heartbeat, Motion, Position, Ranges, Vitals, WornFrame
from engine.device_clocks import DeviceClocks
from engine.ranges import RangeFrames

C = TypeVar("C", bound=Columns)

NO_SKIN: Final = -32_768


@dataclass(frozen=True, slots=True)
class Stamps:
    """Puts the stamps of a tick's frames right; those of some kinds teach the clocks, too."""

    clocks: DeviceClocks
    t_ns: int
    utc_ns: int

    def sent_ns(self, rows: I32, stamp_ns: I64) -> I64:
        """Return when frames were sent, by our clock."""
        return self.clocks.put_right(rows, stamp_ns, utc_ns=self.utc_ns)

    def learn(self, rows: I32, stamp_ns: I64) -> None:
        """Let the stamps of frames teach how far their devices' clocks are off."""
        self.clocks.learn(rows, stamp_ns, t_ns=self.t_ns, utc_ns=self.utc_ns)


class TelemetryBatch:
    """Frames of one tick by kind, each list beside its device rows."""

    def __init__(self) -> None:
        self.positions: list[Position] = []
        self.vitals: list[Vitals] = []
        self.motions: list[Motion] = []
        self.heartbeats: list[Heartbeat] = []
        self.ranges: list[Ranges] = []
        self.rows: dict[type[Frame], list[int]] = {
            Position: [],
            Vitals: [],
            Motion: [],
            Heartbeat: [],
            Ranges: [],
        }
        self.frames: dict[type[Frame], list[Frame]] = {
            Position: self.positions,  # type: ignore[dict-item]  # the same lists, typed by kind
            Vitals: self.vitals,  # type: ignore[dict-item]
            Motion: self.motions,  # type: ignore[dict-item]
            Heartbeat: self.heartbeats,  # type: ignore[dict-item]
            Ranges: self.ranges,  # type: ignore[dict-item]
        }


def _ints(values: list[int]) -> I64:
    return np.array(values, dtype=np.int64)


def _scaled(values: list[float], factor: int) -> I32:
    """Return values times factor, rounded half to even, as integers."""
    return np.rint(np.array(values, dtype=np.float64) * factor).astype(np.int32)


def _envelope(
    frames: list[WornFrame], rows: list[int], stamps: Stamps, *, teaches: bool = False
) -> tuple[I32, I64, I64, I64, I32, I64]:
    device = np.array(rows, dtype=np.int32)
    t_ns = _ints([frame.t_ns for frame in frames])
    if teaches and len(device):
        stamps.learn(device, t_ns)
    return (
        device,
        _ints([frame.boot for frame in frames]),
        _ints([frame.seq for frame in frames]),
        stamps.sent_ns(device, t_ns),
        np.array([frame.alarm_bits for frame in frames], dtype=np.int32),
        _ints([frame.alarm_count for frame in frames]),
    )


def position_columns(batch: TelemetryBatch, levels: dict[str, int], stamps: Stamps) -> Positions:
    """Return fixes in whole millimetres; an unknown level name counts as no level."""
    frames = batch.positions
    only = 0 if len(levels) == 1 else int(NO_LEVEL)
    return Positions(
        *_envelope([*frames], batch.rows[Position], stamps, teaches=True),
        _scaled([frame.x_m for frame in frames], 1000),
        _scaled([frame.y_m for frame in frames], 1000),
        _scaled([frame.z_m or 0.0 for frame in frames], 1000),
        _scaled([frame.accuracy_m for frame in frames], 1000),
        np.array([levels.get(frame.level or "", only) for frame in frames], dtype=np.int16),
    )


def range_columns(batch: TelemetryBatch, stamps: Stamps) -> RangeFrames:
    """Return which frames of ranges came; what they hold stays in the batch."""
    frames = batch.ranges
    places = np.arange(len(frames), dtype=np.int32)
    return RangeFrames(*_envelope([*frames], batch.rows[Ranges], stamps, teaches=True), places)


def signs_of_life(frames: RangeFrames) -> Heartbeats:
    """Return frames of ranges as signs of life: their alarm bits count even without a fix."""
    return Heartbeats(
        frames.device_row,
        frames.boot,
        frames.seq,
        frames.t_ns,
        frames.alarm_bits,
        frames.alarm_count,
    )


def merged(some: C, others: C) -> C:
    """Return both columns as one, grouped by device, each in its order."""
    if len(others) == 0:
        return some
    names = [field.name for field in fields(some)]
    both = type(some)(
        *(np.concatenate((getattr(some, name), getattr(others, name))) for name in names)
    )
    return both.take(np.argsort(both.device_row, kind="stable"))


def vitals_columns(batch: TelemetryBatch, stamps: Stamps) -> VitalSigns:
    """Return vital signs in hundredths, -1 where there is no reading."""
    frames = batch.vitals
    pulse = [-0.01 if frame.pulse_bpm is None else frame.pulse_bpm for frame in frames]
    spo2 = [-0.01 if frame.spo2_pct is None else frame.spo2_pct for frame in frames]
    skin = [NO_SKIN / 100 if frame.skin_c is None else frame.skin_c for frame in frames]
    return VitalSigns(
        *_envelope([*frames], batch.rows[Vitals], stamps),
        np.array([frame.contact for frame in frames], dtype=np.bool_),
        _scaled(pulse, 100),
        _scaled([frame.pulse_quality for frame in frames], 100).astype(np.int16),
        _scaled(spo2, 100),
        _scaled([frame.spo2_quality for frame in frames], 100).astype(np.int16),
        _scaled(skin, 100),
    )


def motion_columns(batch: TelemetryBatch, stamps: Stamps) -> Motions:
    """Return activity in whole mg and peaks in mg."""
    frames = batch.motions
    return Motions(
        *_envelope([*frames], batch.rows[Motion], stamps),
        _scaled([frame.activity_mg for frame in frames], 1),
        _scaled([frame.peak_g for frame in frames], 1000),
    )


def heartbeat_columns(batch: TelemetryBatch, stamps: Stamps) -> Heartbeats:
    """Return signs of life."""
    rows = batch.rows[Heartbeat]
    return Heartbeats(*_envelope([*batch.heartbeats], rows, stamps, teaches=True))
