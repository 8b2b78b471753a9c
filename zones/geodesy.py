"""Site metres to WGS84 and back, by control points both are known of (pure).

Round a site the earth is its tangent plane (east, north); control points turn, shift and scale
the site's own axes into it by least squares. Good to a millimetre within kilometres.
"""

from dataclasses import dataclass
from math import atan2, cos, degrees, radians, sin, sqrt
from typing import Final

import numpy as np
import numpy.typing as npt

from zones.plan import ControlPoint

F64 = npt.NDArray[np.float64]

_A_M: Final = 6_378_137.0
_F: Final = 1 / 298.257223563
_E2: Final = _F * (2 - _F)
DEGREES_DIGITS: Final = 9
"""Degrees are rounded to a tenth of a millimetre, so that every processor says the same."""
SCALE_OFF_MAX: Final = 0.01
"""A site whose metres differ by more than a hundredth from the earth's is surveyed wrongly."""


class ControlPointsUnfit(ValueError):
    """The control points do not fix the site on the earth: which and why."""


@dataclass(frozen=True, slots=True)
class SiteFrame:
    """Where a site lies on the earth: east = e + a x - b y, north = n + b x + a y."""

    latitude: float
    longitude: float
    a: float
    b: float
    e_m: float
    n_m: float
    residuals_m: tuple[float, ...]
    """How far each control point lies from where the fit puts it."""

    @property
    def scale(self) -> float:
        """Return metres of the earth per metre of the site."""
        return sqrt(self.a * self.a + self.b * self.b)

    @property
    def turn_deg(self) -> float:
        """Return how far the site's x axis is turned from east towards north."""
        return round(degrees(atan2(self.b, self.a)), 6)

    def to_wgs84(self, x_m: F64, y_m: F64) -> tuple[F64, F64]:
        """Return latitudes and longitudes of site metres."""
        east = self.e_m + self.a * x_m - self.b * y_m
        north = self.n_m + self.b * x_m + self.a * y_m
        return _geodetic(east, north, self.latitude, self.longitude)

    def to_site(self, latitude: F64, longitude: F64) -> tuple[F64, F64]:
        """Return site metres of latitudes and longitudes, to the millimetre."""
        east, north = _plane(latitude, longitude, self.latitude, self.longitude)
        de, dn, squared = east - self.e_m, north - self.n_m, self.a * self.a + self.b * self.b
        x, y = (self.a * de + self.b * dn) / squared, (self.a * dn - self.b * de) / squared
        return np.round(x, 3), np.round(y, 3)


def fit(points: tuple[ControlPoint, ...]) -> SiteFrame:
    """Return the frame that fits control points best; raises ControlPointsUnfit."""
    if len(points) < 2:  # noqa: PLR2004 - two points make a direction
        message = f"{len(points)} control point(s): at least two are needed"
        raise ControlPointsUnfit(message)
    site = np.array([point.at for point in points])
    earth = np.array([(point.latitude, point.longitude) for point in points])
    latitude, longitude = (float(value) for value in np.round(earth.mean(axis=0), 6))
    east, north = _plane(earth[:, 0], earth[:, 1], latitude, longitude)
    middle = site.mean(axis=0)
    x, y = site[:, 0] - middle[0], site[:, 1] - middle[1]
    spread = float((x * x + y * y).sum())
    if spread < 1.0:
        names = ", ".join(point.id for point in points)
        message = f"control points {names} lie in one place: a direction needs distance"
        raise ControlPointsUnfit(message)
    # Centred least squares of a turn and a scale have this closed form.
    a = round(float((x * east + y * north).sum()) / spread, 12)
    b = round(float((x * north - y * east).sum()) / spread, 12)
    e_m = round(float(east.mean() - a * middle[0] + b * middle[1]), 6)
    n_m = round(float(north.mean() - b * middle[0] - a * middle[1]), 6)
    off_e = e_m + a * site[:, 0] - b * site[:, 1] - east
    off_n = n_m + b * site[:, 0] + a * site[:, 1] - north
    away = np.round(np.sqrt(off_e * off_e + off_n * off_n), 4)
    frame = SiteFrame(latitude, longitude, a, b, e_m, n_m, tuple(float(far) for far in away))
    if abs(frame.scale - 1) > SCALE_OFF_MAX:
        worst = points[int(away.argmax())].id
        message = f"a metre of the site is {frame.scale:.4f} m of the earth; look at {worst} first"
        raise ControlPointsUnfit(message)
    return frame


def _plane(latitude: F64, longitude: F64, at_lat: float, at_lon: float) -> tuple[F64, F64]:
    """Return east and north of points on the ellipsoid, in the plane that touches it at one."""
    x, y, z = _ecef(np.radians(latitude), np.radians(longitude))
    x0, y0, z0 = _ecef(np.array(radians(at_lat)), np.array(radians(at_lon)))
    dx, dy, dz = x - x0, y - y0, z - z0
    lat, lon = radians(at_lat), radians(at_lon)
    east = -sin(lon) * dx + cos(lon) * dy
    north = -sin(lat) * cos(lon) * dx - sin(lat) * sin(lon) * dy + cos(lat) * dz
    return np.round(east, 5), np.round(north, 5)


def _ecef(lat: F64, lon: F64) -> tuple[F64, F64, F64]:
    normal = _A_M / np.sqrt(1 - _E2 * np.sin(lat) ** 2)
    x, y = normal * np.cos(lat) * np.cos(lon), normal * np.cos(lat) * np.sin(lon)
    return x, y, normal * (1 - _E2) * np.sin(lat)


def _geodetic(east: F64, north: F64, at_lat: float, at_lon: float) -> tuple[F64, F64]:
    """Return latitude and longitude of plane metres, on the ellipsoid, by stepping closer."""
    latitude = np.full_like(np.asarray(east, np.float64), at_lat)
    longitude = np.full_like(latitude, at_lon)
    for _ in range(4):
        seen_e, seen_n = _plane(latitude, longitude, at_lat, at_lon)
        lat = np.radians(latitude)
        bent = 1 - _E2 * np.sin(lat) ** 2
        meridian, normal = _A_M * (1 - _E2) / bent**1.5, _A_M / np.sqrt(bent)
        latitude = latitude + np.degrees((north - seen_n) / meridian)
        longitude = longitude + np.degrees((east - seen_e) / (normal * np.cos(lat)))
    return np.round(latitude, DEGREES_DIGITS), np.round(longitude, DEGREES_DIGITS)
