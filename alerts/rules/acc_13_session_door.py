"""ACC-13: an interview room's door is opened from inside while the session runs."""

import numpy as np

from alerts.findings import door_finding
from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.book.columns import SESSION_STATES
from custody.columns import I8, as_level
from custody.doors import open_now
from custody.layout import NOWHERE

_RUNNING = SESSION_STATES.index("running")


def _holds(scene: Scene, _limits: Limits) -> I8:
    world = scene.world
    rooms = world.stays.session_room[world.stays.session == _RUNNING]
    if len(rooms) == 0:
        return np.zeros(world.doors.size, np.int8)
    alone = open_now(world.doors) & ~world.doors.by_staff
    running = np.zeros(len(world.layout.rooms.ids) + 1, np.bool_)  # the last entry is no room
    running[rooms] = True
    running[NOWHERE] = False
    one, other = world.layout.doors.rooms.T
    return as_level(alone & (running[one] | running[other]))


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    return door_finding(
        scene,
        row,
        Reading(name="session", value="running"),
        Reading(name="staff within m", value="nobody", threshold=limits.value("near_m")),
    )


ACC_13 = StateRule(
    id="ACC-13",
    zh="讯问中门被打开且门旁无民警",
    en="Interview door opened, no staff at it",
    subjects=("door",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("CR",),
    guidance_zh="立即查看讯问室，确认被讯问人仍在室内。",
    guidance_en="Look into the room at once: is the person still inside?",
    basis_zh="讯问进行中，门由民警开启；门旁无民警而门开，可能是被讯问人离开。",
    basis_en="During a session staff opens the door; with nobody of staff at it somebody else did.",
    source="讯问离位; rulebook ACC-13",
    thresholds=(
        Threshold(key="near_m", unit="m", meaning="staff this near to the door opened it"),
        Threshold(key="fresh_s", unit="s", meaning="a fix of staff counts for so long"),
    ),
    holds=_holds,
    why=_why,
    pace="record",
)
