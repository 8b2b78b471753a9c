"""Ways through the demo centre: inside rooms, through doors, never through walls."""

from itertools import pairwise
from random import Random

import pytest
from shapely import LineString, Point, Polygon

from custody.ids import OUTSIDE
from sim.routes import NoWayError, Route, Ways
from tests.sim.stories import demo_site

SITE = demo_site().site
WAYS = Ways(SITE)
ROOMS = [room.id for room in SITE.rooms]
SHAPES = {room.id: (room.level, Polygon(room.outer, room.holes)) for room in SITE.rooms}
DOOR_LINES = [(door.level, LineString(door.line).buffer(0.02)) for door in SITE.doors]


def _walls_crossed(route: Route) -> list[str]:
    """Every stretch that is neither inside one room nor through a door's opening."""
    bad = []
    for near, far in pairwise(route.points):
        if near.level != far.level:
            continue
        stretch = LineString(((near.x_m, near.y_m), (far.x_m, far.y_m)))
        if near.room == far.room:
            level, shape = SHAPES[near.room]
            inside = level == near.level and shape.buffer(1e-6).covers(stretch)
        else:
            inside = any(
                level == near.level and line.intersects(stretch) for level, line in DOOR_LINES
            )
        if not inside:
            bad.append(f"{near} -> {far}")
    return bad


@pytest.mark.parametrize("seed", range(4))
def test_every_way_between_two_rooms_stays_inside_rooms_and_doors(seed):
    chance = Random(seed)
    for _ in range(60):
        start, goal = chance.sample(ROOMS, 2)
        route = WAYS.route(WAYS.spot(start, chance), WAYS.spot(goal, chance))
        assert _walls_crossed(route) == []
        assert route.points[0].room == start
        assert route.points[-1].room == goal


def test_every_room_can_be_reached_from_the_sally_port():
    start = WAYS.spot("sally-port", Random(1))
    for room in ROOMS:
        assert WAYS.route(start, WAYS.spot(room, Random(2))).length_m >= 0.0


def test_the_upper_floor_is_reached_by_stairs_or_lift_only():
    route = WAYS.route(WAYS.spot("holding-1", Random(1)), WAYS.spot("interview-5", Random(1)))
    changes = [(a.room, b.room) for a, b in pairwise(route.points) if a.level != b.level]
    assert changes in ([("stairs-1f", "stairs-2f")], [("lift-1f", "lift-2f")])


def test_a_detainee_is_led_around_the_staff_rooms():
    custody = {kind.id for kind in SITE.room_types if kind.custody_area}
    held = {room.id for room in SITE.rooms if room.type in custody}
    for goal in ("intake", "interview-3", "medical", "exit-lobby", "interview-7"):
        start = WAYS.spot("holding-2", Random(3))
        route = WAYS.route(start, WAYS.spot(goal, Random(3)), custody_only=True)
        assert {point.room for point in route.points} <= held


def test_nobody_takes_a_short_cut_through_somebody_elses_cell():
    route = WAYS.route(WAYS.spot("holding-1", Random(1)), WAYS.spot("holding-6", Random(1)))
    assert {point.room for point in route.points} == {"holding-1", "corridor-cells", "holding-6"}


def test_a_place_straight_out_of_an_exit_is_outside_every_room():
    place = WAYS.beyond(WAYS.exit_of("exit-lobby"), 3.0)
    assert place.room == OUTSIDE
    assert WAYS.room_at(x_m=place.x_m, y_m=place.y_m, level=place.level) == OUTSIDE


def test_a_room_without_a_way_out_is_named():
    with pytest.raises(NoWayError, match="holding-1"):
        WAYS.exit_of("holding-1")


def test_places_to_sit_are_away_from_the_walls():
    for room in ("holding-1", "group-1", "interview-1", "exit-lobby"):
        _, shape = SHAPES[room]
        for seed in range(20):
            spot = WAYS.spot(room, Random(seed))
            assert shape.exterior.distance(Point(spot.x_m, spot.y_m)) > 0.85
