"""PER-03: a line is crossed from outside in."""

from alerts.findings import cause_of, line_finding
from alerts.rule import AnyNews, Broken, FactRule, Level, Limits, Reading, Scene, Threshold
from alerts.severity import Severity
from custody.access import let_out
from custody.facts import DeviceFact
from custody.tables import STATUSES
from custody.wire import Perimeter


def _broken_by(scene: Scene, limits: Limits, news: AnyNews) -> Broken | None:
    if not isinstance(news, DeviceFact) or not isinstance(news.frame, Perimeter):
        return None
    world, frame = scene.world, news.frame
    row = int(world.layout.devices.perimeter[news.device_row])
    broken = STATUSES.index("broken")
    if row < 0 or frame.status != "broken" or world.perimeter.status[row] == broken:
        return None
    if frame.direction != "in" or not frame.armed:
        return None
    if let_out(world, row, since_t_ns=scene.t_ns - limits.ns("authorised_s")):
        return None
    finding = line_finding(
        scene,
        row,
        Reading(name="direction", value="outside to inside", t_ns=frame.t_ns),
        Reading(
            name="trusted swipe within s", value="none", threshold=limits.value("authorised_s")
        ),
        cause=cause_of(frame),
    )
    return Broken(kind="perimeter", row=row, level=1, finding=finding)


PER_03 = FactRule(
    id="PER-03",
    zh="周界由外向内闯入",
    en="Intrusion from outside",
    subjects=("perimeter",),
    levels=(Level(severity=Severity.P2),),
    clears="human",
    told=("CR",),
    guidance_zh="调看现场视频，派人核实来者，防止里应外合。",
    guidance_en="Look at the camera and send officers: who comes in, and to whom?",
    basis_zh="光束由外向内依次被触发，有人从区外进入。",
    basis_en="The beams were broken in the order outside, inside: somebody comes in.",
    source="rulebook PER-03",
    thresholds=(
        Threshold(key="authorised_s", unit="s", meaning="staff's swipe this recent explains it"),
    ),
    broken_by=_broken_by,
)
