"""PROC-23: nobody has asked about the person's health."""

from typing import Final

from alerts.rule import NS_PER_S, Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, as_level, some
from custody.procedure import in_stages

_LATER: Final = in_stages("S0", "S12", "S14", "S15", "S16", "S17")


def _holds(scene: Scene, limits: Limits) -> I8:
    stays = scene.world.stays
    unasked = stays.open & stays.full & ~stays.health_done
    if some(unasked):
        unasked &= stays.registered_t_ns <= scene.t_ns - limits.ns("ask_s")
        unasked &= ~_LATER[stays.stage]
    return as_level(unasked)


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    limit_s = limits.value("ask_s")
    since_s = (scene.t_ns - int(scene.world.stays.registered_t_ns[row])) / NS_PER_S
    return Finding(
        readings=(Reading(name="not asked for s", value=round(since_s, 1), threshold=limit_s),)
    )


PROC_23 = StateRule(
    id="PROC-23",
    zh="未在时限内询问健康状况",
    en="Health not asked in time",
    subjects=("stay",),
    levels=(Level(severity=Severity.P3),),
    clears="auto",
    told=("CO", "HCP"),
    guidance_zh="询问健康状况和伤情并登记。",
    guidance_en="Ask about health and injuries, and record the answers.",
    basis_zh="进入时须询问健康状况，记录伤情。",
    basis_en="Health is asked about on entering; injuries are recorded.",
    source="CQ 31",
    thresholds=(Threshold(key="ask_s", unit="s", meaning="from arrival to the answers"),),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
    pace="record",
)
