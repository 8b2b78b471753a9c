"""RGT-13: medicine was not given in time."""

from alerts.rule import DutyRule, Level, Threshold
from alerts.severity import Severity

RGT_13 = DutyRule(
    id="RGT-13",
    zh="未按时给药",
    en="Medicine missed",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("HCP",),
    guidance_zh="核对医嘱，给药并登记；拒服的如实记录。",
    guidance_en="Check the order, give the medicine and enter it; a refusal is entered too.",
    basis_zh="应按医嘱按时给药。",
    basis_en="Medicine is given when it is due.",
    source="APP",
    thresholds=(
        Threshold(key="late_s", unit="s", meaning="after the instant it was due"),
        Threshold(key="early_s", unit="s", meaning="before it, that a gift still counts for it"),
    ),
    again_after_s=300.0,
)
