"""CLK-12: an observer was not relieved."""

from alerts.rule import DutyRule, Level, Threshold
from alerts.severity import Severity

CLK_12 = DutyRule(
    id="CLK-12",
    zh="看护人员未轮换",
    en="Observer not relieved",
    subjects=("stay",),
    levels=(Level(severity=Severity.P3),),
    clears="auto",
    told=("CO",),
    guidance_zh="安排轮换看护人员并登记。",
    guidance_en="Relieve the observer and enter who takes over.",
    basis_zh="长时间不间断看护会使注意力下降，须定时轮换。",
    basis_en="Attention fades in constant observation: observers are relieved.",
    source="(D); IPCC bulletin 23",
    thresholds=(Threshold(key="relieve_s", unit="s", meaning="one observer at a stretch"),),
    again_after_s=300.0,
)
