"""POS-12: somebody alone at a post gave no sign for long."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np

from alerts.rule import NS_PER_S, Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, I64, some, where
from custody.tables import NEVER


def _night(scene: Scene, limits: Limits) -> bool:
    """Return whether it is night by the centre's own clock."""
    zone = ZoneInfo(scene.world.layout.timezone)
    hour = datetime.fromtimestamp(scene.utc_ns // NS_PER_S, UTC).astimezone(zone).hour
    begins, ends = limits.value("night_from_h"), limits.value("night_to_h")
    return hour >= begins or hour < ends


def _idle(scene: Scene, limits: Limits) -> I64:
    """Return the rows of staff at a post whose cards can tell of movement and told of none."""
    world = scene.world
    cards, posts = world.cards_on_duty(), world.layout.premises.posts
    known: I64 = where(cards >= 0)
    post = np.zeros(len(world.layout.rooms.ids) + 1, np.bool_)  # the last entry is no room
    post[posts.room] = True
    at_post = known[post[world.devices.room[cards[known]]]]
    tells: I64 = at_post[world.devices.motion_t_ns[cards[at_post]] != NEVER]
    quiet_ns = scene.t_ns - np.maximum(world.places.staff.active_t_ns[tells], world.grace_t_ns)
    if some(quiet_ns > min(limits.ns("night_idle_s"), limits.ns("idle_s"))):
        limit_ns = limits.ns("night_idle_s" if _night(scene, limits) else "idle_s")
        tells = tells[quiet_ns > limit_ns]
    else:
        tells = tells[:0]
    return tells


def _holds(scene: Scene, limits: Limits) -> I8:
    level = np.zeros(len(scene.world.layout.staff_ids), np.int8)
    if len(scene.world.layout.premises.posts.ids):
        level[_idle(scene, limits)] = 1
    return level


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    key = "night_idle_s" if _night(scene, limits) else "idle_s"
    limit_s, card = limits.value(key), int(world.cards_on_duty()[row])
    return Finding(
        readings=(Reading(name="no movement or key for s", value=limit_s, threshold=limit_s),),
        device=world.layout.devices.ids[card],
        place=world.device_place(card),
    )


POS_12 = StateRule(
    id="POS-12",
    zh="岗位人员长时间无活动",
    en="No sign from a post",
    subjects=("staff",),
    levels=(Level(severity=Severity.P3),),
    clears="auto",
    told=("CO",),
    guidance_zh="呼叫岗位人员；本人刷卡或按键即可解除，并可说明情况。",
    guidance_en="Call the post; a swipe or any key clears it, and the officer may explain.",
    basis_zh="值班人员须保持警觉；提示只供关照，不作考核。",
    basis_en="Who watches must be awake; this is a nudge, never a score (P-21).",
    source="睡岗; P-21",
    thresholds=(
        Threshold(key="idle_s", unit="s", meaning="no movement or key by day"),
        Threshold(key="night_idle_s", unit="s", meaning="no movement or key at night"),
        Threshold(key="night_from_h", unit="h", meaning="hour at which night begins"),
        Threshold(key="night_to_h", unit="h", meaning="hour at which night ends"),
    ),
    again_after_s=0.0,
    holds=_holds,
    why=_why,
    pace="record",
)
