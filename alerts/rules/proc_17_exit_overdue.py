"""PROC-17: a temporary exit has lasted longer than approved."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule
from alerts.severity import Severity
from custody.columns import I8, as_level


def _holds(scene: Scene, _limits: Limits) -> I8:
    stays = scene.world.stays
    over = stays.exit_open & (stays.exit_until_utc_ns <= scene.utc_ns)
    return as_level(stays.open & stays.full & over)


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    until = int(scene.world.stays.exit_until_utc_ns[row])
    return Finding(readings=(Reading(name="back", value="no"),), due_utc_ns=until)


PROC_17 = StateRule(
    id="PROC-17",
    zh="临时出区逾期未归",
    en="Temporary exit overdue",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("DI",),
    guidance_zh="联系押解民警，立即带回并登记返回。",
    guidance_en="Call the escort: bring the person back and record the return.",
    basis_zh="临时出区须经批准并按时返回。",
    basis_en="A temporary exit is approved and ends in time.",
    source="HZ 4",
    again_after_s=300.0,
    holds=_holds,
    why=_why,
    pace="record",
)
