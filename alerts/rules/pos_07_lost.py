"""POS-07: the band is worn and lives, but nobody knows where it is.

Whom a locked, watched room has kept since the last fix is accounted for (custody.counting): the
picture says *lost*, nobody is sent, and ``long_lost_s`` rings as ever.
"""

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, some, where
from custody.counting import behind_doors
from custody.tables import NEVER

_KEYS = {1: "lost_s", 2: "long_lost_s"}


def _holds(scene: Scene, _limits: Limits) -> I8:
    world = scene.world
    if not some(world.devices.lost > 0):
        return np.zeros(world.stays.size, np.int8)
    lost = world.of_bands(world.devices.lost, np.int8(0))
    # On an approved exit nobody expects a fix from our anchors.
    watched = world.worn_and_open() & ~world.exit_approved(scene.utc_ns)
    level = np.where(watched, lost, 0).astype(np.int8)
    short = where(level == 1)
    if len(short):
        level[short[behind_doors(world, short, t_ns=scene.t_ns)]] = 0
    return level


def _why(scene: Scene, limits: Limits, row: int, level: int) -> Finding:
    world = scene.world
    band = int(world.stays.band[row])
    devices = world.devices
    since = max(int(devices.fix_t_ns[band]), int(world.stays.bound_t_ns[row]), world.grace_t_ns)
    limit_s = limits.value(_KEYS[level])
    last = "never" if devices.fix_t_ns[band] == NEVER else world.stay_room(row)
    return Finding(
        readings=(
            Reading(name="no fix for s", value=limit_s, threshold=limit_s),
            Reading(name="last seen in", value=last, t_ns=int(devices.fix_sent_ns[band])),
        ),
        device=world.layout.devices.ids[band],
        due_utc_ns=scene.utc_of(since + limits.ns(_KEYS[level])),
    )


POS_07 = StateRule(
    id="POS-07",
    zh="定位丢失",
    en="Position lost",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2), Level(severity=Severity.P1)),
    clears="auto",
    told=("CR", "G", "IT"),
    guidance_zh="按最后位置派人当面确认人员在场，检查基站和手环。",
    guidance_en="Send somebody to the last position to see the person; check anchors and band.",
    basis_zh="手环在线而无定位时，人员可能被遮挡或脱离覆盖范围。自最后定位起一直在锁闭且有监控的房间内的，"
    "短时丢失只在图上显示，长时丢失照常报警。",
    basis_en="A band that lives but has no position may be shielded or out of coverage. In a"
    " locked, watched room that nobody opened since, a short loss is only shown; a long one rings.",
    source="R01; numbers are design defaults",
    thresholds=(
        Threshold(key="lost_s", unit="s", meaning="no fix for longer is P2"),
        Threshold(key="long_lost_s", unit="s", meaning="no fix for longer is P1"),
        Threshold(key="fixes_to_clear", unit="1", meaning="fixes in a row until it is found"),
    ),
    again_after_s=60.0,
    holds=_holds,
    why=_why,
)
