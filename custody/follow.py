"""What fixes say beyond a place: tracks, speed, impossible leaps, a rush for an exit (pure)."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from custody.columns import I16, I32, I64, Mask
from custody.layout import NOWHERE
from custody.places import LEAPS, TRACK
from custody.tables import CONTACTS, NEVER
from custody.world import World

FOLLOW_NS: Final = 500_000_000
SPEED_STEPS: Final = 4
"""Speed is measured over so many places of the track: two seconds."""
RUSH_STEPS: Final = 2
LONG_AGO_NS: Final = 10_000_000_000
"""A place older than this says nothing of a walk through a wall."""
_NS_PER_MS: Final = 1_000_000
_CLOSED: Final = CONTACTS.index("closed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gait:
    """What the site's rules call too fast, through a wall, a rush (POS-04, POS-08)."""

    leap_mmps: int
    slack_mm: int
    door_ns: int
    rush_mm: int
    rush_mmps: int


def follow(world: World, gait: Gait, *, t_ns: int) -> None:
    """Fold in what the fixes since the last look say of the way there; twice a second."""
    state, places, devices = world.places, world.places.devices, world.devices
    if t_ns < state.follow_t_ns:
        return
    odd = np.flatnonzero(devices.odd_count != places.odd_seen)
    places.odd_seen[odd] = devices.odd_count[odd]
    row = np.flatnonzero(devices.fix_t_ns > state.followed_t_ns).astype(np.int32)
    state.follow_t_ns, state.followed_t_ns = t_ns + FOLLOW_NS, t_ns
    leaped = _leaped(world, row, leap_mmps=gait.leap_mmps, slack_mm=gait.slack_mm)
    moved = row[devices.room[row] != places.room_seen[row]]
    if len(moved):
        walled = moved[_through_wall(world, moved, t_ns=t_ns, door_ns=gait.door_ns)]
        leaped = np.append(leaped, walled)
        places.room_seen[moved] = devices.room[moved]
        places.room_since_t_ns[moved] = devices.fix_t_ns[moved]
    if len(leaped) + len(odd):
        _note_leaps(world, np.union1d(leaped, odd), t_ns)
    _rush(world, row, near_mm=gait.rush_mm, rush_mmps=gait.rush_mmps)
    places.speed_mmps[row] = _speed(world, row)
    _extend(world, row)


def _back(world: World, row: I32, steps: int) -> I64:
    """Return the place in the ring so many steps before the newest."""
    result: I64 = (world.places.devices.track_at[row].astype(np.int64) - steps) % TRACK
    return result


def _gone_mm(world: World, row: I32, at: I64) -> I64:
    """Return how far each device is from a place of its track."""
    places, devices = world.places.devices, world.devices
    dx = (devices.x_mm[row] - places.track_x_mm[row, at]).astype(np.float64)
    dy = (devices.y_mm[row] - places.track_y_mm[row, at]).astype(np.float64)
    gone: I64 = np.rint(np.sqrt(dx * dx + dy * dy)).astype(np.int64)
    return gone


def _since_ms(world: World, row: I32, at: I64) -> I64:
    """Return how long each device's last fix came after a place of its track."""
    since: I64 = world.devices.fix_t_ns[row] - world.places.devices.track_t_ns[row, at]
    return since // _NS_PER_MS


def _leaped(world: World, row: I32, *, leap_mmps: int, slack_mm: int) -> I32:
    """Return who came faster than anybody runs since the newest place of the track."""
    at = _back(world, row, 0)
    since_ms = _since_ms(world, row, at)
    near = since_ms <= LONG_AGO_NS // _NS_PER_MS
    reach = leap_mmps * since_ms // 1000 + slack_mm + 2 * world.devices.accuracy_mm[row]
    leaped: I32 = row[near & (_gone_mm(world, row, at) > reach)]
    return leaped


def _through_wall(world: World, row: I32, *, t_ns: int, door_ns: int) -> Mask:
    """Return who is believed in a room that no way, or only shut doors, lead to from the last."""
    places = world.places.devices
    old, new = places.room_seen[row], world.devices.room[row]
    known = (old != NOWHERE) & (new != NOWHERE) & (places.room_since_t_ns[row] != NEVER)
    wall = barred(world, old, new, t_ns=t_ns, door_ns=door_ns)
    # The way in between may lie in a gap of the track; only what just was elsewhere is judged.
    stamp = places.track_t_ns[row, _back(world, row, 0)]
    result: Mask = known & wall & (t_ns - stamp <= LONG_AGO_NS)
    return result


def barred(world: World, old: I16, new: I16, *, t_ns: int, door_ns: int) -> Mask:
    """Return where a wall, or only doors that have been shut for so long, part two rooms.

    Outside is a room here. A door whose contact nobody tells of may be open.
    """
    premises = world.layout.premises
    doors = premises.between[old, new]
    shut = (world.doors.contact == _CLOSED) & (t_ns - world.doors.opened_t_ns > door_ns)
    shut_or_none = np.append(shut, np.True_)[doors].all(axis=1)  # the last entry is no door
    has_door = (doors >= 0).any(axis=1)
    result: Mask = ~premises.joined[old, new] | (has_door & shut_or_none)
    return result


def _note_leaps(world: World, row: I32, t_ns: int) -> None:
    leaps = world.places.devices.leap_t_ns
    leaps[row, 1:] = leaps[row, : LEAPS - 1]
    leaps[row, 0] = t_ns


def _speed(world: World, row: I32) -> I32:
    """Return the speed over the last two seconds; 0 while the track is shorter."""
    at = _back(world, row, SPEED_STEPS - 1)
    since_ms = _since_ms(world, row, at)
    known = since_ms <= LONG_AGO_NS // _NS_PER_MS
    speed = _gone_mm(world, row, at) * 1000 // np.maximum(since_ms, 1)
    result: I32 = np.where(known, speed, 0).astype(np.int32)
    return result


def _rush(world: World, row: I32, *, near_mm: int, rush_mmps: int) -> None:
    """Note who is close to an exit and came towards it at speed (POS-04)."""
    premises, devices, places = world.layout.premises, world.devices, world.places.devices
    if len(premises.exit_rows) == 0 or len(row) == 0:
        return
    line = premises.door_line[premises.exit_rows]
    wide = near_mm + 1
    x, y = devices.x_mm[row][:, None], devices.y_mm[row][:, None]
    close = x >= np.minimum(line[:, 0], line[:, 2]) - wide
    close &= x <= np.maximum(line[:, 0], line[:, 2]) + wide
    close &= y >= np.minimum(line[:, 1], line[:, 3]) - wide
    close &= y <= np.maximum(line[:, 1], line[:, 3]) + wide
    close &= devices.level[row][:, None] == premises.exit_level
    who, door = np.nonzero(close)
    if len(who) == 0:
        return
    rows, line = row[who], line[door]
    at = _back(world, rows, RUSH_STEPS - 1)
    since_ms = _since_ms(world, rows, at)
    now = _to_line(devices.x_mm[rows], devices.y_mm[rows], line)
    then = _to_line(places.track_x_mm[rows, at], places.track_y_mm[rows, at], line)
    known = since_ms <= LONG_AGO_NS // _NS_PER_MS
    fast = (then - now) * 1000 > rush_mmps * np.maximum(since_ms, 1)
    going = rows[known & fast & (now <= near_mm)]
    if len(going):
        places.rush_t_ns[going] = devices.fix_t_ns[going]
        world.places.rush_t_ns = int(devices.fix_t_ns[going].max())


def _to_line(x_mm: I32, y_mm: I32, line: I64) -> I64:
    """Return the distance of each place from its door."""
    ex, ey = (line[:, 2] - line[:, 0]), (line[:, 3] - line[:, 1])
    qx, qy = x_mm - line[:, 0], y_mm - line[:, 1]
    length = np.maximum(ex * ex + ey * ey, 1)
    along = np.clip((qx * ex + qy * ey) / length, 0.0, 1.0)
    dx, dy = qx - along * ex, qy - along * ey
    away: I64 = np.rint(np.sqrt(dx * dx + dy * dy)).astype(np.int64)
    return away


def _extend(world: World, row: I32) -> None:
    """Write the newest places into the tracks."""
    places, devices = world.places.devices, world.devices
    at = (places.track_at[row].astype(np.int64) + 1) % TRACK
    places.track_at[row] = at
    places.track_t_ns[row, at] = devices.fix_t_ns[row]
    places.track_x_mm[row, at], places.track_y_mm[row, at] = devices.x_mm[row], devices.y_mm[row]
