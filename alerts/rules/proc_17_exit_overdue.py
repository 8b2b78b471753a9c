"""PROC-17: a temporary exit lasts longer than approved, or was asked for without ground or rank."""

from typing import Final

import numpy as np

from alerts.refused import refused, why_refused
from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule
from alerts.severity import Severity
from custody.columns import I8, some

_OVERDUE: Final = 2
_refused: Final = refused("PROC-17")
_why_refused: Final = why_refused("PROC-17")


def _holds(scene: Scene, limits: Limits) -> I8:
    stays = scene.world.stays
    if not some(stays.exit_open):
        return _refused(scene, limits)
    over = stays.exit_open & (stays.exit_until_utc_ns <= scene.utc_ns)
    return np.where(stays.open & stays.full & over, np.int8(_OVERDUE), _refused(scene, limits))


def _why(scene: Scene, limits: Limits, row: int, level: int) -> Finding:
    if level < _OVERDUE:
        return _why_refused(scene, limits, row, level)
    until = int(scene.world.stays.exit_until_utc_ns[row])
    return Finding(readings=(Reading(name="back", value="no"),), due_utc_ns=until)


PROC_17 = StateRule(
    id="PROC-17",
    zh="临时出区未经批准或逾期未归",
    en="Temporary exit not approved, or overdue",
    subjects=("stay",),
    levels=(Level(severity=Severity.P3), Level(severity=Severity.P2)),
    clears="auto",
    told=("DI",),
    guidance_zh="未经批准不得出区；逾期的立即联系押解民警带回并登记返回。",
    guidance_en="Nobody leaves unapproved; when overdue, call the escort and record the return.",
    basis_zh="临时出区须有法定事由、经批准并按时返回。",
    basis_en="A temporary exit has a listed purpose, is approved and ends in time.",
    source="HZ 4",
    again_after_s=300.0,
    holds=_holds,
    why=_why,
    pace="record",
)
