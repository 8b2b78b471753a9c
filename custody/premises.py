"""What the rules of places know of a site: kinds of rooms, doors between them, posts, staff."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np

from custody.columns import I8, I16, I32, I64, Mask, where, within
from custody.matrix import permission_of

DOORS_MAX: Final = 4
"""Doors between the same two rooms that are looked at."""
FAR_MM: Final = 2**40
"""There is no way."""


def _none16() -> I16:
    return np.zeros(0, np.int16)


@dataclass(frozen=True, slots=True, eq=False)
class Posts:
    """Guard posts that must be held while what they guard is occupied (POS-11)."""

    ids: tuple[str, ...] = ()
    room: I16 = field(default_factory=_none16)
    level: I16 = field(default_factory=_none16)


@dataclass(frozen=True, slots=True, eq=False)
class Crew:
    """Staff in the order of the registry, by what rules ask of them."""

    police: Mask = field(default_factory=lambda: np.zeros(0, np.bool_))
    """Police officers by role and rank; an auxiliary is none (CQ 29)."""
    female: Mask = field(default_factory=lambda: np.zeros(0, np.bool_))
    doctor: Mask = field(default_factory=lambda: np.zeros(0, np.bool_))
    investigator: Mask = field(default_factory=lambda: np.zeros(0, np.bool_))


@dataclass(frozen=True, slots=True, eq=False)
class Premises:
    """Rooms, doors and posts as arrays; every array by room has a last entry for no room."""

    types: tuple[str, ...] = ()
    """Each type of room once, in the order of the plan's first room of it."""
    kind: I16 = field(default_factory=lambda: np.zeros(1, np.int16))
    """Type of each room as its place in ``types``; no room is ``len(types)``."""
    capacity: I16 = field(default_factory=_none16)
    room_level: I16 = field(default_factory=_none16)
    permission: I8 = field(default_factory=lambda: permission_of(()))
    near_exit: Mask = field(default_factory=lambda: np.zeros(1, np.bool_))
    """Rooms with a door that leads out."""
    door_line: I64 = field(default_factory=lambda: np.zeros((0, 4), np.int64))
    """Ends of each door in mm: x, y, x, y."""
    exit_rows: I32 = field(default_factory=lambda: np.zeros(0, np.int32))
    exit_level: I16 = field(default_factory=_none16)
    between: I16 = field(default_factory=lambda: np.full((1, 1, DOORS_MAX), -1, np.int16))
    """Doors between two rooms, -1 for none; a lift or stairs count as ``joined``."""
    joined: Mask = field(default_factory=lambda: np.zeros((1, 1), np.bool_))
    wall: I64 = field(default_factory=lambda: np.zeros((0, 4), np.int64))
    """Ends of every edge of a room in mm: x, y, x, y; a door stands in one of them."""
    wall_level: I16 = field(default_factory=_none16)
    door_level: I16 = field(default_factory=_none16)
    fence_ids: tuple[str, ...] = ()
    posts: Posts = field(default_factory=Posts)
    crew: Crew = field(default_factory=Crew)

    @lru_cache(maxsize=256)  # noqa: B019  # A layout lives as long as the process, or nearly so.
    def of_types(self, *names: str) -> Mask:
        """Return, by room and no room, whether its type is one of these."""
        chosen = np.array([*(kind in names for kind in self.types), False], dtype=np.bool_)
        result: Mask = chosen[self.kind]
        result.setflags(write=False)
        return result

    @lru_cache(maxsize=8)  # noqa: B019  # A layout lives as long as the process, or nearly so.
    def exit_boxes(self, wide_mm: int) -> I64:
        """Return the box of each way out, widened: rows of west, south, east, north in mm."""
        x0, y0, x1, y1 = self.door_line[self.exit_rows].T
        result = np.array(
            (
                np.minimum(x0, x1) - wide_mm,
                np.minimum(y0, y1) - wide_mm,
                np.maximum(x0, x1) + wide_mm,
                np.maximum(y0, y1) + wide_mm,
            )
        )
        result.setflags(write=False)
        return result

    def door_middle(self, door: int) -> tuple[float, float]:
        """Return the middle of a door in mm."""
        x0, y0, x1, y1 = self.door_line[door].tolist()
        return (x0 + x1) / 2, (y0 + y1) / 2

    def walk_mm(self, rooms: tuple[I16, I16], start: I64, end: I64) -> I64:
        """Return how far it is from start to end (x, y): straight in a room, else by a door.

        Two rooms without a door between them have no way: whoever stands behind a wall is not
        near, however small the number.
        """
        gone = end - start
        square = gone[:, 0] * gone[:, 0] + gone[:, 1] * gone[:, 1]
        result: I64 = np.rint(np.sqrt(square.astype(np.float64))).astype(np.int64)
        other = where(rooms[0] != rooms[1])
        if len(other) == 0:
            return result
        doors = self.between[rooms[0][other], rooms[1][other]]
        best = np.full(len(other), FAR_MM)
        for column in range(DOORS_MAX):
            at = where(doors[:, column] >= 0)
            if len(at) == 0:
                break
            line = self.door_line[doors[at, column]]
            best[at] = np.minimum(best[at], _through(start[other[at]], end[other[at]], line))
        result[other] = best
        return result


def _through(start: I64, end: I64, line: I64) -> I64:
    """Return the length of each way through its door, by the nearest point of the opening.

    Where both fixes lie on one side of the wall, one of them is mirrored for the crossing.
    """
    x0, y0, x1, y1 = line.T.astype(np.float64)
    leaf_x, leaf_y = x1 - x0, y1 - y0
    a_x, a_y, b_x, b_y = start[:, 0] - x0, start[:, 1] - y0, end[:, 0] - x0, end[:, 1] - y0
    square = np.maximum(leaf_x * leaf_x + leaf_y * leaf_y, 1.0)
    side_a = (leaf_x * a_y - leaf_y * a_x) / square
    side_b = (leaf_x * b_y - leaf_y * b_x) / square
    along_a, along_b = (
        (a_x * leaf_x + a_y * leaf_y) / square,
        (b_x * leaf_x + b_y * leaf_y) / square,
    )
    far_a, far_b = np.abs(side_a), np.abs(side_b)
    both = np.maximum(far_a + far_b, 1e-9)
    at = within((along_a * far_b + along_b * far_a) / both, 0.0, 1.0)
    x, y = at * leaf_x, at * leaf_y
    legs = np.sqrt((a_x - x) ** 2 + (a_y - y) ** 2) + np.sqrt((b_x - x) ** 2 + (b_y - y) ** 2)
    length: I64 = np.rint(legs).astype(np.int64)
    return length
