"""POS-11: a guard post is empty while what it watches is occupied."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8
from custody.places import ROOM_RULES


def _holds(scene: Scene, _limits: Limits) -> I8:
    level: I8 = scene.world.places.rooms.level[:, ROOM_RULES.index("POS-11")]
    return level


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    limit_s = limits.value("empty_s")
    return Finding(
        readings=(
            Reading(name="post", value=world.layout.rooms.ids[row]),
            Reading(name="nobody on duty there for s", value=limit_s, threshold=limit_s),
        )
    )


POS_11 = StateRule(
    id="POS-11",
    zh="看管岗位无人",
    en="Guard post empty",
    subjects=("room",),
    levels=(Level(severity=Severity.P2, raise_after="empty_s"),),
    clears="auto",
    told=("CR", "CO", "DI"),
    guidance_zh="立即派在岗民警到位，核实离岗原因。",
    guidance_en="Send an officer on duty to the post, ask why it was left.",
    basis_zh="候问室、讯问室有人时，值班岗位必须有人在岗。",
    basis_en="While holding and interview rooms are occupied, somebody on duty is at the post.",
    source="CQ 26, 29; 脱岗",
    thresholds=(
        Threshold(key="empty_s", unit="s", meaning="nobody on duty at the post for so long"),
    ),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
)
