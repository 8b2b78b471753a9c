"""DEV-06: telemetry was dropped because there was too much of it."""

from alerts.rule import AnyNews, Broken, FactRule, Finding, Level, Limits, Reading, Scene, Threshold
from alerts.severity import Severity
from custody.facts import Meter


def _broken_by(_scene: Scene, limits: Limits, news: AnyNews) -> Broken | None:
    if not isinstance(news, Meter) or news.name != "shed":
        return None
    if news.value < limits.value("shed_frames"):
        return None
    reading = Reading(
        name=f"shed frames {news.text}".strip(),
        value=news.value,
        threshold=limits.value("shed_frames"),
    )
    return Broken(kind="site", row=0, level=1, finding=Finding(readings=(reading,)))


DEV_06 = FactRule(
    id="DEV-06",
    zh="遥测数据被丢弃",
    en="Telemetry shed",
    subjects=("site",),
    levels=(Level(severity=Severity.P2, clear_after_s=60.0),),
    clears="auto",
    told=("IT",),
    guidance_zh="查明哪个设备或网关发送过多；报警帧从不丢弃。",
    guidance_en="Find the device or gateway that sends too much. Alarm frames are never dropped.",
    basis_zh="超出处理能力时只丢弃最旧的遥测数据，并必须告知。",
    basis_en="Over capacity only the oldest telemetry is dropped, and people are told.",
    source="rulebook DEV-06",
    thresholds=(Threshold(key="shed_frames", unit="1", meaning="so many dropped frames are told"),),
    every=False,
    broken_by=_broken_by,
)
