"""RGT-11: a minor without their adult at rights or questioning."""

from alerts.rule import DutyRule, Level
from alerts.severity import Severity

RGT_11 = DutyRule(
    id="RGT-11",
    zh="未成年人无法定代理人在场",
    en="Minor without an adult",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("AA", "OIC"),
    guidance_zh="通知法定代理人或合适成年人到场，到场前不得进行。",
    guidance_en="Call the guardian or appropriate adult; nothing goes on before they are there.",
    basis_zh="告知权利、讯(询)问未成年人时，法定代理人或合适成年人须在场。",
    basis_en="A guardian or appropriate adult is there when rights are told and questions asked.",
    source="CPL 281; PSAPL 98; Code C 1.7",
)
