"""What is lawful on a plan and yet leaves a room blind: warnings of ``custody check``."""

from collections import deque
from collections.abc import Iterator
from math import dist
from typing import Final

import shapely

from config.errors import ConfigError, Place
from config.geometry import room_shapes
from config.places import Places
from custody.ids import OUTSIDE
from zones.plan import Site

ANCHOR_REACH_M: Final = 25.0
"""An anchor further off is not counted on to hear a band; walls are in the way."""
ANCHORS_MIN: Final = 3
"""Fewer distances do not make a place."""
SEEN_M2_MAX: Final = 0.25
BLIND_SHARE_MAX: Final = 0.05
"""Of a room that counts as guarded because it is observed, so little may be in no field (D)."""
_LOCKED: Final = ("cell", "exit", "sally")


def lint(site: Site, places: Places) -> Iterator[str]:
    """Yield a line for each thing that leaves somebody unseen, uncounted or shut in."""
    yield from _behind_staff_rooms(site, places)
    yield from _unlocated(site, places)
    yield from _untold_doors(site, places)
    yield from _seen_privately(site, places)
    yield from _blind_corners(site, places)
    if not site.muster:
        yield "site.toml: muster: nobody can be counted after an evacuation; add a muster place"


def hours_problems(site: Site, places: Places) -> Iterator[ConfigError]:
    """Yield lines of which only one end of the disarming hours is written."""
    for line in site.perimeter:
        if (line.disarm_from is None) != (line.disarm_until is None):
            lacking = "disarm_until" if line.disarm_until is None else "disarm_from"
            place = places.place("PerimeterLine", line.id).at("properties", lacking)
            problem = f"{line.id}: disarm_from and disarm_until belong together"
            yield ConfigError(place, problem, f"write {lacking} or neither")
    levels = {level.id for level in site.levels}
    for point in site.muster:
        if point.level not in levels:
            place = places.place("muster", point.id).at("level")
            problem = f"{point.id}: there is no level {point.level}"
            yield ConfigError(place, problem, "allowed: " + ", ".join(sorted(levels)))


def _behind_staff_rooms(site: Site, places: Places) -> Iterator[str]:
    """Yield rooms of the custody area that a detainee reaches only through the staff's rooms."""
    custody = {kind.id for kind in site.room_types if kind.custody_area}
    inside = {room.id for room in site.rooms if room.type in custody}
    ways: dict[str, list[str]] = {}
    for one, other in [
        *(door.rooms for door in site.doors),
        *((a, b) for each in site.connectors for a in each.rooms for b in each.rooms if a != b),
    ]:
        ways.setdefault(one, []).append(other)
        ways.setdefault(other, []).append(one)
    seen: set[str] = {OUTSIDE}
    todo: deque[str] = deque(seen)
    while todo:
        for beside in ways.get(todo.popleft(), []):
            if beside in inside and beside not in seen:
                seen.add(beside)
                todo.append(beside)
    for room in site.rooms:
        if room.id in inside and room.id not in seen and room.id in ways:
            problem = f"a detainee reaches {room.id} only through rooms outside the custody area"
            yield _line(places.place("Room", room.id), problem, "draw a door to a custody room")


def _unlocated(site: Site, places: Places) -> Iterator[str]:
    """Yield rooms of the custody area that too few anchors can hear; none where none is drawn."""
    if not site.anchors:
        return
    custody = {kind.id for kind in site.room_types if kind.custody_area}
    shapes = room_shapes(site)
    for room in site.rooms:
        if room.type not in custody:
            continue
        at = shapes[room.id].representative_point()
        heard = sum(
            anchor.level == room.level and dist((at.x, at.y), anchor.at[:2]) <= ANCHOR_REACH_M
            for anchor in site.anchors
        )
        if heard < ANCHORS_MIN:
            problem = f"{room.id} has {heard} anchors within {ANCHOR_REACH_M:g} m"
            place = places.place("Room", room.id)
            yield _line(place, problem, f"hang at least {ANCHORS_MIN} that hear it")


def _untold_doors(site: Site, places: Places) -> Iterator[str]:
    """Yield doors that must be known to be shut and have no contact."""
    for door in site.doors:
        if door.device is None and door.kind in _LOCKED:
            problem = f"nobody knows whether the {door.kind} door {door.id} is shut"
            yield _line(places.place("Door", door.id), problem, "give it a device")


def _seen_privately(site: Site, places: Places) -> Iterator[str]:
    """Yield cameras whose drawn field reaches into a room that may have none (P-05)."""
    blind = {kind.id for kind in site.room_types if not kind.camera and kind.custody_area}
    shapes, rooms = room_shapes(site), {room.id: room for room in site.rooms}
    for camera in site.cameras:
        if not camera.field or camera.room not in rooms:
            continue
        field, level = shapely.Polygon(camera.field), rooms[camera.room].level
        for room in site.rooms:
            if room.level != level or room.type not in blind:
                continue
            if shapely.intersection(field, shapes[room.id]).area > SEEN_M2_MAX:
                problem = f"{camera.id}'s field reaches into {room.id}, a {room.type} room"
                place = places.place("Camera", camera.id)
                yield _line(place, problem, "turn or mask the camera (P-05)")


def _blind_corners(site: Site, places: Places) -> Iterator[str]:
    """Yield rooms that replace a guard while locked, and of which no camera sees a part (I3, I4).

    Rooms of whose cameras no field is drawn are left out: nobody knows what those see.
    """
    watched = {kind.id for kind in site.room_types if kind.observed_when_locked}
    shapes, levels = room_shapes(site), {room.id: room.level for room in site.rooms}
    fields = [camera for camera in site.cameras if camera.field and camera.room in levels]
    for room in site.rooms:
        seen = [
            shapely.Polygon(camera.field) for camera in fields if levels[camera.room] == room.level
        ]
        if room.type not in watched or room.id not in {camera.room for camera in fields}:
            continue
        whole = shapes[room.id]
        blind_m2 = whole.area - shapely.intersection(shapely.union_all(seen), whole).area
        if blind_m2 > BLIND_SHARE_MAX * whole.area:
            problem = f"{blind_m2:.1f} m2 of {room.id} are in no camera's field"
            place = places.place("Room", room.id)
            yield _line(place, problem, "turn a camera or hang another: it is watched by camera")


def _line(place: Place, problem: str, remedy: str) -> str:
    return f"{place.file}: {place.key}: {problem}; {remedy}"
