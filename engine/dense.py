"""Dense rows of the decisions: positions, vital signs and motion of one tick, as bytes."""

import numpy as np

from custody.columns import I64, Motions, Positions, VitalSigns
from custody.world import World
from engine.rows import (
    HOLDER_NONE,
    HOLDER_STAFF,
    HOLDER_STAY,
    MOTION_ROW,
    POSITION_ROW,
    VITALS_ROW,
)

_HIDDEN = -1


def _stay_numbers(world: World, holders: I64) -> I64:
    """Return the stay number of each device's wearer, 0 for nobody."""
    return np.where(holders >= 0, world.stays.number[holders], 0)


def position_rows(world: World, positions: Positions, holders: I64) -> bytes:
    """Return fixes with who carries the device and the room it is believed to be in."""
    if len(positions) == 0:
        return b""
    device = positions.device_row
    stay = _stay_numbers(world, holders)[device]
    staff = world.devices.card_of[device]  # A replaced card is nobody's any more.
    rows = np.zeros(len(positions), POSITION_ROW)
    rows["t_ns"] = positions.t_ns
    rows["device"] = device
    rows["holder_kind"] = np.where(
        stay > 0, HOLDER_STAY, np.where(staff >= 0, HOLDER_STAFF, HOLDER_NONE)
    )
    rows["holder"] = np.where(stay > 0, stay, np.maximum(staff, 0))
    for name in ("x_mm", "y_mm", "z_mm", "level", "accuracy_mm"):
        rows[name] = getattr(positions, name)
    rows["room"] = world.devices.room[device]
    return rows.tobytes()


def vitals_rows(world: World, vitals: VitalSigns, holders: I64, *, t_ns: int) -> bytes:
    """Return vital signs; nothing but the withholding itself where P-15 withholds."""
    if len(vitals) == 0:
        return b""
    device = vitals.device_row
    hidden = world.withheld_samples(device, vitals.t_ns, t_ns)
    rows = np.zeros(len(vitals), VITALS_ROW)
    rows["t_ns"] = vitals.t_ns
    rows["device"] = device
    rows["stay"] = _stay_numbers(world, holders)[device]
    rows["withheld"] = hidden
    rows["contact"] = vitals.contact & ~hidden
    for name in ("pulse_cbpm", "pulse_quality_pct", "spo2_cpct", "spo2_quality_pct"):
        rows[name] = np.where(hidden, _HIDDEN, getattr(vitals, name))
    rows["skin_cc"] = np.where(hidden, _HIDDEN, vitals.skin_cc)
    return rows.tobytes()


def motion_rows(world: World, motions: Motions, holders: I64) -> bytes:
    """Return motion summaries with the stay that wears the band."""
    if len(motions) == 0:
        return b""
    rows = np.zeros(len(motions), MOTION_ROW)
    rows["t_ns"] = motions.t_ns
    rows["device"] = motions.device_row
    rows["stay"] = _stay_numbers(world, holders)[motions.device_row]
    rows["activity_mg"] = motions.activity_mg
    rows["peak_mg"] = motions.peak_mg
    return rows.tobytes()
