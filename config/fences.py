"""Fences of site.toml: one shape each, valid rings, levels and stages that exist."""

from collections.abc import Iterator

import shapely

from config.errors import ConfigError
from config.explain import nearest
from config.places import Places
from custody.procedure import STAGES
from zones.plan import Fence, Site

RING_POINTS_MIN = 3


def fence_problems(site: Site, places: Places) -> Iterator[ConfigError]:
    """Yield what is wrong with each fence, the plainest first."""
    levels = [level.id for level in site.levels]
    for fence in site.fences:
        place = places.place("fence", fence.id)
        if fence.level is not None and fence.level not in levels:
            problem = f"{fence.id}: there is no level {fence.level}"
            yield ConfigError(place.at("level"), problem, nearest(fence.level, levels))
        for stage in fence.stages:
            if stage not in STAGES:
                problem = f"{fence.id}: there is no stage {stage}"
                yield ConfigError(place.at("stages"), problem, nearest(stage, STAGES))
        if fence.stages and fence.who == "staff":
            problem = f"{fence.id}: stages are a detainee's, the fence is for staff"
            yield ConfigError(place.at("stages"), problem, "remove stages, or change who")
        if (fence.from_ is None) != (fence.until is None):
            lacking = "until" if fence.until is None else "from"
            problem = f"{fence.id}: from and until belong together"
            yield ConfigError(place.at(lacking), problem, f"write {lacking} or neither")
        if fence.low_m is not None and fence.high_m is not None and fence.low_m >= fence.high_m:
            problem = f"{fence.id}: nothing lies between {fence.low_m:g} and {fence.high_m:g} m"
            yield ConfigError(place.at("high_m"), problem, "write a high_m above low_m")
        yield from _shape(fence, places)


def _shape(fence: Fence, places: Places) -> Iterator[ConfigError]:
    place = places.place("fence", fence.id)
    if fence.centre is not None:
        if fence.outer or fence.radius_m <= 0:
            problem = f"{fence.id}: a circle has a radius and no outline"
            yield ConfigError(place.at("radius_m"), problem, "write radius_m, remove outer")
        return
    if fence.radius_m > 0 or len(fence.outer) < RING_POINTS_MIN:
        problem = f"{fence.id}: neither an outline nor a circle"
        yield ConfigError(place.at("outer"), problem, "write outer, or centre and radius_m")
        return
    short = [ring for ring in fence.holes if len(ring) < RING_POINTS_MIN]
    if short:
        problem = f"{fence.id}: a hole has three points or more"
        yield ConfigError(place.at("holes"), problem, "redraw the hole")
        return
    shape = shapely.Polygon(fence.outer, fence.holes)
    if not shape.is_valid:
        why = shapely.is_valid_reason(shape)
        problem = f"{fence.id}: the ring is invalid ({why})"
        yield ConfigError(place.at("outer"), problem, "redraw the ring")
