"""SEP-08: two people of one case are in one interview."""

import numpy as np

from alerts.refused import refused, why_refused
from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8
from custody.places import SEPARATIONS
from custody.world import stay_id

_refused = refused("SEP-08")
_why_refused = why_refused("SEP-08")


def _holds(scene: Scene, limits: Limits) -> I8:
    together = scene.world.places.stays.long[:, SEPARATIONS.index("SEP-08")]
    level: I8 = np.maximum(together, _refused(scene, limits))
    return level


def _why(scene: Scene, limits: Limits, row: int, level: int) -> Finding:
    world = scene.world
    other = int(world.places.stays.other[row, SEPARATIONS.index("SEP-08")])
    if other < 0:
        return _why_refused(scene, limits, row, level)
    return Finding(
        readings=(
            Reading(name="with", value=stay_id(int(world.stays.number[other]))),
            Reading(name="in room", value=world.stay_room(row)),
        ),
        device=world.layout.devices.ids[world.stays.band[row]],
    )


SEP_08 = StateRule(
    id="SEP-08",
    zh="同案人员在同一讯问室",
    en="People of one case in one interview",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2, clear_after="clear_s"),),
    clears="human",
    told=("OIC", "LEG"),
    guidance_zh="立即中止讯问，带离另一人，注明情况。",
    guidance_en="Stop questioning, take the other out, note it.",
    basis_zh="讯问同案人员应当个别进行。",
    basis_en="People of one case are questioned separately.",
    source="PCC 202",
    thresholds=(
        Threshold(key="together_s", unit="s", meaning="in one interview room for so long"),
        Threshold(key="clear_s", unit="s", meaning="gone for so long until it clears"),
    ),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
)
