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
    site_ns = _agreed_ns(behind[heard], near_ns) or 0
    carried, agreed = _carried_ns(scene, near_ns)
    alone = np.where(heard, np.abs(behind - site_ns), 0)
    # Who agrees with those of the same sender is off with them: one fault, not hundreds.
    excused = np.minimum(alone, np.abs(behind - carried))
    # One speaks for them, though only they are heard: a gateway, which has a clock of its own,
    # or the first device of a controller that has none.
    own = np.where(layout.of_kind("gateway") & heard, np.abs(behind), excused)
    speaks = np.maximum(own, np.where(agreed, np.abs(carried), 0))
    off = np.where(layout.speakers(), speaks, excused)
    level = (off > limits.ns("off_s")).astype(np.int8) + (off > limits.ns("far_s"))
    return np.asarray(level, np.int8)


def _heard(scene: Scene) -> Mask:
    devices, count = scene.world.devices, len(scene.world.layout.devices.ids)
    heard: Mask = scene.t_ns - devices.heard_t_ns[:count] <= HEARD_NS
    return heard


def _carried_ns(scene: Scene, near_ns: int) -> tuple[I64, Mask]:
    """Return by how much most of each sender are off together, else most of the site.

    With it: of whom the sender's own devices agree.
    """
    layout, heard = scene.world.layout.devices, _heard(scene)
    behind = scene.world.devices.clock_behind_ns[: len(layout.ids)]
    site_ns = _agreed_ns(behind[heard], near_ns) or 0
    carried = np.full(len(layout.ids), site_ns, np.int64)
    agreed = np.zeros(len(layout.ids), np.bool_)
    for row in where(layout.speakers()):
        mates: Mask = layout.sender == layout.sender[row]
        agreed_ns = _agreed_ns(behind[mates & heard & ~layout.of_kind("gateway")], near_ns)
        if agreed_ns is None:
            continue
        agreed[mates] = True
        # Nearly the site's amount is the site's amount: each of them is measured by one.
        if abs(agreed_ns - site_ns) > near_ns:
            carried[mates] = agreed_ns
    return carried, agreed


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
    off_ns, together = limits.ns("off_s"), 0
    if layout.speakers()[row]:
        carried, agreed = _carried_ns(scene, off_ns)
        if agreed[row] and abs(int(carried[row])) > off_ns:
            mates = _heard(scene) & (layout.sender == layout.sender[row])
            near = np.abs(world.devices.clock_behind_ns[: len(layout.ids)] - carried[row]) <= off_ns
            together = int((mates & near).sum())
            behind_ns = max(behind_ns, int(carried[row]), key=abs)
    reading = Reading(
        name="clock behind ours by s",
        value=round(behind_ns / _NS_PER_S, 1),
        threshold=limits.value("off_s"),
    )
    group = (Reading(name="devices off together", value=together),) if together else ()
    return Finding(
        readings=(reading, *group), device=layout.ids[row], place=world.device_place(row)
    )


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
    guidance_zh="对该设备或网关校时；同一控制器的设备一同偏差时对控制器校时；多处同时偏差时检查本系统时钟。",
    guidance_en="Set the device's or gateway's clock; where devices are off together, that of their"
    " controller; where many senders are off, look at ours.",
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
