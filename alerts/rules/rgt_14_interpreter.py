"""RGT-14: an interpreter is awaited."""

from alerts.rule import DutyRule, Level, Threshold
from alerts.severity import Severity

RGT_14 = DutyRule(
    id="RGT-14",
    zh="翻译未到",
    en="Interpreter awaited",
    subjects=("stay",),
    levels=(Level(severity=Severity.P3),),
    clears="auto",
    told=("OIC",),
    guidance_zh="催请翻译或手语人员到场。",
    guidance_en="Get the interpreter or sign helper here.",
    basis_zh="不通晓当地语言或聋哑的，应当有翻译或手语人员。",
    basis_en="Whoever does not speak the language, or is deaf, has somebody who helps.",
    source="CPL 121; PCC 204; PSAPL 101",
    thresholds=(Threshold(key="arrive_s", unit="s", meaning="from the request"),),
    again_after_s=300.0,
)
