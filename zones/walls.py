"""Walls of a plan, and how far somebody gets before one (pure): doors stand open."""

from typing import Final

import numpy as np
import numpy.typing as npt

from custody.columns import I16, Mask
from zones.plan import Door, Point, Site

F64 = npt.NDArray[np.float64]

DOORWAY_M: Final = 0.3
"""A door may be passed so far beside its frame, and by as much more as the fix is unsure."""


class Walls:
    """Edges of rooms by level, with the doors in them."""

    def __init__(self, site: Site) -> None:
        rows = {level.id: row for row, level in enumerate(site.levels)}
        edges = [
            (rows[room.level], *edge)
            for room in site.rooms
            for ring in (room.outer, *room.holes)
            for edge in _edges(ring)
        ]
        self._level: I16 = np.array([edge[0] for edge in edges], dtype=np.int16)
        self._from: F64 = np.array([edge[1] for edge in edges]).reshape(-1, 2)
        self._to: F64 = np.array([edge[2] for edge in edges]).reshape(-1, 2)
        doors = [(rows[door.level], *_span(door)) for door in site.doors]
        self._door_level: I16 = np.array([door[0] for door in doors], dtype=np.int16)
        self._door_at: F64 = np.array([door[1] for door in doors]).reshape(-1, 2)
        self._door_half_m: F64 = np.array([door[2] for door in doors], dtype=np.float64)

    def free_share(self, start: F64, end: F64, level: I16, unsure_m: F64) -> F64:
        """Return the share of each way (x, y to x, y) that is free; 1 where no wall is in it."""
        share = np.ones(len(start))
        way, wall = end - start, self._to - self._from
        across = way[:, None, 0] * wall[:, 1] - way[:, None, 1] * wall[:, 0]
        parallel = np.abs(across) < 1e-12  # noqa: PLR2004 - as good as zero for metres
        safe = np.where(parallel, 1.0, across)
        to = self._from - start[:, None]
        along = (to[:, :, 0] * wall[:, 1] - to[:, :, 1] * wall[:, 0]) / safe
        on_wall = (to[:, :, 0] * way[:, None, 1] - to[:, :, 1] * way[:, None, 0]) / safe
        hits = ~parallel & (along > 0) & (along <= 1) & (on_wall >= 0) & (on_wall <= 1)
        hits &= self._level == level[:, None]
        person, edge = np.nonzero(hits)
        if len(person) == 0:
            return share
        at = start[person] + along[person, edge][:, None] * way[person]
        solid = ~self._in_doorway(at, level[person], unsure_m[person])
        np.minimum.at(share, person[solid], along[person, edge][solid])
        return share

    def _in_doorway(self, at: F64, level: I16, unsure_m: F64) -> Mask:
        """Return which places on walls may be a doorway."""
        dx = at[:, None, 0] - self._door_at[:, 0]
        dy = at[:, None, 1] - self._door_at[:, 1]
        reach = self._door_half_m + DOORWAY_M + unsure_m[:, None]
        close = (dx * dx + dy * dy <= reach * reach) & (self._door_level == level[:, None])
        result: Mask = close.any(axis=1)
        return result


def _edges(ring: tuple[Point, ...]) -> list[tuple[Point, Point]]:
    return [(ring[at - 1], ring[at]) for at in range(len(ring)) if ring[at - 1] != ring[at]]


def _span(door: Door) -> tuple[Point, float]:
    """Return a door's middle and half its width."""
    (x0, y0), (x1, y1) = door.line
    half = (((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5) / 2
    return ((x0 + x1) / 2, (y0 + y1) / 2), half
