"""PAIR-08: an officer answers for more people than the site allows."""

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, I64, as_level


def _counts(scene: Scene) -> I64:
    """Return for how many people each member of staff answers."""
    stays = scene.world.stays
    named = stays.responsible[stays.open & stays.full & (stays.responsible >= 0)]
    return np.bincount(named, minlength=len(scene.world.layout.staff_ids))


def _holds(scene: Scene, limits: Limits) -> I8:
    return as_level(_counts(scene) > limits.value("people_max"))


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    count, limit = int(_counts(scene)[row]), limits.value("people_max")
    return Finding(readings=(Reading(name="people", value=float(count), threshold=limit),))


PAIR_08 = StateRule(
    id="PAIR-08",
    zh="一名民警负责人数过多",
    en="One officer answers for too many",
    subjects=("staff",),
    levels=(Level(severity=Severity.P3),),
    clears="auto",
    told=("CO",),
    guidance_zh="将部分人员移交给其他在岗民警。",
    guidance_en="Hand some of these people over to another officer.",
    basis_zh="单人看管人数不得超过本场所规定。",
    basis_en="Nobody answers for more people than the site allows.",
    source="单人看管; site parameter (D)",
    thresholds=(
        Threshold(key="people_max", unit="people", meaning="for whom one officer may answer"),
    ),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
    pace="record",
)
