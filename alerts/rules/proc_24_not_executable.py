"""PROC-24: somebody was to be transferred whose detention is not executable; refused."""

from alerts.refused import refused, why_refused
from alerts.rule import Level, StateRule
from alerts.severity import Severity

PROC_24 = StateRule(
    id="PROC-24",
    zh="不执行拘留人员拟送押(已拒绝)",
    en="Transfer without executable detention, refused",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="human",
    told=("LEG",),
    guidance_zh="由法制部门核对决定，依法办理出区。",
    guidance_en="The legal department checks the decision; the person is released.",
    basis_zh="依法不执行行政拘留的，不得送拘留所。",
    basis_en="Detention that the law does not execute leads to release.",
    source="PSAPL 23",
    holds=refused("PROC-24"),
    why=why_refused("PROC-24"),
)
