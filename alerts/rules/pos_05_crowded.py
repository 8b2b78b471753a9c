"""POS-05: more people are in a room than it holds."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8
from custody.places import ROOM_RULES


def _holds(scene: Scene, _limits: Limits) -> I8:
    level: I8 = scene.world.places.rooms.level[:, ROOM_RULES.index("POS-05")]
    return level


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    people = float(world.places.rooms.people[row])
    limit = float(world.layout.premises.capacity[row])
    return Finding(readings=(Reading(name="detainees", value=people, threshold=limit),))


POS_05 = StateRule(
    id="POS-05",
    zh="房间超员",
    en="Too many people in a room",
    subjects=("room",),
    levels=(Level(severity=Severity.P2, raise_after="over_s", clear_after="clear_s"),),
    clears="auto",
    told=("CR", "CO"),
    guidance_zh="将超出人员带到其他候问室；单人室只留一人。",
    guidance_en="Take those beyond the number to another room; one person only in a single room.",
    basis_zh="房间人数不得超过核定人数；单人候问室只关押一人。",
    basis_en="No room holds more people than it is made for; a single room holds one.",
    source="CQ 27; CPT",
    thresholds=(
        Threshold(key="over_s", unit="s", meaning="more than the capacity for so long"),
        Threshold(key="clear_s", unit="s", meaning="gone for so long until it clears"),
    ),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
)
