"""CLK-09: the visits come too evenly."""

from alerts.rule import DutyRule, Level, Threshold
from alerts.severity import Severity

CLK_09 = DutyRule(
    id="CLK-09",
    zh="巡视过于规律",
    en="Visits too regular",
    subjects=("stay",),
    levels=(Level(severity=Severity.P4),),
    clears="auto",
    told=("CO",),
    guidance_zh="错开巡视间隔，避免固定时刻。",
    guidance_en="Vary the times of the visits.",
    basis_zh="规律的巡视可以被预料，起不到防止自伤自残的作用。",
    basis_en="Visits that can be foreseen do not prevent self-harm.",
    source="Title 15 1027.5(d)",
    thresholds=(
        Threshold(key="intervals", unit="intervals", meaning="latest intervals that are looked at"),
        Threshold(
            key="deviation_s", unit="s", meaning="standard deviation below which they are too even"
        ),
    ),
)
