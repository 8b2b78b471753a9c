"""PER-07: a line is broken again and again with nobody there: a ticket, not an alarm."""

import numpy as np

from alerts.findings import line_finding
from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8


def _holds(scene: Scene, limits: Limits) -> I8:
    return (scene.world.perimeter.nuisance >= limits.value("breaks")).astype(np.int8)


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    return line_finding(
        scene,
        row,
        Reading(
            name="breaks within the hour, nobody near",
            value=float(scene.world.perimeter.nuisance[row]),
            threshold=limits.value("breaks"),
        ),
    )


PER_07 = StateRule(
    id="PER-07",
    zh="周界误报频繁",
    en="Nuisance breaks of a line",
    subjects=("perimeter",),
    levels=(Level(severity=Severity.P4),),
    clears="auto",
    told=("IT",),
    guidance_zh="检查该段周界的植被、动物、安装和灵敏度，形成整改单。",
    guidance_en="Look for plants, animals, mounting, sensitivity; open a ticket.",
    basis_zh="一小时内多次触发而无人在场，应整改，以免真警报被忽视。",
    basis_en="Breaks with nobody there teach people to look away: mend the cause.",
    source="rulebook PER-07",
    thresholds=(
        Threshold(key="breaks", unit="1", meaning="breaks within an hour with nobody near"),
        Threshold(key="near_m", unit="m", meaning="a tag this near was somebody"),
    ),
    holds=_holds,
    why=_why,
    pace="record",
)
