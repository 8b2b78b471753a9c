"""plan-<level>.geojson: rooms, doors, zones, sensors, cameras and anchors of one level, in metres.

GeoJSON's shape with site coordinates (x east, y north) instead of longitude and latitude.
"""

from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta

from config.errors import ConfigError, Place
from zones.plan import (
    Anchor,
    Camera,
    ClockTime,
    Door,
    Key,
    PerimeterLine,
    Point,
    Ring,
    Room,
    Zone,
)

Metres = Annotated[float, Meta(ge=-10_000.0, le=10_000.0)]
Pair = tuple[Metres, Metres]
Triple = tuple[Metres, Metres, Metres]

RING_POINTS_MIN = 4


class Named(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="kind"
):
    """Properties that every feature has."""

    id: Key
    zh: str
    en: str


class RoomProperties(Named, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="room"):
    """A unit of the plan."""

    type: Key
    capacity: Annotated[int, Meta(ge=0, le=500)]


class ZoneProperties(Named, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="zone"):
    """A piece of a room."""

    room: Key
    zone: Literal["bed", "desk", "door_strip", "post"]


class DoorProperties(Named, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="door"):
    """A door in the common wall of two rooms."""

    rooms: tuple[Key, Key]
    door: Literal["inner", "cell", "exit", "sally"]
    device: Key | None = None
    readers: tuple[Key, ...] = ()


class PerimeterProperties(
    Named, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="perimeter"
):
    """A guarded line."""

    device: Key
    sensor_type: Literal["beam", "cable", "contact", "radar"]
    disarm_from: ClockTime | None = None
    disarm_until: ClockTime | None = None


class CameraProperties(Named, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="camera"):
    """A camera and the room it looks at."""

    device: Key
    room: Key
    field: tuple[Pair, ...] = ()


class AnchorProperties(Named, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="anchor"):
    """A positioning anchor; its point has x, y and height over the level's floor."""

    device: Key


class Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type"):
    """A geometry of RFC 7946."""


class PolygonShape(Shape, frozen=True, forbid_unknown_fields=True, tag="Polygon"):
    """An outer ring and its holes, each ring closed."""

    coordinates: Annotated[tuple[tuple[Pair, ...], ...], Meta(min_length=1)]


class LineShape(Shape, frozen=True, forbid_unknown_fields=True, tag="LineString"):
    """Two points or more."""

    coordinates: Annotated[tuple[Pair, ...], Meta(min_length=2)]


class PointShape(Shape, frozen=True, forbid_unknown_fields=True, tag="Point"):
    """x, y and for anchors the height."""

    coordinates: tuple[Metres, ...]


Properties = (
    RoomProperties
    | ZoneProperties
    | DoorProperties
    | PerimeterProperties
    | CameraProperties
    | AnchorProperties
)


class Feature(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One thing on the plan."""

    type: Literal["Feature"]
    properties: Properties
    geometry: PolygonShape | LineShape | PointShape


class PlanFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole file of one level."""

    type: Literal["FeatureCollection"]
    features: tuple[Feature, ...]


Thing = Room | Zone | Door | PerimeterLine | Camera | Anchor
S = TypeVar("S", bound=Shape)


def things(plan: PlanFile, *, level: str, file: str) -> list[tuple[Thing, Place]]:
    """Return every feature as a part of the plan, with the place it came from."""
    found: list[tuple[Thing, Place]] = []
    for index, feature in enumerate(plan.features):
        place = Place(file, f"features[{index}]")
        found.append((_thing(feature, level, place), place))
    return found


def _thing(feature: Feature, level: str, place: Place) -> Thing:
    named = feature.properties
    who = {"id": named.id, "zh": named.zh, "en": named.en}
    match named:
        case RoomProperties(type=kind, capacity=capacity):
            outer, *holes = _rings(feature, place)
            return Room(
                level=level, type=kind, capacity=capacity, outer=outer, holes=tuple(holes), **who
            )
        case ZoneProperties(room=room, zone=kind):
            return Zone(room=room, kind=kind, outer=_rings(feature, place)[0], **who)
        case DoorProperties():
            return _door(feature, named, level=level, place=place)
        case PerimeterProperties():
            return _line(feature, named, level=level, place=place)
        case CameraProperties(device=device, room=room):
            x_m, y_m = _point(feature, place, size=2)
            field = _open_ring(named.field) if named.field else ()
            return Camera(device=device, room=room, at=(x_m, y_m), field=field, **who)
        case AnchorProperties(device=device):
            x_m, y_m, z_m = _point(feature, place, size=3)
            return Anchor(device=device, level=level, at=(x_m, y_m, z_m), **who)


def _door(feature: Feature, named: DoorProperties, *, level: str, place: Place) -> Door:
    line = _expect(feature, LineShape, place).coordinates
    if len(line) != 2:  # noqa: PLR2004 - from post to post.
        key = place.at("geometry", "coordinates")
        raise ConfigError(key, f"{named.id}: a door has two points", "write its two posts")
    return Door(
        id=named.id,
        zh=named.zh,
        en=named.en,
        level=level,
        rooms=named.rooms,
        line=(_mm(line[0]), _mm(line[1])),
        kind=named.door,
        device=named.device,
        readers=named.readers,
    )


def _line(
    feature: Feature, named: PerimeterProperties, *, level: str, place: Place
) -> PerimeterLine:
    points = _expect(feature, LineShape, place).coordinates
    return PerimeterLine(
        id=named.id,
        zh=named.zh,
        en=named.en,
        level=level,
        device=named.device,
        sensor_type=named.sensor_type,
        line=tuple(_mm(point) for point in points),
        disarm_from=named.disarm_from,
        disarm_until=named.disarm_until,
    )


def _expect(feature: Feature, shape: type[S], place: Place) -> S:
    if isinstance(feature.geometry, shape):
        return feature.geometry
    wanted = {PolygonShape: "Polygon", LineShape: "LineString", PointShape: "Point"}[shape]
    key = place.at("geometry", "type")
    problem = f"{feature.properties.id}: the wrong geometry for this kind"
    raise ConfigError(key, problem, f"write a {wanted}")


def _rings(feature: Feature, place: Place) -> tuple[Ring, ...]:
    """Return the rings without the repeated last point, in whole millimetres."""
    shape = _expect(feature, PolygonShape, place)
    for index, ring in enumerate(shape.coordinates):
        key = Place(place.file, f"{place.key}.geometry.coordinates[{index}]")
        if len(ring) < RING_POINTS_MIN or ring[0] != ring[-1]:
            problem = f"{feature.properties.id}: the ring is not closed"
            raise ConfigError(key, problem, "repeat its first point at the end (RFC 7946)")
    return tuple(_open_ring(ring) for ring in shape.coordinates)


def _open_ring(ring: tuple[Pair, ...]) -> Ring:
    points = tuple(_mm(point) for point in ring)
    return points[:-1] if points[0] == points[-1] else points


def _point(feature: Feature, place: Place, *, size: int) -> tuple[float, ...]:
    found = _expect(feature, PointShape, place).coordinates
    if len(found) != size:
        key = place.at("geometry", "coordinates")
        problem = f"{feature.properties.id}: {len(found)} numbers instead of {size}"
        raise ConfigError(key, problem, "write x, y" + (", z" if size > 2 else ""))  # noqa: PLR2004
    return tuple(_m(value) for value in found)


def _m(value: float) -> float:
    # Adding zero turns -0.0 into 0.0: one value, one byte form.
    return round(value, 3) + 0.0


def _mm(point: Pair) -> Point:
    return (_m(point[0]), _m(point[1]))
