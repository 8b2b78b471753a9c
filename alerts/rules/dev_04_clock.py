"""DEV-04: the engine's wall clock jumped against its own time."""

from alerts.rule import AnyNews, Broken, FactRule, Finding, Level, Limits, Reading, Scene, Threshold
from alerts.severity import Severity
from custody.facts import ClockStepped

_NS_PER_S = 1_000_000_000


def _broken_by(_scene: Scene, limits: Limits, news: AnyNews) -> Broken | None:
    if not isinstance(news, ClockStepped) or abs(news.by_ns) < limits.ns("skew_s"):
        return None
    by_s = round(news.by_ns / _NS_PER_S, 3)
    reading = Reading(name="clock stepped by s", value=by_s, threshold=limits.value("skew_s"))
    return Broken(kind="site", row=0, level=1, finding=Finding(readings=(reading,)))


DEV_04 = FactRule(
    id="DEV-04",
    zh="系统时钟跳变",
    en="Clock stepped",
    subjects=("site",),
    levels=(Level(severity=Severity.P3, clear_after_s=60.0),),
    clears="auto",
    told=("IT",),
    guidance_zh="检查时间同步服务；核对受影响时段的法定时限。",
    guidance_en="Check time synchronisation; look again at legal limits of that time.",
    basis_zh="法定时限按标准时间计算，时钟跳变会影响证据。",
    basis_en="Legal limits follow the wall clock; a step touches evidence.",
    source="rulebook DEV-04",
    thresholds=(Threshold(key="skew_s", unit="s", meaning="a step of at least this is told"),),
    broken_by=_broken_by,
)
