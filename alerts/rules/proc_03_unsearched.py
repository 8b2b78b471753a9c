"""PROC-03: somebody who was not searched is in another room than the first ones."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, as_level
from custody.four import unsearched


def _holds(scene: Scene, _limits: Limits) -> I8:
    return as_level(unsearched(scene.world))


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    room = world.stay_room(row) or world.layout.rooms.ids[world.stays.stage_room[row]]
    return Finding(readings=(Reading(name="not searched, in", value=room),), place=room)


PROC_03 = StateRule(
    id="PROC-03",
    zh="未经人身安全检查进入其他区域",
    en="In another room before the search",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2, clear_after="clear_s"),),
    clears="auto",
    told=("CO",),
    guidance_zh="带回检查室先行人身安全检查。",
    guidance_en="Take the person back to the search room first.",
    basis_zh="进入后一律先行人身安全检查和信息采集。",
    basis_en="Search and information collection come before any other room.",
    source="四个一律 2; PAC 53",
    thresholds=(
        Threshold(key="clear_s", unit="s", meaning="searched or back for so long until it clears"),
    ),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
)
