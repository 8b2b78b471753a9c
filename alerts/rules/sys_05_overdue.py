"""SYS-05: a rectification ticket is overdue."""

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule
from alerts.severity import Severity
from custody.columns import I8

_ID = "SYS-05"


def _holds(scene: Scene, _limits: Limits) -> I8:
    mark = scene.world.marks.get(_ID)
    return np.array([mark.level if mark else 0], np.int8)


def _why(scene: Scene, _limits: Limits, _row: int, _level: int) -> Finding:
    mark = scene.world.marks[_ID]
    return Finding(readings=(Reading(name="overdue tickets", value=mark.words),))


SYS_05 = StateRule(
    id="SYS-05",
    zh="整改工单超期",
    en="Ticket overdue",
    subjects=("site",),
    levels=(Level(severity=Severity.P3),),
    clears="auto",
    told=("SUP", "DI"),
    guidance_zh="联系工单责任人，逐级督办，完成后由他人核验。",
    guidance_en="Ask its owner; whoever did not fix it verifies it.",
    basis_zh="发现的问题必须按期整改，超期升级督办。",
    basis_en="What was found must be put right in time; what is late climbs a tier.",
    source="R52; rulebook SYS-05",
    holds=_holds,
    why=_why,
)
