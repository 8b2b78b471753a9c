"""DEV-15: a device's clock is ahead of ours or behind it."""

from typing import Final

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, I64, Mask, some, where

HEARD_NS: Final = 60_000_000_000
"""A device that was not heard for longer has no clock to speak of."""
MANY: Final = 5
"""Of fewer devices nobody can say that most of them agree."""
_NS_PER_S: Final = 1_000_000_000


def _holds(scene: Scene, limits: Limits) -> I8:
    devices, layout = scene.world.devices, scene.world.layout.devices
    count, near_ns = len(layout.ids), limits.ns("off_s")
    behind, heard = devices.clock_behind_ns[:count], _heard(scene)
    if not some(heard & (behind != 0)):
        return np.zeros(count, np.int8)
    site_ns, carried = _agreed_ns(behind[heard], near_ns) or 0, _carried_ns(scene, near_ns)
    alone = np.where(heard, np.abs(behind - site_ns), 0)
    # Who agrees with those behind the same gateway is off with them: one fault, not hundreds.
    excused = np.minimum(alone, np.abs(behind - carried))
    # The gateway speaks for them, whatever its own clock says and though only they are heard.
    own = np.where(heard, np.abs(behind), 0)
    spoken = np.maximum(np.maximum(alone, own), np.abs(carried))
    off = np.where(layout.of_kind("gateway"), spoken, excused)
    level = (off > limits.ns("off_s")).astype(np.int8) + (off > limits.ns("far_s"))
    return np.asarray(level, np.int8)


def _heard(scene: Scene) -> Mask:
    devices, count = scene.world.devices, len(scene.world.layout.devices.ids)
    heard: Mask = scene.t_ns - devices.heard_t_ns[:count] <= HEARD_NS
    return heard


def _carried_ns(scene: Scene, near_ns: int) -> I64:
    """Return by how much most behind a device's gateway are off together, else most of the site."""
    layout, heard = scene.world.layout.devices, _heard(scene)
    behind = scene.world.devices.clock_behind_ns[: len(layout.ids)]
    gateway = layout.of_kind("gateway")
    site_ns = _agreed_ns(behind[heard], near_ns) or 0
    carried = np.full(len(layout.ids), site_ns, np.int64)
    for row in where(gateway):
        mates: Mask = layout.sender == layout.sender[row]
        agreed_ns = _agreed_ns(behind[mates & heard & ~gateway], near_ns)
        # Nearly the site's amount is the site's amount: each of them is measured by one.
        if agreed_ns is not None and abs(agreed_ns - site_ns) > near_ns:
            carried[mates] = agreed_ns
    return carried


def _agreed_ns(behind: I64, near_ns: int) -> int | None:
    """Return by how much most clocks are off together; none where they differ or few are heard."""
    if len(behind) < MANY:
        return None
    middle = int(np.sort(behind)[len(behind) // 2])
    agree: Mask = np.abs(behind - middle) <= near_ns
    return middle if 2 * int(agree.sum()) > len(behind) else None


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    layout, behind_ns = world.layout.devices, int(world.devices.clock_behind_ns[row])
    if layout.of_kind("gateway")[row]:
        carried_ns = int(_carried_ns(scene, limits.ns("off_s"))[row])
        behind_ns = max(behind_ns, carried_ns, key=abs)
    reading = Reading(
        name="clock behind ours by s",
        value=round(behind_ns / _NS_PER_S, 1),
        threshold=limits.value("off_s"),
    )
    return Finding(readings=(reading,), device=layout.ids[row], place=world.device_place(row))


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
