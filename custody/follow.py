"""What fixes say beyond a place: tracks, speed, impossible leaps, a rush for an exit (pure)."""

from dataclasses import dataclass
from itertools import pairwise, product
from math import sqrt
from typing import Final

import numpy as np

from custody.columns import I16, I32, I64, Mask, Positions, where, within
from custody.layout import NOWHERE
from custody.places import LEAPS, TRACK
from custody.plausible import SLACK_MM, SPEED_MMPS
from custody.tables import CONTACTS, NEVER
from custody.world import World

FOLLOW_NS: Final = 500_000_000
SPEED_STEPS: Final = 4
"""Speed is measured over so many places of the track: two seconds."""
RUSH_STEPS: Final = 2
LONG_AGO_NS: Final = 10_000_000_000
"""A place older than this says nothing of a walk through a wall."""
CROSSING_NS: Final = 4_000_000_000
"""Belief follows the fixes so late at most; a room in between was crossed within this time."""
GAP_PLACES: Final = 6
"""Places of the track in which a gap leaves open how somebody came to where they are."""
LATE_NS: Final = 5_000_000_000
"""No fix waits longer on the way than this, as far as its stamp is believed."""
REORDER_NS: Final = 5_000_000_000
"""A fix that was overtaken fills in the track for so long after it was true."""
APART_NS: Final = 400_000_000
"""... where the track has no other place so close in time."""
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
    odd = where(devices.odd_count != places.odd_seen)
    places.odd_seen[odd] = devices.odd_count[odd]
    row = where(devices.fix_t_ns > state.followed_t_ns).astype(np.int32)
    state.follow_t_ns, state.followed_t_ns = t_ns + FOLLOW_NS, t_ns
    leaped = _leaped(world, row, leap_mmps=gait.leap_mmps, slack_mm=gait.slack_mm)
    moved = row[devices.room[row] != places.room_seen[row]]
    if len(moved):
        walled = moved[_through_wall(world, moved, gait, t_ns=t_ns)]
        leaped = np.append(leaped, walled)
        places.room_seen[moved] = devices.room[moved]
        places.room_since_t_ns[moved] = devices.fix_t_ns[moved]
    if len(leaped) + len(odd):
        _note_leaps(world, np.union1d(leaped, odd), t_ns)
    _rush(world, row, near_mm=gait.rush_mm, rush_mmps=gait.rush_mmps)
    places.speed_mmps[row] = _speed(world, row)
    _extend(world, row)


def fill_in(world: World, late: Positions, *, t_ns: int, utc_ns: int) -> None:
    """Count fixes that newer ones overtook, and put them where they belong in their tracks.

    Who was with whom is judged by tracks taken back to one instant, so a place between two others
    makes them truer. It moves nobody: rooms, fences and alarms stay with the newest fix.
    """
    devices = world.devices
    np.add.at(devices.overtaken_count, late.device_row, 1)
    t_then = t_ns - (utc_ns - late.t_ns)
    row = late.device_row
    used = (late.t_ns < devices.fix_sent_ns[row]) & (t_ns - t_then <= REORDER_NS)
    used &= (devices.level[row] == late.level) & (devices.fix_t_ns[row] != NEVER)
    for at in where(used).tolist():
        place = int(late.x_mm[at]), int(late.y_mm[at])
        _put_between(world, int(row[at]), int(t_then[at]), place)


def _put_between(world: World, row: int, t_ns: int, place_mm: tuple[int, int]) -> None:
    """Put one place into a device's track, if the track has none near it in time."""
    places, devices = world.places.devices, world.devices
    times = places.track_t_ns[row]
    if int(np.abs(times - t_ns).min()) < APART_NS or t_ns < int(times.min()):
        return
    ring = [
        (int(times[at]), int(places.track_x_mm[row, at]), int(places.track_y_mm[row, at]))
        for at in range(TRACK)
    ]
    after = min((entry for entry in ring if entry[0] > t_ns), default=None)
    last = (int(devices.fix_t_ns[row]), int(devices.x_mm[row]), int(devices.y_mm[row]))
    then_ns, x_mm, y_mm = after or last
    reach_mm = SPEED_MMPS * (then_ns - t_ns) // 1_000_000_000 + SLACK_MM
    if (x_mm - place_mm[0]) ** 2 + (y_mm - place_mm[1]) ** 2 > reach_mm**2:
        return
    for at, (when, x, y) in enumerate(sorted([*ring, (t_ns, *place_mm)])[1:]):
        places.track_t_ns[row, at] = when
        places.track_x_mm[row, at], places.track_y_mm[row, at] = x, y
    places.track_at[row] = TRACK - 1


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
    """Return who came faster than anybody runs since the newest place of the track.

    Fixes that waited on the way come close after each other: the time between them is what lay
    between their sending, where that is more.
    """
    at = _back(world, row, 0)
    sent_ns = world.devices.fix_sent_ns[row] - world.places.devices.sent_ns[row]
    since_ms = np.maximum(_since_ms(world, row, at), within(sent_ns, 0, LATE_NS) // _NS_PER_MS)
    near = since_ms <= LONG_AGO_NS // _NS_PER_MS
    reach = leap_mmps * since_ms // 1000 + slack_mm + 2 * world.devices.accuracy_mm[row]
    leaped: I32 = row[near & (_gone_mm(world, row, at) > reach)]
    return leaped


def _through_wall(world: World, row: I32, gait: Gait, *, t_ns: int) -> Mask:
    """Return who is believed in a room that no way, or only shut doors, lead to from the last."""
    places = world.places.devices
    old, new = places.room_seen[row], world.devices.room[row]
    known = (old != NOWHERE) & (new != NOWHERE) & (places.room_since_t_ns[row] != NEVER)
    known &= ~_gap(world, row)
    passable = ways_now(world, t_ns=t_ns, door_ns=gait.door_ns)
    wall = known & ~_led_to(world, passable, old, new)
    for at in where(wall).tolist():
        wall[at] = not _by_another_room(world, gait, int(row[at]), passable)
    result: Mask = wall
    return result


def _gap(world: World, row: I32) -> Mask:
    """Return whose track has a gap lately: the way from room to room may lie in it.

    A band that lay in the rack for hours is put on elsewhere; it is believed there after some
    fixes, so more than the newest place is looked at.
    """
    times = np.sort(world.places.devices.track_t_ns[row], axis=1)[:, -GAP_PLACES:]
    later = np.column_stack((times[:, 1:], world.devices.fix_t_ns[row]))
    result: Mask = ((times != NEVER) & (later - times > LONG_AGO_NS)).any(axis=1)
    return result


def ways_now(world: World, *, t_ns: int, door_ns: int) -> Mask:
    """Return which doors somebody may just have come through; the last entry is no door.

    A door without a contact may always have been open.
    """
    shut = (world.doors.contact == _CLOSED) & (t_ns - world.doors.opened_t_ns > door_ns)
    return np.append(~shut, np.False_)


def barred(world: World, old: I16, new: I16, *, t_ns: int, door_ns: int) -> Mask:
    """Return where a wall, or only doors that have been shut for so long, part two rooms.

    Outside is a room here.
    """
    return ~_led_to(world, ways_now(world, t_ns=t_ns, door_ns=door_ns), old, new)


def _led_to(world: World, passable: Mask, old: I16, new: I16) -> Mask:
    """Return between which rooms a passable door, stairs or a lift lead directly."""
    premises = world.layout.premises
    doors = premises.between[old, new]
    open_way = passable[doors].any(axis=1) | ~(doors >= 0).any(axis=1)
    result: Mask = premises.joined[old, new] & open_way
    return result


def _by_another_room(world: World, gait: Gait, row: int, passable: Mask) -> bool:
    """Return whether somebody can have crossed a room in between without being believed in it.

    A room is believed after two fixes at least: who crosses a small corridor has left it by then.
    No leg of the track, led through both doors, may be longer than what anybody can run.
    """
    places, premises, devices = world.places.devices, world.layout.premises, world.devices
    old, new = int(places.room_seen[row]), int(devices.room[row])
    slack_mm = gait.slack_mm + 2 * int(devices.accuracy_mm[row])
    track = _lately(world, row)
    for between in where(premises.joined[old, :-1] & premises.joined[new, :-1]).tolist():
        first, second = (
            [premises.door_middle(door) for door in doors.tolist() if passable[door]]
            for doors in (premises.between[old, between], premises.between[new, between])
        )
        for doors in product(first, second):
            if _can_be_run(track, doors, mmps=gait.leap_mmps, slack_mm=slack_mm):
                return True
    return False


Place = tuple[float, float]


def _lately(world: World, row: int) -> list[tuple[int, Place]]:
    """Return the last seconds of a device's track and where it is now, oldest first."""
    places, devices = world.places.devices, world.devices
    now_ns = int(devices.fix_t_ns[row])
    track = [
        (int(t_ns), (float(places.track_x_mm[row, at]), float(places.track_y_mm[row, at])))
        for at, t_ns in enumerate(places.track_t_ns[row].tolist())
        if now_ns - CROSSING_NS <= t_ns < now_ns
    ]
    return [*sorted(track), (now_ns, (float(devices.x_mm[row]), float(devices.y_mm[row])))]


def _can_be_run(
    track: list[tuple[int, Place]], doors: tuple[Place, Place], *, mmps: int, slack_mm: int
) -> bool:
    """Return whether two doors fit into one leg of a track, or into two that follow each other.

    More than one place in the room between would have been believed.
    """
    legs = list(pairwise(track))

    def fits(leg: tuple[tuple[int, Place], tuple[int, Place]], *by: Place) -> bool:
        (from_ns, start), (to_ns, end) = leg
        way = sum(_apart_mm(a, b) for a, b in pairwise((start, *by, end)))
        return way <= mmps * ((to_ns - from_ns) // _NS_PER_MS) // 1000 + slack_mm

    if any(fits(leg, *doors) for leg in legs):
        return True
    return any(fits(one, doors[0]) and fits(two, doors[1]) for one, two in pairwise(legs))


def _apart_mm(a: Place, b: Place) -> float:
    return sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2)


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
    west, south, east, north = premises.exit_boxes(near_mm + 1)
    x, y = devices.x_mm[row][:, None], devices.y_mm[row][:, None]
    close = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    close &= devices.level[row][:, None] == premises.exit_level
    who, door = np.divmod(where(close.ravel()), len(premises.exit_rows))
    if len(who) == 0:
        return
    rows, line = row[who], premises.door_line[premises.exit_rows[door]]
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
    along = within((qx * ex + qy * ey) / length, 0.0, 1.0)
    dx, dy = qx - along * ex, qy - along * ey
    away: I64 = np.rint(np.sqrt(dx * dx + dy * dy)).astype(np.int64)
    return away


def _extend(world: World, row: I32) -> None:
    """Write the newest places into the tracks."""
    places, devices = world.places.devices, world.devices
    at = (places.track_at[row].astype(np.int64) + 1) % TRACK
    places.track_at[row] = at
    places.track_t_ns[row, at] = devices.fix_t_ns[row]
    places.sent_ns[row] = devices.fix_sent_ns[row]
    places.track_x_mm[row, at], places.track_y_mm[row, at] = devices.x_mm[row], devices.y_mm[row]
