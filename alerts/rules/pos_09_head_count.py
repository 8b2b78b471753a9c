"""POS-09: a camera counts other people in a holding room than their tags say."""

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, as_level
from custody.counting import camera_count, tags
from custody.world import stay_id


def _holds(scene: Scene, _limits: Limits) -> I8:
    return as_level(scene.world.miscounted)


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    slots = np.flatnonzero(world.worn_and_open() & (world.stay_rooms() == row))
    names = " ".join(stay_id(int(world.stays.number[slot])) for slot in slots)
    return Finding(
        readings=(
            Reading(name="camera counts", value=float(camera_count(world, row))),
            Reading(name="tags say", value=float(tags(world)[row])),
            Reading(name="detainees by their tags", value=names or "nobody"),
        ),
    )


POS_09 = StateRule(
    id="POS-09",
    zh="人数不符",
    en="Head count differs",
    subjects=("room",),
    levels=(Level(severity=Severity.P2, raise_after="differ_s", clear_after_s=3.0),),
    clears="human",
    told=("CR", "CO"),
    guidance_zh="调看该室监控并到场清点，核实每个人的手环。",
    guidance_en="Look into the room, count on the spot, check everybody's band.",
    basis_zh="监控人数与手环、门卡人数不一致，可能有人离开、摘下手环或多出人员。",
    basis_en="Camera and tags disagree: somebody left, took the band off, or came in.",
    source="人数盘点; rulebook POS-09",
    thresholds=(Threshold(key="differ_s", unit="s", meaning="they differ for so long"),),
    holds=_holds,
    why=_why,
    pace="record",
)
