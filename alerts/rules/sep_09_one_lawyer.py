"""SEP-09: one lawyer is recorded for two people of one case."""

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule
from alerts.severity import Severity
from custody.columns import I8, as_level, where
from custody.world import stay_id


def _holds(scene: Scene, _limits: Limits) -> I8:
    relations = scene.world.places.relations
    stays = scene.world.stays
    if relations is None:
        return np.zeros(stays.size, np.int8)
    return as_level(relations.same_lawyer & stays.open)


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    relations = world.places.relations
    assert relations is not None, "the rule holds by them"
    shared = where(relations.same_lawyer & (relations.group == relations.group[row]))
    others = [stay_id(int(world.stays.number[slot])) for slot in shared if slot != row]
    return Finding(readings=(Reading(name="same lawyer as", value=" ".join(others)),))


SEP_09 = StateRule(
    id="SEP-09",
    zh="同案人员委托同一律师",
    en="One lawyer for people of one case",
    subjects=("stay",),
    levels=(Level(severity=Severity.P3),),
    clears="human",
    told=("LEG",),
    guidance_zh="告知律师和当事人，由当事人另行委托。",
    guidance_en="Tell the lawyer and the people; one of them chooses another.",
    basis_zh="同一律师不得为同案两名以上人员辩护。",
    basis_en="One lawyer does not act for two people of one case.",
    source="PCC 43",
    again_after_s=3600.0,
    holds=_holds,
    why=_why,
    pace="record",
)
