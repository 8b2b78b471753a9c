"""What stands where: the rows of a site that never change between two configurations."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from custody.columns import I8, I16, I32, I64, Mask
from custody.policy import Policy
from custody.premises import Premises
from custody.registry import Staff

KINDS: Final = (
    *("band", "card", "door", "reader", "perimeter", "camera", "anchor", "gateway"),
    *("recorder", "case_feed"),
)
"""Device kinds; a device's kind is its place in this tuple."""
TYPES_MAX: Final = 62
"""Room types a visitor's badge can tell apart: the bits of one integer."""
NOWHERE: Final = -1
"""Row of no room, no door, no device, no member of staff."""


def _with_nowhere(rooms: Mask) -> Mask:
    result = np.append(rooms, np.False_)
    result.setflags(write=False)
    return result


@dataclass(frozen=True, slots=True, eq=False)
class Rooms:
    """Rooms in the order of the plan, with the settings of their type."""

    ids: tuple[str, ...]
    custody: Mask
    observed: Mask
    withhold: Mask
    types: tuple[str, ...] = ()
    """Type of each room."""
    analytics: Mask = field(default_factory=lambda: np.zeros(0, np.bool_))
    """Where software may look at the camera's picture (P-05)."""
    bits: I64 = field(default_factory=lambda: np.zeros(1, np.int64))
    """Each room's type as a bit; the last entry is no room."""
    port: Mask = field(default_factory=lambda: np.zeros(1, np.bool_))
    """Sally ports (PER-08); the last entry is no room."""

    @lru_cache(maxsize=4)  # noqa: B019  # A layout lives as long as the process, or nearly so.
    def rows(self) -> dict[str, int]:
        """Return the row of each room by its id."""
        return {name: row for row, name in enumerate(self.ids)}

    @lru_cache(maxsize=4)  # noqa: B019  # A layout lives as long as the process, or nearly so.
    def inside(self) -> Mask:
        """Return which rooms are of the custody area; the last entry is NOWHERE, which is not."""
        return _with_nowhere(self.custody)

    @lru_cache(maxsize=4)  # noqa: B019  # A layout lives as long as the process, or nearly so.
    def secret(self) -> Mask:
        """Return which rooms withhold vital signs; the last entry is NOWHERE, which does not."""
        return _with_nowhere(self.withhold)

    @lru_cache(maxsize=4)  # noqa: B019  # A layout lives as long as the process, or nearly so.
    def cells(self) -> Mask:
        """Return which rooms stand in for a guard; the last entry is NOWHERE, which does not."""
        return _with_nowhere(self.observed)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the types there are, each once; a visitor's badge holds a bit for each."""
        return tuple(dict.fromkeys(self.types))

    @lru_cache(maxsize=256)  # noqa: B019  # A layout lives as long as the process, or nearly so.
    def of_types(self, *types: str) -> Mask:
        """Return which rooms are of these types; the last entry is NOWHERE, which is none."""
        result = np.array([*(kind in types for kind in self.types), False])
        result.setflags(write=False)
        return result


@dataclass(frozen=True, slots=True, eq=False)
class Doors:
    """Doors in the order of the plan; a side that is outside has room NOWHERE."""

    ids: tuple[str, ...]
    rooms: I16
    leads_out: Mask
    device: I32
    x_mm: I32 = field(default_factory=lambda: np.zeros(0, np.int32))
    y_mm: I32 = field(default_factory=lambda: np.zeros(0, np.int32))
    """Middle of the door, where its readers are taken to be."""
    level: I16 = field(default_factory=lambda: np.zeros(0, np.int16))

    cell: Mask = field(default_factory=lambda: np.zeros(0, np.bool_))
    sally: Mask = field(default_factory=lambda: np.zeros(0, np.bool_))

    @lru_cache(maxsize=64)  # noqa: B019  # A layout lives as long as the process, or nearly so.
    def has_door(self, rooms: int) -> Mask:
        """Return which of so many rooms have a door at all."""
        sides = self.rooms[self.rooms >= 0]
        result = np.bincount(sides, minlength=rooms) > 0
        result.setflags(write=False)
        return result


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Guarded lines in the order of the plan, with what explains a break and who else watches."""

    points_mm: tuple[I64, ...] = ()
    """Each line's points, a row each."""
    level: I16 = field(default_factory=lambda: np.zeros(0, np.int16))
    device: I32 = field(default_factory=lambda: np.zeros(0, np.int32))
    exits: tuple[tuple[int, ...], ...] = ()
    """Doors that lead out across the line."""
    mates: tuple[tuple[int, ...], ...] = ()
    """Other lines that guard one of the same exits."""
    cameras: tuple[tuple[int, ...], ...] = ()
    """Camera devices that look at one of the line's exits from inside."""
    free: tuple[tuple[int, int], ...] = ()
    """Local minutes of the day between which the line may be disarmed; equal means never."""


@dataclass(frozen=True, slots=True)
class MusterPlace:
    """Where people gather after an evacuation: a circle on a level."""

    id: str
    level: int
    x_mm: int
    y_mm: int
    radius_mm: int


@dataclass(frozen=True, slots=True, eq=False)
class Devices:
    """Devices in the order of the registry."""

    ids: tuple[str, ...]
    kind: I8
    heartbeat_ns: I64
    door: I32
    perimeter: I32
    place: I16
    """Room a fixed device stands in, NOWHERE for what moves or stands outside."""
    reader_door: I32
    """Door a reader belongs to, NOWHERE for everything else."""
    sender: I16
    """Who speaks for each device, as a number: devices behind one gateway share it."""

    @lru_cache(maxsize=64)  # noqa: B019  # A layout lives as long as the process, or nearly so.
    def of_kind(self, kind: str) -> Mask:
        """Return which devices are of a kind."""
        result = np.asarray(self.kind == KINDS.index(kind))
        result.setflags(write=False)
        return result

    @lru_cache(maxsize=4)  # noqa: B019  # A layout lives as long as the process, or nearly so.
    def speakers(self) -> Mask:
        """Return which devices speak for all of their sender: its gateways, else its first."""
        gateway = self.of_kind("gateway")
        _, first = np.unique(self.sender, return_index=True)
        result = gateway.copy()
        result[first] |= ~np.isin(self.sender[first], self.sender[gateway])
        result.setflags(write=False)
        return result

    @lru_cache(maxsize=4)  # noqa: B019  # A layout lives as long as the process, or nearly so.
    def fixed_beats(self) -> Mask:
        """Return which devices have a heartbeat and are neither worn nor carried."""
        result = (self.heartbeat_ns > 0) & ~self.of_kind("band") & ~self.of_kind("card")
        result.setflags(write=False)
        return result

    @lru_cache(maxsize=4)  # noqa: B019  # A layout lives as long as the process, or nearly so.
    def rows(self) -> dict[str, int]:
        """Return the row of each device by its id."""
        return {name: row for row, name in enumerate(self.ids)}


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
    premises: Premises = field(default_factory=Premises)
    """Rooms, doors and posts as the rules of places ask for them."""
    recorder_device: I32 = field(default_factory=lambda: np.zeros(0, np.int32))
    recorder_room: I16 = field(default_factory=lambda: np.zeros(0, np.int16))
    lines: Lines = field(default_factory=Lines)
    muster: tuple[MusterPlace, ...] = ()
    roll_calls: tuple[int, ...] = ()
    """Local minutes of the day at which everybody must be accounted for."""

    @lru_cache(maxsize=4)  # noqa: B019  # A layout lives as long as the process, or nearly so.
    def staff_rows(self) -> dict[str, int]:
        """Return the row of each member of staff by their id."""
        return {name: row for row, name in enumerate(self.staff_ids)}

    @lru_cache(maxsize=4)  # noqa: B019  # A layout lives as long as the process, or nearly so.
    def guarding(self) -> Mask:
        """Return which rooms may stand in for a guard: by type, with a door; NOWHERE does not."""
        return _with_nowhere(self.rooms.observed & self.doors.has_door(len(self.rooms.ids)))

    @lru_cache(maxsize=4)  # noqa: B019  # A layout lives as long as the process, or nearly so.
    def filmed(self) -> Mask:
        """Return which rooms have a camera; the last entry is NOWHERE, which has none."""
        result = np.zeros(len(self.rooms.ids) + 1, np.bool_)
        result[self.camera_room] = True
        result[NOWHERE] = False
        result.setflags(write=False)
        return result

    @lru_cache(maxsize=4)  # noqa: B019  # A layout lives as long as the process, or nearly so.
    def camera_rows(self) -> dict[str, int]:
        """Return the device row of each camera by its id."""
        return {self.devices.ids[row]: row for row in self.camera_device.tolist()}

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


def translated(
    rows: npt.NDArray[np.generic], old: tuple[str, ...], new: tuple[str, ...]
) -> npt.NDArray[np.int64]:
    """Return old row numbers as rows of the same names in ``new``, -1 where the name is gone."""
    known = {name: row for row, name in enumerate(new)}
    table = np.array([*(known.get(name, NOWHERE) for name in old), NOWHERE], dtype=np.int64)
    return table[rows.astype(np.int64)]
