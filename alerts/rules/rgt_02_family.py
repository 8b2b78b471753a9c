"""RGT-02: the family has not been told."""

from alerts.rule import DutyRule, Level
from alerts.severity import Severity

RGT_02 = DutyRule(
    id="RGT-02",
    zh="通知家属逾期",
    en="Family not told",
    subjects=("stay",),
    levels=(Level(severity=Severity.P3), Level(severity=Severity.P2)),
    clears="auto",
    told=("OIC", "LEG"),
    guidance_zh="通知家属并登记；确有法定情形不通知的，注明理由，情形消失后立即通知。",
    guidance_en="Tell the family, or name the lawful ground; tell them as soon as the ground ends.",
    basis_zh="除无法通知等法定情形外，须在时限内通知家属。",
    basis_en="The family is told in time, but for the grounds the law names.",
    source="CPL 85, 93; PSAPL 97; PAC 55(5)",
    again_after_s=300.0,
)
