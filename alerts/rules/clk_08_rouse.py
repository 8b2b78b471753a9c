"""CLK-08: a rousing check is overdue, or the person could not be roused."""

from alerts.rule import DutyRule, Level, Threshold
from alerts.severity import Severity

CLK_08 = DutyRule(
    id="CLK-08",
    zh="唤醒检查逾期或无法唤醒",
    en="Rousing overdue or failed",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2), Level(severity=Severity.P1)),
    clears="auto",
    told=("G", "HCP", "EMS"),
    guidance_zh="立即唤醒：应睁眼、答话、听从指令；无法唤醒即呼叫急救，置于侧卧位。",
    guidance_en="Rouse now: wake, speak, obey. If not: call the ambulance, recovery position.",
    basis_zh="醉酒或受药物影响者须定时唤醒；无法唤醒即为医疗急症。",
    basis_en="Whoever is drunk or drugged is roused; one who cannot be roused is an emergency.",
    source="Code C Annex H; APP; IOPC 2020",
    thresholds=(
        Threshold(key="rouse_s", unit="s", meaning="longest time between two good rousing checks"),
    ),
    again_after_s=60.0,
)
