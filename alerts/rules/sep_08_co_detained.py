"""SEP-08: two people of one case would have been questioned in one room; refused."""

from alerts.refused import refused, why_refused
from alerts.rule import Level, StateRule
from alerts.severity import Severity

SEP_08 = StateRule(
    id="SEP-08",
    zh="同案人员拟同室讯(询)问(已拒绝)",
    en="Co-detainees in one interview, refused",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="human",
    told=("OIC", "LEG"),
    guidance_zh="另择房间分别进行，防止串供。",
    guidance_en="Take another room: people of one case are questioned separately.",
    basis_zh="讯问同案人员应当分别进行。",
    basis_en="People of one case are questioned separately.",
    source="PCC 202",
    holds=refused("SEP-08"),
    why=why_refused("SEP-08"),
)
