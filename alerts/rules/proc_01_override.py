"""PROC-01: a condition of the procedure is let go for a while."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule
from alerts.severity import Severity
from custody.columns import I8, as_level


def _holds(scene: Scene, _limits: Limits) -> I8:
    stays = scene.world.stays
    return as_level(stays.open & (stays.overridden_until_utc_ns > scene.utc_ns))


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    granted = scene.world.records[row].overrides[-1]
    return Finding(
        readings=(
            Reading(name="rule", value=granted.rule),
            Reading(name="reason", value=granted.reason),
            Reading(name="approver", value=granted.approver),
            Reading(name="overrides of the stay", value=len(scene.world.records[row].overrides)),
        ),
        due_utc_ns=granted.expires_utc_ns,
    )


PROC_01 = StateRule(
    id="PROC-01",
    zh="流程条件例外生效中",
    en="Override in force",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("CO", "LEG"),
    guidance_zh="核对例外理由与期限，到期前恢复正常流程。",
    guidance_en="Check reason and end; return to the normal procedure before it ends.",
    basis_zh="流程不可逆、不可跳越；例外须有理由、批准人和期限。",
    basis_en="No skip, no way back; an exception has reason, approver and end.",
    source="R23; R57",
    again_after_s=300.0,
    holds=_holds,
    why=_why,
    pace="record",
)
