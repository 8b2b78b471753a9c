"""PROC-25: a decision was to be made, or carried out, without three-level review; refused."""

from alerts.refused import refused, why_refused
from alerts.rule import Level, StateRule
from alerts.severity import Severity

PROC_25 = StateRule(
    id="PROC-25",
    zh="未经三级审核(已拒绝)",
    en="Decision without three-level review, refused",
    subjects=("stay",),
    levels=(Level(severity=Severity.P3),),
    clears="auto",
    told=("LEG",),
    guidance_zh="依次完成办案民警、法制员、法制部门审核签名。",
    guidance_en="Officer, legal officer and legal department sign in turn.",
    basis_zh="作出决定前须经三级审核。",
    basis_en="A decision is made after three levels of review.",
    source="S0; R38",
    holds=refused("PROC-25"),
    why=why_refused("PROC-25"),
)
