"""PROC-20: somebody drunk is restrained and nobody is named to watch them."""

from typing import Final

from alerts.rule import NS_PER_S, Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.book.columns import RESTRAINTS
from custody.columns import I8, as_level

_DRUNK: Final = RESTRAINTS.index("drunk")


def _holds(scene: Scene, _limits: Limits) -> I8:
    stays = scene.world.stays
    alone = (stays.restraint == _DRUNK) & ~stays.watched
    return as_level(stays.open & alone)


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    since_s = (scene.t_ns - int(scene.world.stays.restraint_t_ns[row])) / NS_PER_S
    return Finding(readings=(Reading(name="restrained s", value=round(since_s, 1)),))


PROC_20 = StateRule(
    id="PROC-20",
    zh="约束醒酒无专人看护",
    en="Drunk restraint without a watcher",
    subjects=("stay",),
    levels=(Level(severity=Severity.P1, raise_after="watcher_s"),),
    clears="human",
    told=("CO", "HCP"),
    guidance_zh="立即指派专人看护，保持侧卧，观察呼吸。",
    guidance_en="Put somebody with the person now; on the side, watch the breathing.",
    basis_zh="约束醒酒须有专人看护。",
    basis_en="Drunk restraint has a dedicated watcher.",
    source="PSAPL 15; PAC 58",
    thresholds=(Threshold(key="watcher_s", unit="s", meaning="without a watcher"),),
    again_after_s=60.0,
    holds=_holds,
    why=_why,
    pace="record",
)
