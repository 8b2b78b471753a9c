"""RGT-11: a minor or vulnerable person had no adult beside them at rights or interview; refused."""

from alerts.refused import refused, why_refused
from alerts.rule import Level, StateRule
from alerts.severity import Severity

RGT_11 = StateRule(
    id="RGT-11",
    zh="合适成年人未到场(已拒绝)",
    en="No appropriate adult, refused",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("AA", "OIC"),
    guidance_zh="通知法定代理人或合适成年人到场后再进行。",
    guidance_en="Bring the guardian or appropriate adult first.",
    basis_zh="告知权利和讯(询)问未成年人，法定代理人或合适成年人应当到场。",
    basis_en="An adult of their own is there when a minor is told their rights or questioned.",
    source="CPL 281; PCC 323; PSAPL 98; Code C 1.7, 3.15",
    holds=refused("RGT-11"),
    why=why_refused("RGT-11"),
)
