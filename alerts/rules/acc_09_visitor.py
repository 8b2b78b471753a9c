"""ACC-09: a visitor is in a room that their badge does not allow."""

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, where
from custody.layout import NOWHERE


def _holds(scene: Scene, limits: Limits) -> I8:
    world, devices = scene.world, scene.world.devices
    result = np.zeros(len(world.layout.devices.ids), np.int8)
    rows = where(devices.visitor)
    if len(rows) == 0:
        return result
    room = devices.room[rows]
    bit = world.layout.rooms.bits[room]  # the last entry is no room, which nobody forbids
    lately = scene.t_ns - devices.fix_t_ns[rows] <= limits.ns("fresh_s")
    beyond = lately & (room != NOWHERE) & (bit & devices.visitor_types[rows] == 0)
    result[rows[beyond]] = 1
    return result


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    room = world.device_place(row)
    return Finding(
        readings=(
            Reading(name="in", value=room),
            Reading(name="for s", value=limits.value("hold_s"), threshold=limits.value("hold_s")),
        ),
        device=world.layout.devices.ids[row],
    )


ACC_09 = StateRule(
    id="ACC-09",
    zh="来访人员越区",
    en="Visitor beyond the permitted rooms",
    subjects=("device",),
    levels=(Level(severity=Severity.P3, raise_after="hold_s", clear_after="hold_s"),),
    clears="auto",
    told=("G",),
    guidance_zh="陪同来访人员回到允许的区域。",
    guidance_en="Accompany the visitor back to where they may be.",
    basis_zh="来访人员只能在证件载明的区域活动。",
    basis_en="A visitor may be only where the badge says.",
    source="rulebook ACC-09",
    thresholds=(
        Threshold(key="hold_s", unit="s", meaning="in a room that is not permitted for so long"),
        Threshold(key="fresh_s", unit="s", meaning="a fix of the badge counts for so long"),
    ),
    holds=_holds,
    why=_why,
    pace="record",
)
