"""PROC-05: a search goes on with fewer than two officers."""

from typing import Final

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, as_level, some
from custody.procedure import STAGES

_SEARCH: Final = STAGES.index("S2")


def _holds(scene: Scene, limits: Limits) -> I8:
    stays = scene.world.stays
    few = stays.open & stays.full & (stays.stage == _SEARCH)
    if some(few):
        few &= stays.officers < limits.value("officers_min")
    return as_level(few)


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    count, limit = int(scene.world.stays.officers[row]), limits.value("officers_min")
    return Finding(readings=(Reading(name="officers", value=float(count), threshold=limit),))


PROC_05 = StateRule(
    id="PROC-05",
    zh="人身安全检查不足二人",
    en="Search with fewer than two officers",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("CO",),
    guidance_zh="暂停检查，等第二名民警到场。",
    guidance_en="Stop the search until a second officer is there.",
    basis_zh="人身安全检查须由二名以上民警进行。",
    basis_en="A search needs two officers.",
    source="PSAPL 103",
    thresholds=(Threshold(key="officers_min", unit="officers", meaning="at a search"),),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
)
