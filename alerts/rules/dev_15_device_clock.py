"""DEV-15: a device's clock is ahead of ours or behind it."""

from typing import Final

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, I64, Mask

HEARD_NS: Final = 60_000_000_000
"""A device that was not heard for longer has no clock to speak of."""
MANY: Final = 5
"""Of fewer devices nobody can say that most of them agree."""
_NS_PER_S: Final = 1_000_000_000


def _holds(scene: Scene, limits: Limits) -> I8:
    devices, layout = scene.world.devices, scene.world.layout.devices
    count = len(layout.ids)
    behind = devices.clock_behind_ns[:count]
    heard = scene.t_ns - devices.heard_t_ns[:count] <= HEARD_NS
    if not (behind[heard] != 0).any():
        return np.zeros(count, np.int8)
    off = np.abs(behind - _shared_ns(behind[heard], limits.ns("off_s")))
    # Where most agree against us the gateways speak for them all: it is one fault, not hundreds.
    off = np.where(layout.of_kind("gateway"), np.maximum(off, np.abs(behind)), off)
    level = (off > limits.ns("off_s")).astype(np.int8) + (off > limits.ns("far_s"))
    return np.where(heard, level, 0).astype(np.int8)


def _shared_ns(behind: I64, near_ns: int) -> int:
    """Return by how much most clocks are off together, 0 where most are right or few are heard."""
    middle = int(np.sort(behind)[len(behind) // 2])
    agree: Mask = np.abs(behind - middle) <= near_ns
    return middle if len(behind) >= MANY and 2 * int(agree.sum()) > len(behind) else 0


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    behind_s = int(world.devices.clock_behind_ns[row]) / _NS_PER_S
    name = world.layout.devices.ids[row]
    reading = Reading(
        name="clock behind ours by s", value=round(behind_s, 1), threshold=limits.value("off_s")
    )
    return Finding(readings=(reading,), device=name, place=world.device_place(row))


DEV_15 = StateRule(
    id="DEV-15",
    zh="设备时钟偏差",
    en="Device clock off",
    subjects=("device",),
    levels=(
        Level(severity=Severity.P3, raise_after="skewed_s", clear_after="skewed_s"),
        Level(severity=Severity.P2, raise_after="skewed_s", clear_after="skewed_s"),
    ),
    clears="auto",
    told=("IT",),
    guidance_zh="对该设备或网关校时；多台设备同时偏差时检查本系统时钟。",
    guidance_en="Set the device's or gateway's clock; where many are off, look at ours.",
    basis_zh="设备时间偏差不影响报警（按到达时间判断），但其时间标记须校正后方可作为证据。",
    basis_en="Alarms go by arrival and do not suffer; stamps are put right before they are"
    " evidence.",
    source="rulebook DEV-04 (per device)",
    thresholds=(
        Threshold(key="off_s", unit="s", meaning="a clock further off than this is told"),
        Threshold(key="far_s", unit="s", meaning="further than this is worse"),
        Threshold(key="skewed_s", unit="s", meaning="off, or right again, for so long"),
    ),
    holds=_holds,
    why=_why,
    pace="record",
)
