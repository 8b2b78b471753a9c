"""RGT-03: a request for a lawyer is unanswered."""

from alerts.rule import DutyRule, Level
from alerts.severity import Severity

RGT_03 = DutyRule(
    id="RGT-03",
    zh="律师申请未答复",
    en="Lawyer's request unanswered",
    subjects=("stay",),
    levels=(Level(severity=Severity.P4), Level(severity=Severity.P3), Level(severity=Severity.P2)),
    clears="auto",
    told=("CO", "LEG"),
    guidance_zh="答复律师会见申请，安排会见时间。",
    guidance_en="Answer the request and arrange the meeting.",
    basis_zh="会见申请须在二十四小时内答复。",
    basis_en="A request for a lawyer is answered within 24 hours.",
    source="S0; CPL 39; PCC 52-53",
    again_after_s=300.0,
)
