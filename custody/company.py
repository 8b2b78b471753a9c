"""Who is with whom, on tracks brought to one instant, on one level, on one side of a wall (pure).

Two fixes of different times say nothing of two people by themselves: both are taken back to the
older of the two instants along their tracks. And nobody is near through a wall: between rooms the
way leads through a door or there is none.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from custody.columns import I32, I64, Mask, where, within
from custody.places import DevicePlaces
from custody.premises import Premises
from custody.tables import NEVER, DeviceTable

ALIGN_NS: Final = 400_000_000
"""Fixes no further apart than this are taken as one instant."""
BACK_NS: Final = 5_000_000_000
"""No track is taken back further than this."""
WALK_MMPS: Final = 2_000
"""How far somebody who was last heard a while ago may have come since, per second."""
_NS_PER_MS: Final = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Meetings:
    """Pairs that are together: places in the two lists, and how far apart they are."""

    one: I64
    other: I64
    apart_mm: I64
    same_room: Mask

    def only(self, chosen: Mask) -> "Meetings":
        """Return some of the pairs."""
        return Meetings(
            self.one[chosen], self.other[chosen], self.apart_mm[chosen], self.same_room[chosen]
        )


@dataclass(frozen=True, slots=True, eq=False)
class StaffMet:
    """Who of those in custody is with whom of the staff on duty, looked at once for a tick."""

    slots: I64
    """Slots of open stays whose band is on; ``found.one`` are places in this list."""
    staff: I64
    """Staff on duty whose fixes are fresh; ``found.other`` are places in this list."""
    found: Meetings


def meetings(
    devices: DeviceTable,
    places: DevicePlaces,
    premises: Premises,
    *,
    some: I32,
    others: I32,
    reach_mm: int,
    t_ns: int,
) -> Meetings:
    """Return who of ``some`` shares a room with, or is within reach of, whom of ``others``."""
    one, other = _candidates(devices, premises, some, others, reach_mm=reach_mm, t_ns=t_ns)
    a, b = some[one], others[other]
    rooms = devices.room[a], devices.room[b]
    same = (rooms[0] == rooms[1]) & (rooms[0] >= 0)
    now_a, now_b = _latest(devices, a), _latest(devices, b)
    walk = premises.walk_mm(rooms, now_a, now_b)
    late_ns = np.abs(devices.fix_t_ns[a] - devices.fix_t_ns[b])
    skewed = where(late_ns > ALIGN_NS)
    apart, reach = walk.copy(), np.full(len(walk), reach_mm)
    if len(skewed):
        reach[skewed] += _drift_mm(late_ns[skewed])
        instant = np.minimum(devices.fix_t_ns[a[skewed]], devices.fix_t_ns[b[skewed]])
        instant = np.maximum(instant, t_ns - BACK_NS)
        then_a = place_at(devices, places, a[skewed], instant)
        then_b = place_at(devices, places, b[skewed], instant)
        gone = (then_b - then_a).astype(np.float64)
        dx, dy = gone[:, 0], gone[:, 1]
        apart[skewed] = np.rint(np.sqrt(dx * dx + dy * dy)).astype(np.int64)
    together = (apart <= reach_mm) & (walk <= reach)
    return Meetings(one, other, apart, same).only(same | together)


def _candidates(
    devices: DeviceTable,
    premises: Premises,
    some: I32,
    others: I32,
    *,
    reach_mm: int,
    t_ns: int,
) -> tuple[I64, I64]:
    """Return pairs on one level that share a room, or could be within reach by a door."""
    there: Mask = np.zeros(len(premises.kind), np.bool_)
    there[devices.room[others]] = True
    close = np.asarray(premises.joined[:, there].any(axis=1))
    asked = where(close[devices.room[some]])
    row = some[asked]
    wide = (reach_mm + _drift_mm(t_ns - devices.fix_t_ns[others])).astype(np.int32)
    late = _drift_mm(t_ns - devices.fix_t_ns[row]).astype(np.int32)[:, None]
    dx = np.abs(devices.x_mm[row][:, None] - devices.x_mm[others]) - late
    dy = np.abs(devices.y_mm[row][:, None] - devices.y_mm[others]) - late
    near = (dx <= wide) & (dy <= wide)
    near |= devices.room[row][:, None] == devices.room[others]
    one, other = np.divmod(where(near.ravel()), max(1, len(others)))
    a, b = row[one], others[other]
    room_a, room_b, level = devices.room[a], devices.room[b], devices.level[a]
    kept = premises.joined[room_a, room_b] & (level == devices.level[b]) & (level >= 0)
    kept |= (room_a == room_b) & (room_a >= 0)
    return asked[one[kept]], other[kept]


def _drift_mm(late_ns: I64) -> I64:
    """Return how far somebody may have come in a time, as far back as tracks are taken."""
    drift: I64 = np.minimum(late_ns, BACK_NS) // _NS_PER_MS * WALK_MMPS // 1000
    return drift


def _latest(devices: DeviceTable, row: I32) -> I64:
    return np.stack((devices.x_mm[row], devices.y_mm[row]), axis=1).astype(np.int64)


def place_at(devices: DeviceTable, places: DevicePlaces, row: I32, instant: I64) -> I64:
    """Return where each device was at an instant of the engine, between the fixes of its track."""
    times = places.track_t_ns[row]
    early = np.where(times <= instant[:, None], times, NEVER)
    late = np.where(times > instant[:, None], times, -NEVER)
    before, after = early.argmax(axis=1), late.argmin(axis=1)
    pick = np.arange(len(row))
    t0, t1 = early[pick, before], late[pick, after]
    last_t, last = devices.fix_t_ns[row], _latest(devices, row)
    start = np.stack(
        (places.track_x_mm[row, before], places.track_y_mm[row, before]), axis=1
    ).astype(np.int64)
    end = np.stack((places.track_x_mm[row, after], places.track_y_mm[row, after]), axis=1).astype(
        np.int64
    )
    open_end = t1 == -NEVER
    t1, end = np.where(open_end, last_t, t1), np.where(open_end[:, None], last, end)
    start = np.where((t0 == NEVER)[:, None], end, start)
    span = np.maximum(t1 - t0, 1)
    share = within((instant - t0) / span, 0.0, 1.0)
    share = np.where(t0 == NEVER, 1.0, share)
    place: I64 = np.rint(start + share[:, None] * (end - start)).astype(np.int64)
    return place
