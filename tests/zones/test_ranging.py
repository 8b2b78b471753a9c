"""Ranges to places: outliers, mirrors, jumps and radii, on made worlds and recorded ones."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zones.ellipse import radius_m
from zones.ranging import RangeFilter, RangeModel

S = 1_000_000_000
ANCHORS = np.array([[0.0, 0.0, 2.5], [12.0, 0.0, 2.5], [12.0, 8.0, 2.0], [0.0, 8.0, 2.0]])
ONE = np.zeros(1, np.int64)


def walk(filter_, places, *, seed=0, start=0, spoil=None, row=0):
    """Feed a tag's ranges along places 0.1 s apart; return its fixes as (t, x, y, r95)."""
    chance = np.random.default_rng(seed)
    tag, fixes = np.array([row]), []
    for step, (x, y) in enumerate(places, start):
        for anchor in range(len(ANCHORS)):
            t_ns = np.array([step * S // 10 + anchor * 20_000_000])
            range_m = math.dist((x, y, 1.0), ANCHORS[anchor]) + chance.normal(0, 0.05)
            if spoil is not None:
                range_m = spoil(step, anchor, range_m)
            filter_.take(tag, np.array([anchor]), np.array([range_m]), t_ns)
        fix = filter_.fixes(tag, t_ns)
        if len(fix.row):
            fixes.append((int(t_ns[0]), fix.x_m[0], fix.y_m[0], fix.radius_95_m[0]))
    return np.array(fixes)


def still(x, y, steps):
    return [(x, y)] * steps


def speeds(fixes):
    step = np.hypot(np.diff(fixes[:, 1]), np.diff(fixes[:, 2]))
    return step / (np.diff(fixes[:, 0]) / 1e9)


def test_a_person_who_sits_is_found_within_a_hand():
    fixes = walk(RangeFilter(1, ANCHORS), still(5, 3, 60))

    away = np.hypot(fixes[20:, 1] - 5, fixes[20:, 2] - 3)
    assert np.percentile(away, 95) < 0.2
    assert (away <= fixes[20:, 3]).mean() > 0.9


def test_a_person_who_walks_is_followed_without_lag():
    path = [(2 + 0.12 * step, 4.0) for step in range(70)]
    fixes = walk(RangeFilter(1, ANCHORS, RangeModel(delay_s=0.0)), path)

    assert abs(fixes[-1, 1] - path[-1][0]) < 0.36  # 0.3 s of the way
    assert speeds(fixes).max() < 3.0


@given(st.integers(0, 3), st.floats(1.0, 40.0), st.integers(0, 1_000))
@settings(max_examples=20, deadline=None)
def test_one_anchor_that_lies_for_long_moves_nobody(liar, by_m, seed):
    def spoil(step, anchor, range_m):
        return range_m + by_m if anchor == liar and 40 <= step < 80 else range_m

    fixes = walk(RangeFilter(1, ANCHORS), still(5, 3, 100), spoil=spoil, seed=seed)

    away = np.hypot(fixes[20:, 1] - 5, fixes[20:, 2] - 3)
    assert away.max() < 0.8
    assert speeds(fixes).max() < 3.0


def test_a_wrong_start_is_found_out_and_walked_back_not_leapt():
    def spoil(step, anchor, range_m):
        return range_m + 9 if anchor == 0 and step < 30 else range_m

    fixes = walk(RangeFilter(1, ANCHORS), still(3, 2, 150), spoil=spoil)

    assert np.hypot(fixes[-1, 1] - 3, fixes[-1, 2] - 2) < 0.4
    assert speeds(fixes).max() < 3.0


def test_a_teleport_in_the_ranges_never_shows_as_a_jump():
    fixes = walk(RangeFilter(1, ANCHORS), still(2, 2, 40) + still(10, 6, 80))

    assert speeds(fixes).max() < 3.0
    assert np.hypot(fixes[-1, 1] - 10, fixes[-1, 2] - 6) < 0.4
    moving = fixes[40:60]
    away = np.hypot(moving[:, 1] - 10, moving[:, 2] - 6)
    assert (away <= moving[:, 3] * 1.5)[5:].all(), "what lags says so"


def test_a_tag_that_fell_silent_starts_anew_and_says_so():
    filter_ = RangeFilter(1, ANCHORS)
    walk(filter_, still(2, 2, 30))
    walk(filter_, still(10, 6, 30), start=400)
    fix = filter_.fixes(ONE, np.array([430 * S // 10]))

    assert np.hypot(fix.x_m[0] - 10, fix.y_m[0] - 6) < 0.4


def test_two_anchors_make_no_place():
    filter_ = RangeFilter(1, ANCHORS)
    for step in range(50):
        for anchor in (0, 1):
            filter_.take(ONE, ONE + anchor, np.array([5.0]), ONE + step * S // 10)

    assert len(filter_.fixes(ONE, ONE + 5 * S).row) == 0


def test_many_tags_at_once_equal_each_alone():
    together = RangeFilter(5, ANCHORS)
    chance = np.random.default_rng(4)
    alone = [RangeFilter(1, ANCHORS) for _ in range(5)]
    rows = np.arange(5)
    for step in range(120):
        anchor = np.full(5, step % 4)
        range_m, t_ns = chance.uniform(3, 9, 5), np.full(5, step * S // 40)
        together.take(rows, anchor, range_m, t_ns)
        for row in range(5):
            alone[row].take(ONE, anchor[:1], range_m[row : row + 1], t_ns[:1])

    for row in range(5):
        assert np.array_equal(together.tags.state[row], alone[row].tags.state[0])
        assert np.array_equal(together.tags.covariance[row], alone[row].tags.covariance[0])


@pytest.mark.parametrize(("short", "share"), [(0.0, 95), (0.5, 50), (1.0, 68), (0.3, 95)])
def test_a_radius_holds_its_share(short, share):
    chance = np.random.default_rng(1)
    points = chance.normal(size=(200_000, 2)) * [1.0, short]
    turned = points @ np.array([[0.6, 0.8], [-0.8, 0.6]])
    xx, xy, yy = np.array([1.0, 0.0, short**2])[[0, 1, 2]]
    cov = np.array([[xx, xy], [xy, yy]])
    rot = np.array([[0.6, 0.8], [-0.8, 0.6]])
    cov = rot.T @ cov @ rot
    reach = radius_m(cov[:1, 0], cov[:1, 1], cov[1:, 1], share_pct=share)[0]

    assert abs((np.hypot(*turned.T) <= reach).mean() - share / 100) < 0.01
