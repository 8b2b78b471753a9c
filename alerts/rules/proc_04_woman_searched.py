"""PROC-04: a woman would have been searched without a woman or a doctor; refused."""

from alerts.refused import refused, why_refused
from alerts.rule import Level, StateRule
from alerts.severity import Severity

PROC_04 = StateRule(
    id="PROC-04",
    zh="女性拟由男性检查(已拒绝)",
    en="Woman searched without female staff, refused",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="human",
    told=("CO", "SUP"),
    guidance_zh="安排女性工作人员或医师检查。",
    guidance_en="Call female staff or a doctor for the search.",
    basis_zh="检查女性身体，应当由女性工作人员或者医师进行。",
    basis_en="A woman is searched by female staff or a doctor.",
    source="PSAPL 103; PCC 217",
    holds=refused("PROC-04"),
    why=why_refused("PROC-04"),
)
