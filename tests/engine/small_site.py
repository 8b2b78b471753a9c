"""The small centre under test: rooms, doors, devices, staff, one legal clock.

Ground floor, 4 m squares::

      c1 (corridor, 16 x 4, y 4..8)                  | lobby is not custody area
      h1 | h2 | i1 (interview) | lobby   (y 0..4)    | outside is everything else
"""

from pathlib import Path
from typing import Final

import msgspec

from alerts.configuration import Configuration, Endpoint, Limits, Notify
from custody.policy import Band, LimitClock, Policy, Rung
from custody.registry import Device, Staff
from zones.plan import Camera, Door, Level, PerimeterLine, Room, RoomType, Site

RULES_TOML: Final = Path(__file__).parents[2] / "config/demo/rules.toml"


def room_type(name: str, **settings: bool) -> RoomType:
    base = {"camera": True, "recording": True, "analytics": False, "custody_area": True}
    return RoomType(id=name, zh=name, en=name, **(base | settings))


def box(left: float, bottom: float, width: float, height: float):
    right, top = left + width, bottom + height
    return ((left, bottom), (right, bottom), (right, top), (left, top))


def room(name: str, kind: str, outer) -> Room:
    return Room(id=name, zh=name, en=name, type=kind, level="g", outer=outer)


def door(name: str, rooms: tuple[str, str], kind: str, x_m: float, y_m: float) -> Door:
    line = ((x_m, y_m), (x_m + 1, y_m))
    return Door(
        id=name, zh=name, en=name, level="g", rooms=rooms, line=line, kind=kind, device=name
    )


ROOM_TYPES: Final = (
    room_type("holding", observed_when_locked=True),
    room_type("interview", withhold_vitals=True),
    room_type("corridor"),
    room_type("lobby", custody_area=False),
)
CENTRES: Final = {
    "h1": (2.0, 2.0),
    "h2": (6.0, 2.0),
    "i1": (10.0, 2.0),
    "lobby": (14.0, 2.0),
    "c1": (8.0, 6.0),
    "far": (14.0, 6.0),
    "outside": (8.0, 20.0),
}


def a_site() -> Site:
    return Site(
        id="test",
        zh="测试",
        en="Test",
        timezone="Asia/Shanghai",
        levels=(Level(id="g", zh="一层", en="Ground", floor_m=0.0, height_m=3.0),),
        room_types=ROOM_TYPES,
        rooms=(
            room("h1", "holding", box(0, 0, 4, 4)),
            room("h2", "holding", box(4, 0, 4, 4)),
            room("i1", "interview", box(8, 0, 4, 4)),
            room("lobby", "lobby", box(12, 0, 4, 4)),
            room("c1", "corridor", box(0, 4, 16, 4)),
        ),
        doors=(
            door("door-h1", ("h1", "c1"), "cell", 2, 4),
            door("door-h2", ("h2", "c1"), "cell", 6, 4),
            door("door-i1", ("i1", "c1"), "inner", 10, 4),
            door("door-exit", ("c1", "outside"), "exit", 8, 8),
        ),
        perimeter=(
            PerimeterLine(
                id="line-1",
                zh="线",
                en="Line",
                device="per-1",
                level="g",
                sensor_type="beam",
                line=((0, 9), (16, 9)),
            ),
        ),
        cameras=(Camera(id="cam-h1", zh="机", en="Cam", device="cam-h1", room="h1", at=(1, 1)),),
    )


def band_steps(*steps: tuple[int, str, int]) -> tuple[Band, ...]:
    return tuple(Band(left_s=left, colour=colour, severity=level) for left, colour, level in steps)


POLICY: Final = Policy(
    id="cn-psapl-2026",
    zh="治安",
    en="Public order",
    jurisdiction="CN",
    effective="2026-01-01",
    limits=(
        LimitClock(
            id="CN-03",
            zh="询问查证",
            en="Questioning",
            start="arrival",
            rungs=(Rung(limit_s=8 * 3600, source="PSAPL 97", confidence="read"),),
            bands=band_steps(
                (7200, "yellow", 4), (3600, "orange", 3), (1800, "red", 2), (0, "red_card", 1)
            ),
            source="PSAPL 97",
        ),
    ),
)


def devices_of(band_count: int, card_count: int) -> tuple[Device, ...]:
    bands = tuple(
        Device(id=f"band-{n:03}", kind="band", sender="gw-1", heartbeat_s=2.0)
        for n in range(1, band_count + 1)
    )
    cards = tuple(
        Device(id=f"card-{n:03}", kind="card", sender="gw-1") for n in range(1, card_count + 1)
    )
    doors = tuple(
        Device(id=name, kind="door", sender="doorctl")
        for name in ("door-h1", "door-h2", "door-i1", "door-exit")
    )
    return (
        *bands,
        *cards,
        *doors,
        Device(id="per-1", kind="perimeter", sender="perimctl"),
        Device(id="cam-h1", kind="camera", sender="camctl", heartbeat_s=5.0),
        Device(id="gw-1", kind="gateway", sender="gw-1", heartbeat_s=5.0),
    )


def staff_of(count: int) -> tuple[Staff, ...]:
    return tuple(
        Staff(
            id=f"s-{n:03}",
            zh="警",
            en="Officer",
            role="guard",
            rank="station_head" if n == 1 else "officer",
            sex="female",
            card=f"card-{n:03}",
        )
        for n in range(1, count + 1)
    )


def thresholds() -> dict[str, dict[str, float]]:
    tree = msgspec.toml.decode(RULES_TOML.read_bytes())
    own = {
        rule: {key: float(value) for key, value in table.items() if key != "filter"}
        for rule, table in tree.items()
    }
    return {rule: table for rule, table in own.items() if table}


def endpoint(name: str, tier: int, *told: str) -> Endpoint:
    return Endpoint(id=name, zh=name, en=name, url="http://h/x", told=told, tier=tier)


def a_configuration(*, bands: int = 5, staff: int = 3, stays_max: int = 20) -> Configuration:
    return Configuration(
        site=a_site(),
        staff=staff_of(staff),
        devices=devices_of(bands, staff),
        policies=(POLICY,),
        default_policy="cn-psapl-2026",
        thresholds=thresholds(),
        notify=Notify(
            endpoints=(
                endpoint("duty", 1, "CR", "G", "CO"),
                endpoint("medic", 1, "HCP"),
                endpoint("inspector", 2, "DI", "SUP"),
            ),
            severity_max=3,
            escalate_after_s=(30.0, 120.0, 600.0, 0.0),
        ),
        limits=Limits(
            stays_max=stays_max,
            journal_keep_hours=24,
            journal_quota_mb=100,
            decisions_quota_mb=100,
            telemetry_queue_frames=1000,
        ),
    )
