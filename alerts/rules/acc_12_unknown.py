"""ACC-12: nobody knows how a door stands."""

from alerts.findings import door_finding
from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, as_level
from custody.doors import FAULT


def _holds(scene: Scene, _limits: Limits) -> I8:
    world = scene.world
    device = world.layout.doors.device
    unknown = (world.doors.state == FAULT) | world.devices.silent[device]
    return as_level(unknown & (device >= 0))


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    silent = bool(world.devices.silent[world.layout.doors.device[row]])
    return door_finding(
        scene,
        row,
        Reading(name="door", value="silent" if silent else "unknown"),
        Reading(name="for s", value=limits.value("unknown_s"), threshold=limits.value("unknown_s")),
    )


ACC_12 = StateRule(
    id="ACC-12",
    zh="门状态不明",
    en="Door state unknown",
    subjects=("door",),
    levels=(Level(severity=Severity.P3, raise_after="unknown_s"),),
    clears="auto",
    told=("IT",),
    guidance_zh="到现场查看该门，检修门磁、锁或控制器。",
    guidance_en="Look at the door on the spot; repair contact, lock or controller.",
    basis_zh="门的开闭或锁闭状态长时间不明，不能作为看管依据。",
    basis_en="A door of which nobody knows whether it is shut guards nothing.",
    source="rulebook ACC-12",
    thresholds=(Threshold(key="unknown_s", unit="s", meaning="unknown for so long"),),
    holds=_holds,
    why=_why,
    pace="record",
)
