"""Who can see whom: straight lines that meet no wall but in a door that stands open (pure)."""

from typing import Final

import numpy as np
import numpy.typing as npt

from custody.columns import I16, I32, I64, Mask, where, within
from custody.doors import open_now
from custody.world import World

FRAME_MM: Final = 300
"""A line may pass so far beside an open door: fixes are no better, and walls have a thickness."""


def in_sight(world: World, one: I32, other: I32, *, within_mm: int) -> Mask:
    """Return which pairs of devices see each other, by their last believed fixes.

    A door without a contact, or one whose state is unknown, hides what is behind it.
    """
    devices = world.devices
    seen: Mask = (devices.level[one] == devices.level[other]) & (devices.level[one] >= 0)
    # A fix that lies in another room than its bearer is believed in may be on the wrong side.
    for row in (one, other):
        seen &= (devices.room_challenger[row] == devices.room[row]) & (devices.room[row] >= 0)
    start, end = _places(world, one), _places(world, other)
    way = end - start
    seen &= (way * way).sum(axis=1) <= within_mm * within_mm
    asked = where(seen)
    if len(asked):
        seen[asked] = ~_walled(world, start[asked], end[asked], one[asked])
    return seen


def _places(world: World, row: I32) -> I64:
    devices = world.devices
    return np.stack((devices.x_mm[row], devices.y_mm[row]), axis=1).astype(np.int64)


def _walled(world: World, start: I64, end: I64, row: I32) -> Mask:
    """Return which lines meet a wall where no door stands open."""
    premises = world.layout.premises
    wall, level = premises.wall.astype(np.float64), world.devices.level[row]
    line = (end - start).astype(np.float64)
    edge = wall[:, 2:] - wall[:, :2]
    to_x = wall[:, 0] - start[:, None, 0]
    to_y = wall[:, 1] - start[:, None, 1]
    across = line[:, None, 0] * edge[:, 1] - line[:, None, 1] * edge[:, 0]
    safe = np.where(across == 0, 1.0, across)
    along = (to_x * edge[:, 1] - to_y * edge[:, 0]) / safe
    on_wall = (to_x * line[:, None, 1] - to_y * line[:, None, 0]) / safe
    meets = (across != 0) & (along >= 0) & (along <= 1) & (on_wall >= 0) & (on_wall <= 1)
    meets &= premises.wall_level == level[:, None]
    pair, at = np.nonzero(meets)
    point = start[pair] + along[pair, at][:, None] * line[pair]
    result = np.zeros(len(start), np.bool_)
    result[pair[~_in_open_door(world, point, level[pair])]] = True
    return result


def _in_open_door(world: World, point: npt.NDArray[np.float64], level: I16) -> Mask:
    """Return which places on walls lie in a door that stands open."""
    premises = world.layout.premises
    doors = where(open_now(world.doors))
    door = premises.door_line[doors].astype(np.float64)
    leaf, to = door[:, 2:] - door[:, :2], point[:, None, :] - door[:, :2]
    square = np.maximum((leaf * leaf).sum(axis=1), 1.0)
    share = within((to * leaf).sum(axis=2) / square, 0.0, 1.0)
    gap = to - share[:, :, None] * leaf
    near = (gap * gap).sum(axis=2) <= FRAME_MM * FRAME_MM
    near &= premises.door_level[doors] == level[:, None]
    result: Mask = near.any(axis=1)
    return result
