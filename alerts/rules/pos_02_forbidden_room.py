"""POS-02: a detainee is in a room that no detainee may enter."""

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, some
from custody.layout import NOWHERE
from custody.matrix import FORBIDDEN, WORST_TYPES


def _holds(scene: Scene, _limits: Limits) -> I8:
    world, premises = scene.world, scene.world.layout.premises
    here = world.worn_and_open() & (world.permit == FORBIDDEN)
    if not some(here):
        return np.zeros(len(here), np.int8)
    room = world.stay_rooms()
    custody = world.layout.rooms.inside()[room]
    # Beyond the custody area's edge POS-01 says it, louder, unless the person is let out.
    here &= custody | world.exit_approved(scene.utc_ns)
    worst = premises.of_types(*WORST_TYPES)[room] | premises.near_exit[room]
    return np.where(here & (room != NOWHERE), np.where(worst, 2, 1), 0).astype(np.int8)


def _why(scene: Scene, _limits: Limits, row: int, level: int) -> Finding:
    world = scene.world
    room = world.stay_room(row)
    kind = world.layout.rooms.types[world.layout.rooms.ids.index(room)]
    readings = [Reading(name="in room", value=room), Reading(name="type of room", value=kind)]
    if level > 1:
        readings.append(Reading(name="close to", value="an exit, weapons or servers"))
    return Finding(readings=tuple(readings), device=world.layout.devices.ids[world.stays.band[row]])


POS_02 = StateRule(
    id="POS-02",
    zh="进入禁入区域",
    en="In a forbidden room",
    subjects=("stay",),
    levels=(
        Level(severity=Severity.P2, clear_after="clear_s"),
        Level(severity=Severity.P1, clear_after="clear_s"),
    ),
    clears="human",
    told=("CR", "CO"),
    guidance_zh="立即派人将人员带回，核实如何进入，检查该房间物品。",
    guidance_en="Bring the person back at once, find out how they got in, check what is in the"
    " room.",
    basis_zh="枪械库、机房、办公、物证、接待等区域一律不得有被看管人。",
    basis_en="Armoury, server, staff, evidence and reception rooms are closed to detainees in"
    " every stage.",
    source="R01; rulebook POS-02",
    thresholds=(Threshold(key="clear_s", unit="s", meaning="gone for so long until it clears"),),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
)
