"""RGT-16: a minor's parents have not been told."""

from alerts.rule import DutyRule, Level, Threshold
from alerts.severity import Severity

RGT_16 = DutyRule(
    id="RGT-16",
    zh="未通知未成年人父母",
    en="Parents not told",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("AA", "OIC"),
    guidance_zh="立即通知父母或其他监护人；无法通知的注明。",
    guidance_en="Tell a parent or guardian now; if that cannot be, note why.",
    basis_zh="传唤、询问未成年人，应当通知其父母或其他监护人。",
    basis_en="The parents of a minor are told.",
    source="PSAPL 98; CPL 281",
    thresholds=(
        Threshold(
            key="tell_s",
            unit="s",
            meaning="from the arrival, or from knowing that the person is a minor",
        ),
    ),
    again_after_s=300.0,
)
