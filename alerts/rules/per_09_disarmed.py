"""PER-09: a line is disarmed while people are held, or outside its hours."""

import numpy as np

from alerts.findings import line_finding
from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, where
from custody.local import minute_of_day, within


def _in_hours(scene: Scene, row: int) -> bool:
    """Return whether the plan allows the line to be disarmed at this hour."""
    start, end = scene.world.layout.lines.free[row]
    minute = minute_of_day(scene.world.layout.timezone, scene.utc_ns)
    return start >= 0 and within(minute, start=start, end=end)


def _holds(scene: Scene, _limits: Limits) -> I8:
    world = scene.world
    result = np.zeros(world.perimeter.size, np.int8)
    for row in where(world.perimeter.disarmed).tolist():
        result[row] = bool(world.stays.open.any()) or not _in_hours(scene, row)
    return result


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    held = int(scene.world.stays.open.sum())
    return line_finding(
        scene,
        row,
        Reading(name="armed", value="no"),
        Reading(name="people held", value=float(held)),
        Reading(name="within its hours", value="yes" if _in_hours(scene, row) else "no"),
    )


PER_09 = StateRule(
    id="PER-09",
    zh="周界未布防",
    en="Perimeter disarmed",
    subjects=("perimeter",),
    levels=(Level(severity=Severity.P2, raise_after="grace_s"),),
    clears="auto",
    told=("CO", "IT"),
    guidance_zh="立即重新布防；确需撤防的派人值守。",
    guidance_en="Arm it again at once; where it must be off, somebody stands there.",
    basis_zh="区内有被看管人，或超出允许的撤防时段时，周界须布防。",
    basis_en="A line is armed while anybody is held, and outside the hours the plan allows.",
    source="rulebook PER-09",
    thresholds=(Threshold(key="grace_s", unit="s", meaning="disarmed for so long"),),
    holds=_holds,
    why=_why,
    pace="record",
)
