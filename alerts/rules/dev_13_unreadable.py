"""DEV-13: an alarm frame arrived that cannot be used."""

from alerts.rule import AnyNews, Broken, FactRule, Finding, Level, Limits, Reading, Scene
from alerts.severity import Severity
from custody.facts import FrameRefused


def _broken_by(scene: Scene, _limits: Limits, news: AnyNews) -> Broken | None:
    if not isinstance(news, FrameRefused) or news.frame_class != "alarm":
        return None
    known = scene.world.layout.devices.ids
    row = known.index(news.device) if news.device in known else -1
    readings = (
        Reading(name="device", value=news.device),
        Reading(name="reason", value=news.reason),
        Reading(name="sender", value=news.sender),
        Reading(name="kind", value=news.kind),
    )
    finding = Finding(readings=readings, device=news.device)
    # We cannot read which alarm it was, so it counts as the worst.
    key = f"{news.device}/{news.reason}/{news.kind}"
    if row >= 0:
        return Broken(kind="device", row=row, level=1, finding=finding, key=key)
    return Broken(kind="site", row=0, level=1, finding=finding, key=key)


DEV_13 = FactRule(
    id="DEV-13",
    zh="收到无法识别的报警",
    en="Alarm frame unreadable",
    subjects=("device", "site"),
    levels=(Level(severity=Severity.P1, clear_after_s=5.0),),
    clears="human",
    told=("CR", "G", "IT"),
    guidance_zh="按真实报警处理：立即到设备所在位置查看，再检查设备。",
    guidance_en="Treat it as a real alarm: go to the device now, then look at the device itself.",
    basis_zh="无法解读的报警可能是求助，宁可误报。",
    basis_en="An alarm that cannot be read may be a call for help.",
    source="architecture: a lost alarm is worse than a crash",
    pause_s=10.0,  # A device that repeats itself is told so often, closed or not.
    broken_by=_broken_by,
)
