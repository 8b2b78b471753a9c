"""RGT-24: nobody was told of an illness or injury."""

from alerts.rule import DutyRule, Level, Threshold
from alerts.severity import Severity

RGT_24 = DutyRule(
    id="RGT-24",
    zh="伤病未通知",
    en="Illness not reported",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("CO", "DI"),
    guidance_zh="通知家属或单位，并报告上级。",
    guidance_en="Tell the family or their place of work, and the superior.",
    basis_zh="突发疾病、受伤的，应当通知家属或单位并报告。",
    basis_en="Illness and injury are told to the family and reported.",
    source="CQ 23, 36",
    thresholds=(Threshold(key="tell_s", unit="s", meaning="from the beginning of the treatment"),),
    again_after_s=300.0,
)
