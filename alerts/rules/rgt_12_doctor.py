"""RGT-12: a request for a doctor waits."""

from alerts.rule import DutyRule, Level, Threshold
from alerts.severity import Severity

RGT_12 = DutyRule(
    id="RGT-12",
    zh="就医请求未处理",
    en="Doctor awaited",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("HCP", "CO"),
    guidance_zh="立即请医务人员查看；危急时走绿色通道。",
    guidance_en="A health professional sees the person now; the fast track is always open.",
    basis_zh="突发疾病、受伤的，应当立即救治。",
    basis_en="Whoever is ill or hurt is treated at once.",
    source="CQ 23",
    thresholds=(
        Threshold(key="seen_s", unit="s", meaning="from the request; an urgent one is due at once"),
    ),
    again_after_s=120.0,
)
