"""RGT-19: a complaint or mark of ill-treatment waits for supervision."""

from alerts.rule import DutyRule, Level
from alerts.severity import Severity

RGT_19 = DutyRule(
    id="RGT-19",
    zh="投诉待督察受理",
    en="Complaint open",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("SUP", "PRO"),
    guidance_zh="由督察、法制部门或值班领导受理；相关录音录像和记录已保全，不得删除。",
    guidance_en="Somebody outside the shift takes it up; recordings and records are held.",
    basis_zh="投诉由本班以外人员受理，证据立即保全。",
    basis_en="Complaints go outside the shift; the evidence is held at once.",
    source="R56; P-12; P-27",
    again_after_s=600.0,
)
