"""RGT-15: a child victim was questioned again."""

from alerts.rule import DutyRule, Level
from alerts.severity import Severity

RGT_15 = DutyRule(
    id="RGT-15",
    zh="反复询问未成年被害人",
    en="Child victim questioned again",
    subjects=("stay",),
    levels=(Level(severity=Severity.P3),),
    clears="human",
    told=("LEG",),
    guidance_zh="核对是否确有必要，由法制部门说明理由。",
    guidance_en="Find out whether it had to be; the legal department says why.",
    basis_zh="询问未成年被害人应以一次为原则。",
    basis_en="A child victim is questioned once, as a rule.",
    source="PCC 326; MPL 112",
)
