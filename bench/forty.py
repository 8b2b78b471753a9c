"""The site of a centre for forty people: the demo centre with a wing of cells and more staff.

Every person has a room of their own within its capacity; there are enough officers on each shift
to answer for them (PAIR-08), to lead them in pairs (PAIR-03) and to hold every post (POS-11).
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from alerts.configuration import Configuration
from config.load import DEMO_DIR, load_site
from custody.registry import Device, Role, Staff
from zones.plan import Camera, Door, Room, Zone

CELL_M: Final = 2.8
ROWS: Final = 14
WEST_M, CORRIDOR_M, EAST_M = 21.2, 24.0, 26.4
NORTH_M: Final = 15.6
"""The wing stands north of the upper waiting corridor: cells on both sides of its own."""
LEVEL: Final = "2f"
CORRIDOR: Final = "corridor-wing"
POST, TOILETS = (6, 0), ((3, 1), (10, 0))
"""(row, side) of what is no cell; side 0 is west."""
HIRED: Final[tuple[tuple[Role, int], ...]] = (
    *(("guard", 38), ("investigator", 19), ("medical", 2), ("property_keeper", 1)),
    *(("custody_officer", 2), ("control_room", 2), ("legal_review", 1)),
)
"""Beside the demo centre's own, for two shifts."""


def forty() -> Configuration:
    """Return the configuration of the centre."""
    demo = load_site(DEMO_DIR)
    rooms, zones, doors, cameras = _wing()
    hired = _hired(len(demo.staff))
    site = msgspec.structs.replace(
        demo.site,
        rooms=(*demo.site.rooms, *rooms),
        zones=(*demo.site.zones, *zones),
        doors=(*demo.site.doors, *doors),
        cameras=(*demo.site.cameras, *cameras),
    )
    devices = [*_fitted(doors, cameras)]
    devices += [Device(id=each.card, kind="card", sender="gw-1") for each in hired if each.card]
    return msgspec.structs.replace(
        demo, site=site, staff=(*demo.staff, *hired), devices=(*demo.devices, *devices)
    )


def _wing() -> tuple[list[Room], list[Zone], list[Door], list[Camera]]:
    end_m = round(NORTH_M + ROWS * CELL_M, 3)
    corridor = _room(CORRIDOR, "corridor", (CORRIDOR_M, NORTH_M, EAST_M, end_m), 20)
    way_in = Door(
        id="door-wing",
        zh="扩展区门",
        en="Wing door",
        level=LEVEL,
        rooms=("corridor-waiting", CORRIDOR),
        line=((24.4, NORTH_M), (26.0, NORTH_M)),
        kind="inner",
        device="door-wing",
        readers=("rd-wing-in", "rd-wing-out"),
    )
    rooms, zones, doors = [corridor], [], [way_in]
    cameras = [_camera(corridor, "cam-wing")]
    for row in range(ROWS):
        for side in (0, 1):
            room, zone = _unit(row, side)
            rooms.append(room)
            zones += zone
            doors.append(_door(room, row, side))
            if room.type == "holding":
                cameras.append(_camera(room, f"cam-{room.id}"))
    return rooms, zones, doors, cameras


def _unit(row: int, side: int) -> tuple[Room, list[Zone]]:
    """Return one room of the wing with its bed or post."""
    west = EAST_M if side else WEST_M
    south = round(NORTH_M + row * CELL_M, 3)
    box = (west, south, round(west + CELL_M, 3), round(south + CELL_M, 3))
    if (row, side) == POST:
        room = _room("guard-post-wing", "guard-post", box, 3)
        return room, [_zone("post", room, 0.3)]
    if (row, side) in TOILETS:
        return _room(f"toilet-wing-{row}", "toilet", box, 1), []
    return _room(f"wing-{2 * row + side + 1}", "holding", box, 1), []


def _room(name: str, kind: str, box: tuple[float, float, float, float], capacity: int) -> Room:
    west, south, east, north = box
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return Room(id=name, zh=name, en=name, type=kind, level=LEVEL, outer=ring, capacity=capacity)


def _zone(kind: str, room: Room, off_m: float) -> Zone:
    (west, south), (east, north) = room.outer[0], room.outer[2]
    a, b, c, d = west + off_m, south + off_m, east - off_m, north - off_m
    ring = ((a, b), (c, b), (c, d), (a, d), (a, b))
    name = f"{kind}-{room.id}"
    return Zone(id=name, zh=name, en=name, room=room.id, kind=kind, outer=ring)  # type: ignore[arg-type]


def _door(room: Room, row: int, side: int) -> Door:
    wall = EAST_M if side else CORRIDOR_M
    middle = NORTH_M + (row + 0.5) * CELL_M
    cell = room.type == "holding"
    return Door(
        id=f"door-{room.id}",
        zh=f"{room.id} 门",
        en=f"{room.id} door",
        level=LEVEL,
        rooms=(room.id, CORRIDOR),
        line=((wall, round(middle - 0.45, 3)), (wall, round(middle + 0.45, 3))),
        kind="cell" if cell else "inner",
        device=f"door-{room.id}" if cell else None,
        readers=(f"rd-{room.id}",) if cell else (),
    )


def _camera(room: Room, name: str) -> Camera:
    west, south = room.outer[0]
    at = (round(west + 0.2, 3), round(south + 0.2, 3))
    return Camera(id=name, zh=name, en=name, device=name, room=room.id, at=at, field=room.outer)


def _fitted(doors: list[Door], cameras: list[Camera]) -> Iterator[Device]:
    for door in doors:
        if door.device:
            yield Device(id=door.device, kind="door", sender="doorctl", heartbeat_s=5.0)
        for reader in door.readers:
            yield Device(id=reader, kind="reader", sender="doorctl", heartbeat_s=5.0)
    for camera in cameras:
        yield Device(id=camera.device, kind="camera", sender="camctl", heartbeat_s=5.0)


def _hired(before: int) -> list[Staff]:
    """Return more staff, women and men in turn; all of them police."""
    staff: list[Staff] = []
    for role, count in HIRED:
        for row in range(count):
            number = before + len(staff) + 1
            staff.append(
                Staff(
                    id=f"s-{number:03}",
                    zh=f"警员{number}",
                    en=f"Officer {number}",
                    role=role,
                    rank="officer",
                    sex="female" if row % 2 else "male",
                    card=f"card-{number:03}",
                )
            )
    return staff
