"""RGT-21: a diet or a religious need is unmet."""

from alerts.rule import DutyRule, Level, Threshold
from alerts.severity import Severity

RGT_21 = DutyRule(
    id="RGT-21",
    zh="饮食禁忌、宗教需求未满足",
    en="Diet or worship unmet",
    subjects=("stay",),
    levels=(Level(severity=Severity.P4),),
    clears="auto",
    told=("CO",),
    guidance_zh="按其民族、宗教习惯安排并登记。",
    guidance_en="Arrange it and enter it.",
    basis_zh="应当尊重民族习惯和宗教信仰。",
    basis_en="Customs and beliefs are respected.",
    source="AJR 17",
    thresholds=(Threshold(key="met_s", unit="s", meaning="from the request"),),
)
