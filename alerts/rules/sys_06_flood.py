"""SYS-06: so many alarms at once that nobody can follow them."""

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule
from alerts.severity import Severity
from custody.columns import I8

_ID = "SYS-06"


def _holds(scene: Scene, _limits: Limits) -> I8:
    mark = scene.world.marks.get(_ID)
    return np.array([mark.level if mark else 0], np.int8)


def _why(scene: Scene, _limits: Limits, _row: int, _level: int) -> Finding:
    mark = scene.world.marks[_ID]
    return Finding(
        readings=(Reading(name="alarms in 10 min", value=mark.value, threshold=mark.limit),)
    )


SYS_06 = StateRule(
    id="SYS-06",
    zh="报警风暴",
    en="Alarm flood",
    subjects=("site",),
    levels=(Level(severity=Severity.P3),),
    clears="auto",
    told=("CO",),
    guidance_zh="先处置生命安全报警；其余已归组显示，请逐条查看并增派人手。",
    guidance_en="Life alarms first. The rest is grouped here: go through it, and get help.",
    basis_zh="十分钟内超过十条报警时，人无法逐条处置；生命安全报警从不归组。",
    basis_en="More than ten in ten minutes is more than anybody can take in."
    " Life alarms are never grouped.",
    source="ISA-18.2 table 7; EEMUA 191; rulebook SYS-06",
    holds=_holds,
    why=_why,
)
