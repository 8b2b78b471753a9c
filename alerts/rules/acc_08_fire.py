"""ACC-08: doors were released by the fire panel; everybody gathers at the muster place."""

from alerts.findings import cause_of, door_place
from alerts.rule import AnyNews, Broken, FactRule, Finding, Level, Limits, Reading, Scene
from alerts.severity import Severity
from custody.facts import DeviceFact
from custody.tables import RELEASES
from custody.wire import DoorState


def _broken_by(scene: Scene, _limits: Limits, news: AnyNews) -> Broken | None:
    if not isinstance(news, DeviceFact) or not isinstance(news.frame, DoorState):
        return None
    world, frame = scene.world, news.frame
    row = int(world.layout.devices.door[news.device_row])
    fire = RELEASES.index("fire")
    if row < 0 or frame.release != "fire" or bool((world.doors.release == fire).any()):
        return None
    finding = Finding(
        readings=(Reading(name="first door released", value=world.layout.doors.ids[row]),),
        device=frame.device,
        place=door_place(scene, row),
        cause=cause_of(frame),
    )
    return Broken(kind="site", row=0, level=1, finding=finding)


ACC_08 = FactRule(
    id="ACC-08",
    zh="消防紧急释放",
    en="Emergency release",
    subjects=("site",),
    levels=(Level(severity=Severity.P1),),
    clears="human",
    told=("G", "CR", "CO", "DI", "HCP"),
    guidance_zh="按疏散预案引导全部人员到集合点，逐人清点；外围加强警戒。",
    guidance_en="Lead everybody to the muster place and count by name; guard the outside.",
    basis_zh="消防联动已释放门锁，全部人员须疏散并在集合点清点。",
    basis_en="The fire panel has released the locks: everybody leaves and is counted outside.",
    source="rulebook ACC-08",
    broken_by=_broken_by,
)
