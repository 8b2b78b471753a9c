"""POS-18: at a roll-call somebody of the register is not accounted for."""

from typing import Final

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8
from custody.local import minute_of_day, time_of_day

_MINUTES_PER_DAY: Final = 24 * 60
_NS_PER_MINUTE: Final = 60_000_000_000


def _since_min(scene: Scene) -> int:
    """Return how many minutes ago the last roll-call began; a day where the site has none."""
    now = minute_of_day(scene.world.layout.timezone, scene.utc_ns)
    times = scene.world.layout.roll_calls
    return min(((now - at) % _MINUTES_PER_DAY for at in times), default=_MINUTES_PER_DAY)


def _holds(scene: Scene, limits: Limits) -> I8:
    lacks = bool(scene.world.access.heads.missing)
    called = lacks and _since_min(scene) * _NS_PER_MINUTE < limits.ns("roll_s")
    return np.array([called], dtype=np.int8)


def _why(scene: Scene, _limits: Limits, _row: int, _level: int) -> Finding:
    world = scene.world
    heads = world.access.heads
    began_ns = scene.utc_ns - _since_min(scene) * _NS_PER_MINUTE
    accounted = heads.here + heads.behind_doors + heads.away
    return Finding(
        readings=(
            Reading(name="not accounted for", value="; ".join(heads.missing)),
            Reading(name="accounted for", value=float(accounted), threshold=float(heads.register)),
            Reading(name="roll-call at", value=time_of_day(world.layout.timezone, began_ns)),
        ),
    )


POS_18 = StateRule(
    id="POS-18",
    zh="点名人数不符",
    en="Roll-call does not add up",
    subjects=("site",),
    levels=(Level(severity=Severity.P2, raise_after="differ_s", clear_after_s=3.0),),
    clears="human",
    told=("CR", "CO"),
    guidance_zh="立即当面查找所列人员，核对登记、手环和门禁；找到后说明原因。",
    guidance_en="Find the people named, in person, now; check register, bands and doors; say what"
    " was found.",
    basis_zh="按规定时间清点在区人数，人员与登记一致。",
    basis_en="At the times set everybody in custody is counted and is who the register says.",
    source="rulebook POS-09 (roll-call); 人数盘点; site parameter (D)",
    thresholds=(
        Threshold(key="differ_s", unit="s", meaning="not accounted for during it for so long"),
        Threshold(key="roll_s", unit="s", meaning="a roll-call lasts so long from its time on"),
    ),
    holds=_holds,
    why=_why,
    pace="record",
)
