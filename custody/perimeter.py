"""Guarded lines: who is near a broken one, which sensors are blind, what looks like sabotage."""

from typing import Final

import numpy as np

from custody.columns import I64, Mask, where
from custody.layout import NOWHERE
from custody.near import cards, line_distances_mm
from custody.notes import counts_in
from custody.tables import NEVER, STATUSES
from custody.world import World

_LOST: Final = (STATUSES.index("blocked"), STATUSES.index("fault"))
NEAR_FRESH_NS: Final = 5_000_000_000
"""A fix this old says nothing about who is at a line."""


def nobody_near(world: World, line: int, *, t_ns: int, near_mm: int) -> bool:
    """Return whether no tag was near a line lately and no camera at it counts anybody."""
    slots = where(world.worn_and_open())
    rows = np.concatenate((world.stays.band[slots], cards(world)))
    lately = t_ns - world.devices.fix_t_ns[rows] <= NEAR_FRESH_NS
    if bool((lately & (line_distances_mm(world, line, rows) <= near_mm)).any()):
        return False
    watched = {int(world.layout.devices.place[row]) for row in world.layout.lines.cameras[line]}
    rooms = [world.layout.rooms.ids[room] for room in sorted(watched) if room != NOWHERE]
    counts = counts_in(world.access, *rooms)
    return not any(count.people and t_ns - count.t_ns <= NEAR_FRESH_NS for count in counts)


def fleeing(
    world: World, line: int, *, t_ns: int, utc_ns: int, near_mm: int, explained: bool = False
) -> I64:
    """Return the slots of people who may be crossing a line: near it, or outside, unapproved.

    Who sits in a room from which no door leads out is not at the line, however thin the wall. A
    break that an approved exit explains says nothing of others who stand near.
    """
    allowed = world.exit_approved(utc_ns) | world.stays.evacuating
    slots = where(world.worn_and_open() & ~allowed)
    rows = world.stays.band[slots]
    lately = t_ns - world.devices.fix_t_ns[rows] <= NEAR_FRESH_NS
    near = line_distances_mm(world, line, rows) <= near_mm
    beyond = world.devices.outside_run[rows] > 0
    way_out = np.append(ways_out(world), np.True_)[world.devices.room[rows]]
    at_line = near & way_out & (not explained)
    return slots[lately & (beyond | at_line)]


def ways_out(world: World) -> Mask:
    """Return which rooms have a door that leads out."""
    doors = world.layout.doors
    result = np.zeros(len(world.layout.rooms.ids), np.bool_)
    rooms = doors.rooms[doors.leads_out].ravel()
    result[rooms[rooms >= 0]] = True
    return result


def blind_since(world: World, *, t_ns: int) -> None:
    """Note since when each line's sensor and each camera sees nothing."""
    layout, devices = world.layout, world.devices
    blind = devices.silent | devices.covered
    lost = np.isin(world.perimeter.status, _LOST)
    blind[layout.lines.device[lost]] = True
    sensors = np.concatenate((layout.lines.device, layout.camera_device))
    since = np.where(devices.blind_t_ns[sensors] == NEVER, t_ns, devices.blind_t_ns[sensors])
    devices.blind_t_ns[sensors] = np.where(blind[sensors], since, NEVER)


def sabotaged(world: World, *, within_ns: int) -> None:
    """Judge which lines lost two sensors of their segment shortly after each other (PER-05)."""
    lines, devices = world.layout.lines, world.devices
    for row, (mates, seeing) in enumerate(zip(lines.mates, lines.cameras, strict=True)):
        own = int(devices.blind_t_ns[lines.device[row]])
        others = [int(devices.blind_t_ns[lines.device[mate]]) for mate in mates]
        others += [int(devices.blind_t_ns[camera]) for camera in seeing]
        world.perimeter.sabotaged[row] = own != NEVER and any(
            other != NEVER and abs(other - own) <= within_ns for other in others
        )
