"""ACC-10: a member of staff who is off duty is in the custody area."""

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, where


def _holds(scene: Scene, limits: Limits) -> I8:
    world, devices = scene.world, scene.world.devices
    result = np.zeros(len(world.layout.staff_ids), np.int8)
    rows = where(devices.off_duty)
    if len(rows) == 0:
        return result
    custody = world.layout.rooms.inside()
    lately = scene.t_ns - devices.fix_t_ns[rows] <= limits.ns("fresh_s")
    inside = lately & custody[devices.room[rows]]
    result[devices.card_of[rows[inside]]] = 1
    return result


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    card = int(where(world.devices.card_of == row)[0])
    return Finding(
        readings=(
            Reading(name="duty", value="off"),
            Reading(name="for s", value=limits.value("hold_s"), threshold=limits.value("hold_s")),
        ),
        device=world.layout.devices.ids[card],
        place=world.device_place(card),
    )


ACC_10 = StateRule(
    id="ACC-10",
    zh="非在岗人员进入办案区",
    en="Off duty in the custody area",
    subjects=("staff",),
    levels=(Level(severity=Severity.P3, raise_after="hold_s", clear_after="hold_s"),),
    clears="auto",
    told=("CO",),
    guidance_zh="核实来意，登记在岗或请其离开。",
    guidance_en="Ask why, put them on duty or have them leave.",
    basis_zh="办案区内的民警须在岗或有案件任务；本条只看在岗登记，不评价个人。",
    basis_en="Who is in the custody area is on duty there; only the duty list is looked at.",
    source="rulebook ACC-10",
    thresholds=(
        Threshold(key="hold_s", unit="s", meaning="in the custody area for so long"),
        Threshold(key="fresh_s", unit="s", meaning="a fix of the card counts for so long"),
    ),
    holds=_holds,
    why=_why,
    pace="record",
)
