"""Shapes of fences and how deep a point lies in them: polygons with holes, circles (pure).

Membership is exact: whole millimetres, 64-bit integers, and the edge itself is inside. Depth is
the distance to the edge, positive inside. Only pairs of a point and a near fence are looked at.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from custody.columns import I16, I32, I64, Mask, some, where, within

F64 = npt.NDArray[np.float64]

ANY_LEVEL: Final = -1
FAR_MM: Final = np.int64(2**40)
"""A distance beyond all sites."""

PointMm = tuple[int, int]
RingMm = tuple[PointMm, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """One fence: rings (the first is the outline, others are holes) or a circle, and heights."""

    level: int
    rings: tuple[RingMm, ...] = ()
    centre: PointMm = (0, 0)
    radius_mm: int = 0
    low_mm: int = -(2**40)
    high_mm: int = 2**40
    """Heights above the site's zero between which it holds; asked only where a height is known."""


def ring_mm(ring: tuple[tuple[float, float], ...]) -> RingMm:
    """Return a ring of metres in whole millimetres."""
    return tuple((round(x * 1000), round(y * 1000)) for x, y in ring)


class Shapes:
    """Many fences as arrays of edges."""

    def __init__(self, shapes: tuple[Shape, ...]) -> None:
        self.count = len(shapes)
        edges = [_edges(shape) for shape in shapes]
        self._first: I64 = np.cumsum([0, *(len(part) for part in edges)])[:-1]
        self._edges_of: I64 = np.array([len(part) for part in edges], dtype=np.int64)
        self._edge: I64 = np.array(
            [edge for part in edges for edge in part], dtype=np.int64
        ).reshape(-1, 4)
        self.level: I16 = np.array([shape.level for shape in shapes], dtype=np.int16)
        self._centre: I64 = np.array([shape.centre for shape in shapes], np.int64).reshape(-1, 2)
        self._radius: I64 = np.array([shape.radius_mm for shape in shapes], dtype=np.int64)
        self._low: I64 = np.array([shape.low_mm for shape in shapes], dtype=np.int64)
        self._high: I64 = np.array([shape.high_mm for shape in shapes], dtype=np.int64)
        boxes = [_box(shape) for shape in shapes]
        self._box: I64 = np.array(boxes, dtype=np.int64).reshape(-1, 4)
        wide = np.minimum(self._box[:, 2] - self._box[:, 0], self._box[:, 3] - self._box[:, 1])
        self.slim_mm: I64 = wide // 4
        """Deep enough in a fence for any fix to be in it: half way to its middle."""

    def near(self, x_mm: I32, y_mm: I32, level: I16, reach_mm: I64) -> tuple[I64, I64]:
        """Return pairs (point, fence) on one level whose boxes come within each point's reach."""
        x, y = x_mm.astype(np.int64)[:, None], y_mm.astype(np.int64)[:, None]
        reach = reach_mm[:, None]
        close = (x >= self._box[:, 0] - reach) & (x <= self._box[:, 2] + reach)
        close &= (y >= self._box[:, 1] - reach) & (y <= self._box[:, 3] + reach)
        close &= (self.level == level[:, None]) | (self.level == ANY_LEVEL)
        point, fence = np.nonzero(close)
        return point, fence

    def depth_mm(self, x_mm: I32, y_mm: I32, fence: I64) -> I64:
        """Return how deep each point lies in its fence: 0 on the edge, at most -1 outside."""
        x, y = x_mm.astype(np.int64), y_mm.astype(np.int64)
        depth = np.zeros(len(x), np.int64)
        round_ = self._radius[fence] > 0
        if not some(round_):
            return self._depth_in_polygon(x, y, fence)
        depth[round_] = self._depth_in_circle(x[round_], y[round_], fence[round_])
        angular = ~round_
        depth[angular] = self._depth_in_polygon(x[angular], y[angular], fence[angular])
        return depth

    def depth_in_height_mm(self, depth_mm: I64, z_mm: I32, fence: I64) -> I64:
        """Return depth with floor and ceiling; a height of 0 is not known and not asked."""
        z = z_mm.astype(np.int64)
        above, below = z - self._low[fence], self._high[fence] - z
        bounded: I64 = np.where(z == 0, depth_mm, np.minimum(depth_mm, np.minimum(above, below)))
        return bounded

    def at_height(self, z_mm: I32, fence: I64, *, slack_mm: I32) -> Mask:
        """Return what lies between floor and ceiling of its fence, or beyond by no more than this.

        A height of 0 is not known and lies at any.
        """
        z = z_mm.astype(np.int64)
        over, under = z + slack_mm >= self._low[fence], z - slack_mm <= self._high[fence]
        result: Mask = (z == 0) | (over & under)
        return result

    def _depth_in_circle(self, x: I64, y: I64, fence: I64) -> I64:
        dx, dy = x - self._centre[fence, 0], y - self._centre[fence, 1]
        squared, radius = dx * dx + dy * dy, self._radius[fence]
        away = np.rint(np.sqrt(squared.astype(np.float64))).astype(np.int64)
        inside = squared <= radius * radius
        return _signed(np.abs(radius - away), inside)

    def _depth_in_polygon(self, x: I64, y: I64, fence: I64) -> I64:
        if len(x) == 0:
            return np.zeros(0, np.int64)
        edge, begin, pair = self._edges_of_pairs(fence)
        px, py = x[pair], y[pair]
        x0, y0, x1, y1 = (self._edge[edge, side] for side in range(4))
        ex, ey, qx, qy = x1 - x0, y1 - y0, px - x0, py - y0
        turn = ex * qy - ey * qx
        spans = (y0 > py) != (y1 > py)
        crossed = spans & ((turn > 0) == (ey > 0))
        odd = (np.add.reduceat(crossed.astype(np.int64), begin) & 1).astype(np.bool_)
        length = np.maximum(ex * ex + ey * ey, 1)
        along = within((qx * ex + qy * ey) / length, 0.0, 1.0)
        dx, dy = qx - along * ex, qy - along * ey
        squared = np.minimum.reduceat(dx * dx + dy * dy, begin)
        touches = (turn == 0) & (np.minimum(x0, x1) <= px) & (px <= np.maximum(x0, x1))
        touches &= (np.minimum(y0, y1) <= py) & (py <= np.maximum(y0, y1))
        on_edge = np.logical_or.reduceat(touches, begin)
        away = np.rint(np.sqrt(squared)).astype(np.int64)
        away[on_edge] = 0
        return _signed(away, odd | on_edge)

    def _edges_of_pairs(self, fence: I64) -> tuple[I64, I64, I64]:
        """Return, for pairs of a point and a fence: edges, where each pair begins, pair of each."""
        count = self._edges_of[fence]
        begin = np.cumsum(count) - count
        pair = np.repeat(np.arange(len(fence)), count)
        edge = np.arange(int(count.sum())) - begin[pair] + self._first[fence][pair]
        return edge, begin, pair

    def crossing_depth_mm(self, start: I64, end: I64, fence: I64) -> I64:
        """Return how deep each way from start to end (x, y) went through its fence.

        Looked at is the middle between the first two crossings of the edge; -FAR_MM: no crossing.
        """
        depth = np.full(len(fence), -FAR_MM)
        middle = self._middles(start, end, fence)
        found = where(np.isfinite(middle[:, 0]))
        at = np.rint(middle[found]).astype(np.int32)
        depth[found] = self.depth_mm(at[:, 0], at[:, 1], fence[found])
        round_ = where(self._radius[fence] > 0)
        nearest = _nearest_on_way(start[round_], end[round_], self._centre[fence[round_]])
        at = np.rint(nearest).astype(np.int32)
        depth[round_] = self.depth_mm(at[:, 0], at[:, 1], fence[round_])
        return depth

    def _middles(self, start: I64, end: I64, fence: I64) -> F64:
        """Return the middle of the first stretch inside each polygon, NaN where there is none."""
        result = np.full((len(fence), 2), np.nan)
        angular = where(self._radius[fence] == 0)
        if len(angular) == 0:
            return result
        edge, begin, pair = self._edges_of_pairs(fence[angular])
        a, way = start[angular][pair], (end - start)[angular][pair]
        x0, y0, x1, y1 = (self._edge[edge, side] for side in range(4))
        ex, ey = x1 - x0, y1 - y0
        across = way[:, 0] * ey - way[:, 1] * ex
        safe = np.where(across == 0, 1, across)
        along = ((x0 - a[:, 0]) * ey - (y0 - a[:, 1]) * ex) / safe
        on_edge = ((x0 - a[:, 0]) * way[:, 1] - (y0 - a[:, 1]) * way[:, 0]) / safe
        meets = (across != 0) & (along >= 0) & (along <= 1) & (on_edge >= 0) & (on_edge <= 1)
        at = np.where(meets, along, np.inf)
        first = np.minimum.reduceat(at, begin)
        second = np.minimum.reduceat(np.where(at > first[pair], at, np.inf), begin)
        whole = np.isfinite(second)
        middle = (first[whole] + second[whole])[:, None] / 2
        result[angular[whole]] = start[angular][whole] + middle * (end - start)[angular][whole]
        return result


def _edges(shape: Shape) -> list[tuple[int, int, int, int]]:
    return [(*ring[at - 1], *ring[at]) for ring in shape.rings for at in range(len(ring))] or [
        (0, 0, 0, 0)
    ]


def _box(shape: Shape) -> tuple[int, int, int, int]:
    if shape.radius_mm > 0:
        (x, y), reach = shape.centre, shape.radius_mm
        return x - reach, y - reach, x + reach, y + reach
    assert shape.rings, "a shape has an outline or a radius"
    xs, ys = zip(*shape.rings[0], strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _signed(away_mm: I64, inside: Mask) -> I64:
    signed: I64 = np.where(inside, away_mm, -np.maximum(away_mm, 1))
    return signed


def _nearest_on_way(start: I64, end: I64, place: I64) -> F64:
    """Return the point of each way that lies nearest to a place."""
    way, to = end - start, place - start
    length = np.maximum(way[:, 0] * way[:, 0] + way[:, 1] * way[:, 1], 1)
    along = within((to[:, 0] * way[:, 0] + to[:, 1] * way[:, 1]) / length, 0.0, 1.0)
    nearest: F64 = start + along[:, None] * way
    return nearest
