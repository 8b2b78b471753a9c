"""The plan of a site: levels, rooms, zones, doors, perimeter, in site metres. Data only."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Point = tuple[float, float]
Ring = tuple[Point, ...]
Key = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9._-]*$")]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A piece of the plan, with its names on screen."""

    id: Key
    zh: str
    en: str


class Level(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A storey; ``floor_m`` is its height over the site's zero."""

    floor_m: float
    height_m: float


class RoomType(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a kind of room is for. Camera, recording and analytics are three separate settings."""

    camera: bool
    recording: bool
    analytics: bool
    custody_area: bool
    """Inside the case-handling zone: a detainee may be here at all."""
    observed_when_locked: bool = False
    """A locked door and a live camera stand in for a guard (holding and sobering rooms)."""
    withhold_vitals: bool = False
    """Interview rooms: no vitals in any stream, answer or notice (P-15)."""
    silent: bool = False
    """Lawyer rooms: presence only, no sound, no analytics (CPL 39, PCC 55)."""


class Room(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A unit of the plan; units of one level tile and never overlap."""

    type: Key
    level: Key
    outer: Ring
    holes: tuple[Ring, ...] = ()
    capacity: Annotated[int, Meta(ge=0, le=500)] = 0


class Zone(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A named piece of a room (bed, desk, door strip); zones may overlap."""

    room: Key
    kind: Literal["bed", "desk", "door_strip", "post"]
    outer: Ring


class Door(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A door between two rooms (or a room and ``outside``); its line lies on their common wall."""

    level: Key
    rooms: tuple[Key, Key]
    line: tuple[Point, Point]
    kind: Literal["inner", "cell", "exit", "sally"]
    device: Key | None = None
    readers: tuple[Key, ...] = ()


class Connector(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Stairs or a lift: one connector listed with its room on each level."""

    kind: Literal["stairs", "lift"]
    rooms: tuple[Key, ...]


ClockTime = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class PerimeterLine(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A guarded line; ``device`` is the sensor that watches it.

    It may be disarmed every day from ``disarm_from`` to ``disarm_until``, local time; without
    the two it may never be (PER-09).
    """

    device: Key
    level: Key
    sensor_type: Literal["beam", "cable", "contact", "radar"]
    line: tuple[Point, ...]
    disarm_from: ClockTime | None = None
    disarm_until: ClockTime | None = None


class Camera(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A camera and the room it looks at; ``field`` is drawn on selection only."""

    device: Key
    room: Key
    at: Point
    field: Ring = ()


class Anchor(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A positioning anchor, in site metres."""

    device: Key
    level: Key
    at: tuple[float, float, float]


class MusterPoint(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where people gather after an evacuation (POS-15)."""

    level: Key
    at: Point
    radius_m: Annotated[float, Meta(gt=0.0, le=100.0)]


class Fence(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An area with a rule of its own: nobody in, nobody out, or only watched (POS-16).

    Either ``outer`` (with ``holes``) or ``centre`` and ``radius_m``. Everything about doubt and
    patience is said in docs/positions.md.
    """

    purpose: Literal["keep_out", "keep_in", "watch"]
    severity: Literal[1, 2, 3] = 2
    level: Key | None = None
    """None: on every level."""
    outer: Ring = ()
    holes: tuple[Ring, ...] = ()
    centre: Point | None = None
    radius_m: Annotated[float, Meta(ge=0.0, le=1000.0)] = 0.0
    low_m: float | None = None
    high_m: float | None = None
    """Heights over the site's zero between which it holds, where a fix knows its height."""
    who: Literal["detainee", "minor", "adult", "staff"] = "detainee"
    """For whom it holds; one for staff on duty is POS-17."""
    stages: tuple[str, ...] = ()
    """Stages in which it holds; none named: all."""
    from_: ClockTime | None = msgspec.field(name="from", default=None)
    until: ClockTime | None = None
    """Local hours in which it holds; they may pass midnight."""
    sure_share: Annotated[float, Meta(ge=0.5, lt=1.0)] = 0.9
    exit_tolerance_m: Annotated[float, Meta(ge=0.0, le=100.0)] = 0.0
    tolerance_timeout_s: Annotated[float, Meta(ge=0.0, le=3600.0)] = 3.0
    exit_delay_s: Annotated[float, Meta(ge=0.0, le=3600.0)] = 0.3
    dwell_s: Annotated[float, Meta(ge=0.0, le=86_400.0)] = 0.0
    """A stay so long is an event; a fence that keeps out lets one pass until then."""
    lost_s: Annotated[float, Meta(gt=0.0, le=3600.0)] = 10.0


class ControlPoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A place that is known in site metres and on the earth (WGS84), surveyed once."""

    id: Key
    at: Point
    latitude: Annotated[float, Meta(ge=-85.0, le=85.0)]
    longitude: Annotated[float, Meta(ge=-180.0, le=180.0)]


class Site(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole plan of one centre."""

    timezone: str
    levels: tuple[Level, ...]
    room_types: tuple[RoomType, ...]
    rooms: tuple[Room, ...]
    zones: tuple[Zone, ...] = ()
    doors: tuple[Door, ...] = ()
    connectors: tuple[Connector, ...] = ()
    perimeter: tuple[PerimeterLine, ...] = ()
    cameras: tuple[Camera, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    muster: tuple[MusterPoint, ...] = ()
    roll_calls: tuple[ClockTime, ...] = ()
    """Local times at which everybody must be accounted for by name (POS-18)."""
    fences: tuple[Fence, ...] = ()
    control_points: tuple[ControlPoint, ...] = ()
    """None: the site is not fixed on the earth; else two or more."""
