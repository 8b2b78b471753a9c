"""DEV-10: the journal's disk is nearly full (P3), or the journal cannot be written (P1)."""

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8

_FULL_PCT = 100.0
_NEARLY_FULL, _UNWRITABLE = 1, 2


def _holds(scene: Scene, limits: Limits) -> I8:
    meters = scene.world.meters
    if meters.get("journal_unwritable", 0.0) > 0:
        return np.array([_UNWRITABLE], dtype=np.int8)
    low = meters.get("disk_free_pct", _FULL_PCT) < limits.value("free_pct_low")
    return np.array([_NEARLY_FULL if low else 0], dtype=np.int8)


def _why(scene: Scene, limits: Limits, _row: int, level: int) -> Finding:
    if level == _UNWRITABLE:
        return Finding(readings=(Reading(name="journal", value="cannot be written"),))
    free = Reading(
        name="disk free pct",
        value=scene.world.meters["disk_free_pct"],
        threshold=limits.value("free_pct_low"),
    )
    return Finding(readings=(free,))


DEV_10 = StateRule(
    id="DEV-10",
    zh="日志存储异常",
    en="Journal storage",
    subjects=("site",),
    levels=(
        Level(severity=Severity.P3, clear_after_s=60.0),
        Level(severity=Severity.P1, clear_after_s=5.0),
    ),
    clears="auto",
    told=("IT", "CR", "DI"),
    guidance_zh="腾出磁盘空间。日志无法写入时报警继续但未留痕，须人工记录。",
    guidance_en="Free disk space. While the journal cannot be written alarms go on unrecorded:"
    " write them down by hand.",
    basis_zh="每一帧先写入日志再处理，日志是证据。",
    basis_en="Every frame is journaled before it is used; the journal is the evidence.",
    source="rulebook DEV-10; architecture decision 1",
    thresholds=(
        Threshold(
            key="free_pct_low",
            unit="%",
            meaning="less free space than this is told",
            clears="above",
        ),
    ),
    holds=_holds,
    why=_why,
    pace="record",
)
