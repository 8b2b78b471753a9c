"""What stands where: the rows of a site that never change between two configurations."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from custody.columns import I8, I16, I32, I64, Mask
from custody.policy import Policy
from custody.registry import Staff

KINDS: Final = (
    *("band", "card", "door", "reader", "perimeter", "camera", "anchor", "gateway"),
    *("recorder", "case_feed"),
)
"""Device kinds; a device's kind is its place in this tuple."""
NOWHERE: Final = -1
"""Row of no room, no door, no device, no member of staff."""


@dataclass(frozen=True, slots=True, eq=False)
class Rooms:
    """Rooms in the order of the plan, with the settings of their type."""

    ids: tuple[str, ...]
    custody: Mask
    observed: Mask
    withhold: Mask
    types: tuple[str, ...] = ()
    """Type of each room."""


@dataclass(frozen=True, slots=True, eq=False)
class Doors:
    """Doors in the order of the plan; a side that is outside has room NOWHERE."""

    ids: tuple[str, ...]
    rooms: I16
    leads_out: Mask
    device: I32
    x_mm: I32
    y_mm: I32
    """The middle of the door."""
    level: I16
    readers: tuple[tuple[str, ...], ...] = ()
    """Devices at which cards are held up to each door."""


@dataclass(frozen=True, slots=True, eq=False)
class Devices:
    """Devices in the order of the registry; ``holder`` is the staff row whose card it is."""

    ids: tuple[str, ...]
    kind: I8
    heartbeat_ns: I64
    holder: I32
    door: I32
    perimeter: I32
    place: I16
    """Room a fixed device stands in, NOWHERE for what moves or stands outside."""

    def of_kind(self, kind: str) -> Mask:
        """Return which devices are of a kind."""
        return np.asarray(self.kind == KINDS.index(kind))


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """All rows of one configuration."""

    site: str
    rooms: Rooms
    doors: Doors
    devices: Devices
    staff_ids: tuple[str, ...]
    staff_card: I32
    perimeter_ids: tuple[str, ...]
    camera_device: I32
    camera_room: I16
    level_ids: tuple[str, ...]
    policies: tuple[Policy, ...]
    stays_max: int
    staff: tuple[Staff, ...] = ()
    """Staff in the order of the registry, as ``staff_ids``."""
    timezone: str = "UTC"
    recorder_device: I32 = field(default_factory=lambda: np.zeros(0, np.int32))
    recorder_room: I16 = field(default_factory=lambda: np.zeros(0, np.int16))

    def kept_rows(self, kind: str, new: "Layout") -> I64:
        """Return, for each row of ``new``, the row it had here (-1: it is new)."""
        if kind == "stay":
            rows = np.arange(new.stays_max)
            return np.where(rows < self.stays_max, rows, NOWHERE)
        known = {name: row for row, name in enumerate(self.ids(kind))}
        return np.array([known.get(name, NOWHERE) for name in new.ids(kind)], dtype=np.int64)

    def ids(self, kind: str) -> tuple[str, ...]:
        """Return the names of all rows of a kind of thing."""
        match kind:
            case "device":
                return self.devices.ids
            case "door":
                return self.doors.ids
            case "room":
                return self.rooms.ids
            case "staff":
                return self.staff_ids
            case "perimeter":
                return self.perimeter_ids
            case "site":
                return (self.site,)
            case _:
                raise KeyError(kind)

    def count(self, kind: str) -> int:
        """Return how many rows a kind of thing has."""
        return self.stays_max if kind == "stay" else len(self.ids(kind))
