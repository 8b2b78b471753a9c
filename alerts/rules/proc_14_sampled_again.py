"""PROC-14: a sample was to be taken a second time without a reason; refused."""

from alerts.refused import refused, why_refused
from alerts.rule import Level, StateRule
from alerts.severity import Severity

PROC_14 = StateRule(
    id="PROC-14",
    zh="重复采集生物样本(已拒绝)",
    en="Repeated sampling, refused",
    subjects=("stay",),
    levels=(Level(severity=Severity.P3),),
    clears="auto",
    told=("LEG",),
    guidance_zh="使用已采集的样本；确需重采的须写明理由。",
    guidance_en="Use the sample that exists; state the reason where it must be taken again.",
    basis_zh="不得重复采集人体生物识别信息或者生物样本。",
    basis_en="Biological samples and biometric data are not collected twice.",
    source="PSAPL 102",
    holds=refused("PROC-14"),
    why=why_refused("PROC-14"),
)
