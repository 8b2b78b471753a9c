"""Company, falls and latched bits: columns against one-by-one Python."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from custody.body.motion import judge_falls, take_motions
from custody.body.rounds import rounds
from custody.columns import Motions
from custody.tables import NEVER, DeviceTable
from custody.tracking import company
from custody.world import World
from engine.adopt import layout_of
from tests.engine.build import S
from tests.engine.small_site import a_configuration

LAYOUT = layout_of(a_configuration(bands=4, staff=3))
places = st.tuples(st.integers(-9000, 9000), st.integers(-9000, 9000), st.integers(-1, 1))


def walk_mm(room: int, place: tuple[int, int], their_room: int, theirs: tuple[int, int]) -> float:
    """How far it is to walk: straight within a room, else by a door, tried at each centimetre."""
    if room == their_room:
        return math.dist(place, theirs)
    sides = {room, their_room}
    ways = [math.inf]
    for row, rooms in enumerate(LAYOUT.doors.rooms.tolist()):
        if set(rooms) == sides:
            x0, y0, x1, y1 = LAYOUT.premises.door_line[row].tolist()
            for step in range(1001):
                at = (x0 + (x1 - x0) * step / 1000, y0 + (y1 - y0) * step / 1000)
                ways.append(math.dist(place, at) + math.dist(at, theirs))
    return min(ways)


@settings(deadline=None)
@given(
    st.lists(st.tuples(places, st.integers(-1, 4)), min_size=4, max_size=4),
    st.lists(st.tuples(places, st.integers(-1, 4), st.integers(0, 9)), min_size=3, max_size=3),
)
def test_company_is_what_one_would_see_looking_at_each_pair(people, officers):
    """Everybody stands still; near is what one walks, and a wall without a door ends it."""
    world = World(LAYOUT)
    devices, now_ns = world.devices, 100 * S
    for slot, ((x, y, level), room) in enumerate(people):
        world.stays.open[slot], world.stays.band[slot] = True, slot
        devices.fix_t_ns[slot] = now_ns
        devices.x_mm[slot], devices.y_mm[slot] = x, y
        devices.level[slot], devices.room[slot] = level, room
    for row, ((x, y, level), room, age_s) in zip(LAYOUT.staff_card, officers, strict=True):
        devices.fix_t_ns[row] = now_ns - age_s * S
        devices.x_mm[row], devices.y_mm[row] = x, y
        devices.level[row], devices.room[row] = level, room
    found = company(world, t_ns=now_ns, near_mm=5000, fresh_ns=5 * S)
    for slot, ((x, y, level), room) in enumerate(people):
        sure, doubtful = False, False
        for (ox, oy, their_level), their_room, age_s in officers:
            if age_s > 5:
                continue
            walked = walk_mm(room, (x, y), their_room, (ox, oy))
            # An officer last heard some seconds ago may have come a few metres since.
            drift = 2000 * age_s if age_s else 0
            near = level == their_level != -1 and math.dist((x, y), (ox, oy)) <= 5000
            sure |= room == their_room != -1
            sure |= near and walked <= 4998 + drift
            doubtful |= near and walked <= 5002 + drift
        assert sure <= bool(found[slot]) <= (sure or doubtful)


@given(st.lists(st.integers(0, 3), max_size=30))
def test_rounds_take_each_device_once_and_keep_its_order(devices):
    rows = np.array(sorted(devices), dtype=np.int32)
    seen: dict[int, list[int]] = {}
    for turn in rounds(rows):
        assert len(set(rows[turn])) == len(turn)
        for index in turn:
            seen.setdefault(int(rows[index]), []).append(int(index))
    assert sorted(index for order in seen.values() for index in order) == list(range(len(rows)))
    assert all(order == sorted(order) for order in seen.values())


def motion_of(t_ns: int, activity_mg: int, peak_mg: int) -> Motions:
    def one(value: int, kind: type) -> np.ndarray:
        return np.array([value], dtype=kind)

    return Motions(
        one(0, np.int32),
        one(1, np.int64),
        one(1, np.int64),
        one(t_ns, np.int64),
        one(0, np.int32),
        one(0, np.int64),
        one(activity_mg, np.int32),
        one(peak_mg, np.int32),
    )


class SlowFall:
    """One person, one second at a time, as the module's description says."""

    def __init__(self) -> None:
        self.impact: int | None = None
        self.still: int | None = None

    def second(self, now: int, frame: tuple[bool, bool] | None) -> str:
        if frame is not None:
            moving, hit = frame
            if hit:
                self.impact = self.still = now
            elif moving:
                self.still = None
            elif self.still is None:
                self.still = now
        if self.impact is None:
            return ""
        in_window = self.still is not None and self.still - self.impact <= 20
        if in_window and self.still is not None and now - self.still >= 10:
            self.impact = None
            return "lies still"
        if not in_window and now - self.impact >= 20:
            self.impact = None
            return "moved"
        return ""


@given(st.lists(st.none() | st.tuples(st.booleans(), st.integers(0, 9).map(lambda n: n == 9))))
def test_falls_are_judged_as_one_would_by_watching(frames):
    devices, slow = DeviceTable(1), SlowFall()
    for now, frame in enumerate(frames):
        if frame is not None:
            moving, hit = frame
            motions = motion_of(now * S, 400 if moving else 50, 4000 if hit else 1000)
            take_motions(devices, motions, t_ns=now * S, impact_mg=2500, still_mg=120)
        judge_falls(devices, t_ns=now * S, still_ns=10 * S, window_ns=20 * S)
        verdict = {0: "", 1: "moved", 2: "lies still"}[int(devices.fall[0])]
        assert verdict == slow.second(now, frame)


def test_never_is_long_enough_ago_for_every_limit():
    assert 0 - int(NEVER) > 10**18
