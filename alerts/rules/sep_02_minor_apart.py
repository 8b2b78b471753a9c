"""SEP-02: a minor would have been placed with adults; the placement was refused."""

from alerts.refused import refused, why_refused
from alerts.rule import Level, StateRule
from alerts.severity import Severity

SEP_02 = StateRule(
    id="SEP-02",
    zh="未成年人拟与成年人同处(已拒绝)",
    en="Minor with adults, placement refused",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="human",
    told=("CO", "AA"),
    guidance_zh="改用未成年人专区，并告知合适成年人。",
    guidance_en="Use the minors' own rooms and tell the appropriate adult.",
    basis_zh="未成年人与成年人应当分别羁押、分别管理。",
    basis_en="Minors and adults are kept apart.",
    source="CPL 280; PCC 328; PJD 53; EU 2016/800",
    holds=refused("SEP-02"),
    why=why_refused("SEP-02"),
)
