"""POS-14: the trajectory of a person has a gap."""

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, as_level, some
from custody.tables import NEVER


def _holds(scene: Scene, limits: Limits) -> I8:
    world = scene.world
    fix, gap_ns = world.last_fixes(), limits.ns("gap_s")
    gap = world.worn_and_open() & (scene.t_ns - fix > gap_ns)
    if not some(gap) or not world.listening or scene.t_ns - world.grace_t_ns <= gap_ns:
        return np.zeros(world.stays.size, np.int8)
    began = (fix != NEVER) & (fix >= world.stays.bound_t_ns)
    return as_level(gap & began & ~world.exit_approved(scene.utc_ns))


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    band, limit_s = int(world.stays.band[row]), limits.value("gap_s")
    fix = int(world.devices.fix_t_ns[band])
    return Finding(
        readings=(
            Reading(name="no place known for s", value=limit_s, threshold=limit_s),
            Reading(name="last seen in", value=world.stay_room(row)),
            Reading(name="gap begins", value=None, t_ns=scene.utc_of(fix)),
        ),
        device=world.layout.devices.ids[band],
        due_utc_ns=scene.utc_of(fix + limits.ns("gap_s")),
    )


POS_14 = StateRule(
    id="POS-14",
    zh="轨迹中断",
    en="Gap in the trajectory",
    subjects=("stay",),
    levels=(Level(severity=Severity.P3),),
    clears="human",
    told=("IT", "LEG"),
    guidance_zh="查明原因并注明；以录像补充该时段行踪。",
    guidance_en="Find out why and note it; let the recordings fill the time.",
    basis_zh="在办案区内的活动轨迹应全程留痕，中断须说明。",
    basis_en="The whole way through the custody area is on record; a gap is explained.",
    source="R17 全程留痕",
    thresholds=(Threshold(key="gap_s", unit="s", meaning="no place known for so long"),),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
    pace="record",
)
