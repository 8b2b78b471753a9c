"""RGT-10: no bedding after twelve hours."""

from alerts.rule import DutyRule, Level
from alerts.severity import Severity

RGT_10 = DutyRule(
    id="RGT-10",
    zh="未提供卧具",
    en="No bedding",
    subjects=("stay",),
    levels=(Level(severity=Severity.P3),),
    clears="auto",
    told=("CO",),
    guidance_zh="提供必要的卧具并登记。",
    guidance_en="Give bedding and enter it.",
    basis_zh="留置超过十二小时的，应当提供必要的卧具。",
    basis_en="Beyond 12 hours bedding is given.",
    source="CQ 27",
    again_after_s=300.0,
)
