"""PROC-11: questioning has gone on too long without a break."""

from typing import Final

from alerts.rule import NS_PER_S, Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.book.columns import SESSION_STATES
from custody.columns import I8, as_level, some

_RUNNING: Final = SESSION_STATES.index("running")


def _holds(scene: Scene, limits: Limits) -> I8:
    stays = scene.world.stays
    long = stays.open & (stays.session == _RUNNING)
    if some(long):
        long &= stays.session_t_ns <= scene.t_ns - limits.ns("block_s")
    return as_level(long)


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    limit_s = limits.value("block_s")
    since_s = (scene.t_ns - int(scene.world.stays.session_t_ns[row])) / NS_PER_S
    return Finding(
        readings=(Reading(name="questioned for s", value=round(since_s, 1), threshold=limit_s),)
    )


PROC_11 = StateRule(
    id="PROC-11",
    zh="连续讯(询)问时间过长",
    en="Questioned too long without a break",
    subjects=("stay",),
    levels=(Level(severity=Severity.P3),),
    clears="auto",
    told=("OIC",),
    guidance_zh="安排至少 15 分钟休息。",
    guidance_en="Give a break of at least 15 minutes.",
    basis_zh="连续讯(询)问约两小时须休息。",
    basis_en="About every two hours there is a break.",
    source="Code C 12.8; (D) in China",
    thresholds=(Threshold(key="block_s", unit="s", meaning="of questioning without a break"),),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
    pace="record",
)
