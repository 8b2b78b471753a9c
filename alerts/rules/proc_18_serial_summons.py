"""PROC-18: summoned again in one case soon after the release."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, as_level


def _holds(scene: Scene, limits: Limits) -> I8:
    stays = scene.world.stays
    return as_level(stays.open & (stays.again_gap_s < limits.value("between_s")))


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    earlier = scene.world.records[row].of_kind("stay.again")[-1]
    return Finding(
        readings=(
            Reading(name="released from", value=str(earlier.data["stay"])),
            Reading(
                name="released s before",
                value=float(scene.world.stays.again_gap_s[row]),
                threshold=limits.value("between_s"),
            ),
        )
    )


PROC_18 = StateRule(
    id="PROC-18",
    zh="释放后短时间内再次传唤",
    en="Summoned again soon after release",
    subjects=("stay",),
    levels=(Level(severity=Severity.P3),),
    clears="human",
    told=("LEG", "PRO"),
    guidance_zh="由法制部门审查是否连续传唤、变相拘禁。",
    guidance_en="The legal department reviews whether one summons follows another.",
    basis_zh="不得以连续传唤、拘传的形式变相拘禁。",
    basis_en="Nobody is held by one summons after another.",
    source="CPL 119; PCC 199-200",
    thresholds=(Threshold(key="between_s", unit="s", meaning="from the release to a new summons"),),
    holds=_holds,
    why=_why,
)
