"""RGT-09: questioning within a time of rest."""

from alerts.rule import DutyRule, Level
from alerts.severity import Severity

RGT_09 = DutyRule(
    id="RGT-09",
    zh="休息时间讯(询)问",
    en="Questioned in rest",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("DI", "CO"),
    guidance_zh="停止讯(询)问，或由值班领导说明理由批准。",
    guidance_en="Stop, or have the duty inspector authorise it with a reason.",
    basis_zh="休息期间不得讯(询)问，除非经批准。",
    basis_en="There is no questioning in rest unless it is authorised.",
    source="Code C 12.2",
    again_after_s=300.0,
)
