"""A site on the earth: known lengths of a degree, there and back, survey mistakes named."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zones.geodesy import ControlPointsUnfit, fit
from zones.plan import ControlPoint


def point(name, x_m, y_m, latitude, longitude):
    return ControlPoint(id=name, at=(x_m, y_m), latitude=latitude, longitude=longitude)


def one(value):
    return np.array([value])


def frame_at(latitude, longitude, *, turn_deg=0.0, scale=1.0):
    """Return a frame with its zero at a place, made from exact control points by turning."""
    # The frame of points a degree's thousandth apart gives true metres round the place.
    flat = fit(
        (
            point("a", 0.0, 0.0, latitude, longitude),
            point("b", 0.0, metres_of_latitude(latitude), latitude + 0.001, longitude),
        )
    )
    points = []
    for x, y in ((0.0, 0.0), (100.0, 0.0), (0.0, 80.0), (100.0, 80.0)):
        turn = math.radians(turn_deg)
        east = scale * (x * math.cos(turn) - y * math.sin(turn))
        north = scale * (x * math.sin(turn) + y * math.cos(turn))
        lat, lon = flat.to_wgs84(one(east), one(north))
        points.append(point(f"p{x:.0f}-{y:.0f}", x, y, float(lat[0]), float(lon[0])))
    return fit(tuple(points)), tuple(points)


def metres_of_latitude(latitude):
    """Return the length of a thousandth of a degree of latitude, by the textbook's series."""
    lat = math.radians(latitude + 0.0005)
    return 111.13295254 - 0.55982150 * math.cos(2 * lat) + 0.00117490 * math.cos(4 * lat)


def metres_of_longitude(latitude):
    lat = math.radians(latitude)
    return (
        111.41287733 * math.cos(lat) - 0.09350412 * math.cos(3 * lat) + 0.000118 * math.cos(5 * lat)
    )


@pytest.mark.parametrize("latitude", [-33.9, 0.0, 22.5, 30.0, 39.9, 60.0])
def test_a_degree_is_as_long_as_the_textbook_says(latitude):
    frame, _ = frame_at(latitude, 116.4)
    x, y = frame.to_site(one(latitude + 0.001), one(116.401))

    assert y[0] == pytest.approx(metres_of_latitude(latitude), abs=0.005)
    assert x[0] == pytest.approx(metres_of_longitude(latitude + 0.001), abs=0.005)


@given(
    st.floats(-60, 60), st.floats(-179, 179), st.floats(-180, 180),
    st.floats(-3000, 3000), st.floats(-3000, 3000),
)  # fmt: skip
def test_there_and_back_is_the_same_place(latitude, longitude, turn_deg, x_m, y_m):
    frame, _ = frame_at(latitude, longitude, turn_deg=turn_deg)
    x, y = frame.to_site(*frame.to_wgs84(one(x_m), one(y_m)))

    assert x[0] == pytest.approx(x_m, abs=0.002)
    assert y[0] == pytest.approx(y_m, abs=0.002)


def test_the_turn_and_scale_of_a_site_are_found():
    frame, _ = frame_at(39.9, 116.4, turn_deg=30.0, scale=1.002)

    assert frame.turn_deg == pytest.approx(30.0, abs=0.01)
    assert frame.scale == pytest.approx(1.002, abs=1e-4)
    assert max(frame.residuals_m) < 0.01


def test_a_point_surveyed_wrongly_shows_in_its_residual():
    _, points = frame_at(39.9, 116.4)
    wrong = points[-1]
    x_m, y_m = wrong.at
    moved = point(wrong.id, x_m + 0.5, y_m, wrong.latitude, wrong.longitude)
    frame = fit((*points[:-1], moved))

    assert max(frame.residuals_m) == frame.residuals_m[-1]
    assert frame.residuals_m[-1] > 0.1


def test_points_that_fix_nothing_are_refused_by_name():
    here = point("gate", 0.0, 0.0, 39.9, 116.4)
    with pytest.raises(ControlPointsUnfit, match="at least two"):
        fit((here,))
    with pytest.raises(ControlPointsUnfit, match="gate, gate lie in one place"):
        fit((here, here))
    feet = point("tower", 100.0, 0.0, 39.9, 116.4004)
    with pytest.raises(ControlPointsUnfit, match="of the earth; look at"):
        fit((here, feet))
