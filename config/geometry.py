"""Is the plan a plan: rings valid, units without overlap, doors in walls, things inside rooms."""

from collections.abc import Iterator

import shapely

from config.errors import ConfigError
from config.places import Places
from custody.ids import OUTSIDE
from zones.plan import Door, Room, Site

OVERLAP_M2_MAX = 0.01
WALL_M_MAX = 0.05
EXIT_WATCH_M_MAX = 2.0
AREA_M2_MIN = 0.25

Shapes = dict[str, shapely.Polygon]


def room_shapes(site: Site) -> Shapes:
    """Return every room's polygon, in metres."""
    return {room.id: shapely.Polygon(room.outer, room.holes) for room in site.rooms}


def geometry_problems(site: Site, places: Places) -> Iterator[ConfigError]:
    """Yield what is wrong with the drawing; later checks need valid rings."""
    shapes = room_shapes(site)
    invalid = list(_invalid_rings(site, shapes, places))
    if invalid:
        yield from invalid
        return
    yield from _overlaps(site, shapes, places)
    yield from _doors(site, shapes, places)
    yield from _strays(site, shapes, places)


def _invalid_rings(site: Site, shapes: Shapes, places: Places) -> Iterator[ConfigError]:
    named: list[tuple[str, str, shapely.Polygon]] = [
        ("Room", room.id, shapes[room.id]) for room in site.rooms
    ]
    named += [("Zone", zone.id, shapely.Polygon(zone.outer)) for zone in site.zones]
    for kind, name, shape in named:
        place = places.place(kind, name).at("geometry", "coordinates")
        if not shape.is_valid:
            why = shapely.is_valid_reason(shape)
            yield ConfigError(place, f"{name}: the ring is invalid ({why})", "redraw the ring")
        elif kind == "Room" and shape.area < AREA_M2_MIN:
            problem = f"{name}: the room has only {shape.area:.2f} m2"
            yield ConfigError(place, problem, "draw it in metres, not in another unit")


def _overlaps(site: Site, shapes: Shapes, places: Places) -> Iterator[ConfigError]:
    for level in site.levels:
        rooms = [room for room in site.rooms if room.level == level.id]
        tree = shapely.STRtree([shapes[room.id] for room in rooms])
        first, second = tree.query([shapes[room.id] for room in rooms], predicate="intersects")
        for a, b in sorted(zip(first.tolist(), second.tolist(), strict=True)):
            if a < b:
                yield from _overlap(rooms[a], rooms[b], shapes, places)


def _overlap(a: Room, b: Room, shapes: Shapes, places: Places) -> Iterator[ConfigError]:
    area_m2 = shapes[a.id].intersection(shapes[b.id]).area
    if area_m2 > OVERLAP_M2_MAX:
        place = places.place("Room", b.id).at("geometry", "coordinates")
        problem = f"{b.id} overlaps {a.id} on level {b.level} by {area_m2:.2f} m2"
        yield ConfigError(place, problem, "move their common wall so that units tile")


def _doors(site: Site, shapes: Shapes, places: Places) -> Iterator[ConfigError]:
    facades = {
        level.id: shapely.union_all(
            [shapes[room.id] for room in site.rooms if room.level == level.id]
        ).boundary
        for level in site.levels
    }
    for door in site.doors:
        for room in door.rooms:
            wall = facades[door.level] if room == OUTSIDE else None
            wall = shapes[room].boundary if room in shapes else wall
            if wall is not None:
                yield from _off_wall(door, room, wall, places)


def _off_wall(
    door: Door, room: str, wall: shapely.geometry.base.BaseGeometry, places: Places
) -> Iterator[ConfigError]:
    off_m = max(shapely.Point(post).distance(wall) for post in door.line)
    if off_m > WALL_M_MAX:
        place = places.place("Door", door.id).at("geometry", "coordinates")
        whose = "the outer wall" if room == OUTSIDE else f"the wall of {room}"
        problem = f"{door.id} stands {off_m:.2f} m off {whose}"
        yield ConfigError(place, problem, "put both posts on the common wall, within 5 cm")


def _strays(site: Site, shapes: Shapes, places: Places) -> Iterator[ConfigError]:
    """Yield zones and cameras that are not in the room they name."""
    for zone in site.zones:
        room = shapes.get(zone.room)
        if room is not None and not room.buffer(WALL_M_MAX).covers(shapely.Polygon(zone.outer)):
            place = places.place("Zone", zone.id).at("geometry", "coordinates")
            yield ConfigError(place, f"{zone.id} is not inside {zone.room}", "draw it inside")
    for camera in site.cameras:
        room = shapes.get(camera.room)
        if room is not None and room.distance(shapely.Point(camera.at)) > WALL_M_MAX:
            place = places.place("Camera", camera.id).at("geometry", "coordinates")
            yield ConfigError(place, f"{camera.id} is not in {camera.room}", "move it inside")


def unwatched_exits(site: Site) -> list[Door]:
    """Return exits of the custody area that no perimeter line passes within 2 m."""
    custody = {kind.id for kind in site.room_types if kind.custody_area}
    inside = {room.id for room in site.rooms if room.type in custody}
    lines = [(line.level, shapely.LineString(line.line)) for line in site.perimeter]
    return [
        door
        for door in site.doors
        if OUTSIDE in door.rooms
        and any(room in inside for room in door.rooms)
        and not any(
            level == door.level and line.distance(shapely.LineString(door.line)) <= EXIT_WATCH_M_MAX
            for level, line in lines
        )
    ]
