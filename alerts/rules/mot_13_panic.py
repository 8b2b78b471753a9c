"""MOT-13: a member of staff presses the panic button of their card."""

from alerts.rule import AnyNews, Broken, Cause, FactRule, Finding, Level, Limits, Reading, Scene
from alerts.severity import Severity
from custody.latch import BitNews
from custody.wire import BIT_FALL


def _broken_by(scene: Scene, _limits: Limits, news: AnyNews) -> Broken | None:
    # Officer down (a fall) has its own rule to come; any other bit is a call for help.
    if not isinstance(news, BitNews) or not news.bits & ~BIT_FALL:
        return None
    layout, row = scene.world.layout.devices, news.device_row
    if not layout.of_kind("card")[row]:
        return None
    device = layout.ids[row]
    seen = "alarm count advanced" if news.unsure else "panic pressed"
    finding = Finding(
        readings=(Reading(name=seen, value="yes", t_ns=news.sent_ns),),
        device=device,
        cause=Cause(device, news.boot, news.seq, news.sent_ns),
    )
    holder = int(scene.world.devices.card_of[row])
    if holder < 0:
        return Broken(kind="device", row=row, level=1, finding=finding)
    return Broken(kind="staff", row=holder, level=1, finding=finding)


MOT_13 = FactRule(
    id="MOT-13",
    zh="民警紧急求助",
    en="Officer panic",
    subjects=("staff", "device"),
    levels=(Level(severity=Severity.P1),),
    clears="human",
    told=("CR", "G", "CO", "DI"),
    guidance_zh="立即派最近警力增援，同时查看该处视频。",
    guidance_en="Send the nearest officers now and look at the camera of that place.",
    basis_zh="民警按下求助键表示人身安全受到威胁。",
    basis_en="An officer who presses panic is in danger.",
    source="警员求助; rulebook MOT-13",
    broken_by=_broken_by,
)
