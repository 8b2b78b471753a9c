"""DEV-01: a device that must be heard is silent."""

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, as_level, some
from custody.tables import NEVER
from custody.tracking import silence_limits, silence_since

_NS_PER_S = 1_000_000_000
_MILD, _SERIOUS = 1, 2


def _holds(scene: Scene, _limits: Limits) -> I8:
    world, layout = scene.world, scene.world.layout.devices
    count = len(layout.ids)
    silent = world.devices.silent[:count].copy()
    if not some(silent):
        return as_level(silent)
    away = world.exit_approved(scene.utc_ns) & world.worn_and_open()
    silent[world.stays.band[away]] = False  # Nobody expects to hear a band that is let out.
    serious = layout.of_kind("band") | layout.of_kind("gateway")
    return np.where(silent, np.where(serious, _SERIOUS, _MILD), 0).astype(np.int8)


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    limit_ns = int(
        silence_limits(
            world.layout,
            band_ns=limits.ns("band_s"),
            gateway_ns=limits.ns("gateway_s"),
            other_ns=limits.ns("other_s"),
        )[row]
    )
    heard = int(world.devices.heard_t_ns[row])
    limit_s = limit_ns / _NS_PER_S
    last = "never" if heard == NEVER else "heard before"
    return Finding(
        readings=(
            Reading(name="silent for s", value=limit_s, threshold=limit_s),
            Reading(name="last sign of life", value=last),
        ),
        device=world.layout.devices.ids[row],
        due_utc_ns=scene.utc_of(int(silence_since(world)[row]) + limit_ns),
    )


DEV_01 = StateRule(
    id="DEV-01",
    zh="设备失联",
    en="Device silent",
    subjects=("device",),
    levels=(
        Level(severity=Severity.P3, clear_after_s=1.0),
        Level(severity=Severity.P2, clear_after_s=1.0),
    ),
    clears="auto",
    told=("IT", "CR"),
    guidance_zh="检查供电和网络；手环失联时先派人当面确认人员。",
    guidance_en="Check power and network. For a band, see the person first.",
    basis_zh="失联的设备不再保护任何人，必须有人知道。",
    basis_en="A silent device protects nobody, and people must know.",
    source="rulebook DEV-01",
    thresholds=(
        Threshold(key="band_s", unit="s", meaning="a worn band may be silent for so long"),
        Threshold(key="gateway_s", unit="s", meaning="a gateway may be silent for so long"),
        Threshold(key="other_s", unit="s", meaning="any other device may be silent for so long"),
    ),
    holds=_holds,
    why=_why,
)
