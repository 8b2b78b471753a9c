"""RGT-04: the meeting with the lawyer was not held."""

from alerts.rule import DutyRule, Level
from alerts.severity import Severity

RGT_04 = DutyRule(
    id="RGT-04",
    zh="律师会见未安排",
    en="Lawyer not met",
    subjects=("stay",),
    levels=(Level(severity=Severity.P3), Level(severity=Severity.P2)),
    clears="auto",
    told=("LEG", "PRO"),
    guidance_zh="安排会见，至迟不超过四十八小时。",
    guidance_en="Arrange the meeting: 48 hours at the latest.",
    basis_zh="律师要求会见的，至迟不得超过四十八小时。",
    basis_en="A lawyer who asks meets the person within 48 hours.",
    source="CPL 39; PCC 53",
    again_after_s=300.0,
)
