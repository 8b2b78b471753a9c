"""SEP-02: a minor and an adult detainee are together."""

import numpy as np

from alerts.refused import refused, why_refused
from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8
from custody.places import SEPARATIONS
from custody.world import stay_id

_refused = refused("SEP-02")
_why_refused = why_refused("SEP-02")


def _holds(scene: Scene, limits: Limits) -> I8:
    together = scene.world.places.stays.long[:, SEPARATIONS.index("SEP-02")]
    level: I8 = np.maximum(together, _refused(scene, limits))
    return level


def _why(scene: Scene, limits: Limits, row: int, level: int) -> Finding:
    world = scene.world
    other = int(world.places.stays.other[row, SEPARATIONS.index("SEP-02")])
    if other < 0:
        return _why_refused(scene, limits, row, level)
    return Finding(
        readings=(
            Reading(name="with", value=stay_id(int(world.stays.number[other]))),
            Reading(name="in room", value=world.stay_room(row)),
            Reading(name="same room, or within m", value=limits.value("near_m")),
        ),
        device=world.layout.devices.ids[world.stays.band[row]],
    )


SEP_02 = StateRule(
    id="SEP-02",
    zh="未成年人与成年人未分开",
    en="A minor with an adult detainee",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2, clear_after="clear_s"),),
    clears="human",
    told=("CO", "AA"),
    guidance_zh="立即分开，将未成年人带入专区。",
    guidance_en="Part them; take the minor to the rooms for minors.",
    basis_zh="未成年人与成年人应当分别关押、分别管理。",
    basis_en="Minors and adults are held and looked after apart.",
    source="CPL 280; PCC 328; PJD 53; EU 2016/800",
    thresholds=(
        Threshold(key="near_m", unit="m", meaning="so close is together"),
        Threshold(key="near_s", unit="s", meaning="together for so long"),
        Threshold(key="clear_s", unit="s", meaning="gone for so long until it clears"),
    ),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
)
