"""PROC-27: a room is asked for twice, or kept for somebody who does not come."""

from typing import Final

from alerts.refused import refused, why_refused
from alerts.rule import NS_PER_S, Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, as_level

_refused: Final = refused("PROC-27")
_why_refused: Final = why_refused("PROC-27")


def _holds(scene: Scene, limits: Limits) -> I8:
    stays, limit_ns = scene.world.stays, limits.ns("no_show_s")
    missed = stays.expected_utc_ns <= scene.utc_ns - limit_ns
    kept = stays.kept_from_t_ns <= scene.t_ns - limit_ns
    levels: I8 = as_level(missed | kept) | _refused(scene, limits)
    return levels


def _why(scene: Scene, limits: Limits, row: int, level: int) -> Finding:
    stays, record = scene.world.stays, scene.world.records[row]
    limit_s = limits.value("no_show_s")
    since_s = (scene.t_ns - int(stays.kept_from_t_ns[row])) / NS_PER_S
    if since_s >= limit_s:
        room = record.session.room if record.session is not None else ""
        reading = Reading(name="kept s", value=round(since_s, 1), threshold=limit_s)
        return Finding(readings=(reading,), place=room)
    if _refused(scene, limits)[row]:
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
