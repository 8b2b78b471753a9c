"""A raster of one level: most points get their room from one array look-up."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from custody.columns import I16, I32, I64, Mask, where

CELL_MM: Final = 250
MARGIN_MM: Final = 1_000
_NO_ROOM: Final = -1
_CUT: Final = -2
"""Cells that touch an edge count down from here: they name the outlines that may hold a point."""


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """Room row per cell of ``CELL_MM``, -1 for no room; cut cells ask the geometry itself."""

    origin_x_mm: int
    origin_y_mm: int
    cells: I32
    outlines: npt.NDArray[np.object_]
    """By cut cell: the outlines that touch it in their order, None where there are no more."""
    rows: I16
    """By cut cell: the rooms of these outlines."""

    def look_up(self, x_mm: I32, y_mm: I32) -> I16:
        """Return the room row of each point, -1 in no room; on a shared wall the first has it."""
        column = (x_mm - self.origin_x_mm) // CELL_MM
        row = (y_mm - self.origin_y_mm) // CELL_MM
        height, width = self.cells.shape
        inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
        found = np.full(len(x_mm), _NO_ROOM, np.int32)
        found[inside] = self.cells[row[inside], column[inside]]
        cut = where(found <= _CUT)
        if len(cut):
            found[cut] = self._by_geometry(_CUT - found[cut], x_mm[cut], y_mm[cut])
        return found.astype(np.int16)

    def _by_geometry(self, spot: I32, x_mm: I32, y_mm: I32) -> I16:
        """Return the room of points in cut cells."""
        hit: Mask = shapely.intersects_xy(self.outlines[spot], x_mm[:, None], y_mm[:, None])
        first = hit.argmax(axis=1)
        each = np.arange(len(spot))
        return np.where(hit[each, first], self.rows[spot, first], np.int16(_NO_ROOM))


def raster_of(polygons: npt.NDArray[np.object_], rows: I16) -> Raster:
    """Return the raster of rooms (polygons in mm) with their row numbers."""
    if len(polygons) == 0:
        empty = np.full((1, 1), _NO_ROOM, np.int32)
        return Raster(0, 0, empty, np.empty((0, 0), np.object_), np.empty((0, 0), np.int16))
    low_x, low_y, high_x, high_y = shapely.total_bounds(polygons)
    origin_x = int(low_x) - MARGIN_MM
    origin_y = int(low_y) - MARGIN_MM
    width = (int(high_x) + MARGIN_MM - origin_x) // CELL_MM + 1
    height = (int(high_y) + MARGIN_MM - origin_y) // CELL_MM + 1
    left, bottom = np.meshgrid(
        origin_x + np.arange(width) * CELL_MM, origin_y + np.arange(height) * CELL_MM
    )
    # A cell owns [left, left+CELL): the box is closed, so that points on its far edge are safe too.
    boxes = shapely.box(left, bottom, left + CELL_MM, bottom + CELL_MM)
    cells = np.full((height, width), _NO_ROOM, np.int32)
    touched: list[I64] = []
    for polygon, row in zip(polygons, rows, strict=True):
        shapely.prepare(polygon)
        touches = shapely.intersects(polygon, boxes)
        touched.append(where(touches.ravel()))
        cells[touches] = _CUT
        cells[shapely.contains_properly(polygon, boxes)] = row
    outlines, of_rows = _number_cut(cells, polygons, rows, touched)
    return Raster(origin_x, origin_y, cells, outlines, of_rows)


def _number_cut(
    cells: I32, polygons: npt.NDArray[np.object_], rows: I16, touched: list[I64]
) -> tuple[npt.NDArray[np.object_], I16]:
    """Give the cut cells numbers in place; return the outlines that touch each, and their rooms."""
    flat = cells.reshape(-1)
    cut = where(flat == _CUT)
    flat[cut] = _CUT - np.arange(len(cut))
    spots = [_CUT - flat[places[flat[places] <= _CUT]] for places in touched]
    count = np.zeros(len(cut), np.int64)
    most = int(np.bincount(np.concatenate(spots), minlength=1).max())
    outlines = np.full((len(cut), most), None, np.object_)
    of_rows = np.full((len(cut), most), _NO_ROOM, np.int16)
    for polygon, row, spot in zip(polygons, rows, spots, strict=True):
        outlines[spot, count[spot]] = polygon
        of_rows[spot, count[spot]] = row
        count[spot] += 1
    return outlines, of_rows
