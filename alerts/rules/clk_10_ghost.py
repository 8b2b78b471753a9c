"""CLK-10: a check was entered while the officer's badge was elsewhere."""

from alerts.rule import DutyRule, Level, Threshold
from alerts.severity import Severity

CLK_10 = DutyRule(
    id="CLK-10",
    zh="巡视登记与位置不符",
    en="Check entered from elsewhere",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="human",
    told=("CO", "SUP"),
    guidance_zh="核实是否本人到场；立即补做一次现场巡视。",
    guidance_en="Find out whether anybody was there; make a visit in person now.",
    basis_zh="巡视须本人到场；登记时门卡不在候问室门口的，不算巡视。",
    basis_en="A visit is made in person; an entry without the badge at the cell is none.",
    source="IPCC; rulebook 5.1",
    thresholds=(
        Threshold(key="near_m", unit="m", meaning="from the cell's door at most"),
        Threshold(key="dwell_s", unit="s", meaning="at the cell before the entry at least"),
        Threshold(
            key="door_s",
            unit="s",
            meaning="age of a door's opening or a swipe that stands in for a lost badge",
        ),
    ),
)
