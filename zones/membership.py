"""Which room a point lies in, how far the custody area's edge is, when to believe it."""

from typing import Final

import numpy as np
import shapely

from custody.columns import I16, I32, I64, where
from zones.grid import Raster, raster_of
from zones.plan import Room, Site

NO_ROOM: Final = np.int16(-1)
DEEP_MM: Final = 3_000
"""Distances to the edge are exact up to here and cut off beyond, inside."""
_MM_PER_M: Final = 1000


def _polygon(room: Room) -> shapely.Polygon:
    """Return the room's outline in whole millimetres."""
    outer = [(round(x * _MM_PER_M), round(y * _MM_PER_M)) for x, y in room.outer]
    holes = [[(round(x * _MM_PER_M), round(y * _MM_PER_M)) for x, y in ring] for ring in room.holes]
    return shapely.Polygon(outer, holes)


class _Level:
    """The rooms of one storey as a raster, and the edge of its custody area."""

    def __init__(self, site: Site, level: str) -> None:
        inside = {kind.id for kind in site.room_types if kind.custody_area}
        rows = [row for row, room in enumerate(site.rooms) if room.level == level]
        polygons = np.array([_polygon(site.rooms[row]) for row in rows], dtype=object)
        self.raster: Raster = raster_of(polygons, np.array(rows, dtype=np.int16))
        custody = [
            polygon
            for polygon, row in zip(polygons, rows, strict=True)
            if site.rooms[row].type in inside
        ]
        self.area = shapely.union_all(custody) if custody else shapely.Polygon()
        self.edge = shapely.boundary(self.area)
        deep = shapely.buffer(self.area, -DEEP_MM)
        shapely.prepare(self.area)
        shapely.prepare(self.edge)
        shapely.prepare(deep)
        self.deep = deep

    def rooms_of(self, x_mm: I32, y_mm: I32) -> I16:
        """Return the room row of each point; on a shared wall the first listed room has it."""
        return self.raster.look_up(x_mm, y_mm)

    def edge_distance_mm(self, x_mm: I32, y_mm: I32) -> I32:
        """Return the signed distance to the custody area's edge, positive inside."""
        result = np.full(len(x_mm), DEEP_MM, dtype=np.int32)
        near = where(~shapely.contains_xy(self.deep, x_mm, y_mm))
        if len(near) == 0:
            return result
        points = shapely.points(x_mm[near], y_mm[near])
        distance = np.rint(shapely.distance(self.edge, points))
        sign = np.where(shapely.intersects(self.area, points), 1, -1)
        far_outside = np.iinfo(np.int32).max
        bounded = np.nan_to_num(distance, nan=far_outside, posinf=far_outside)
        result[near] = np.minimum(bounded, far_outside).astype(np.int32) * sign
        return result


class RoomFinder:
    """Answers for all levels at once; levels are rows of ``site.levels``."""

    def __init__(self, site: Site) -> None:
        self._levels = [_Level(site, level.id) for level in site.levels]

    def rooms_of(self, x_mm: I32, y_mm: I32, level: I16) -> I16:
        """Return the row of the room each point lies in; -1 in no room or with no level."""
        rooms = np.full(len(x_mm), NO_ROOM, dtype=np.int16)
        for row, storey in enumerate(self._levels):
            here = where(level == row)
            if len(here):
                rooms[here] = storey.rooms_of(x_mm[here], y_mm[here])
        return rooms

    def boundary_distance_mm(self, x_mm: I32, y_mm: I32, level: I16) -> I32:
        """Return the signed distance to the custody area's edge in mm, positive inside.

        Exact up to DEEP_MM inside, cut off there; 0 (neither) where the level is unknown.
        """
        distance = np.zeros(len(x_mm), dtype=np.int32)
        for row, storey in enumerate(self._levels):
            here = where(level == row)
            if len(here):
                distance[here] = storey.edge_distance_mm(x_mm[here], y_mm[here])
        return distance


def squared_distance_mm2(x_mm: I32, y_mm: I32, to_x_mm: I32, to_y_mm: I32) -> I64:
    """Return squared distances of every point (rows) to every other (columns), exact in int64."""
    dx = x_mm.astype(np.int64)[:, None] - to_x_mm.astype(np.int64)[None, :]
    dy = y_mm.astype(np.int64)[:, None] - to_y_mm.astype(np.int64)[None, :]
    return dx * dx + dy * dy
