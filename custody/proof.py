"""Proof that somebody was there in person (rulebook 5.1): the officer's badge, or door and reader.

A check counts when the officer's badge has been in the cell, or within two metres of its door, for
ten seconds before the entry. Where the badge is not located, the cell's door or its reader speaks.
"""

from typing import Final, Literal

import msgspec
import numpy as np

from custody.columns import I16, I32, I64, Mask, where
from custody.people import CardSeen
from custody.tables import NEVER, TRAIL_SAMPLES, TrailTable
from custody.world import World

SAMPLE_NS: Final = 1_000_000_000
"""A badge's place is noted once a second: enough to see ten seconds, and nearly free."""
FRESH_NS: Final = 10_000_000_000
"""A badge that was not located for longer has no place."""
Presence = Literal["proven", "short", "elsewhere", "unknown"]


class Nearness(msgspec.Struct, frozen=True, kw_only=True):
    """What the site asks of a proof."""

    near_mm: int
    dwell_ns: int
    door_ns: int
    """How old a door's opening or a swipe at its reader may be."""


NOTHING_PROVES: Final = Nearness(near_mm=0, dwell_ns=2**62, door_ns=-1)


def sample(world: World, t_ns: int) -> None:
    """Note where every badge is, once a second."""
    trail = world.trail
    if t_ns - int(trail.taken_t_ns[0, -1]) < SAMPLE_NS:
        return
    cards = world.cards()
    known, devices = where(cards >= 0), world.devices
    for column in (trail.taken_t_ns, trail.fix_t_ns, trail.x_mm, trail.y_mm):
        column[:, :-1] = column[:, 1:]
    for place in (trail.level, trail.room):
        place[:, :-1] = place[:, 1:]
    trail.taken_t_ns[:, -1] = t_ns
    rows = cards[known]
    trail.fix_t_ns[known, -1] = devices.fix_t_ns[rows]
    trail.x_mm[known, -1], trail.y_mm[known, -1] = devices.x_mm[rows], devices.y_mm[rows]
    trail.level[known, -1], trail.room[known, -1] = devices.level[rows], devices.room[rows]


def presence(world: World, staff: str, cell: str, *, t_ns: int, asked: Nearness) -> Presence:
    """Return whether a member of staff is, and has been long enough, at a cell."""
    layout = world.layout
    if cell not in layout.rooms.ids or staff not in layout.staff_ids:
        return "unknown"
    room, row = layout.rooms.ids.index(cell), layout.staff_ids.index(staff)
    card = int(world.cards()[row])
    located = card >= 0 and t_ns - int(world.devices.fix_t_ns[card]) <= FRESH_NS
    if not located:
        return "proven" if _door_speaks(world, staff, room, t_ns, asked.door_ns) else "unknown"
    devices, at = world.devices, np.array([card])
    now = (devices.x_mm[at], devices.y_mm[at], devices.level[at], devices.room[at])
    if not _at_cell(world, room, now, asked.near_mm)[0]:
        return "elsewhere"
    return "proven" if _since(world, row, room, asked) <= t_ns - asked.dwell_ns else "short"


def _since(world: World, row: int, room: int, asked: Nearness) -> int:
    """Return since when a badge has been at a cell without being seen elsewhere."""
    trail: TrailTable = world.trail
    places = (trail.x_mm[row], trail.y_mm[row], trail.level[row], trail.room[row])
    there = _at_cell(world, room, places, asked.near_mm) & (trail.fix_t_ns[row] != NEVER)
    away = where(~there)
    first = int(away[-1]) + 1 if len(away) else 0
    return 2**62 if first == TRAIL_SAMPLES else int(trail.fix_t_ns[row, first])


def _at_cell(world: World, room: int, places: tuple[I32, I32, I16, I16], near_mm: int) -> Mask:
    """Return which places are in a room or right before one of its doors."""
    x_mm, y_mm, level, rooms = places
    doors = world.layout.doors
    result: Mask = rooms == room
    for door in where((doors.rooms == room).any(axis=1)):
        dx = x_mm.astype(np.int64) - int(doors.x_mm[door])
        dy = y_mm.astype(np.int64) - int(doors.y_mm[door])
        result |= (dx * dx + dy * dy <= near_mm * near_mm) & (level == doors.level[door])
    return result


def _door_speaks(world: World, staff: str, room: int, t_ns: int, door_ns: int) -> bool:
    """Return whether the cell's door was used lately, or the officer swiped at its reader."""
    layout, doors = world.layout, world.doors
    mine = where((layout.doors.rooms == room).any(axis=1))
    used: I64 = np.maximum(doors.opened_t_ns[mine], doors.released_t_ns[mine])
    if len(mine) and t_ns - int(used.max()) <= door_ns:
        return True
    seen: CardSeen | None = world.house.seen.get(staff)
    if seen is None or t_ns - seen.t_ns > door_ns:
        return False
    devices = layout.devices
    if seen.reader not in devices.ids:
        return False
    reader = devices.ids.index(seen.reader)
    return int(devices.reader_door[reader]) in mine or int(devices.place[reader]) == room
