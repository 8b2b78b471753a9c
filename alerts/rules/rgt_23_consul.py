"""RGT-23: a step for a foreign national is overdue."""

from alerts.rule import DutyRule, Level, Threshold
from alerts.severity import Severity

RGT_23 = DutyRule(
    id="RGT-23",
    zh="外国人通报逾期",
    en="Consular step overdue",
    subjects=("stay",),
    levels=(Level(severity=Severity.P3),),
    clears="auto",
    told=("LEG",),
    guidance_zh="按规定上报并通知领事机构，或记录本人意愿。",
    guidance_en="Report and notify the consulate, or note that the person does not want it.",
    basis_zh="对外国人采取措施的，应当在规定时限内报告和通报。",
    basis_en="Measures against a foreign national are reported and notified in time.",
    source="PCC 367-368; PAC 254",
    thresholds=(
        Threshold(
            key="tell_s", unit="s", meaning="from learning that the person is a foreign national"
        ),
    ),
    again_after_s=300.0,
)
