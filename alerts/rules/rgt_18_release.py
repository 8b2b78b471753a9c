"""RGT-18: release was decided and the person is still here."""

from alerts.rule import DutyRule, Level, Threshold
from alerts.severity import Severity

RGT_18 = DutyRule(
    id="RGT-18",
    zh="决定释放仍未出区",
    en="Not released in time",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("CO", "PRO"),
    guidance_zh="立即办理出区手续。",
    guidance_en="Complete the way out now.",
    basis_zh="决定释放的，应当立即释放。",
    basis_en="Whoever is to be released is released at once.",
    source="CPL 86; CQ 19",
    thresholds=(Threshold(key="leave_s", unit="s", meaning="from the decision"),),
    again_after_s=300.0,
)
