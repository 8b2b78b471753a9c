"""PROC-27: a room is asked for twice, or kept for somebody who does not come."""

from typing import Final

import numpy as np

from alerts.refused import refused, why_refused
from alerts.rule import NS_PER_S, Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.book.columns import RESERVED
from custody.columns import I8, Mask
from custody.procedure import STAGES

_BOOKED: Final = STAGES.index("S0")
_refused: Final = refused("PROC-27")
_why_refused: Final = why_refused("PROC-27")


def _kept(scene: Scene, limits: Limits) -> Mask:
    """Return for whom a room has been kept too long."""
    stays = scene.world.stays
    late = stays.session_t_ns <= scene.t_ns - limits.ns("no_show_s")
    kept: Mask = stays.open & (stays.session == RESERVED) & late
    return kept


def _holds(scene: Scene, limits: Limits) -> I8:
    stays = scene.world.stays
    late = stays.expected_utc_ns <= scene.utc_ns - limits.ns("no_show_s")
    missed = stays.open & stays.full & (stays.stage == _BOOKED) & late
    twice = _refused(scene, limits) > 0
    levels: I8 = (_kept(scene, limits) | missed | twice).astype(np.int8)
    return levels


def _why(scene: Scene, limits: Limits, row: int, level: int) -> Finding:
    stays, record = scene.world.stays, scene.world.records[row]
    limit_s = limits.value("no_show_s")
    if _kept(scene, limits)[row]:
        since_s = (scene.t_ns - int(stays.session_t_ns[row])) / NS_PER_S
        room = record.session.room if record.session is not None else ""
        reading = Reading(name="kept s", value=round(since_s, 1), threshold=limit_s)
        return Finding(readings=(reading,), place=room)
    if stays.refused[row].any() and _refused(scene, limits)[row]:
        return _why_refused(scene, limits, row, level)
    late_s = (scene.utc_ns - int(stays.expected_utc_ns[row])) / NS_PER_S
    return Finding(readings=(Reading(name="late s", value=round(late_s, 1), threshold=limit_s),))


PROC_27 = StateRule(
    id="PROC-27",
    zh="用房冲突或预约未到",
    en="Room booked twice, or nobody came",
    subjects=("stay",),
    levels=(Level(severity=Severity.P4),),
    clears="auto",
    told=("OIC",),
    guidance_zh="另选房间，或取消预约、释放房间。",
    guidance_en="Take another room, or cancel the booking and free the room.",
    basis_zh="办案用房统一预约、按案件性质和人数分配。",
    basis_en="Rooms are booked and allocated by case and number of people.",
    source="R32",
    thresholds=(
        Threshold(key="no_show_s", unit="s", meaning="a room kept, or an arrival expected, for so"),
    ),
    holds=_holds,
    why=_why,
)
