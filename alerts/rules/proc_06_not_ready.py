"""PROC-06: questioning was to begin while one of its conditions was not met; refused."""

from alerts.refused import refused, why_refused
from alerts.rule import Level, StateRule
from alerts.severity import Severity

PROC_06 = StateRule(
    id="PROC-06",
    zh="讯(询)问条件不具备(已拒绝)",
    en="Interview conditions not met, refused",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("OIC", "CO"),
    guidance_zh="补齐所缺条件(房间、录音录像、人员、告知、陪同、身体状况)后重新开始。",
    guidance_en="Meet the condition that the reason names, then start again.",
    basis_zh="讯(询)问须在规定场所、全程录音录像、人员齐备、权利已告知时进行。",
    basis_en="Questioning needs the right room, recorder, officers, rights, company and fitness.",
    source="PCC 198-204, 323-324; PSAPL 97-101, 108",
    holds=refused("PROC-06"),
    why=why_refused("PROC-06"),
)
