"""RGT-08: eight hours of rest can no longer be had in the day, or were not."""

from alerts.rule import DutyRule, Level
from alerts.severity import Severity

RGT_08 = DutyRule(
    id="RGT-08",
    zh="休息时间不足",
    en="Rest at risk",
    subjects=("stay",),
    levels=(Level(severity=Severity.P3), Level(severity=Severity.P2)),
    clears="auto",
    told=("CO", "OIC"),
    guidance_zh="立即安排连续休息，不再讯(询)问。",
    guidance_en="Let the person rest now, in one piece and without questioning.",
    basis_zh="任意二十四小时内应有连续八小时休息。",
    basis_en="In any 24 hours there are eight of rest in one piece.",
    source="Code C 12.2; CPL 119; (D) in China",
    again_after_s=300.0,
)
