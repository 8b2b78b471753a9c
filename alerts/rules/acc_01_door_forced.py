"""ACC-01: a locked door is open and nobody released it."""

from alerts.findings import cause_of, door_finding
from alerts.rule import AnyNews, Broken, FactRule, Level, Limits, Reading, Scene, Threshold
from alerts.severity import Severity
from custody.doors import forced
from custody.facts import DeviceFact
from custody.tables import LOCKS
from custody.wire import DoorState


def _broken_by(scene: Scene, limits: Limits, news: AnyNews) -> Broken | None:
    if not isinstance(news, DeviceFact) or not isinstance(news.frame, DoorState):
        return None
    world, frame = scene.world, news.frame
    row = int(world.layout.devices.door[news.device_row])
    if row < 0:
        return None
    if not forced(world.doors, row, frame, t_ns=scene.t_ns, release_ns=limits.ns("release_s")):
        return None
    finding = door_finding(
        scene,
        row,
        Reading(name="door contact", value="open", t_ns=frame.t_ns),
        Reading(name="lock before", value=LOCKS[world.doors.lock[row]]),
        Reading(name="release within s", value="none", threshold=limits.value("release_s")),
        cause=cause_of(frame),
    )
    return Broken(kind="door", row=row, level=1, finding=finding)


ACC_01 = FactRule(
    id="ACC-01",
    zh="门被强行打开",
    en="Door forced",
    subjects=("door",),
    levels=(Level(severity=Severity.P1),),
    clears="human",
    told=("CR", "G"),
    guidance_zh="立即查看该门及两侧房间，确认人员位置，恢复锁闭。",
    guidance_en="Look at the door and both rooms, find everybody who was there, lock it again.",
    basis_zh="门锁闭且无人授权开启而门被打开，即为强行开门。",
    basis_en="A locked door that opens without any release was forced.",
    source="R04; rulebook ACC-01",
    thresholds=(
        Threshold(key="release_s", unit="s", meaning="a release explains an opening this long"),
    ),
    broken_by=_broken_by,
)
