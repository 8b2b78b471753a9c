"""DEV-14: a slice of input was skipped because it stopped the engine twice."""

from alerts.rule import AnyNews, Broken, FactRule, Finding, Level, Limits, Reading, Scene
from alerts.severity import Severity
from custody.facts import Meter


def _broken_by(_scene: Scene, _limits: Limits, news: AnyNews) -> Broken | None:
    if not isinstance(news, Meter) or news.name != "tick_skipped":
        return None
    readings = (
        Reading(name="tick", value=news.value),
        Reading(name="reason", value=news.text),
    )
    return Broken(kind="site", row=0, level=1, finding=Finding(readings=readings))


DEV_14 = FactRule(
    id="DEV-14",
    zh="有一段输入被跳过",
    en="Input skipped",
    subjects=("site",),
    levels=(Level(severity=Severity.P1),),
    clears="human",
    told=("CR", "IT", "DI"),
    guidance_zh="该时段的报警可能丢失：立即人工清点全部人员并通知技术人员。",
    guidance_en="Alarms of that moment may be lost: check everybody in person now and call the"
    " technician.",
    basis_zh="两次使引擎停止的输入会被跳过，必须有人知道。",
    basis_en="Input that stopped the engine twice is skipped, and people must know.",
    source="architecture decision 14",
    broken_by=_broken_by,
)
