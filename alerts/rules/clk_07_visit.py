"""CLK-07: a visit in person is due, or overdue."""

from alerts.rule import DutyRule, Level, Threshold
from alerts.severity import Severity

CLK_07 = DutyRule(
    id="CLK-07",
    zh="巡视到期",
    en="Visit due",
    subjects=("stay",),
    levels=(Level(severity=Severity.P4), Level(severity=Severity.P2), Level(severity=Severity.P1)),
    clears="auto",
    told=("G", "CO"),
    guidance_zh="立即到候问室门口查看，停留十秒以上并登记。",
    guidance_en="Go to the cell now, stay ten seconds at least, and enter the visit.",
    basis_zh="看管人员须按观察等级定时巡视；提示时刻不固定，巡视才不会有规律可循。",
    basis_en=(
        "Visits in person by observation level; the prompt varies so that nobody counts on it."
    ),
    source="Code C 9.3; CQ 29; Title 15 1027.5(d)",
    thresholds=(
        Threshold(
            key="entry_s",
            unit="s",
            meaning="at levels 3 and 4, between two entries of whoever observes",
        ),
    ),
    again_after_s=300.0,
)
