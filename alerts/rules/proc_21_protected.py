"""PROC-21: a protected person is in a holding room."""

from typing import Final

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule
from alerts.severity import Severity
from custody.columns import I8, as_level, some

_HOLDING: Final = ("holding", "juvenile-holding", "sobering")


def _holds(scene: Scene, _limits: Limits) -> I8:
    world, stays = scene.world, scene.world.stays
    protected = stays.open & stays.never_holding
    if some(protected):
        room = np.where(stays.band >= 0, world.stay_rooms(), stays.stage_room)
        protected &= world.layout.rooms.of_types(*_HOLDING)[room]
    return as_level(protected)


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    record = scene.world.records[row]
    flags = " ".join(flag for flag, holds in record.flags.items() if holds)
    return Finding(readings=(Reading(name="flags", value=flags),))


PROC_21 = StateRule(
    id="PROC-21",
    zh="受保护人员被置于候问室",
    en="Protected person in a holding room",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("CO", "LEG"),
    guidance_zh="转至关爱室，由民警陪同。",
    guidance_en="Move the person to a care room, with an officer.",
    basis_zh="继续盘问中，孕妇、哺乳期、未满十六周岁及七十周岁以上人员不得送入候问室。",
    basis_en="Continued questioning: pregnant, nursing, under 16, over 70 never in a holding room.",
    source="CQ 10",
    again_after_s=300.0,
    holds=_holds,
    why=_why,
    pace="record",
)
