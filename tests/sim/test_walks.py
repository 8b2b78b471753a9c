"""People in motion: believable speeds, never through walls, doors shut behind them."""

from math import dist

import pytest
from shapely import Point, Polygon

from custody.ids import OUTSIDE
from tests.sim.stories import demo_site, play, told

pytestmark = pytest.mark.simulation

SITE = demo_site().site
LEVELS = {
    level.id: [
        Polygon(room.outer, room.holes).buffer(0.05)
        for room in SITE.rooms
        if room.level == level.id
    ]
    for level in SITE.levels
}
DOORS = [(door.level, Point(*map(sum, zip(*door.line, strict=True)))) for door in SITE.doors]


@pytest.mark.parametrize("seed", [1, 2])
def test_everybody_is_always_in_a_room_and_never_faster_than_a_walk(seed):
    story = told("ordinary-day", seed=seed)
    centre = story.centre
    before = {}
    for _ in range(4_000):
        play(centre, 0.2, step_ns=200_000_000)
        for person in (*centre.officers.values(), *centre.detainees.values()):
            place = person.place(centre.now_ns)
            if place.room != OUTSIDE:
                spot = Point(place.x_m, place.y_m)
                assert any(room.covers(spot) for room in LEVELS[place.level]), place
            was = before.get(person.key)
            if was is not None and was.level == place.level:
                moved_m = dist((was.x_m, was.y_m), (place.x_m, place.y_m))
                assert moved_m <= 1.4 * 0.2 + 0.95, (person.key, was, place)
            before[person.key] = place


def test_locked_doors_fall_into_the_lock_again():
    centre = told("ordinary-day", seed=3).centre
    open_since = {}
    for _ in range(3_000):
        play(centre, 0.2, step_ns=200_000_000)
        for door_id, leaf in centre.doors.items():
            if leaf.contact == "open":
                open_since.setdefault(door_id, centre.now_ns)
                assert centre.now_ns - open_since[door_id] < 25_000_000_000, door_id
            else:
                open_since.pop(door_id, None)


def test_a_detainee_on_the_way_has_an_escort_within_five_metres():
    centre = told("ordinary-day", seed=4).centre
    alone_s = {}
    for _ in range(4_000):
        play(centre, 0.2, step_ns=200_000_000)
        for person in centre.detainees.values():
            here = person.place(centre.now_ns)
            cell = here.room in {room.id for room in centre.rooms_of("holding")}
            near = any(
                (there := officer.place(centre.now_ns)).level == here.level
                and dist((here.x_m, here.y_m), (there.x_m, there.y_m)) < 5.0
                for officer in centre.officers.values()
            )
            free = person.stay is None or cell or near
            alone_s[person.key] = 0.0 if free else alone_s.get(person.key, 0.0) + 0.2
            assert alone_s[person.key] < 10.0, (person.key, here)


@pytest.mark.parametrize("name", ["tour", "ordinary-day", "collapse", "escape"])
def test_the_same_seed_tells_the_same_story_and_another_seed_another(name):
    one, again, other = (play(told(name, seed=seed).centre, 60.0) for seed in (11, 11, 12))
    assert [(f.topic, f.payload) for f in one] == [(f.topic, f.payload) for f in again]
    assert [f.payload for f in one] != [f.payload for f in other]
