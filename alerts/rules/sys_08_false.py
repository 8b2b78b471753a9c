"""SYS-08: most alarms of a rule turned out to be false."""

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule
from alerts.severity import Severity
from custody.columns import I8

_ID = "SYS-08"


def _holds(scene: Scene, _limits: Limits) -> I8:
    mark = scene.world.marks.get(_ID)
    return np.array([mark.level if mark else 0], np.int8)


def _why(scene: Scene, _limits: Limits, _row: int, _level: int) -> Finding:
    mark = scene.world.marks[_ID]
    return Finding(
        readings=(Reading(name="false/closed in 7 days", value=mark.words, threshold=mark.limit),)
    )


SYS_08 = StateRule(
    id="SYS-08",
    zh="规则误报率过高",
    en="Rule mostly false",
    subjects=("site",),
    levels=(Level(severity=Severity.P4),),
    clears="auto",
    told=("IT", "LEG"),
    guidance_zh="查看误报原因，调整参数或设备，两人批准后生效。",
    guidance_en="Find out why, and tune the threshold or the device; two people agree to a change.",
    basis_zh="一周内误报过半的规则会使人不再理会它。",
    basis_en="A rule that is wrong more often than right teaches people to ignore it.",
    source="rulebook SYS-08",
    holds=_holds,
    why=_why,
)
