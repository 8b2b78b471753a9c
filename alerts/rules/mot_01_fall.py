"""MOT-01: a fall: a hard impact, then no movement (P1) or movement (P2; seen on their feet: P3).

A wrist alone cannot tell a blow against a table from a fall that somebody gets up from: of the
recorded everyday activities of SmartFallMM 40.8 an hour pass ``impact_g``. Where a camera counts
the people of the room and sees none of them on the floor, and the wrist moves on, two senses say
that nobody lies there. It is milder then, yet somebody still has to go and acknowledge it, for who
moves may be hurt; stillness is P1 whatever a camera says.
"""

import numpy as np

from alerts.rule import Cause, Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.body.motion import LIES_STILL, MOVED_AFTER
from custody.columns import I8, some, where
from custody.counting import FRESH_NS, nobody_on_floor

_MG_PER_G = 1000
_ON_THEIR_FEET, _MOVES, _LIES = 1, 2, 3
_BEFORE_NS = 5_000_000_000
"""Seen on the floor so shortly before the blow's window began is seen on the floor."""


def _holds(scene: Scene, limits: Limits) -> I8:
    # A verdict stands for one tick (custody.body.motion); the levels here are those verdicts.
    world = scene.world
    if not some(world.devices.fall > 0):
        return np.zeros(world.stays.size, np.int8)
    fall = world.of_bands(world.devices.fall, np.int8(0))
    verdict = np.where(world.worn_and_open(), fall, np.int8(0))
    level = np.where(verdict == LIES_STILL, _LIES, 0).astype(np.int8)
    for row in where(verdict == MOVED_AFTER).tolist():
        level[row] = _ON_THEIR_FEET if _seen_on_feet(scene, limits, row) else _MOVES
    return level


def _seen_on_feet(scene: Scene, limits: Limits, row: int) -> bool:
    """Return whether cameras saw the person's room from the blow on, and nobody on its floor."""
    if not limits.value("floor_seen"):
        return False
    world, t_ns = scene.world, scene.t_ns
    band = int(world.stays.band[row])
    room = int(world.devices.room[band])
    if (
        t_ns - world.devices.fix_t_ns[band] > FRESH_NS
        or world.devices.room_challenger[band] != room
    ):
        return False
    since_t_ns = t_ns - limits.ns("window_s") - limits.ns("still_s") - _BEFORE_NS
    if world.places.devices.room_since_t_ns[band] > since_t_ns:
        return False  # They may have fallen where they were before.
    return nobody_on_floor(world, room, since_t_ns=since_t_ns, t_ns=t_ns)


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
    if level == _LIES:
        still_s = limits.value("still_s")
        readings.append(Reading(name="still for s", value=still_s, threshold=still_s))
        due_t_ns = int(devices.still_from_t_ns[band]) + limits.ns("still_s")
    else:
        activity = float(devices.activity_mg[band])
        readings.append(
            Reading(name="activity mg", value=activity, threshold=limits.value("still_mg"))
        )
        if level == _ON_THEIR_FEET:
            readings.append(Reading(name="camera saw", value="nobody on the floor"))
        due_t_ns = scene.t_ns
    due = scene.utc_of(due_t_ns)
    return Finding(readings=tuple(readings), device=device, cause=cause, due_utc_ns=due)


MOT_01 = StateRule(
    id="MOT-01",
    zh="疑似摔倒",
    en="Fall",
    subjects=("stay",),
    levels=(
        Level(severity=Severity.P3),
        Level(severity=Severity.P2),
        Level(severity=Severity.P1),
    ),
    clears="human",
    told=("G", "HCP"),
    guidance_zh="立即到场查看：有无意识、呼吸、外伤。不要移动头颈部，必要时呼叫120。"
    "三级：十分钟内到场询问并查看有无外伤。",
    guidance_en="Go and look now: conscious, breathing, injured? Do not move head or neck;"
    " call an ambulance if in doubt. P3: go within ten minutes, ask, look for injuries.",
    basis_zh="强烈撞击后静止不动可能是昏迷或头部受伤；撞击后仍能活动也须检查。"
    "手环继续活动，且室内摄像机清点到全部人员、未见人倒地的，降为三级。",
    basis_en="Stillness after a hard impact may be unconsciousness or a head injury; a person who"
    " gets up still needs a look. P3 where the wrist moves on and the cameras of the"
    " room count everybody and saw nobody on the floor.",
    source="rulebook MOT-01 and 4.2 (head injury); numbers are design defaults",
    thresholds=(
        Threshold(key="impact_g", unit="g", meaning="largest peak that counts as an impact"),
        Threshold(key="still_mg", unit="mg", meaning="activity up to here is lying still"),
        Threshold(key="still_s", unit="s", meaning="so long still after the impact is P1"),
        Threshold(key="window_s", unit="s", meaning="stillness must begin this soon after"),
        Threshold(
            key="floor_seen",
            unit="0/1",
            meaning="1: cameras that count people here also tell who lies on the floor",
        ),
    ),
    holds=_holds,
    why=_why,
)
