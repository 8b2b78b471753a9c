"""RGT-22: somebody at home is left without care."""

from alerts.rule import DutyRule, Level, Threshold
from alerts.severity import Severity

RGT_22 = DutyRule(
    id="RGT-22",
    zh="家中被抚养人未安排照料",
    en="Dependants without care",
    subjects=("stay",),
    levels=(Level(severity=Severity.P3),),
    clears="auto",
    told=("OIC",),
    guidance_zh="联系亲属、社区或民政部门安排照料。",
    guidance_en="Arrange care through relatives or the community.",
    basis_zh="家中有无人照料的未成年人、老人、病人的，应当安排照料。",
    basis_en="Whoever is left alone at home is looked after.",
    source="CQ 15",
    thresholds=(Threshold(key="arrange_s", unit="s", meaning="from learning of them"),),
    again_after_s=300.0,
)
