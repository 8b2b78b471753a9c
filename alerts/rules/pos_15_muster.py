"""POS-15: somebody was not seen at the muster place in time after an evacuation began."""

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8
from custody.evacuation import missing_stays


def _holds(scene: Scene, limits: Limits) -> I8:
    world = scene.world
    result = np.zeros(world.stays.size, np.int8)
    muster = world.access.muster
    if muster is not None and scene.t_ns - muster.since_t_ns > limits.ns("muster_s"):
        result[missing_stays(world)] = 1
    return result


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    band = int(world.stays.band[row])
    places = " ".join(place.id for place in world.layout.muster) or "no muster place on the plan"
    return Finding(
        readings=(
            Reading(name="seen at", value=f"not at {places}"),
            Reading(name="last room", value=world.stay_room(row) or "unknown"),
            Reading(
                name="for s", value=limits.value("muster_s"), threshold=limits.value("muster_s")
            ),
        ),
        device=world.layout.devices.ids[band] if band >= 0 else "",
    )


POS_15 = StateRule(
    id="POS-15",
    zh="疏散后未到集合点",
    en="Not at the muster place",
    subjects=("stay",),
    levels=(Level(severity=Severity.P1),),
    clears="human",
    told=("G", "CR", "CO", "DI", "HCP"),
    guidance_zh="按最后位置搜救该人员；确认其不在火场，也未脱逃。",
    guidance_en="Search the last position: is the person still inside, or gone?",
    basis_zh="疏散开始后规定时间内未在集合点见到该人员。",
    basis_en="The person was not seen at the muster place in time after the doors were released.",
    source="fire; rulebook POS-15",
    thresholds=(
        Threshold(key="muster_s", unit="s", meaning="so long after the release everybody is there"),
    ),
    holds=_holds,
    why=_why,
    pace="record",
)
