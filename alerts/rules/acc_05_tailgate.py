"""ACC-05: more people go through a door than cards and tags account for."""

from alerts.findings import cause_of, door_finding
from alerts.rule import AnyNews, Broken, FactRule, Level, Limits, Reading, Scene, Threshold
from alerts.severity import Severity
from custody.access import passed
from custody.facts import DeviceFact
from custody.near import bands_near, staff_near
from custody.wire import Sighting

_INNER, _EXIT = 1, 2


def _known(scene: Scene, limits: Limits, row: int) -> set[str]:
    """Return who may be going through: cards just swiped, staff at the door, bands at the door.

    At a door that leads out a band counts only with an approved exit.
    """
    world, ids = scene.world, scene.world.layout.devices.ids
    near_mm, fresh_ns = limits.mm("near_m"), limits.ns("fresh_s")
    since_t_ns = scene.t_ns - limits.ns("passage_s")
    known = {note.token for note in passed(world, row, since_t_ns=since_t_ns).swipes}
    staff = staff_near(world, row, t_ns=scene.t_ns, near_mm=near_mm, fresh_ns=fresh_ns)
    known |= {
        world.house.cards.get(person.id, person.card or person.id)
        for person in (world.layout.staff[each] for each in staff.tolist())
    }
    slots = bands_near(world, row, t_ns=scene.t_ns, near_mm=near_mm, fresh_ns=fresh_ns)
    if world.layout.doors.leads_out[row]:
        slots = slots[world.exit_approved(scene.utc_ns)[slots]]
    return known | {ids[int(world.stays.band[slot])] for slot in slots.tolist()}


def _before(scene: Scene, limits: Limits, row: int, frame: Sighting) -> int:
    """Return how many went the same way through this opening of the door already."""
    opened_t_ns = int(scene.world.doors.opened_t_ns[row])
    since_t_ns = max(opened_t_ns, scene.t_ns - limits.ns("passage_s"))
    notes = passed(scene.world, row, since_t_ns=since_t_ns).crossings
    return sum(note.people for note in notes if note.direction == frame.direction)


def _broken_by(scene: Scene, limits: Limits, news: AnyNews) -> Broken | None:
    if not isinstance(news, DeviceFact) or not isinstance(news.frame, Sighting) or news.late:
        return None
    frame, doors = news.frame, scene.world.layout.doors
    if frame.event != "crossing" or frame.where not in doors.ids:
        return None
    row = doors.ids.index(frame.where)
    counted = frame.people + _before(scene, limits, row, frame)
    known = _known(scene, limits, row)
    if counted <= len(known):
        return None
    finding = door_finding(
        scene,
        row,
        Reading(name="people counted", value=float(counted), t_ns=frame.t_ns),
        Reading(name="cards, staff and approved bands", value=float(len(known))),
        Reading(name="known", value=" ".join(sorted(known)) or "nobody"),
        cause=cause_of(frame),
    )
    level = _EXIT if doors.leads_out[row] else _INNER
    return Broken(kind="door", row=row, level=level, finding=finding)


ACC_05 = FactRule(
    id="ACC-05",
    zh="尾随通过",
    en="Tailgating",
    subjects=("door",),
    levels=(Level(severity=Severity.P2), Level(severity=Severity.P1)),
    clears="human",
    told=("CR",),
    guidance_zh="调看该门录像，清点两侧人员，核实未刷卡者身份。",
    guidance_en="Look at the recording, count both sides, find out who went through unseen.",
    basis_zh="通过人数多于刷卡和标签能说明的人数，可能有人尾随出入。",
    basis_en="More people went through than cards and tags account for.",
    source="Yanshou; rulebook ACC-05",
    thresholds=(
        Threshold(key="passage_s", unit="s", meaning="swipes and counts of one passage"),
        Threshold(key="near_m", unit="m", meaning="tags this near to the door go through with it"),
        Threshold(key="fresh_s", unit="s", meaning="a fix counts for so long"),
    ),
    broken_by=_broken_by,
)
