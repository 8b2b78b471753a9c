"""The adopted configuration as the console looks things up in it, and the map it draws."""

from typing import Final

import msgspec

from alerts.configuration import Configuration, from_canonical
from console.view_types import Place
from custody.ids import OUTSIDE
from custody.registry import Role, Staff
from zones.plan import (
    Camera,
    Door,
    Fence,
    Level,
    PerimeterLine,
    Point,
    Ring,
    Room,
    RoomType,
    Zone,
)

ROLE_MARKS: Final[dict[Role, str]] = {
    "guard": "G",
    "control_room": "CR",
    "custody_officer": "CO",
    "duty_inspector": "DI",
    "investigator": "IN",
    "medical": "MD",
    "legal_review": "LR",
    "supervision": "SU",
    "prosecutor": "PR",
    "property_keeper": "PK",
    "technician": "TE",
}
_OUTSIDE: Final = Place(OUTSIDE, "办案区外", "Outside")


class StaffMark(msgspec.Struct, frozen=True):
    """A member of staff as drawn on the map: initials of the role, names for the sign-in."""

    id: str
    role: str
    zh: str
    en: str
    label: str


class FenceMark(msgspec.Struct, frozen=True):
    """A fence as drawn on the map: its shape and what it is for; when it holds is the engine's."""

    id: str
    zh: str
    en: str
    purpose: str
    level: str
    """Empty: on every level."""
    outer: Ring
    holes: tuple[Ring, ...]
    centre: Point | None
    radius_m: float


class SiteView(msgspec.Struct, frozen=True, kw_only=True):
    """The plan, as the map needs it; devices and thresholds stay inside."""

    id: str
    zh: str
    en: str
    timezone: str
    config_sha256: str
    levels: tuple[Level, ...]
    room_types: tuple[RoomType, ...]
    rooms: tuple[Room, ...]
    zones: tuple[Zone, ...]
    doors: tuple[Door, ...]
    perimeter: tuple[PerimeterLine, ...]
    cameras: tuple[Camera, ...]
    fences: tuple[FenceMark, ...]
    staff: tuple[StaffMark, ...]


class Catalogue:
    """Rooms, staff and thresholds by id; empty until a configuration was adopted."""

    def __init__(self, sha256: str = "", configuration: Configuration | None = None) -> None:
        self.sha256 = sha256
        self.configuration = configuration
        rooms = configuration.site.rooms if configuration else ()
        self._places = {room.id: Place(room.id, room.zh, room.en) for room in rooms}
        self._staff: dict[str, Staff] = (
            {member.id: member for member in configuration.staff} if configuration else {}
        )

    def place(self, room: str) -> Place | None:
        """Return a room with its names; an unknown id stands for itself, "" is nowhere."""
        if not room:
            return None
        if room == OUTSIDE:
            return _OUTSIDE
        return self._places.get(room, Place(room, room, room))

    def staff(self, staff: str) -> Staff | None:
        """Return a member of staff, None when the configuration has none of that id."""
        return self._staff.get(staff)

    def threshold(self, rule: str, key: str) -> float | None:
        """Return a threshold in force."""
        if self.configuration is None:
            return None
        return self.configuration.thresholds.get(rule, {}).get(key)

    def site_view(self) -> SiteView | None:
        """Return the map, None until a configuration was adopted."""
        if self.configuration is None:
            return None
        site = self.configuration.site
        return SiteView(
            id=site.id,
            zh=site.zh,
            en=site.en,
            timezone=site.timezone,
            config_sha256=self.sha256,
            levels=site.levels,
            room_types=site.room_types,
            rooms=site.rooms,
            zones=site.zones,
            doors=site.doors,
            perimeter=site.perimeter,
            cameras=site.cameras,
            fences=tuple(_fence(fence) for fence in site.fences),
            staff=tuple(_mark(member) for member in self.configuration.staff),
        )


def catalogue_of(sha256: str, canonical: str) -> Catalogue:
    """Return the catalogue of an adopted configuration."""
    return Catalogue(sha256, from_canonical(canonical.encode()))


def _fence(fence: Fence) -> FenceMark:
    return FenceMark(
        id=fence.id,
        zh=fence.zh,
        en=fence.en,
        purpose=fence.purpose,
        level=fence.level or "",
        outer=fence.outer,
        holes=fence.holes,
        centre=fence.centre,
        radius_m=fence.radius_m,
    )


def _mark(member: Staff) -> StaffMark:
    return StaffMark(member.id, member.role, member.zh, member.en, ROLE_MARKS[member.role])
