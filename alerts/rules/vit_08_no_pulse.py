"""VIT-08: no pulse although the sensor touches skin and the person is still."""

import numpy as np

from alerts.rule import Cause, Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, as_level, some

FRESH_NS = 15_000_000_000
"""A vitals frame older than this says nothing about now; then DEV-01 or POS-07 speak."""


def _holds(scene: Scene, limits: Limits) -> I8:
    world = scene.world
    devices = world.devices
    if not some(devices.pulse_gone):
        return np.zeros(world.stays.size, np.int8)
    still = devices.activity_mg <= limits.value("still_mg")
    fresh = scene.t_ns - devices.vitals_t_ns <= FRESH_NS
    lifeless = devices.pulse_gone & devices.contact & still & fresh
    return as_level(world.of_bands(lifeless, np.False_) & world.worn_and_open())


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    band = int(world.stays.band[row])
    devices, device = world.devices, world.layout.devices.ids[band]
    sent_ns, pulse = int(devices.vitals_sent_ns[band]), int(devices.pulse_cbpm[band])
    bpm = None if pulse < 0 else pulse / 100
    return Finding(
        readings=(
            Reading(name="pulse bpm", value=bpm, t_ns=sent_ns, vital=True),
            Reading(name="skin contact", value="yes"),
            Reading(
                name="activity mg",
                value=float(devices.activity_mg[band]),
                threshold=limits.value("still_mg"),
            ),
            Reading(
                name="no pulse for s",
                value=limits.value("no_pulse_s"),
                threshold=limits.value("no_pulse_s"),
            ),
        ),
        device=device,
        cause=Cause(device, int(devices.vitals_boot[band]), int(devices.vitals_seq[band]), sent_ns),
    )


VIT_08 = StateRule(
    id="VIT-08",
    zh="未检测到脉搏，立即确认生命体征",
    en="No pulse: check life now",
    subjects=("stay",),
    levels=(Level(severity=Severity.P1, raise_after="no_pulse_s", clear_after_s=10.0),),
    clears="human",
    told=("G", "HCP", "EMS"),
    guidance_zh="马上到人员身边：呼叫、看呼吸、摸脉搏。无反应立即心肺复苏并呼叫120。",
    guidance_en="Go now: speak, look for breathing, feel for a pulse. No response: start CPR and"
    " call an ambulance.",
    basis_zh="传感器接触皮肤且人员静止却读不到脉搏，可能是心跳骤停。",
    basis_en="Skin contact, no movement and no pulse may be cardiac arrest.",
    source="rulebook VIT-08; numbers are design defaults",
    thresholds=(
        Threshold(key="no_pulse_s", unit="s", meaning="no pulse for so long"),
        Threshold(key="still_mg", unit="mg", meaning="activity up to here is lying still"),
        Threshold(key="quality_min", unit="1", meaning="a pulse of less quality proves nothing"),
    ),
    again_after_s=60.0,
    holds=_holds,
    why=_why,
)
