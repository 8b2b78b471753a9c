"""Fences as arrays of edges say what shapely says: holes, touching edges, circles, heights."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from zones.shapes import FAR_MM, Shape, Shapes

corner = st.tuples(st.integers(-40, 40), st.integers(-40, 40))
points = st.lists(corner, min_size=1, max_size=40)


def star(centre, radii):
    """Return a ring round a centre that never crosses itself, on whole millimetres."""
    angles = np.linspace(0, 2 * np.pi, len(radii), endpoint=False)
    return tuple(
        (round(centre[0] + radius * np.cos(angle)), round(centre[1] + radius * np.sin(angle)))
        for angle, radius in zip(angles, radii, strict=True)
    )


outlines = st.lists(st.integers(12, 40), min_size=3, max_size=9)
holes = st.one_of(st.none(), st.lists(st.integers(2, 6), min_size=3, max_size=5))


def i32(values):
    return np.array(values, dtype=np.int32)


def depths(shapes, pairs, fence=0):
    x, y = (i32(side) for side in zip(*pairs, strict=True))
    return shapes.depth_mm(x, y, np.full(len(pairs), fence))


@given(outlines, holes, points)
@settings(max_examples=300, deadline=None)
def test_membership_and_depth_are_those_of_shapely(outline, hole, pairs):
    rings = [star((0, 0), outline)] + ([star((1, 1), hole)] if hole else [])
    polygon = shapely.Polygon(rings[0], rings[1:])
    if not polygon.is_valid or polygon.area == 0:
        return
    depth = depths(Shapes((Shape(0, tuple(rings)),)), pairs)

    for (x, y), seen in zip(pairs, depth.tolist(), strict=True):
        point = shapely.Point(x, y)
        assert (seen >= 0) == polygon.intersects(point), (x, y)
        away = polygon.boundary.distance(point)
        if away > 0.5:
            assert abs(abs(seen) - away) <= 0.5 + 1e-9


def test_edges_and_corners_are_inside_and_so_is_the_edge_of_a_hole():
    square = ((0, 0), (10, 0), (10, 10), (0, 10))
    hole = ((4, 4), (6, 4), (6, 6), (4, 6))
    shapes = Shapes((Shape(0, (square, hole)),))

    assert depths(shapes, [(0, 0), (10, 5), (4, 5), (6, 6), (5, 5), (10, 10)]).tolist() == [
        0, 0, 0, 0, -1, 0,
    ]  # fmt: skip


def test_two_rooms_that_touch_both_own_their_wall():
    left = ((0, 0), (10, 0), (10, 10), (0, 10))
    right = ((10, 0), (20, 0), (20, 10), (10, 10))
    shapes = Shapes((Shape(0, (left,)), Shape(0, (right,))))

    assert [int(depths(shapes, [(10, 5)], fence)[0]) for fence in (0, 1)] == [0, 0]


@given(points, st.integers(1, 30))
def test_a_circle_is_a_circle(pairs, radius):
    depth = depths(Shapes((Shape(0, centre=(3, -2), radius_mm=radius),)), pairs)

    for (x, y), seen in zip(pairs, depth.tolist(), strict=True):
        assert (seen >= 0) == ((x - 3) ** 2 + (y + 2) ** 2 <= radius**2)


@given(points, st.integers(0, 30))
def test_only_fences_in_reach_are_looked_at_and_none_is_missed(pairs, reach):
    square = ((0, 0), (10, 0), (10, 10), (0, 10))
    shapes = Shapes((Shape(0, (square,)), Shape(1, (square,))))
    x, y = (i32(side) for side in zip(*pairs, strict=True))
    level = np.zeros(len(x), np.int16)
    point, fence = shapes.near(x, y, level, np.full(len(x), reach))
    found = {int(at) for at, of in zip(point, fence, strict=True) if of == 0}

    assert set(fence.tolist()) <= {0}
    close = {at for at in range(len(x)) if depths(shapes, [pairs[at]])[0] >= -reach}
    assert close <= found


def test_heights_bound_a_fence_where_a_height_is_known():
    square = ((0, 0), (1000, 0), (1000, 1000), (0, 1000))
    shapes = Shapes((Shape(0, (square,), low_mm=3000, high_mm=6000),))
    deep = np.full(4, 400)
    z = i32([0, 3100, 2900, 6500])

    assert shapes.depth_in_height_mm(deep, z, np.zeros(4, np.int64)).tolist() == [
        400, 100, -100, -500,
    ]  # fmt: skip


@given(corner, corner, outlines)
@settings(max_examples=200, deadline=None)
def test_a_way_through_a_fence_is_seen_as_shapely_sees_it(start, end, outline):
    ring = star((0, 0), outline)
    polygon = shapely.Polygon(ring)
    a, b = np.array([start]), np.array([end])
    if not polygon.is_valid or polygon.intersects(shapely.Point(start)):
        return
    if polygon.intersects(shapely.Point(end)):
        return
    through = Shapes((Shape(0, (ring,)),)).crossing_depth_mm(a, b, np.zeros(1, np.int64))[0]
    way = shapely.LineString([start, end])

    if polygon.intersection(way).length > 3:
        assert through > -FAR_MM
    if not polygon.intersects(way):
        assert through < 0
