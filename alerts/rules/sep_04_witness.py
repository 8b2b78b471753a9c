"""SEP-04: a detainee is close to a victim or a witness."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8
from custody.places import SEPARATIONS


def _holds(scene: Scene, _limits: Limits) -> I8:
    level: I8 = scene.world.places.stays.apart[:, SEPARATIONS.index("SEP-04")]
    return level


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    other = int(world.places.stays.other[row, SEPARATIONS.index("SEP-04")])
    return Finding(
        readings=(
            Reading(name="with", value=world.layout.devices.ids[other]),
            Reading(name="in room", value=world.stay_room(row)),
            Reading(name="same room, or within m", value=limits.value("near_m")),
        ),
        device=world.layout.devices.ids[world.stays.band[row]],
    )


SEP_04 = StateRule(
    id="SEP-04",
    zh="被看管人接近被害人或证人",
    en="Close to a victim or witness",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2, raise_after="near_s", clear_after="clear_s"),),
    clears="human",
    told=("CO", "OIC"),
    guidance_zh="立即将双方分开，安抚被害人、证人。",
    guidance_en="Part them at once, look after the victim or witness.",
    basis_zh="被害人、证人不得在办案区与被看管人相遇。",
    basis_en="Victims and witnesses do not meet detainees in the centre.",
    source="R29; rulebook SEP-04",
    thresholds=(
        Threshold(key="near_m", unit="m", meaning="so close is together"),
        Threshold(key="near_s", unit="s", meaning="close for so long"),
        Threshold(key="clear_s", unit="s", meaning="gone for so long until it clears"),
    ),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
)
