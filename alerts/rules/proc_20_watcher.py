"""PROC-20: somebody drunk is restrained and nobody watches, or they are sober and still tied."""

import numpy as np

from alerts.rule import NS_PER_S, Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, some
from custody.tables import NEVER


def _holds(scene: Scene, limits: Limits) -> I8:
    stays, t_ns = scene.world.stays, scene.t_ns
    if not some(stays.restraint > 0):
        return stays.restraint
    alone, sober = stays.unwatched_t_ns, stays.sober_t_ns
    alone_long = (alone != NEVER) & (alone <= t_ns - limits.ns("watcher_s"))
    sober_long = (sober != NEVER) & (sober <= t_ns - limits.ns("sober_s"))
    return np.where(stays.open, np.maximum(alone_long * 2, sober_long * 1), 0).astype(np.int8)


def _why(scene: Scene, limits: Limits, row: int, level: int) -> Finding:
    stays = scene.world.stays
    name, since, key = (
        ("without a watcher s", stays.unwatched_t_ns, "watcher_s")
        if level > 1
        else ("sober and restrained s", stays.sober_t_ns, "sober_s")
    )
    value = round((scene.t_ns - int(since[row])) / NS_PER_S, 1)
    return Finding(readings=(Reading(name=name, value=value, threshold=limits.value(key)),))


PROC_20 = StateRule(
    id="PROC-20",
    zh="约束醒酒无专人看护，或酒醒未解除",
    en="Drunk restraint without a watcher, or not ended when sober",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2), Level(severity=Severity.P1)),
    clears="auto",
    told=("CO", "HCP"),
    guidance_zh="无人看护：立即指派专人，保持侧卧，观察呼吸。已酒醒：立即解除约束。",
    guidance_en="Alone: put somebody with the person, on the side. Sober: end the restraint.",
    basis_zh="约束醒酒须有专人看护，酒醒后立即解除约束。",
    basis_en="Drunk restraint has a dedicated watcher and ends as soon as the person is sober.",
    source="PSAPL 15; PAC 58",
    thresholds=(
        Threshold(key="watcher_s", unit="s", meaning="without a watcher"),
        Threshold(key="sober_s", unit="s", meaning="sober and still restrained"),
    ),
    again_after_s=60.0,
    holds=_holds,
    why=_why,
)
