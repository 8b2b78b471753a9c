"""PROC-03: somebody who was not searched is in another room than the first ones."""

from typing import Final

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, as_level
from custody.layout import NOWHERE
from custody.procedure import in_stages

_FIRST: Final = (
    "sally-port",
    "intake",
    "search",
    "corridor",
    "toilet",
    "medical",
    "stairs",
    "lift",
)
"""Where a person may be before the search: the way in, the search itself, a doctor."""
_CARED: Final = in_stages("S0", "S12", "S15", "S17")


def _holds(scene: Scene, _limits: Limits) -> I8:
    world, stays = scene.world, scene.world.stays
    room = np.where(stays.band >= 0, world.stay_rooms(), stays.stage_room)
    first = world.layout.rooms.of_types(*_FIRST)
    cared = _CARED[stays.stage]
    early = stays.open & stays.full & ~stays.searched & ~cared
    return as_level(early & ~first[room] & (room != NOWHERE))


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    room = world.stay_room(row) or world.layout.rooms.ids[world.stays.stage_room[row]]
    return Finding(readings=(Reading(name="not searched, in", value=room),), place=room)


PROC_03 = StateRule(
    id="PROC-03",
    zh="未经人身安全检查进入其他区域",
    en="In another room before the search",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2, clear_after="clear_s"),),
    clears="auto",
    told=("CO",),
    guidance_zh="带回检查室先行人身安全检查。",
    guidance_en="Take the person back to the search room first.",
    basis_zh="进入后一律先行人身安全检查和信息采集。",
    basis_en="Search and information collection come before any other room.",
    source="四个一律 2; PAC 53",
    thresholds=(
        Threshold(key="clear_s", unit="s", meaning="searched or back for so long until it clears"),
    ),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
)
