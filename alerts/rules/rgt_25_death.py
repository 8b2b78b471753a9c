"""RGT-25: a death in custody, and what it asks for."""

from alerts.rule import DutyRule, Level
from alerts.severity import Severity

RGT_25 = DutyRule(
    id="RGT-25",
    zh="在押人员死亡",
    en="Death in custody",
    subjects=("stay",),
    levels=(Level(severity=Severity.P1),),
    clears="human",
    told=("DI", "SUP", "PRO", "CO", "CR"),
    guidance_zh="保护现场，报告值班领导、督察和检察院，通知家属，二十四小时内启动鉴定。",
    guidance_en=(
        "Hold the scene; tell inspector, supervision, prosecutor, family; appraise in 24 hours."
    ),
    basis_zh="发生死亡的，应当保护现场、立即报告、通知家属并鉴定死因。",
    basis_en="After a death the scene is held, all are told, and the cause is appraised.",
    source="CQ 24-25",
    again_after_s=300.0,
)
