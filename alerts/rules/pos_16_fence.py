"""POS-16: a detainee is in a fence of the site that keeps out, or out of one that keeps in."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8


def _holds(scene: Scene, _limits: Limits) -> I8:
    return scene.world.places.stays.fence_level


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    names = world.layout.premises.fence_ids
    return Finding(
        readings=(
            Reading(name="fence", value=names[world.places.stays.fence[row]]),
            Reading(name="in room", value=world.stay_room(row)),
        ),
        device=world.layout.devices.ids[world.stays.band[row]],
    )


POS_16 = StateRule(
    id="POS-16",
    zh="触发电子围栏",
    en="Fence broken",
    subjects=("stay",),
    levels=tuple(
        Level(severity=severity, clear_after="clear_s")
        for severity in (Severity.P3, Severity.P2, Severity.P1)
    ),
    clears="auto",
    told=("CR", "G", "CO"),
    guidance_zh="派最近民警将人员带回，核对围栏的人员、环节和时段设置。",
    guidance_en="Send the nearest officer; check for whom, which stage and hours the fence is set.",
    basis_zh="本场所设定的区域，在设定时段内不得进入或离开。",
    basis_en="The site has set this area: in its hours nobody goes in, or nobody leaves.",
    source="R01 电子围栏; site parameter (D)",
    thresholds=(Threshold(key="clear_s", unit="s", meaning="back for so long until it clears"),),
    again_after_s=60.0,
    holds=_holds,
    why=_why,
)
