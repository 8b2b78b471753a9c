"""PROC-28: one officer, or one room, has more overrides than usual."""

from alerts.rule import (
    AnyNews,
    Broken,
    FactRule,
    Finding,
    Level,
    Limits,
    Reading,
    Scene,
    Threshold,
)
from alerts.severity import Severity
from custody.record import RecordEvent


def _broken_by(scene: Scene, limits: Limits, news: AnyNews) -> Broken | None:
    if not isinstance(news, RecordEvent) or news.kind != "override.granted":
        return None
    world, since_utc_ns = scene.world, scene.utc_ns - limits.ns("counted_s")
    counted = [one for one in world.house.overrides if one.utc_ns > since_utc_ns]
    by_officer = sum(one.staff == news.by for one in counted)
    in_room = sum(one.room == news.room for one in counted)
    officer_max, room_max = limits.value("officer_max"), limits.value("room_max")
    readings = (
        Reading(name="overrides of the officer", value=by_officer, threshold=officer_max),
        Reading(name="overrides in the room", value=in_room, threshold=room_max),
        Reading(name="rule", value=str(news.data["rule"])),
    )
    if by_officer > officer_max:
        row = world.layout.staff_ids.index(news.by)
        return Broken(kind="staff", row=row, level=1, finding=Finding(readings=readings))
    rooms = world.layout.rooms.ids
    if in_room > room_max and news.room in rooms:
        row = rooms.index(news.room)
        return Broken(kind="room", row=row, level=1, finding=Finding(readings=readings))
    return None


PROC_28 = FactRule(
    id="PROC-28",
    zh="例外次数异常",
    en="Unusual number of overrides",
    subjects=("staff", "room"),
    levels=(Level(severity=Severity.P4),),
    clears="human",
    told=("SUP",),
    guidance_zh="督察抽查例外理由，听取民警说明。",
    guidance_en="Supervision looks at the reasons and hears the officer.",
    basis_zh="例外须少而有据，数量异常时复核。",
    basis_en="Exceptions are few and stated; an unusual number is reviewed.",
    source="R57",
    thresholds=(
        Threshold(key="counted_s", unit="s", meaning="in which overrides are counted"),
        Threshold(key="officer_max", unit="", meaning="overrides one officer may ask for in it"),
        Threshold(key="room_max", unit="", meaning="overrides one room may see in it"),
    ),
    broken_by=_broken_by,
)
