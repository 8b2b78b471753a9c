"""RGT-20: no time in the open air for a day."""

from alerts.rule import DutyRule, Level, Threshold
from alerts.severity import Severity

RGT_20 = DutyRule(
    id="RGT-20",
    zh="未安排室外活动",
    en="No exercise offered",
    subjects=("stay",),
    levels=(Level(severity=Severity.P4),),
    clears="auto",
    told=("CO",),
    guidance_zh="条件许可时安排室外活动并登记。",
    guidance_en="Offer time in the open air if it can be had, and enter it.",
    basis_zh="有条件的，每日安排室外活动。",
    basis_en="Outdoor exercise is offered daily if practicable.",
    source="Code C 8.7; AJR 21",
    thresholds=(Threshold(key="offer_s", unit="s", meaning="since it was offered last"),),
)
