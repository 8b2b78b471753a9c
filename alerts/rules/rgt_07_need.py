"""RGT-07: a request for a drink or the toilet waits."""

from alerts.rule import DutyRule, Level, Threshold
from alerts.severity import Severity

RGT_07 = DutyRule(
    id="RGT-07",
    zh="饮水、如厕请求未处理",
    en="Drink or toilet awaited",
    subjects=("stay",),
    levels=(Level(severity=Severity.P3),),
    clears="auto",
    told=("G",),
    guidance_zh="满足请求并登记。",
    guidance_en="Meet the request and enter it.",
    basis_zh="应当保障被询问人的正当需求。",
    basis_en="Reasonable needs are met.",
    source="PSAPL 97; CQ 33",
    thresholds=(Threshold(key="wait_s", unit="s", meaning="from the request"),),
    again_after_s=300.0,
)
