"""Does a swipe agree with the tag that was swiped, with its holder's duty, with its last use."""

from typing import Final

import numpy as np

from custody.access import holder_row
from custody.layout import NOWHERE
from custody.near import FAR_MM, distances_mm
from custody.wire import Swipe
from custody.world import World

SLACK_MM: Final = 3000
"""Two readers this near to each other are one place."""
_OUTSIDE_RUN: Final = 2
_NS_PER_S: Final = 1_000_000_000
DEAD, OFF_DUTY, OUTSIDE, TWICE = "dead card", "off duty", "outside", "two places"


def away_mm(world: World, reader_row: int, token: str, *, t_ns: int, fresh_ns: int) -> int:
    """Return how far a swiped card or band is from the reader, -1 where nobody can tell.

    Only a fresh fix speaks; a card without a tag, or a reader without a door, says nothing.
    """
    layout = world.layout
    door = int(layout.devices.reader_door[reader_row])
    row = layout.devices.ids.index(token) if token in layout.devices.ids else NOWHERE
    if NOWHERE in (door, row) or t_ns - int(world.devices.fix_t_ns[row]) > fresh_ns:
        return -1
    if int(world.devices.level[row]) < 0:
        return -1
    return int(
        distances_mm(
            world,
            np.array([row], np.int32),
            x_mm=int(layout.doors.x_mm[door]),
            y_mm=int(layout.doors.y_mm[door]),
            level=int(layout.doors.level[door]),
        )[0]
    )


def metres(away: int) -> float | str:
    """Return a distance for people to read."""
    return "another level" if away >= FAR_MM else away / 1000


def misuse(
    world: World, reader_row: int, frame: Swipe, *, t_ns: int, fresh_ns: int, speed_mmps: int
) -> str:
    """Return why a badge cannot be used like this: dead, off duty, outside, in two places."""
    if frame.medium == "card" and not _visitor(world, frame.token):
        holder = holder_row(world, frame.token)
        if holder == NOWHERE:
            return DEAD
        if world.house.off_duty.get(world.layout.staff_ids[holder], False):
            return OFF_DUTY
    if _is_outside(world, reader_row, frame.token, t_ns=t_ns, fresh_ns=fresh_ns):
        return OUTSIDE
    return TWICE if _twice(world, reader_row, frame.token, t_ns, speed_mmps) else ""


def leads_out(world: World, reader_row: int) -> bool:
    """Return whether a reader opens a door out of the custody area."""
    door = int(world.layout.devices.reader_door[reader_row])
    return door != NOWHERE and bool(world.layout.doors.leads_out[door])


def _visitor(world: World, token: str) -> bool:
    return token in world.house.visitors


def _is_outside(world: World, reader_row: int, token: str, *, t_ns: int, fresh_ns: int) -> bool:
    """Return whether the badge itself is outside while it is used at an inner door."""
    if token not in world.layout.devices.ids or leads_out(world, reader_row):
        return False
    row = world.layout.devices.ids.index(token)
    lately = t_ns - int(world.devices.fix_t_ns[row]) <= fresh_ns
    outside = int(world.devices.outside_run[row]) >= _OUTSIDE_RUN
    return lately and outside and int(world.devices.room[row]) == NOWHERE


def _twice(world: World, reader_row: int, token: str, t_ns: int, speed_mmps: int) -> bool:
    """Return whether nobody could have come here from where the token was used last."""
    last = world.access.tokens.get(token)
    layout = world.layout
    if last is None or last.reader not in layout.devices.ids:
        return False
    doors = layout.doors
    here = int(layout.devices.reader_door[reader_row])
    there = int(layout.devices.reader_door[layout.devices.ids.index(last.reader)])
    if NOWHERE in (here, there) or here == there:
        return False
    dx = int(doors.x_mm[here]) - int(doors.x_mm[there])
    dy = int(doors.y_mm[here]) - int(doors.y_mm[there])
    reach_mm = SLACK_MM + speed_mmps * max(0, t_ns - last.t_ns) // _NS_PER_S
    return dx * dx + dy * dy > reach_mm * reach_mm
