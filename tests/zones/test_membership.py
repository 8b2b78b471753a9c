"""Rooms from raster and tree equal what shapely says; edges have one owner."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.tiny import tiny_site
from zones.membership import DEEP_MM, RoomFinder

SITE = tiny_site()
FINDER = RoomFinder(SITE)
POLYGONS = [shapely.Polygon([(x * 1000, y * 1000) for x, y in room.outer]) for room in SITE.rooms]
points = st.lists(
    st.tuples(st.integers(-3_000, 15_000), st.integers(-3_000, 7_000)), min_size=1, max_size=50
)


def columns(pairs):
    x, y = (np.array(side, dtype=np.int32) for side in zip(*pairs, strict=True))
    return x, y, np.zeros(len(x), dtype=np.int16)


@given(points)
@settings(max_examples=200)
def test_every_point_is_where_shapely_says(pairs):
    rooms = FINDER.rooms_of(*columns(pairs))

    for (x, y), room in zip(pairs, rooms.tolist(), strict=True):
        owners = [
            i for i, polygon in enumerate(POLYGONS) if polygon.intersects(shapely.Point(x, y))
        ]
        assert room == (owners[0] if owners else -1)


def test_a_point_on_a_shared_wall_belongs_to_the_first_room():
    assert FINDER.rooms_of(*columns([(4_000, 2_000)])).tolist() == [0]


def test_an_unknown_level_is_nowhere():
    x, y, level = columns([(2_000, 2_000)])
    assert FINDER.rooms_of(x, y, level - 1).tolist() == [-1]
    assert FINDER.boundary_distance_mm(x, y, level - 1).tolist() == [0]


@given(points)
@settings(max_examples=100)
def test_edge_distance_is_signed_and_exact_near_the_edge(pairs):
    x, y, level = columns(pairs)
    area = shapely.union_all(POLYGONS[:2])
    distances = FINDER.boundary_distance_mm(x, y, level).tolist()

    for (px, py), seen in zip(pairs, distances, strict=True):
        point = shapely.Point(px, py)
        true = area.boundary.distance(point) * (1 if area.intersects(point) else -1)
        assert abs(seen - min(true, DEEP_MM)) <= 1


def test_the_lobby_is_outside_the_custody_area():
    assert FINDER.boundary_distance_mm(*columns([(10_000, 2_000)])).tolist() == [-2_000]
