"""A tiny configuration for intake and zones: two rooms and a lobby on one level."""

from alerts.configuration import Configuration, Endpoint, Limits, Notify
from custody.registry import Device
from zones.plan import Level, Room, RoomType, Site

ROOM_TYPES = (
    RoomType(
        id="holding",
        zh="候问室",
        en="Holding",
        camera=True,
        recording=True,
        analytics=True,
        custody_area=True,
    ),
    RoomType(
        id="lobby",
        zh="大厅",
        en="Lobby",
        camera=True,
        recording=True,
        analytics=False,
        custody_area=False,
    ),
)


def square(left: float, bottom: float, size: float) -> tuple[tuple[float, float], ...]:
    return (
        (left, bottom),
        (left + size, bottom),
        (left + size, bottom + size),
        (left, bottom + size),
    )


def tiny_site() -> Site:
    rooms = (
        Room(id="h1", zh="一", en="H1", type="holding", level="g", outer=square(0, 0, 4)),
        Room(id="h2", zh="二", en="H2", type="holding", level="g", outer=square(4, 0, 4)),
        Room(id="lobby", zh="厅", en="Lobby", type="lobby", level="g", outer=square(8, 0, 4)),
    )
    return Site(
        id="tiny",
        zh="小",
        en="Tiny",
        timezone="Asia/Shanghai",
        levels=(Level(id="g", zh="一层", en="Ground", floor_m=0.0, height_m=3.0),),
        room_types=ROOM_TYPES,
        rooms=rooms,
    )


def tiny_configuration() -> Configuration:
    return Configuration(
        site=tiny_site(),
        staff=(),
        devices=(
            Device(id="band-001", kind="band", sender="gw-1", heartbeat_s=2.0),
            Device(id="band-002", kind="band", sender="gw-1", heartbeat_s=2.0),
            Device(id="door-1", kind="door", sender="doorctl", heartbeat_s=5.0),
        ),
        policies=(),
        default_policy="cn-psapl-2026",
        thresholds={},
        notify=Notify(
            endpoints=(
                Endpoint(id="duty", zh="值班", en="Duty", url="http://h/x", told=("CR",), tier=1),
            ),
            severity_max=2,
            escalate_after_s=(30.0, 120.0, 600.0, 0.0),
        ),
        limits=Limits(
            stays_max=20,
            journal_keep_hours=24,
            journal_quota_mb=100,
            decisions_quota_mb=100,
            telemetry_queue_frames=1000,
        ),
    )
