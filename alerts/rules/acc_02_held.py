"""ACC-02: a door stands open for too long."""

from alerts.findings import door_finding
from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, as_level
from custody.doors import HELD


def _holds(scene: Scene, _limits: Limits) -> I8:
    return as_level(scene.world.doors.state == HELD)


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    leads_out = bool(scene.world.layout.doors.leads_out[row])
    limit_s = limits.value("exit_s" if leads_out else "held_s")
    return door_finding(scene, row, Reading(name="open for s", value=limit_s, threshold=limit_s))


ACC_02 = StateRule(
    id="ACC-02",
    zh="门长时间未关",
    en="Door held open",
    subjects=("door",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("CR",),
    guidance_zh="查看该门监控，通知附近民警关门。",
    guidance_en="Look at the door's camera and have the nearest officer close it.",
    basis_zh="门开启超过规定时间即失去管控作用；通向区外的门时限更短。",
    basis_en="A door that stands open guards nothing; an exit has less time than an inner door.",
    source="rulebook ACC-02",
    thresholds=(
        Threshold(key="held_s", unit="s", meaning="an inner door may stand open this long"),
        Threshold(key="exit_s", unit="s", meaning="a door that leads out may stand open this long"),
    ),
    holds=_holds,
    why=_why,
    pace="record",
)
