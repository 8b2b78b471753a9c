"""PER-01: a guarded line is broken and nobody was let out."""

from alerts.findings import cause_of, line_finding
from alerts.rule import AnyNews, Broken, FactRule, Level, Limits, Reading, Scene, Threshold
from alerts.severity import Severity
from custody.access import let_out, someone_approved
from custody.facts import DeviceFact
from custody.perimeter import fleeing
from custody.tables import RELEASES, STATUSES
from custody.wire import Perimeter

_FIRE = RELEASES.index("fire")


def _swiped(scene: Scene, limits: Limits, row: int) -> bool:
    """Return whether staff just swiped at one of the line's exits, and no detainee is with them.

    A swipe that card, tag and duty contradict (PAIR-06, PAIR-07) explains nothing.
    """
    since_t_ns = scene.t_ns - limits.ns("authorised_exit_s")
    if not let_out(scene.world, row, since_t_ns=since_t_ns):
        return False
    near = fleeing(
        scene.world, row, t_ns=scene.t_ns, utc_ns=scene.utc_ns, near_mm=limits.mm("near_m")
    )
    return len(near) == 0


def _broken_by(scene: Scene, limits: Limits, news: AnyNews) -> Broken | None:
    if not isinstance(news, DeviceFact) or not isinstance(news.frame, Perimeter):
        return None
    layout, lines = scene.world.layout, scene.world.perimeter
    row = int(layout.devices.perimeter[news.device_row])
    frame = news.frame
    if row < 0 or frame.status != "broken" or lines.status[row] == STATUSES.index("broken"):
        return None
    if not frame.armed or frame.direction == "in":
        return None  # A disarmed line guards nothing (PER-09); who comes in is PER-03's.
    if any(scene.world.doors.release[door] == _FIRE for door in layout.lines.exits[row]):
        return None  # The fire panel has opened this way out; POS-15 counts who comes.
    if someone_approved(
        scene.world, utc_ns=scene.utc_ns, within_ns=limits.ns("authorised_exit_s")
    ) or _swiped(scene, limits, row):
        return None
    finding = line_finding(
        scene,
        row,
        Reading(name=f"{frame.sensor_type} status", value="broken", t_ns=frame.t_ns),
        Reading(
            name="approved exit, release or trusted swipe within s",
            value="none",
            threshold=limits.value("authorised_exit_s"),
        ),
        cause=cause_of(frame),
    )
    return Broken(kind="perimeter", row=row, level=1, finding=finding)


PER_01 = FactRule(
    id="PER-01",
    zh="周界被触发",
    en="Perimeter broken",
    subjects=("perimeter",),
    levels=(Level(severity=Severity.P1),),
    clears="human",
    told=("CR", "G", "CO"),
    guidance_zh="立即调看现场视频并派人到触发点，清点在区人数。",
    guidance_en="Look at the camera, send officers to the line, count everybody in the area.",
    basis_zh="没有批准的外出而周界被触发，可能有人脱逃或闯入。",
    basis_en="A broken line without an approved exit may be an escape or an intrusion.",
    source="S3; rulebook PER-01",
    thresholds=(
        Threshold(
            key="authorised_exit_s",
            unit="s",
            meaning="an approved exit, a closed stay or staff's swipe this recent explains a break",
        ),
        Threshold(
            key="near_m",
            unit="m",
            meaning="no swipe explains it while a detainee without approval is this near",
        ),
    ),
    broken_by=_broken_by,
)
