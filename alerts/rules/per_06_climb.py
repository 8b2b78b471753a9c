"""PER-06: a camera sees somebody climb, at a window or at the ceiling."""

from alerts.findings import cause_of
from alerts.rule import AnyNews, Broken, FactRule, Finding, Level, Limits, Reading, Scene, Threshold
from alerts.severity import Severity
from custody.facts import DeviceFact
from custody.meetings import analysed
from custody.wire import Sighting


def _broken_by(scene: Scene, limits: Limits, news: AnyNews) -> Broken | None:
    if not isinstance(news, DeviceFact) or not isinstance(news.frame, Sighting):
        return None
    frame, rooms = news.frame, scene.world.layout.rooms
    room = int(scene.world.layout.devices.place[news.device_row])
    if frame.event != "climb" or not frame.active or not analysed(scene.world, room):
        return None
    if frame.confidence < limits.value("confidence_min"):
        return None
    finding = Finding(
        readings=(
            Reading(name="camera saw", value="climbing", t_ns=frame.t_ns),
            Reading(
                name="confidence",
                value=frame.confidence,
                threshold=limits.value("confidence_min"),
            ),
        ),
        device=frame.device,
        place=rooms.ids[room],
        cause=cause_of(frame),
    )
    return Broken(kind="device", row=news.device_row, level=1, finding=finding)


PER_06 = FactRule(
    id="PER-06",
    zh="攀爬、破窗或顶部异常",
    en="Climbing, window or ceiling",
    subjects=("device",),
    levels=(Level(severity=Severity.P1),),
    clears="human",
    told=("CR", "G"),
    guidance_zh="立即调看该摄像机并派人到场制止。",
    guidance_en="Look at the camera and send the nearest officers at once.",
    basis_zh="攀爬、破窗或破顶是脱逃或自伤的前兆。",
    basis_en="Climbing, a window or the ceiling are ways out, or to self-harm.",
    source="R06; rulebook PER-06",
    thresholds=(
        Threshold(key="confidence_min", unit="0..1", meaning="the analytics' own confidence"),
    ),
    broken_by=_broken_by,
)
