"""SEP-05: people who must be kept apart are together."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8
from custody.places import SEPARATIONS
from custody.world import stay_id


def _holds(scene: Scene, _limits: Limits) -> I8:
    level: I8 = scene.world.places.stays.apart[:, SEPARATIONS.index("SEP-05")]
    return level


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    other = int(world.places.stays.other[row, SEPARATIONS.index("SEP-05")])
    return Finding(
        readings=(
            Reading(name="with", value=stay_id(int(world.stays.number[other]))),
            Reading(name="in room", value=world.stay_room(row)),
            Reading(name="same room, or within m", value=limits.value("near_m")),
        ),
        device=world.layout.devices.ids[world.stays.band[row]],
    )


SEP_05 = StateRule(
    id="SEP-05",
    zh="应隔离人员接触",
    en="People to be kept apart are together",
    subjects=("stay",),
    levels=(
        Level(severity=Severity.P2, raise_after="near_s", clear_after="clear_s"),
        Level(severity=Severity.P1, raise_after="near_s", clear_after="clear_s"),
    ),
    clears="human",
    told=("CO", "HCP"),
    guidance_zh="立即分开；有暴力倾向的先控制，传染病按医嘱防护。",
    guidance_en="Part them; restrain violence first, guard against infection as the doctor says.",
    basis_zh="有冲突或传染风险的人员必须隔离。",
    basis_en="Who may hurt or infect another is kept apart.",
    source="CPT; rulebook SEP-05",
    thresholds=(
        Threshold(key="near_m", unit="m", meaning="so close is together"),
        Threshold(key="near_s", unit="s", meaning="together for so long"),
        Threshold(key="clear_s", unit="s", meaning="gone for so long until it clears"),
    ),
    again_after_s=60.0,
    holds=_holds,
    why=_why,
)
