"""A site on the earth: its control points checked, its plan as GeoJSON in WGS84 for other maps."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import numpy as np

from config.errors import ConfigError, Place
from zones.geodesy import ControlPointsUnfit, SiteFrame, fit
from zones.plan import Fence, Point, Site

RESIDUAL_M_MAX: Final = 0.5
"""A control point that lies further from the fit was measured wrongly, or typed so."""
CIRCLE_POINTS: Final = 48
_PLACE: Final = Place("site.toml", "control_points")
Json = dict[str, object]


def earth_problems(site: Site) -> Iterator[ConfigError]:
    """Yield why control points do not fix the site on the earth; none at all are allowed."""
    if not site.control_points:
        return
    try:
        frame = fit(site.control_points)
    except ControlPointsUnfit as error:
        yield ConfigError(_PLACE, str(error), "survey them again, or remove them all")
        return
    for row, (point, away_m) in enumerate(zip(site.control_points, frame.residuals_m, strict=True)):
        if away_m > RESIDUAL_M_MAX:
            problem = f"{point.id}: lies {away_m:.2f} m from where the others put it"
            place = Place("site.toml", f"control_points[{row}]")
            yield ConfigError(place, problem, "survey it again, or leave it out")


def plan_on_earth(site: Site) -> Json:
    """Return the plan as a GeoJSON feature collection; raises ConfigError without control points.

    Longitude and latitude in degrees, WGS84 (RFC 7946); names, kinds and levels as properties.
    """
    if not site.control_points:
        problem = "the site is not fixed on the earth"
        raise ConfigError(_PLACE, problem, "write two control points or more")
    frame = fit(site.control_points)
    return {"type": "FeatureCollection", "features": list(_features(site, frame))}


def _features(site: Site, frame: SiteFrame) -> Iterator[Json]:
    for room in site.rooms:
        rings = [_ring(frame, ring) for ring in (room.outer, *room.holes)]
        about = {"type": room.type, "level": room.level}
        yield _feature("room", room.id, about, "Polygon", rings)
    for door in site.doors:
        about = {"type": door.kind, "level": door.level}
        yield _feature("door", door.id, about, "LineString", _line(frame, door.line))
    for line in site.perimeter:
        about = {"type": line.sensor_type, "level": line.level}
        yield _feature("perimeter", line.id, about, "LineString", _line(frame, line.line))
    for place in site.muster:
        wide: Json = {"level": place.level, "radius_m": place.radius_m}
        yield _feature("muster", place.id, wide, "Point", _line(frame, (place.at,))[0])
    for fence in site.fences:
        rings = [_ring(frame, ring) for ring in _outline(fence)]
        said: Json = {"type": fence.purpose, "level": fence.level}
        yield _feature("fence", fence.id, said, "Polygon", rings)


def _outline(fence: Fence) -> tuple[tuple[Point, ...], ...]:
    """Return a fence's rings; a circle has so many points."""
    if fence.centre is None:
        return fence.outer, *fence.holes
    turn = np.arange(CIRCLE_POINTS) * (2 * np.pi / CIRCLE_POINTS)
    x = fence.centre[0] + fence.radius_m * np.cos(turn)
    y = fence.centre[1] + fence.radius_m * np.sin(turn)
    return (tuple(zip(x.tolist(), y.tolist(), strict=True)),)


def _feature(kind: str, name: str, about: Mapping[str, object], shape: str, places: object) -> Json:
    return {
        "type": "Feature",
        "id": name,
        "properties": {"kind": kind, **about},
        "geometry": {"type": shape, "coordinates": places},
    }


def _ring(frame: SiteFrame, ring: Iterable[Point]) -> list[list[float]]:
    """Return a ring that ends where it began, as GeoJSON asks for."""
    places = _line(frame, ring)
    return [*places, places[0]]


def _line(frame: SiteFrame, points: Iterable[Point]) -> list[list[float]]:
    x_m, y_m = np.array(list(points), dtype=np.float64).T
    latitude, longitude = frame.to_wgs84(x_m, y_m)
    return [list(place) for place in zip(longitude.tolist(), latitude.tolist(), strict=True)]
