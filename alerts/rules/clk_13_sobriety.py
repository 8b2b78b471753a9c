"""CLK-13: it is time to see whether a restrained person is sober."""

from alerts.rule import DutyRule, Level, Threshold
from alerts.severity import Severity

CLK_13 = DutyRule(
    id="CLK-13",
    zh="醒酒检查到期",
    en="Sobriety check due",
    subjects=("stay",),
    levels=(Level(severity=Severity.P3),),
    clears="auto",
    told=("G", "HCP"),
    guidance_zh="检查是否酒醒；酒醒即解除约束。",
    guidance_en="See whether the person is sober; if so, end the restraint at once.",
    basis_zh="约束醒酒至酒醒为止，酒醒后应当立即解除。",
    basis_en="Restraint of a drunk person ends as soon as they are sober.",
    source="PSAPL 15; PAC 58",
    thresholds=(Threshold(key="check_s", unit="s", meaning="between two checks of sobriety"),),
    again_after_s=300.0,
)
