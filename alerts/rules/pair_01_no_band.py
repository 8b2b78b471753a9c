"""PAIR-01: a person has arrived and wears no band yet."""

from typing import Final

from alerts.rule import NS_PER_S, Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, as_level, some
from custody.procedure import in_stages

_WITHOUT: Final = in_stages("S0", "S12", "S14", "S15", "S16", "S17")
"""Stages in which nobody needs a band: not here yet, at the doctor's, on the way out."""


def _holds(scene: Scene, limits: Limits) -> I8:
    stays = scene.world.stays
    without = stays.open & stays.full & (stays.band < 0)
    if some(without):
        without &= stays.registered_t_ns <= scene.t_ns - limits.ns("bind_s")
        without &= ~_WITHOUT[stays.stage]
    return as_level(without)


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    stays = scene.world.stays
    limit_s = limits.value("bind_s")
    since_s = (scene.t_ns - int(stays.registered_t_ns[row])) / NS_PER_S
    return Finding(
        readings=(Reading(name="without band s", value=round(since_s, 1), threshold=limit_s),)
    )


PAIR_01 = StateRule(
    id="PAIR-01",
    zh="到案后未佩戴手环",
    en="Arrived without a band",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("CO",),
    guidance_zh="立即为该人员佩戴并关联手环。",
    guidance_en="Put a band on this person and bind it now.",
    basis_zh="到案人员须佩戴定位手环。",
    basis_en="Everybody who arrives wears a band.",
    source="R02; S3",
    thresholds=(Threshold(key="bind_s", unit="s", meaning="from arrival to a bound band"),),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
    pace="record",
)
