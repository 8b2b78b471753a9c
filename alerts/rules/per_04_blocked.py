"""PER-04: a line's sensor is blocked, misaligned or faulty."""

from alerts.findings import line_finding
from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, as_level
from custody.tables import STATUSES

_BLOCKED = STATUSES.index("blocked")


def _holds(scene: Scene, _limits: Limits) -> I8:
    # The two words stand last in STATUSES: blocked, fault.
    return as_level(scene.world.perimeter.status >= _BLOCKED)


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    return line_finding(
        scene,
        row,
        Reading(name="sensor", value=STATUSES[scene.world.perimeter.status[row]]),
        Reading(name="for s", value=limits.value("blocked_s"), threshold=limits.value("blocked_s")),
    )


PER_04 = StateRule(
    id="PER-04",
    zh="周界传感器被遮挡或失准",
    en="Perimeter sensor blocked",
    subjects=("perimeter",),
    levels=(Level(severity=Severity.P3, raise_after="blocked_s"),),
    clears="auto",
    told=("IT", "CR"),
    guidance_zh="到现场清除遮挡、校准或更换传感器，期间派人值守。",
    guidance_en="Clear, align or replace the sensor; somebody watches the line until then.",
    basis_zh="传感器被遮挡、失准或故障时，该段周界无人看守。",
    basis_en="A blocked or misaligned sensor guards nothing.",
    source="rulebook PER-04",
    thresholds=(Threshold(key="blocked_s", unit="s", meaning="blocked or faulty for so long"),),
    holds=_holds,
    why=_why,
    pace="record",
)
