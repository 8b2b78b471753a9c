"""SEP-03: two people of one case are together."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8
from custody.places import SEPARATIONS
from custody.world import stay_id


def _holds(scene: Scene, _limits: Limits) -> I8:
    level: I8 = scene.world.places.stays.apart[:, SEPARATIONS.index("SEP-03")]
    return level


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    other = int(world.places.stays.other[row, SEPARATIONS.index("SEP-03")])
    return Finding(
        readings=(
            Reading(name="with", value=stay_id(int(world.stays.number[other]))),
            Reading(name="in room", value=world.stay_room(row)),
            Reading(name="same room, or within m", value=limits.value("near_m")),
            Reading(name="or in sight within m", value=limits.value("sight_m")),
        ),
        device=world.layout.devices.ids[world.stays.band[row]],
    )


SEP_03 = StateRule(
    id="SEP-03",
    zh="同案人员接触",
    en="People of one case together",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2, raise_after="near_s", clear_after="clear_s"),),
    clears="human",
    told=("CO", "OIC"),
    guidance_zh="立即分开，记录接触时间和内容。",
    guidance_en="Part them; note how long they were together and what was said.",
    basis_zh="同案人员应当分别关押，防止串供。",
    basis_en="People of one case are kept apart, so that they cannot collude.",
    source="DCR 14; 防串供",
    thresholds=(
        Threshold(key="near_m", unit="m", meaning="so close is together"),
        Threshold(
            key="sight_m", unit="m", meaning="seeing each other through open doors this near"
        ),
        Threshold(key="near_s", unit="s", meaning="together, or in sight, for so long"),
        Threshold(key="clear_s", unit="s", meaning="gone for so long until it clears"),
    ),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
)
