"""PROC-22: a protected person was to leave at night with nobody; refused."""

from alerts.refused import refused, why_refused
from alerts.rule import Level, StateRule
from alerts.severity import Severity

PROC_22 = StateRule(
    id="PROC-22",
    zh="夜间释放无人接领(已拒绝)",
    en="Night release without pick-up, refused",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("CO", "AA"),
    guidance_zh="联系家属接领，或安排民警送回住处。",
    guidance_en="Call the family to fetch the person, or have them taken home.",
    basis_zh="21时至次日7时释放的，应当通知家属领回或者送回住处。",
    basis_en="From 21:00 to 07:00 the family fetches the person or they are taken home.",
    source="CQ 10",
    holds=refused("PROC-22"),
    why=why_refused("PROC-22"),
)
