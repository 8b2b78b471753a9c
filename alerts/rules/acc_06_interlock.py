"""ACC-06: both doors of a sally port are open."""

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule
from alerts.severity import Severity
from custody.columns import I8, where
from custody.doors import interlocked

_BOTH = 2


def _holds(scene: Scene, _limits: Limits) -> I8:
    world = scene.world
    result = np.zeros(len(world.layout.rooms.ids), np.int8)
    rooms = interlocked(world.layout, world.doors)
    if len(rooms) >= _BOTH:
        inner = rooms[rooms >= 0]
        result[: len(result)] = np.bincount(inner, minlength=len(result)) >= _BOTH
    return result


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    layout = scene.world.layout
    beside = (layout.doors.rooms == row).any(axis=1) & layout.doors.sally
    names = [layout.doors.ids[door] for door in where(beside)]
    return Finding(readings=(Reading(name="open together", value=" ".join(names)),))


ACC_06 = StateRule(
    id="ACC-06",
    zh="车辆通道两道门同时开启",
    en="Both sally-port doors open",
    subjects=("room",),
    levels=(Level(severity=Severity.P1),),
    clears="auto",
    told=("CR",),
    guidance_zh="立即关闭其中一道门，确认通道内人员。",
    guidance_en="Close one of the doors at once and find everybody in the sally port.",
    basis_zh="车辆通道两道门互锁，任何时候只开一道。",
    basis_en="The doors of a sally port are interlocked: one at a time.",
    source="rulebook ACC-06",
    holds=_holds,
    why=_why,
    pace="record",
)
