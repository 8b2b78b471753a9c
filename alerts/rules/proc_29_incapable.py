"""PROC-29: somebody drunk and incapable is kept in a cell and no doctor has seen them."""

from typing import Final

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule
from alerts.severity import Severity
from custody.columns import I8, as_level, some
from custody.procedure import STAGES
from custody.world import flag_bit

_CELL: Final = tuple(STAGES.index(stage) for stage in ("S8", "S13"))


def _holds(scene: Scene, _limits: Limits) -> I8:
    stays = scene.world.stays
    incapable = stays.flags & flag_bit("incapable") > 0
    if not some(incapable):
        return as_level(incapable)
    kept = (stays.stage == _CELL[0]) | (stays.stage == _CELL[1])
    levels: I8 = (stays.open & stays.full & incapable & kept).astype(np.int8)
    return levels


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    record = scene.world.records[row]
    return Finding(
        readings=(Reading(name="stage", value=record.stage),), due_utc_ns=record.entered_utc_ns
    )


PROC_29 = StateRule(
    id="PROC-29",
    zh="醉酒不能自理者被收入",
    en="Drunk and incapable person accepted into a cell",
    subjects=("stay",),
    levels=(Level(severity=Severity.P1),),
    clears="human",
    told=("HCP", "EMS", "CO"),
    guidance_zh="立即呼叫救护车送医，保持侧卧，专人观察呼吸和意识。",
    guidance_en="Call an ambulance; on the side, somebody watches breathing and consciousness.",
    basis_zh="不能站立、行走或不知所处的醉酒者应当先送医院。",
    basis_en="Who cannot stand or walk, or is not aware, goes to hospital first.",
    source="APP; IOPC 2023",
    again_after_s=60.0,
    holds=_holds,
    why=_why,
)
