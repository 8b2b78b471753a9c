"""MOT-08: a detainee presses the SOS button."""

from alerts.rule import AnyNews, Broken, Cause, FactRule, Finding, Level, Limits, Reading, Scene
from alerts.severity import Severity
from custody.latch import BitNews
from custody.wire import BIT_FALL, BIT_SOS, BIT_STRAP_CUT

_OTHERS = BIT_STRAP_CUT | BIT_FALL


def _said(news: BitNews) -> str:
    """Return what the band said: a press, a count that went on unseen, or a bit unknown to us."""
    if news.unsure:
        return "alarm count advanced"
    return "SOS pressed" if news.bits & BIT_SOS else f"alarm bits {news.bits & ~_OTHERS:#06b}"


def _broken_by(scene: Scene, _limits: Limits, news: AnyNews) -> Broken | None:
    # Panic and bits that this contract does not know yet are calls for help, too.
    if not isinstance(news, BitNews) or not news.bits & ~_OTHERS:
        return None
    world, row = scene.world, news.device_row
    if not world.layout.devices.of_kind("band")[row]:
        return None
    device = world.layout.devices.ids[row]
    finding = Finding(
        readings=(Reading(name=_said(news), value="yes", t_ns=news.sent_ns),),
        device=device,
        cause=Cause(device, news.boot, news.seq, news.sent_ns),
    )
    slot = int(world.holders()[row])
    # A band that nobody wears by our books still gets help: the alarm then names the band.
    if slot < 0:
        return Broken(kind="device", row=row, level=1, finding=finding)
    return Broken(kind="stay", row=slot, level=1, finding=finding)


MOT_08 = FactRule(
    id="MOT-08",
    zh="被看管人按下求助键",
    en="SOS pressed",
    subjects=("stay", "device"),
    levels=(Level(severity=Severity.P1),),
    clears="human",
    told=("G", "CR"),
    guidance_zh="立即到人员身边当面查看并询问，处置后填写原因和措施再关闭。",
    guidance_en="Go to the person now and ask what is wrong. Close only after being there.",
    basis_zh="被看管人随时可以呼叫看守人员；按键必须有人当面回应。",
    basis_en="A person in custody can call staff at any time, and somebody comes.",
    source="CPT call system",
    broken_by=_broken_by,
)
