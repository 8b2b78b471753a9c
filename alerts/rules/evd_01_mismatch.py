"""EVD-01: replayed decisions differ from what was recorded."""

from alerts.rule import AnyNews, Broken, FactRule, Finding, Level, Limits, Reading, Scene
from alerts.severity import Severity
from custody.facts import Meter


def _broken_by(_scene: Scene, _limits: Limits, news: AnyNews) -> Broken | None:
    if not isinstance(news, Meter) or news.name != "decision_mismatch":
        return None
    reading = Reading(name="first tick that differs", value=news.text)
    return Broken(kind="site", row=0, level=1, finding=Finding(readings=(reading,)))


EVD_01 = FactRule(
    id="EVD-01",
    zh="记录与重放不一致",
    en="Record differs from replay",
    subjects=("site",),
    levels=(Level(severity=Severity.P1),),
    clears="human",
    told=("SUP", "IT", "PRO"),
    guidance_zh="封存日志文件，停止清理，通知督察和技术人员。",
    guidance_en="Secure the journal files, stop pruning, call supervision and the technician.",
    basis_zh="重放必须得出相同的决定；不一致意味着记录或程序被改变。",
    basis_en="A replay must decide the same; a difference means that record or program changed.",
    source="PSAPL 139; rulebook EVD-01",
    broken_by=_broken_by,
)
