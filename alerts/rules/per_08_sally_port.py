"""PER-08: a detainee is in the sally port with fewer than two escorts."""

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, I64, where
from custody.near import cards, fresh


def _there(scene: Scene) -> I64:
    """Return who is in a sally port, out of the vehicle."""
    world = scene.world
    return where(world.layout.rooms.port[world.stay_rooms()] & world.worn_and_open())


def _escorts(scene: Scene, limits: Limits, room: int) -> int:
    world = scene.world
    rows = cards(world)
    rows = rows[fresh(world, rows, t_ns=scene.t_ns, fresh_ns=limits.ns("fresh_s"))]
    return int((world.devices.room[rows] == room).sum())


def _holds(scene: Scene, limits: Limits) -> I8:
    world = scene.world
    result = np.zeros(world.stays.size, np.int8)
    there = _there(scene)
    if len(there) == 0:
        return result
    rooms = world.stay_rooms()[there]
    for room in np.unique(rooms).tolist():
        if _escorts(scene, limits, room) < limits.value("escorts_min"):
            result[there[rooms == room]] = 1
    return result


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    room = int(world.stay_rooms()[row])
    return Finding(
        readings=(
            Reading(
                name="escorts",
                value=float(_escorts(scene, limits, room)),
                threshold=limits.value("escorts_min"),
            ),
        ),
        device=world.layout.devices.ids[world.stays.band[row]],
    )


PER_08 = StateRule(
    id="PER-08",
    zh="车辆通道内押解人员不足",
    en="Sally port: too few escorts",
    subjects=("stay",),
    levels=(Level(severity=Severity.P1, raise_after="alone_s", clear_after_s=3.0),),
    clears="auto",
    told=("CR", "G"),
    guidance_zh="立即增派押解人员，下车期间不少于两人。",
    guidance_en="Send another officer at once: outside the vehicle there are two.",
    basis_zh="被看管人下车后在车辆通道内须有两名以上民警押解。",
    basis_en="Outside the vehicle a detainee is escorted by two.",
    source="rulebook PER-08",
    thresholds=(
        Threshold(key="escorts_min", unit="1", meaning="so many members of staff in the port"),
        Threshold(key="alone_s", unit="s", meaning="fewer for so long"),
        Threshold(key="fresh_s", unit="s", meaning="a fix of staff counts for so long"),
    ),
    holds=_holds,
    why=_why,
)
