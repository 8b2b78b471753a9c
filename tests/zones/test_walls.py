"""Walls hold a fix back unless a door is near; who insists is believed in the end."""

import msgspec
import numpy as np

from tests.engine.tiny import tiny_site
from tests.zones.test_ranging import ANCHORS, speeds, walk
from zones.plan import Door
from zones.ranging import RangeFilter
from zones.walls import Walls

DOOR = Door(
    id="d",
    zh="门",
    en="D",
    level="g",
    rooms=("h1", "h2"),
    line=((4.0, 0.5), (4.0, 1.5)),
    kind="cell",
)
SITE = msgspec.structs.replace(tiny_site(), doors=(DOOR,))
WALLS = Walls(SITE)


def share(start, end, *, level=0, unsure_m=0.0):
    ways = np.array([start], dtype=float), np.array([end], dtype=float)
    found = WALLS.free_share(*ways, np.array([level], np.int16), np.array([unsure_m]))
    return round(float(found[0]), 3)


def test_a_way_through_a_wall_ends_at_it():
    assert share((3.0, 3.0), (5.0, 3.0)) == 0.5


def test_a_way_inside_a_room_and_one_on_another_level_are_free():
    assert share((1.0, 1.0), (3.0, 3.0)) == 1.0
    assert share((3.0, 3.0), (5.0, 3.0), level=1) == 1.0


def test_a_door_lets_through_and_an_unsure_fix_beside_it_too():
    assert share((3.0, 1.0), (5.0, 1.0)) == 1.0
    assert share((3.0, 2.2), (5.0, 2.2)) == 0.5
    assert share((3.0, 2.2), (5.0, 2.2), unsure_m=0.5) == 1.0


def walled():
    filter_ = RangeFilter(1, ANCHORS, walls=WALLS)
    filter_.tags.level[:] = 0
    return filter_


def test_ranges_that_jitter_through_a_wall_leave_the_person_on_this_side():
    def spoil(step, anchor, range_m):
        return range_m + (0.5 if anchor in (0, 3) and step % 40 < 15 else 0.0)

    free = walk(RangeFilter(1, ANCHORS), [(3.85, 3.0)] * 200, spoil=spoil)
    held = walk(walled(), [(3.85, 3.0)] * 200, spoil=spoil)

    assert (free[:, 1] > 4).any(), "without walls the fix strays"
    assert (held[10:, 1] <= 4).all()


def test_somebody_who_is_behind_the_wall_for_good_is_believed():
    fixes = walk(walled(), [(3.0, 3.0)] * 40 + [(5.5, 3.0)] * 80)

    assert abs(fixes[-1, 1] - 5.5) < 0.3
    assert speeds(fixes).max() < 3.0
