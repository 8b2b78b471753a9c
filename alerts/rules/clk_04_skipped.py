"""CLK-04: extension out of order refused."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule
from alerts.severity import Severity
from custody.clocks.people import refused_attempt, refused_lately
from custody.columns import I8, as_level


def _holds(scene: Scene, _limits: Limits) -> I8:
    return as_level(refused_lately(scene.world, "CLK-04"))


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    attempt = refused_attempt(scene.world, row, "CLK-04")
    assert attempt is not None, "a refused attempt is in the record"
    return Finding(
        readings=(
            Reading(name="asked by", value=attempt.by),
            Reading(name="reason", value=str(attempt.data.get("reason", ""))),
        ),
        due_utc_ns=attempt.recorded_utc_ns,
    )


CLK_04 = StateRule(
    id="CLK-04",
    zh="越级或无依据延长(已拒绝)",
    en="Extension out of order refused",
    subjects=("stay",),
    levels=(Level(severity=Severity.P3),),
    clears="auto",
    told=("LEG",),
    guidance_zh="核对现行级别与理由,按级依法报批。",
    guidance_en="Check the rung and the ground; ask for the next rung only.",
    basis_zh="延长须逐级、按法定理由批准。",
    basis_en="Rungs are granted one by one, on a ground the law names.",
    source="CQ 17; CPL 119; PACE 42",
    holds=_holds,
    why=_why,
    pace="record",
)
