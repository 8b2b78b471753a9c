"""ACC-11: a property or evidence room is opened without its keeper and a witness."""

from alerts.findings import cause_of, door_finding, door_place
from alerts.rule import AnyNews, Broken, FactRule, Level, Limits, Reading, Scene, Threshold
from alerts.severity import Severity
from custody.access import holders_at
from custody.doors import forced, open_now
from custody.facts import DeviceFact
from custody.near import rooms_of_door, staff_near
from custody.people import KEEPERS
from custody.wire import DoorState

TYPES = ("property", "evidence")
_TOGETHER = 2


def _there(scene: Scene, limits: Limits, row: int) -> set[int]:
    """Return who is at the door or in the room behind it: located there, or just swiped in."""
    near = staff_near(
        scene.world,
        row,
        t_ns=scene.t_ns,
        near_mm=limits.mm("near_m"),
        fresh_ns=limits.ns("fresh_s"),
    )
    since_t_ns = scene.t_ns - limits.ns("swipe_s")
    return {*near.tolist(), *holders_at(scene.world, row, since_t_ns=since_t_ns)}


def _broken_by(scene: Scene, limits: Limits, news: AnyNews) -> Broken | None:
    if not isinstance(news, DeviceFact) or not isinstance(news.frame, DoorState):
        return None
    world, frame = scene.world, news.frame
    row = int(world.layout.devices.door[news.device_row])
    if row < 0 or frame.contact != "open" or open_now(world.doors)[row]:
        return None
    if not any(world.layout.rooms.types[room] in TYPES for room in rooms_of_door(world, row)):
        return None
    release_ns = limits.ns("swipe_s")
    if forced(world.doors, row, frame, t_ns=scene.t_ns, release_ns=release_ns):
        return None  # Nobody opened it with a card: that is ACC-01's, and worse.
    there = _there(scene, limits, row)
    keeper = any(world.layout.staff[each].role in KEEPERS for each in there)
    if keeper and len(there) >= _TOGETHER:
        return None
    finding = door_finding(
        scene,
        row,
        Reading(name="keeper", value="yes" if keeper else "no", t_ns=frame.t_ns),
        Reading(name="staff there", value=float(len(there)), threshold=float(_TOGETHER)),
        Reading(name="room", value=door_place(scene, row)),
        cause=cause_of(frame),
    )
    return Broken(kind="door", row=row, level=1, finding=finding)


ACC_11 = FactRule(
    id="ACC-11",
    zh="财物室未经保管员开启",
    en="Property room opened without keeper",
    subjects=("door",),
    levels=(Level(severity=Severity.P2),),
    clears="human",
    told=("PK", "SUP"),
    guidance_zh="保管员与见证人到场，核对物品清单。",
    guidance_en="Keeper and witness go there and check the items against the list.",
    basis_zh="涉案财物室须由保管员会同另一人开启。",
    basis_en="A property room is opened by its keeper together with somebody else.",
    source="R43; rulebook ACC-11",
    thresholds=(
        Threshold(key="near_m", unit="m", meaning="staff this near to the door is there"),
        Threshold(key="fresh_s", unit="s", meaning="a fix of staff counts for so long"),
        Threshold(key="swipe_s", unit="s", meaning="a card swiped at the door counts for so long"),
    ),
    broken_by=_broken_by,
)
