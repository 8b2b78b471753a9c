"""POS-01: a detainee is outside the custody area without an approved exit."""

import numpy as np

from alerts.rule import Cause, Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, as_level, some
from custody.four import taken_out
from custody.tables import CONTACTS, STATUSES

WAY_OUT_NS = 5_000_000_000
"""An exit door that was opened, or a line that was broken, counts as a way out for so long."""
_MM_PER_M = 1000


def _way_out(scene: Scene) -> bool:
    """Return whether an exit door stands open or a perimeter line was broken just now."""
    world = scene.world
    doors, lines = world.doors, world.perimeter
    open_now = doors.contact == CONTACTS.index("open")
    opened = open_now | (scene.t_ns - doors.opened_t_ns <= WAY_OUT_NS)
    broken = (lines.status == STATUSES.index("broken")) | (
        scene.t_ns - lines.broken_t_ns <= WAY_OUT_NS
    )
    return bool((opened & world.layout.doors.leads_out).any() or broken.any())


def _holds(scene: Scene, limits: Limits) -> I8:
    world = scene.world
    if not some(world.devices.outside_run > 0):
        return np.zeros(world.stays.size, np.int8)
    fixes, way_out = int(limits.value("fixes")), _way_out(scene)
    return as_level(taken_out(world, fixes=fixes, utc_ns=scene.utc_ns, way_out=way_out))


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    band = int(world.stays.band[row])
    devices, device = world.devices, world.layout.devices.ids[band]
    sent_ns = int(devices.fix_sent_ns[band])
    readings = [
        Reading(
            name="beyond the custody area's edge m",
            value=-int(devices.edge_mm[band]) / _MM_PER_M,
            threshold=limits.value("margin_m"),
            t_ns=sent_ns,
        ),
        Reading(name="accuracy m", value=int(devices.accuracy_mm[band]) / _MM_PER_M),
        Reading(
            name="fixes in a row",
            value=float(devices.outside_run[band]),
            threshold=limits.value("fixes"),
        ),
    ]
    if _way_out(scene):
        readings.append(Reading(name="way out", value="exit door open or perimeter broken"))
    cause = Cause(device, int(devices.fix_boot[band]), int(devices.fix_seq[band]), sent_ns)
    until = int(world.stays.exit_until_utc_ns[row])
    if until > 0 and devices.fix_sent_ns[band] < until <= scene.utc_ns:
        # Already outside when the approved exit ran out: the clock did it, not a frame.
        readings.append(Reading(name="approved exit", value="expired"))
        return Finding(readings=tuple(readings), device=device, due_utc_ns=until)
    return Finding(readings=tuple(readings), device=device, cause=cause)


POS_01 = StateRule(
    id="POS-01",
    zh="未经批准离开办案区",
    en="Outside the custody area",
    subjects=("stay",),
    levels=(Level(severity=Severity.P1, clear_after_s=3.0),),
    clears="human",
    told=("CR", "G", "CO", "DI"),
    guidance_zh="立即封控出口，派最近警力控制人员，调取最后位置。",
    guidance_en="Close the exits, send the nearest officers to the last position on the map.",
    basis_zh="被看管人离开办案区须经批准；未经批准即视为脱管。",
    basis_en="Leaving the custody area needs an approval; without it the person has escaped.",
    source="HZ 4; S4 脱管",
    thresholds=(
        Threshold(key="fixes", unit="1", meaning="fixes outside in a row (1 when a way is open)"),
        Threshold(key="margin_m", unit="m", meaning="so far beyond the edge, plus half accuracy"),
    ),
    again_after_s=60.0,
    holds=_holds,
    why=_why,
)
