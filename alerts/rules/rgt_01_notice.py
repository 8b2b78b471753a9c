"""RGT-01: rights have not been told in time."""

from alerts.rule import DutyRule, Level, Threshold
from alerts.severity import Severity

RGT_01 = DutyRule(
    id="RGT-01",
    zh="权利告知逾期",
    en="Rights not told",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("OIC", "LEG"),
    guidance_zh="立即以其能懂的语言告知权利，由本人签字或注明拒签。",
    guidance_en="Tell the rights now in a language understood; signature or refusal is noted.",
    basis_zh="到案后及首次讯(询)问前须告知权利；未告知不得讯(询)问。",
    basis_en="Rights are told on arrival and before the first interview; without it there is none.",
    source="CPL 34; PCC 43; Code C 3",
    thresholds=(
        Threshold(
            key="serve_s", unit="s", meaning="from the arrival, without restraint for drunkenness"
        ),
    ),
    again_after_s=300.0,
)
