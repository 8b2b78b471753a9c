"""CLK-05: approver not entitled, refused."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule
from alerts.severity import Severity
from custody.clocks.people import refused_attempt, refused_lately
from custody.columns import I8, as_level


def _holds(scene: Scene, _limits: Limits) -> I8:
    return as_level(refused_lately(scene.world, "CLK-05"))


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    attempt = refused_attempt(scene.world, row, "CLK-05")
    assert attempt is not None, "a refused attempt is in the record"
    return Finding(
        readings=(
            Reading(name="asked by", value=attempt.by),
            Reading(name="reason", value=str(attempt.data.get("reason", ""))),
        ),
        due_utc_ns=attempt.recorded_utc_ns,
    )


CLK_05 = StateRule(
    id="CLK-05",
    zh="批准人不适格(已拒绝)",
    en="Approver not entitled, refused",
    subjects=("stay",),
    levels=(Level(severity=Severity.P3),),
    clears="auto",
    told=("LEG",),
    guidance_zh="请有权且未参与办案的负责人批准。",
    guidance_en="Ask somebody of the rank required who does not work on the case.",
    basis_zh="延长羁押须由有权负责人批准,办案人员不得自批。",
    basis_en="Custody is lengthened by the rank the law names, never by an investigator.",
    source="PACE 40; PCC 80, 200",
    holds=_holds,
    why=_why,
    pace="record",
)
