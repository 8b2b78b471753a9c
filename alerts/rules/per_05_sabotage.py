"""PER-05: two sensors of one segment are lost shortly after each other."""

from alerts.findings import line_finding
from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, as_level
from custody.tables import NEVER


def _holds(scene: Scene, _limits: Limits) -> I8:
    return as_level(scene.world.perimeter.sabotaged)


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    lines, blind = world.layout.lines, world.devices.blind_t_ns
    sensors = [int(lines.device[row]), *lines.cameras[row]]
    sensors += [int(lines.device[mate]) for mate in lines.mates[row]]
    lost = [world.layout.devices.ids[sensor] for sensor in sensors if blind[sensor] != NEVER]
    return line_finding(
        scene,
        row,
        Reading(name="lost sensors", value=" ".join(sorted(lost))),
        Reading(name="within s of each other", value=limits.value("within_s")),
    )


PER_05 = StateRule(
    id="PER-05",
    zh="周界疑似被破坏",
    en="Perimeter sabotage",
    subjects=("perimeter",),
    levels=(Level(severity=Severity.P1),),
    clears="human",
    told=("CR", "IT"),
    guidance_zh="立即派人到该段周界值守，核查是否被破坏，清点人数。",
    guidance_en="Send officers to that stretch at once, look for sabotage, count everybody.",
    basis_zh="同一段周界的两个传感器先后失效，不像偶然故障。",
    basis_en="Two sensors that guard one way out were lost together: that is no accident.",
    source="rulebook PER-05",
    thresholds=(Threshold(key="within_s", unit="s", meaning="lost so shortly after each other"),),
    holds=_holds,
    why=_why,
    pace="record",
)
