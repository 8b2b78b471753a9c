"""MOT-01: a fall: a hard impact, then no movement (P1) or movement (P2)."""

import numpy as np

from alerts.rule import Cause, Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.body.motion import LIES_STILL
from custody.columns import I8, some

_MG_PER_G = 1000


def _holds(scene: Scene, _limits: Limits) -> I8:
    # A verdict stands for one tick (custody.body.motion); the levels here are those verdicts.
    world = scene.world
    if not some(world.devices.fall > 0):
        return np.zeros(world.stays.size, np.int8)
    verdict = world.of_bands(world.devices.fall, np.int8(0))
    return np.where(world.worn_and_open(), verdict, np.int8(0))


def _why(scene: Scene, limits: Limits, row: int, level: int) -> Finding:
    world = scene.world
    band = int(world.stays.band[row])
    devices, device = world.devices, world.layout.devices.ids[band]
    sent_ns, peak_mg = int(devices.impact_sent_ns[band]), int(devices.impact_mg[band])
    peak = "band's own detector" if peak_mg < 0 else round(peak_mg / _MG_PER_G, 3)
    readings = [
        Reading(name="impact g", value=peak, threshold=limits.value("impact_g"), t_ns=sent_ns)
    ]
    cause = Cause(device, int(devices.impact_boot[band]), int(devices.impact_seq[band]), sent_ns)
    if level == LIES_STILL:
        still_s = limits.value("still_s")
        readings.append(Reading(name="still for s", value=still_s, threshold=still_s))
        due_t_ns = int(devices.still_from_t_ns[band]) + limits.ns("still_s")
    else:
        activity = float(devices.activity_mg[band])
        readings.append(
            Reading(name="activity mg", value=activity, threshold=limits.value("still_mg"))
        )
        due_t_ns = scene.t_ns
    due = scene.utc_of(due_t_ns)
    return Finding(readings=tuple(readings), device=device, cause=cause, due_utc_ns=due)


MOT_01 = StateRule(
    id="MOT-01",
    zh="疑似摔倒",
    en="Fall",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2), Level(severity=Severity.P1)),
    clears="human",
    told=("G", "HCP"),
    guidance_zh="立即到场查看：有无意识、呼吸、外伤。不要移动头颈部，必要时呼叫120。",
    guidance_en="Go and look now: conscious, breathing, injured? Do not move head or neck;"
    " call an ambulance if in doubt.",
    basis_zh="强烈撞击后静止不动可能是昏迷或头部受伤；撞击后仍能活动也须检查。",
    basis_en="Stillness after a hard impact may be unconsciousness or a head injury; a person who"
    " gets up still needs a look.",
    source="rulebook 4.2 (head injury); numbers are design defaults",
    thresholds=(
        Threshold(key="impact_g", unit="g", meaning="largest peak that counts as an impact"),
        Threshold(key="still_mg", unit="mg", meaning="activity up to here is lying still"),
        Threshold(key="still_s", unit="s", meaning="so long still after the impact is P1"),
        Threshold(key="window_s", unit="s", meaning="stillness must begin this soon after"),
    ),
    holds=_holds,
    why=_why,
)
