"""POS-17: a member of staff is in a fence of the site that keeps staff out, or out of one."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8


def _holds(scene: Scene, _limits: Limits) -> I8:
    return scene.world.places.staff.fence_level


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    card = int(world.cards_on_duty()[row])
    fence = world.layout.premises.fence_ids[world.places.staff.fence[row]]
    place = world.device_place(card)
    return Finding(
        readings=(Reading(name="fence", value=fence), Reading(name="in room", value=place)),
        device=world.layout.devices.ids[card],
        place=place,
    )


POS_17 = StateRule(
    id="POS-17",
    zh="工作人员触发电子围栏",
    en="Fence broken by staff",
    subjects=("staff",),
    levels=tuple(
        Level(severity=severity, clear_after="clear_s")
        for severity in (Severity.P3, Severity.P2, Severity.P1)
    ),
    clears="auto",
    told=("CR", "CO"),
    guidance_zh="联系本人说明原因；确有任务的登记说明，否则请其离开。",
    guidance_en="Ask the person why: note the task, or let them leave.",
    basis_zh="本场所为工作人员设定的区域和时段；只提示地点，不用于考核个人。",
    basis_en="The site has set this area and its hours for staff; it tells a place and"
    " ranks nobody.",
    source="R01 电子围栏; P-21; site parameter (D)",
    thresholds=(Threshold(key="clear_s", unit="s", meaning="back for so long until it clears"),),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
)
