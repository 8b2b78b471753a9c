"""ACC-03: a cell door is open, somebody is inside and no staff is at the door."""

import numpy as np

from alerts.findings import door_finding
from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8
from custody.doors import cells_open
from custody.layout import NOWHERE
from custody.near import staff_near
from custody.world import World


def _inside(world: World, row: int) -> bool:
    """Return whether a detainee is in the cell behind a door."""
    rooms = world.layout.doors.rooms[row]
    cells = [
        room for room in rooms.tolist() if room != NOWHERE and world.layout.rooms.observed[room]
    ]
    held = set(world.stay_rooms()[world.worn_and_open()].tolist())
    return not held.isdisjoint(cells or rooms[:1].tolist())


def _holds(scene: Scene, limits: Limits) -> I8:
    world = scene.world
    result = np.zeros(world.doors.size, np.int8)
    for row in cells_open(world.layout, world.doors):
        staff = staff_near(
            world,
            row,
            t_ns=scene.t_ns,
            near_mm=limits.mm("near_m"),
            fresh_ns=limits.ns("fresh_s"),
        )
        result[row] = len(staff) == 0 and _inside(world, row)
    return result


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    return door_finding(
        scene,
        row,
        Reading(name="cell door", value="open"),
        Reading(name="staff within m", value="nobody", threshold=limits.value("near_m")),
    )


ACC_03 = StateRule(
    id="ACC-03",
    zh="候问室门开启无人看守",
    en="Cell open, nobody at the door",
    subjects=("door",),
    levels=(Level(severity=Severity.P1, raise_after="alone_s", clear_after_s=3.0),),
    clears="auto",
    told=("CR", "G"),
    guidance_zh="立即派最近民警到门口，确认室内人员并关闭室门。",
    guidance_en="Send the nearest officer to the door, find the person, close and lock it.",
    basis_zh="室内有被看管人而室门开启时，门旁须有民警。",
    basis_en="While a cell stands open with somebody inside, an officer is at the door.",
    source="rulebook ACC-03",
    thresholds=(
        Threshold(key="near_m", unit="m", meaning="staff this near to the door guards it"),
        Threshold(key="fresh_s", unit="s", meaning="a fix of staff counts for so long"),
        Threshold(key="alone_s", unit="s", meaning="nobody at the open door for so long"),
    ),
    holds=_holds,
    why=_why,
)
