"""POS-08: a device moved as nobody can: too fast, or through a wall."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, as_level, some

HOLD_NS = 10_000_000_000
"""So long a leap is shown after it was seen."""


def _holds(scene: Scene, limits: Limits) -> I8:
    leaps = scene.world.places.devices.leap_t_ns
    count = len(scene.world.layout.devices.ids)
    seen = scene.t_ns - leaps[:count, 0] <= HOLD_NS
    if not some(seen):
        return as_level(seen)
    many = seen & (scene.t_ns - leaps[:count, -1] <= limits.ns("many_s"))
    return as_level(seen) + as_level(many)


def _why(scene: Scene, limits: Limits, row: int, level: int) -> Finding:
    world = scene.world
    readings = [
        Reading(name="faster than m/s, or through a wall", value=limits.value("speed_mps")),
        Reading(name="fixes held back, ever", value=float(world.devices.odd_count[row])),
    ]
    if level > 1:
        leaps = float(world.places.devices.leap_t_ns.shape[1])
        readings.append(Reading(name=f"within s {limits.value('many_s'):g}", value=leaps))
    name = world.layout.devices.ids[row]
    return Finding(readings=tuple(readings), device=name, place=world.device_place(row))


POS_08 = StateRule(
    id="POS-08",
    zh="定位异常跳变",
    en="Impossible movement",
    subjects=("device",),
    levels=(Level(severity=Severity.P3), Level(severity=Severity.P2)),
    clears="auto",
    told=("IT", "CR"),
    guidance_zh="当面确认人员位置；检查基站、手环编号是否重复。",
    guidance_en="See where the person really is; check anchors, and whether two bands share one"
    " id.",
    basis_zh="定位不可能的跳变说明设备故障、干扰或冒用，人员真实位置须当面确认。",
    basis_en="A movement nobody can make means a fault, interference or a second device under"
    " this id.",
    source="rulebook POS-08; integrity",
    thresholds=(
        Threshold(key="speed_mps", unit="m/s", meaning="nobody is faster"),
        Threshold(key="slack_m", unit="m", meaning="room for what accuracy radii do not say"),
        Threshold(
            key="door_s", unit="s", meaning="a door that was open this recently lets people through"
        ),
        Threshold(key="many_s", unit="s", meaning="three leaps within so long are worse"),
    ),
    again_after_s=60.0,
    holds=_holds,
    why=_why,
    pace="record",
)
