"""DEV-05: a device that is not registered, or a sender that speaks for a device of another."""

from alerts.rule import AnyNews, Broken, FactRule, Finding, Level, Limits, Reading, Scene
from alerts.severity import Severity
from custody.facts import FrameRefused

_STRANGERS = ("device_unknown", "sender_wrong")


def _broken_by(_scene: Scene, _limits: Limits, news: AnyNews) -> Broken | None:
    if not isinstance(news, FrameRefused) or news.reason not in _STRANGERS:
        return None
    readings = (
        Reading(name="reason", value=news.reason),
        Reading(name="sender", value=news.sender),
        Reading(name="device", value=news.device),
        Reading(name="kind", value=f"{news.frame_class}/{news.kind}"),
    )
    finding = Finding(readings=readings, device=news.device)
    return Broken(kind="site", row=0, level=1, finding=finding)


DEV_05 = FactRule(
    id="DEV-05",
    zh="未登记的设备或发送方",
    en="Unknown device or sender",
    subjects=("site",),
    levels=(Level(severity=Severity.P2, clear_after_s=60.0),),
    clears="human",
    told=("IT", "SUP"),
    guidance_zh="查明设备来源；登记设备或切断其接入。",
    guidance_en="Find where the device comes from; register it or cut it off.",
    basis_zh="只有登记的设备可以作为数据来源。",
    basis_en="Only registered devices may be a source of data.",
    source="rulebook DEV-05",
    every=False,
    broken_by=_broken_by,
)
