"""PROC-16: somebody was to leave while the exit checklist was incomplete; refused."""

from alerts.refused import refused, why_refused
from alerts.rule import Level, StateRule
from alerts.severity import Severity

PROC_16 = StateRule(
    id="PROC-16",
    zh="出区手续不全(已拒绝)",
    en="Exit checklist incomplete, refused",
    subjects=("stay",),
    levels=(Level(severity=Severity.P3),),
    clears="auto",
    told=("CO", "PK"),
    guidance_zh="办齐财物、文书、医嘱、手环和离区时间签字。",
    guidance_en="Complete property, documents, medical advice, band and end time.",
    basis_zh="离区前须返还财物、交付文书、签署离区时间。",
    basis_en="Property, documents and the signed end time come before leaving.",
    source="R23; PAC 53",
    holds=refused("PROC-16"),
    why=why_refused("PROC-16"),
)
