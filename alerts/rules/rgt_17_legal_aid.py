"""RGT-17: a request for legal aid was not passed on, or no lawyer was appointed."""

from alerts.rule import DutyRule, Level, Threshold
from alerts.severity import Severity

RGT_17 = DutyRule(
    id="RGT-17",
    zh="法律援助申请逾期",
    en="Legal aid overdue",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("LEG",),
    guidance_zh="转交法律援助申请，跟进指派。",
    guidance_en="Pass the request on and follow the appointment.",
    basis_zh="法律援助申请二十四小时内转交，三日内指派。",
    basis_en="A request goes on within 24 hours; a lawyer is appointed within three days.",
    source="PCC 46-47",
    thresholds=(
        Threshold(key="appoint_s", unit="s", meaning="from the request to the appointment"),
    ),
    again_after_s=300.0,
)
