"""DEV-08: an outlet or a channel by which people are told is down, or an alarm reached nobody."""

from typing import Final

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8

NAMES_MAX: Final = 20
"""So many alarms that reached nobody are named; the paths that are down all are."""
_ALARM: Final = "alarm "


def _holds(scene: Scene, limits: Limits) -> I8:
    limit_ns = limits.ns("down_s")
    down = scene.world.down_since_t_ns.values()
    return np.array([any(scene.t_ns - since >= limit_ns for since in down)], dtype=np.int8)


def _why(scene: Scene, limits: Limits, _row: int, _level: int) -> Finding:
    limit_ns = limits.ns("down_s")
    since = scene.world.down_since_t_ns
    names = sorted(name for name in since if scene.t_ns - since[name] >= limit_ns)
    paths = [name for name in names if not name.startswith(_ALARM)]
    alarms = [name for name in names if name.startswith(_ALARM)]
    first = min(since[name] for name in names)
    return Finding(
        readings=(
            Reading(name="down", value=" ".join([*paths, *alarms[:NAMES_MAX]])),
            Reading(name="for s", value=limits.value("down_s"), threshold=limits.value("down_s")),
        ),
        due_utc_ns=scene.utc_of(first + limit_ns),
    )


DEV_08 = StateRule(
    id="DEV-08",
    zh="报警通道或输出中断",
    en="Alarm path down",
    subjects=("site",),
    levels=(Level(severity=Severity.P2, clear_after_s=5.0),),
    clears="auto",
    told=("IT", "CR"),
    guidance_zh="列出的报警未送达任何人：立即当面处置。改用其他通道值守报警列表，恢复中断的部分。",
    guidance_en="An alarm named here reached nobody: deal with it in person now."
    " Watch the alarm list by another path and bring the broken one back.",
    basis_zh="两条独立的报警通道必须同时可用。",
    basis_en="Two independent alarm paths must both be healthy.",
    source="rulebook DEV-08",
    thresholds=(Threshold(key="down_s", unit="s", meaning="down for so long is told"),),
    holds=_holds,
    why=_why,
)
