"""A raster of one level: most points get their room from one array look-up."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from custody.columns import I16, I32

CELL_MM: Final = 250
MARGIN_MM: Final = 1_000
UNSURE: Final = np.int16(-3)
"""The cell is cut by an edge: ask the geometry itself."""


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """Room row per cell of ``CELL_MM``; cells that touch an edge are UNSURE, empty ones -1."""

    origin_x_mm: int
    origin_y_mm: int
    cells: I16

    def look_up(self, x_mm: I32, y_mm: I32) -> I16:
        """Return the room row, -1 (no room) or UNSURE for each point."""
        column = (x_mm - self.origin_x_mm) // CELL_MM
        row = (y_mm - self.origin_y_mm) // CELL_MM
        height, width = self.cells.shape
        inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
        found = np.full(len(x_mm), -1, dtype=np.int16)
        found[inside] = self.cells[row[inside], column[inside]]
        return found


def raster_of(polygons: npt.NDArray[np.object_], rows: I16) -> Raster:
    """Return the raster of rooms (polygons in mm) with their row numbers."""
    if len(polygons) == 0:
        return Raster(0, 0, np.full((1, 1), -1, dtype=np.int16))
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
    cells = np.full((height, width), -1, dtype=np.int16)
    for polygon, row in zip(polygons, rows, strict=True):
        shapely.prepare(polygon)
        touched = shapely.intersects(polygon, boxes)
        whole = shapely.contains_properly(polygon, boxes)
        cells[touched] = UNSURE
        cells[whole] = row
    return Raster(origin_x, origin_y, cells)
