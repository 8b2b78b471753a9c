"""SYS-07: a rule is out of service, or its thresholds were changed."""

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule
from alerts.severity import Severity
from custody.columns import I8

_ID = "SYS-07"


def _holds(scene: Scene, _limits: Limits) -> I8:
    mark = scene.world.marks.get(_ID)
    return np.array([mark.level if mark else 0], np.int8)


def _why(scene: Scene, _limits: Limits, _row: int, _level: int) -> Finding:
    mark = scene.world.marks[_ID]
    return Finding(readings=(Reading(name="rules", value=mark.words),))


SYS_07 = StateRule(
    id="SYS-07",
    zh="规则被停用或参数被修改",
    en="Rule out of service or changed",
    subjects=("site",),
    levels=(Level(severity=Severity.P3),),
    clears="auto",
    told=("DI", "IT"),
    guidance_zh="核对是否经两人批准，到期前恢复。",
    guidance_en="See that two people agreed to it, and that it is restored in time.",
    basis_zh="停用规则须两人批准并写明期限。",
    basis_en="Taking a rule out of service needs two people, a reason and an end.",
    source="ISA-18.2 out of service; P-24; rulebook SYS-07",
    holds=_holds,
    why=_why,
)
