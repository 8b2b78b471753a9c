"""Who is near a place: tags around a door or a line, by their last believed fixes."""

from typing import Final

import numpy as np

from custody.columns import I32, I64, Mask, where, within
from custody.layout import NOWHERE
from custody.tables import NEVER
from custody.world import World

FAR_MM: Final = 2**40


def distances_mm(world: World, rows: I32, *, x_mm: int, y_mm: int, level: int) -> I64:
    """Return how far tags are from a point, at least; what their accuracy allows is taken off.

    A tag on another level, or one that was never located, is far.
    """
    devices = world.devices
    dx = devices.x_mm[rows].astype(np.int64) - x_mm
    dy = devices.y_mm[rows].astype(np.int64) - y_mm
    # The square root of an integer below 2**53 is rounded the same way everywhere.
    apart = np.sqrt((dx * dx + dy * dy).astype(np.float64)).astype(np.int64)
    apart = np.maximum(apart - devices.accuracy_mm[rows], 0)
    known = (devices.fix_t_ns[rows] != NEVER) & (devices.level[rows] == level)
    result: I64 = np.where(known, apart, FAR_MM)
    return result


def fresh(world: World, rows: I32, *, t_ns: int, fresh_ns: int) -> Mask:
    """Return which tags were located lately."""
    result: Mask = t_ns - world.devices.fix_t_ns[rows] <= fresh_ns
    return result


def cards(world: World) -> I32:
    """Return the device rows of the active cards of staff."""
    carried = world.devices.card_of
    return where(carried >= 0).astype(np.int32)


def staff_near(world: World, door: int, *, t_ns: int, near_mm: int, fresh_ns: int) -> I32:
    """Return the staff rows whose card is near a door, or in a room beside it, in their order."""
    doors = world.layout.doors
    rows = cards(world)
    rows = rows[fresh(world, rows, t_ns=t_ns, fresh_ns=fresh_ns)]
    apart = distances_mm(
        world,
        rows,
        x_mm=int(doors.x_mm[door]),
        y_mm=int(doors.y_mm[door]),
        level=_level(world, door),
    )
    found = world.devices.card_of[rows[apart <= near_mm]]
    return np.sort(found)


def bands_near(world: World, door: int, *, t_ns: int, near_mm: int, fresh_ns: int) -> I64:
    """Return the slots of open stays whose band is near a door."""
    doors = world.layout.doors
    slots = where(world.worn_and_open())
    rows = world.stays.band[slots]
    apart = distances_mm(
        world,
        rows,
        x_mm=int(doors.x_mm[door]),
        y_mm=int(doors.y_mm[door]),
        level=_level(world, door),
    )
    lately = fresh(world, rows, t_ns=t_ns, fresh_ns=fresh_ns)
    return slots[lately & (apart <= near_mm)]


def line_distances_mm(world: World, line: int, rows: I32) -> I64:
    """Return how far tags are from a guarded line, at least; tags on another level are far."""
    points = world.layout.lines.points_mm[line]
    devices = world.devices
    x, y = devices.x_mm[rows].astype(np.float64), devices.y_mm[rows].astype(np.float64)
    best = np.full(len(rows), float(FAR_MM))
    for (ax, ay), (bx, by) in zip(points[:-1].tolist(), points[1:].tolist(), strict=True):
        dx, dy = bx - ax, by - ay
        square = float(dx * dx + dy * dy) or 1.0
        share = within(((x - ax) * dx + (y - ay) * dy) / square, 0.0, 1.0)
        gap_x, gap_y = x - ax - share * dx, y - ay - share * dy
        best = np.minimum(best, np.sqrt(gap_x * gap_x + gap_y * gap_y))
    known = devices.fix_t_ns[rows] != NEVER
    known &= devices.level[rows] == world.layout.lines.level[line]
    apart = np.maximum(best.astype(np.int64) - devices.accuracy_mm[rows], 0)
    result: I64 = np.where(known, apart, FAR_MM)
    return result


def rooms_of_door(world: World, door: int) -> tuple[int, ...]:
    """Return the rooms beside a door; outside is none."""
    return tuple(int(room) for room in world.layout.doors.rooms[door] if room != NOWHERE)


def _level(world: World, door: int) -> int:
    return int(world.layout.doors.level[door])
