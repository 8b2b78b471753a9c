"""PROC-13: somebody tried to cut, edit or delete a recording."""

from alerts.rule import AnyNews, Broken, FactRule, Finding, Level, Limits, Reading, Scene
from alerts.severity import Severity
from custody.facts import DeviceFact
from custody.record import RecordEvent
from custody.remedies import ATTEMPT
from custody.wire import RecordingAlarm


def _broken_by(scene: Scene, _limits: Limits, news: AnyNews) -> Broken | None:
    if isinstance(news, DeviceFact) and isinstance(news.frame, RecordingAlarm):
        frame = news.frame
        finding = Finding(
            readings=(
                Reading(name="attempt", value=frame.attempt),
                Reading(name="segment", value=frame.segment),
                Reading(name="asked by", value=frame.who),
            ),
            device=frame.device,
        )
        return Broken(kind="device", row=news.device_row, level=1, finding=finding)
    if isinstance(news, RecordEvent) and _tried(news):
        slot = scene.world.slot_of(news.stay)
        finding = Finding(
            readings=(
                Reading(name="attempt", value=str(news.data["act"])),
                Reading(name="asked by", value=news.by),
            )
        )
        return Broken(kind="stay", row=slot, level=1, finding=finding)
    return None


def _tried(event: RecordEvent) -> bool:
    return event.kind == ATTEMPT and event.data.get("rule") == "PROC-13" and bool(event.stay)


PROC_13 = FactRule(
    id="PROC-13",
    zh="企图剪接、删改录音录像",
    en="Attempt to cut, edit or delete a recording",
    subjects=("stay", "device"),
    levels=(Level(severity=Severity.P1),),
    clears="human",
    told=("SUP", "PRO", "IT"),
    guidance_zh="立即封存录音录像设备和账号，由督察调查。",
    guidance_en="Seal the recorder and the login at once; supervision asks who and why.",
    basis_zh="录音录像应当完整，不得剪接、删改、损毁。",
    basis_en="A recording stays whole: cutting, editing, deleting it is punished.",
    source="PSAPL 139(13); PCC 208",
    broken_by=_broken_by,
)
