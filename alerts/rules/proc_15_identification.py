"""PROC-15: an identification was held with too few to choose from, or too few officers; refused."""

from alerts.refused import refused, why_refused
from alerts.rule import Level, StateRule
from alerts.severity import Severity

PROC_15 = StateRule(
    id="PROC-15",
    zh="辨认条件不足(已拒绝)",
    en="Identification below the minimum, refused",
    subjects=("stay",),
    levels=(Level(severity=Severity.P3),),
    clears="auto",
    told=("OIC", "LEG"),
    guidance_zh="补足陪衬数量(人7、照片10、物品5)和二名民警后进行。",
    guidance_en="Bring 7 people, 10 photos or 5 objects, and two officers.",
    basis_zh="辨认由二名以上侦查人员主持，被辨认对象不少于规定数量。",
    basis_en="Two officers hold it, with at least so many to choose from.",
    source="PCC 259-260",
    holds=refused("PROC-15"),
    why=why_refused("PROC-15"),
)
