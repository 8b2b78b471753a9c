"""POS-10: several detainees stand close together where nobody waits."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8
from custody.places import ROOM_RULES


def _holds(scene: Scene, _limits: Limits) -> I8:
    level: I8 = scene.world.places.rooms.level[:, ROOM_RULES.index("POS-10")]
    return level


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    people = float(scene.world.places.rooms.people[row])
    group = limits.value("group_min")
    return Finding(
        readings=(
            Reading(name="detainees in the room", value=people, threshold=group),
            Reading(name="of them so many within m", value=limits.value("near_m")),
        )
    )


POS_10 = StateRule(
    id="POS-10",
    zh="人员聚集",
    en="A group of detainees",
    subjects=("room",),
    levels=(Level(severity=Severity.P2, raise_after="group_s", clear_after="clear_s"),),
    clears="auto",
    told=("CR", "G"),
    guidance_zh="分开人员，各自带往应到房间。",
    guidance_en="Part them and take each to where they belong.",
    basis_zh="非候问区域多人聚集，可能串供、起哄或冲击出口。",
    basis_en="Several together outside of waiting rooms may collude, riot or rush an exit.",
    source="聚众; rulebook POS-10",
    thresholds=(
        Threshold(key="group_min", unit="people", meaning="so many are a group"),
        Threshold(key="near_m", unit="m", meaning="so close together"),
        Threshold(key="group_s", unit="s", meaning="together for so long"),
        Threshold(key="clear_s", unit="s", meaning="gone for so long until it clears"),
    ),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
)
