"""PAIR-11: a woman or a minor is guarded in private by the other sex alone."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8
from custody.places import COMPANY_RULES


def _holds(scene: Scene, _limits: Limits) -> I8:
    level: I8 = scene.world.places.stays.company[:, COMPANY_RULES.index("PAIR-11")]
    return level


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    limit_s = limits.value("alone_s")
    return Finding(
        readings=(
            Reading(name="in room", value=world.stay_room(row)),
            Reading(name="staff with them", value=float(world.places.stays.escorts[row])),
            Reading(name="of the same sex, or a doctor", value=0.0),
            Reading(name="for s", value=limit_s, threshold=limit_s),
        ),
        device=world.layout.devices.ids[world.stays.band[row]],
    )


PAIR_11 = StateRule(
    id="PAIR-11",
    zh="女性或未成年人无同性工作人员看管",
    en="Guarded by the other sex alone",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2, raise_after="alone_s", clear_after="clear_s"),),
    clears="auto",
    told=("CO",),
    guidance_zh="立即派同性工作人员或医师到场。",
    guidance_en="Send staff of the same sex or a doctor at once.",
    basis_zh="女性由女民警管理；未成年人由合适的工作人员看管。",
    basis_en="Women are looked after by women; minors by staff who are fit for it.",
    source="AJR 15; DCR 21",
    thresholds=(
        Threshold(
            key="alone_s", unit="s", meaning="in a private room without same-sex staff for so long"
        ),
        Threshold(key="clear_s", unit="s", meaning="gone for so long until it clears"),
    ),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
)
