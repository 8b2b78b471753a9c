"""PROC-19: restraint without an approver, or metal on somebody drunk."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule
from alerts.severity import Severity
from custody.columns import I8, as_level


def _holds(scene: Scene, _limits: Limits) -> I8:
    stays = scene.world.stays
    return as_level(stays.open & (stays.restraint > 0) & stays.restraint_wrong)


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    record = scene.world.records[row]
    return Finding(readings=(Reading(name="restraint", value=record.restraint),))


PROC_19 = StateRule(
    id="PROC-19",
    zh="违规约束",
    en="Unlawful restraint",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("CO", "SUP"),
    guidance_zh="解除械具或改用约束带，并由值班领导批准。",
    guidance_en="Take metal off or use straps, and get an inspector's approval.",
    basis_zh="醉酒约束不得使用手铐脚镣；使用约束须有依据和批准。",
    basis_en="No handcuffs on a drunk person; restraint needs ground and approver.",
    source="PSAPL 15; PAC 58; 警械条例 8",
    again_after_s=300.0,
    holds=_holds,
    why=_why,
    pace="record",
)
