"""ACC-04: swipes are refused again and again at one door."""

import numpy as np

from alerts.findings import door_finding
from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8


def _holds(scene: Scene, limits: Limits) -> I8:
    return (scene.world.doors.denied >= limits.value("swipes")).astype(np.int8)


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    return door_finding(
        scene,
        row,
        Reading(
            name=f"refused swipes within {limits.value('window_s'):g} s",
            value=float(scene.world.doors.denied[row]),
            threshold=limits.value("swipes"),
        ),
    )


ACC_04 = StateRule(
    id="ACC-04",
    zh="门禁多次刷卡被拒",
    en="Swipes refused again and again",
    subjects=("door",),
    levels=(Level(severity=Severity.P3),),
    clears="auto",
    told=("CR",),
    guidance_zh="查看该门监控，核实刷卡人身份和权限。",
    guidance_en="Look at the door's camera, find out who tries and whether they may.",
    basis_zh="短时间内多次被拒，可能有人试卡或冒用。",
    basis_en="Several refusals in a short time may be somebody trying a card that is not theirs.",
    source="rulebook ACC-04",
    thresholds=(
        Threshold(key="swipes", unit="1", meaning="refused swipes at one door"),
        Threshold(key="window_s", unit="s", meaning="within so long"),
    ),
    holds=_holds,
    why=_why,
    pace="record",
)
