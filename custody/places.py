"""What is remembered of places between ticks: tracks, leaps, company, separation, rooms, staff."""

from dataclasses import dataclass
from typing import Final, cast

import numpy as np

from custody.camera_columns import CameraColumns
from custody.columns import I8, I16, I32, I64, Mask
from custody.layout import NOWHERE, Layout
from custody.tables import NEVER, Table

TRACK: Final = 12
"""Places kept per device, half a second apart or more: six seconds of track."""
LEAPS: Final = 3
SEPARATIONS: Final = ("SEP-02", "SEP-03", "SEP-04", "SEP-05", "SEP-08")
"""Rules of separation between two people, columns of ``StayPlaces.apart``."""
COMPANY_RULES: Final = ("PAIR-03", "PAIR-11", "PAIR-12", "PAIR-13", "PROC-09")
"""Rules of whom somebody is with, columns of ``StayPlaces.company``."""
ROOM_RULES: Final = ("POS-05", "POS-10", "POS-11", "SEP-01")
"""Rules of rooms, columns of ``RoomPlaces.level``."""


@dataclass(frozen=True, slots=True, eq=False)
class Relations:
    """By slot; groups are numbered from 0, -1 is none."""

    group: I32
    tasked: Mask
    """[slot, staff]: has a task with this person."""
    of_case: Mask
    """Whose case and its lead are known: only there can an officer be a stranger (PAIR-13)."""
    police_only: Mask
    """Whose regime lets only police officers guard them (CQ 26, 29)."""
    conflicts: tuple[tuple[int, int], ...]
    """Pairs of slots to be kept apart (SEP-05)."""
    isolated: Mask
    """Who is kept apart from everybody (infectious)."""
    same_lawyer: Mask
    """Whose lawyer is recorded for a co-detainee too (SEP-09)."""
    witnesses: I32
    """Device rows of the badges of victims and witnesses."""


class DevicePlaces(Table):
    """Track and leaps of each device."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.track_t_ns: I64 = np.full((size, TRACK), NEVER)
        self.track_x_mm: I32 = np.zeros((size, TRACK), np.int32)
        self.track_y_mm: I32 = np.zeros((size, TRACK), np.int32)
        self.track_at: I8 = np.zeros(size, np.int8)
        """Where the newest place of the track stands."""
        self.sent_ns: I64 = np.full(size, NEVER)
        """When the newest place of the track was sent, by our clock."""
        self.room_seen: I16 = np.full(size, NOWHERE, np.int16)
        self.room_since_t_ns: I64 = np.full(size, NEVER)
        """Since when in the room believed now."""
        self.odd_seen: I64 = np.zeros(size, np.int64)
        self.leap_t_ns: I64 = np.full((size, LEAPS), NEVER)
        """The last leaps, newest first."""
        self.rush_t_ns: I64 = np.full(size, NEVER)
        """When last seen close to an exit and going for it."""
        self.speed_mmps: I32 = np.zeros(size, np.int32)
        self.twin_t_ns: I64 = np.full(size, NEVER)
        """When two senders under one device id were last heard side by side."""
        self.carried_t_ns: I64 = np.full(size, NEVER)
        """Since when a band that nobody wears has been carried about."""
        self.witness: I8 = np.zeros(size, np.int8)
        """Badges of witnesses that are together (SEP-07)."""


class StayPlaces(Table):
    """What the last look at everybody's company found."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.apart: I8 = np.zeros((size, len(SEPARATIONS)), np.int8)
        self.other: I32 = np.full((size, len(SEPARATIONS)), -1, np.int32)
        """With whom: the other's slot, or the device row of a visitor's badge."""
        self.since_t_ns: I64 = np.full((size, len(SEPARATIONS)), NEVER)
        """Since when together, for the rules that are also broken by a refused placement ..."""
        self.long: I8 = np.zeros((size, len(SEPARATIONS)), np.int8)
        """... and whether that is longer than the rule lets pass."""
        self.company: I8 = np.zeros((size, len(COMPANY_RULES)), np.int8)
        self.near: Mask = np.zeros(size, np.bool_)
        """Who had staff near, in another room or none, when that was looked at last."""
        self.fence_level: I8 = np.zeros(size, np.int8)
        self.fence: I16 = np.full(size, NOWHERE, np.int16)
        """Which fence is broken worst, and how badly (POS-16)."""
        self.escorts: I16 = np.zeros(size, np.int16)


class RoomPlaces(Table):
    """What the last look at rooms found."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.level: I8 = np.zeros((size, len(ROOM_RULES)), np.int8)
        self.people: I16 = np.zeros(size, np.int16)


class StaffPlaces(Table):
    """Signs of each member of staff."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.active_t_ns: I64 = np.full(size, NEVER)
        """When somebody moved, swiped, pressed or asked for something."""
        self.fence_level: I8 = np.zeros(size, np.int8)
        self.fence: I16 = np.full(size, NOWHERE, np.int16)
        """Which fence is broken worst, and how badly (POS-17)."""


class PlaceState:
    """All of it, with the instant of the next look."""

    def __init__(self, layout: Layout) -> None:
        self.devices = DevicePlaces(max(1, layout.count("device")))
        self.stays = StayPlaces(layout.stays_max)
        self.rooms = RoomPlaces(layout.count("room"))
        self.staff = StaffPlaces(layout.count("staff"))
        self.look_t_ns = int(NEVER)
        """The next look at company and rooms."""
        self.follow_t_ns = int(NEVER)
        """The next look at tracks, and the last."""
        self.followed_t_ns = int(NEVER)
        self.near_t_ns = int(NEVER)
        """The next look at who is near staff."""
        self.rush_t_ns = int(NEVER)
        """When anybody was last seen going for an exit."""
        self.cameras = CameraColumns(layout)
        """Made from the notes of what cameras counted; not saved."""
        self.relations: Relations | None = None
        """Made from the records when asked for, thrown away when one changed; not saved."""

    def tables(self) -> tuple[tuple[str, Table], ...]:
        """Return the tables with their kinds."""
        return (
            ("device", self.devices),
            ("stay", self.stays),
            ("room", self.rooms),
            ("staff", self.staff),
        )

    def take_over(self, old: "PlaceState", before: Layout, after: Layout) -> None:
        """Copy what was remembered under another layout; rooms are looked up by name."""
        for (kind, table), (_, was) in zip(self.tables(), old.tables(), strict=True):
            kept = before.kept_rows(kind, after)
            if len(kept) == 0:
                continue
            table.take_over(was, np.resize(kept, table.size))
        known = {name: row for row, name in enumerate(after.rooms.ids)}
        moved = np.array([*(known.get(name, NOWHERE) for name in before.rooms.ids), NOWHERE])
        self.devices.room_seen[:] = moved[self.devices.room_seen]
        self.follow_t_ns, self.followed_t_ns = old.follow_t_ns, old.followed_t_ns
        self.rush_t_ns = old.rush_t_ns

    def export(self) -> dict[str, object]:
        """Return everything for the snapshot."""
        instants = {name: getattr(self, name) for name in _INSTANTS}
        return {kind: table.export() for kind, table in self.tables()} | instants

    def load(self, saved: object) -> None:
        """Take back what ``export`` gave."""
        assert isinstance(saved, dict), "places are saved by name"
        for kind, table in self.tables():
            table.load(saved[kind])
        for name in _INSTANTS:
            setattr(self, name, cast("int", saved[name]))
        self.relations = None


_INSTANTS: Final = ("look_t_ns", "follow_t_ns", "followed_t_ns", "near_t_ns", "rush_t_ns")
