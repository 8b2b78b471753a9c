"""VIT-01: oxygen saturation too low for too long."""

import numpy as np

from alerts.rule import Cause, Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, some

FRESH_NS = 15_000_000_000
"""The last trustworthy reading speaks for so long; poor ones in between change nothing."""
_KEYS = {1: ("low_pct", "low_s"), 2: ("critical_pct", "critical_s")}


def _holds(scene: Scene, limits: Limits) -> I8:
    world, told = scene.world, scene.world.devices.oxygen_cpct
    bound = max(limits.hundredths("low_pct"), limits.hundredths("critical_pct"))
    if not some((told >= 0) & (told <= bound)):
        return np.zeros(world.stays.size, np.int8)
    oxygen = world.of_bands(world.devices.oxygen_cpct, np.int32(-1))
    read = world.of_bands(world.devices.oxygen_t_ns, np.int64(-(2**61)))
    known = world.worn_and_open() & (oxygen >= 0) & (scene.t_ns - read <= FRESH_NS)
    low = known & (oxygen <= limits.hundredths("low_pct"))
    critical = known & (oxygen <= limits.hundredths("critical_pct"))
    return np.where(critical, 2, low).astype(np.int8)


def _why(scene: Scene, limits: Limits, row: int, level: int) -> Finding:
    world = scene.world
    band = int(world.stays.band[row])
    devices, device = world.devices, world.layout.devices.ids[band]
    value_key, hold_key = _KEYS[level]
    sent_ns = int(devices.vitals_sent_ns[band])
    return Finding(
        readings=(
            Reading(
                name="oxygen saturation pct",
                value=int(devices.oxygen_cpct[band]) / 100,
                threshold=limits.value(value_key),
                t_ns=sent_ns,
                vital=True,
            ),
            Reading(
                name="held for s",
                value=limits.value(hold_key),
                threshold=limits.value(hold_key),
            ),
        ),
        device=device,
        cause=Cause(device, int(devices.vitals_boot[band]), int(devices.vitals_seq[band]), sent_ns),
    )


VIT_01 = StateRule(
    id="VIT-01",
    zh="血氧饱和度过低",
    en="Oxygen saturation low",
    subjects=("stay",),
    levels=(
        Level(severity=Severity.P2, raise_after="low_s", clear_after_s=30.0),
        Level(severity=Severity.P1, raise_after="critical_s", clear_after_s=30.0),
    ),
    clears="human",
    told=("G", "HCP", "CO"),
    guidance_zh="到场查看呼吸和意识，扶成利于呼吸的体位，通知医务人员。",
    guidance_en="Look at breathing and consciousness, help the person to breathe freely, call the"
    " medic.",
    basis_zh="血氧不高于91%属于NEWS2单项3分；不高于85%按危急处理。",
    basis_en="91 % or less scores 3 in NEWS2; 85 % or less is treated as critical.",
    source="NEWS2 (RCP 2017) single 3; critical value is a design default",
    thresholds=(
        Threshold(key="low_pct", unit="%", meaning="saturation up to here is low", clears="above"),
        Threshold(key="low_s", unit="s", meaning="low for so long is P2"),
        Threshold(
            key="critical_pct",
            unit="%",
            meaning="saturation up to here is critical",
            clears="above",
        ),
        Threshold(key="critical_s", unit="s", meaning="critical for so long is P1"),
        Threshold(key="quality_min", unit="1", meaning="a reading of less quality is ignored"),
    ),
    again_after_s=60.0,
    holds=_holds,
    why=_why,
)
