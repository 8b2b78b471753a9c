"""A centre with everything that is guarded: readers, a sally port, property, lines, cameras.

Ground floor, 4 m squares::

      c1 (corridor, 24 x 4, y 4..8)  exit in its north wall, guarded by line-1 and line-2
      h1 | h2 | i1 | lobby | port (sally port) | prop (property)   (y 0..4)
"""

from typing import Final

from msgspec.structs import replace

from alerts.configuration import Configuration
from custody.registry import Device
from tests.engine.small_site import (
    ROOM_TYPES,
    a_configuration,
    box,
    door,
    room,
    room_type,
    staff_of,
)
from zones.plan import Camera, MusterPoint, PerimeterLine, Point

PLACES: Final = {"port": (18.0, 2.0), "prop": (22.0, 2.0), "exit-door": (8.5, 7.2)}
LINES: Final[dict[str, tuple[str, tuple[Point, ...]]]] = {
    "line-1": ("beam", ((0, 9), (16, 9))),
    "line-2": ("contact", ((8, 8), (9, 8))),
    "line-3": ("cable", ((0, -2), (12, -2))),
}


def line(name: str) -> PerimeterLine:
    kind, points = LINES[name]
    return PerimeterLine(
        id=name,
        zh="线",
        en="Line",
        device=name.replace("line", "per"),
        level="g",
        sensor_type=kind,
        line=points,
        disarm_from="10:00" if name == "line-3" else None,
        disarm_until="11:00" if name == "line-3" else None,
    )


def guarded(name: str, rooms: tuple[str, str], kind: str, x_m: float, y_m: float):
    reader = (name.replace("door", "rd"),)
    return replace(door(name, rooms, kind, x_m, y_m), readers=reader)


def a_guarded_centre() -> Configuration:
    base = a_configuration(staff=4)
    kinds = [replace(kind, analytics=kind.id in ("corridor", "holding")) for kind in ROOM_TYPES]
    site = replace(
        base.site,
        room_types=(*kinds, room_type("sally-port"), room_type("property")),
        rooms=(
            *(each for each in base.site.rooms if each.id != "c1"),
            room("port", "sally-port", box(16, 0, 4, 4)),
            room("prop", "property", box(20, 0, 4, 4)),
            room("c1", "corridor", box(0, 4, 24, 4)),
        ),
        doors=(
            guarded("door-h1", ("h1", "c1"), "cell", 2, 4),
            guarded("door-h2", ("h2", "c1"), "cell", 6, 4),
            guarded("door-i1", ("i1", "c1"), "inner", 10, 4),
            guarded("door-exit", ("c1", "outside"), "exit", 8, 8),
            guarded("door-port-in", ("port", "c1"), "sally", 17.5, 4),
            guarded("door-port-out", ("port", "outside"), "sally", 17.5, 0),
            guarded("door-prop", ("prop", "c1"), "inner", 22, 4),
        ),
        perimeter=tuple(line(name) for name in LINES),
        cameras=(
            *base.site.cameras,
            Camera(id="cam-c1", zh="机", en="Cam", device="cam-c1", room="c1", at=(1, 5)),
        ),
        muster=(
            MusterPoint(id="yard", zh="院", en="Yard", level="g", at=(8.0, 20.0), radius_m=4.0),
        ),
    )
    known = {device.id for device in base.devices}
    doors = [(each.id, "door") for each in site.doors if each.id not in known]
    readers = [(name, "reader") for each in site.doors for name in each.readers]
    lines = [(each.device, "perimeter") for each in site.perimeter if each.device not in known]
    extra = [*doors, *readers, *lines, ("cam-c1", "camera")]
    senders = {"door": "doorctl", "reader": "doorctl", "perimeter": "perimctl", "camera": "camctl"}
    staff = staff_of(4)
    return replace(
        base,
        site=site,
        staff=(*staff[:3], replace(staff[3], role="property_keeper")),
        devices=(
            *base.devices,
            *(Device(id=name, kind=kind, sender=senders[kind]) for name, kind in extra),
        ),
    )
