"""RGT-06: a meal is overdue."""

from alerts.rule import DutyRule, Level, Threshold
from alerts.severity import Severity

RGT_06 = DutyRule(
    id="RGT-06",
    zh="未按时提供饮食",
    en="Meal overdue",
    subjects=("stay",),
    levels=(Level(severity=Severity.P3), Level(severity=Severity.P2)),
    clears="auto",
    told=("CO",),
    guidance_zh="提供饮食并登记；拒绝进食的如实记录。",
    guidance_en="Offer a meal and enter it; a refusal is entered too.",
    basis_zh="应当保证饮食，并记录在案。",
    basis_en="Meals are guaranteed, and written down.",
    source="CPL 119; PSAPL 97; Code C 8.6",
    thresholds=(
        Threshold(
            key="meals_min",
            unit="meals",
            meaning="in every 24 hours, where the policy names no number",
        ),
    ),
    again_after_s=300.0,
)
