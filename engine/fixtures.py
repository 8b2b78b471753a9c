"""What is screwed to the building, as rows: doors, guarded lines, muster places."""

from itertools import pairwise
from math import hypot
from typing import Final

import numpy as np

from custody.columns import I32, I64
from custody.ids import OUTSIDE
from custody.layout import NOWHERE, Doors, Lines, MusterPlace
from zones.plan import PerimeterLine, Point, Site

EXIT_NEAR_M: Final = 3.0
"""A line this near to an exit guards it: whoever lawfully leaves there crosses the line."""
_EXITS: Final = ("exit", "sally")
_MM_PER_M: Final = 1000


def doors_of(site: Site, room_rows: dict[str, int], device_rows: dict[str, int]) -> Doors:
    """Return the doors in the order of the plan."""
    types = {kind.id: kind for kind in site.room_types}
    free = {room.id for room in site.rooms if not types[room.type].custody_area} | {OUTSIDE}
    levels = {level.id: row for row, level in enumerate(site.levels)}
    middles = [_middle(door.line) for door in site.doors]
    return Doors(
        ids=tuple(door.id for door in site.doors),
        rooms=np.array(
            [[room_rows[room] for room in door.rooms] for door in site.doors], dtype=np.int16
        ).reshape(-1, 2),
        leads_out=np.array(
            [door.kind in _EXITS or not free.isdisjoint(door.rooms) for door in site.doors],
            dtype=np.bool_,
        ),
        device=np.array(
            [device_rows.get(door.device or "", NOWHERE) for door in site.doors], dtype=np.int32
        ),
        cell=np.array([door.kind == "cell" for door in site.doors], dtype=np.bool_),
        sally=np.array([door.kind == "sally" for door in site.doors], dtype=np.bool_),
        x_mm=_mm([x_m for x_m, _ in middles]),
        y_mm=_mm([y_m for _, y_m in middles]),
        level=np.array([levels.get(door.level, NOWHERE) for door in site.doors], dtype=np.int16),
    )


def lines_of(site: Site, device_rows: dict[str, int]) -> Lines:
    """Return the guarded lines with their exits, their mates and the cameras at those exits."""
    levels = {level.id: row for row, level in enumerate(site.levels)}
    exits = tuple(_exits(site, line) for line in site.perimeter)
    return Lines(
        points_mm=tuple(_points(line.line) for line in site.perimeter),
        level=np.array([levels.get(line.level, NOWHERE) for line in site.perimeter], np.int16),
        device=np.array([device_rows[line.device] for line in site.perimeter], np.int32),
        exits=exits,
        mates=tuple(
            tuple(
                other
                for other, theirs in enumerate(exits)
                if other != row and not set(theirs).isdisjoint(mine)
            )
            for row, mine in enumerate(exits)
        ),
        cameras=tuple(
            tuple(
                device_rows[camera.device]
                for camera in site.cameras
                if any(camera.room in site.doors[door].rooms for door in mine)
            )
            for mine in exits
        ),
        free=tuple(
            (_minutes(line.disarm_from), _minutes(line.disarm_until)) for line in site.perimeter
        ),
    )


def muster_of(site: Site) -> tuple[MusterPlace, ...]:
    """Return the muster places."""
    levels = {level.id: row for row, level in enumerate(site.levels)}
    return tuple(
        MusterPlace(
            id=place.id,
            level=levels.get(place.level, NOWHERE),
            x_mm=round(place.at[0] * _MM_PER_M),
            y_mm=round(place.at[1] * _MM_PER_M),
            radius_mm=round(place.radius_m * _MM_PER_M),
        )
        for place in site.muster
    )


def _exits(site: Site, line: PerimeterLine) -> tuple[int, ...]:
    return tuple(
        row
        for row, door in enumerate(site.doors)
        if (OUTSIDE in door.rooms or door.kind in _EXITS)
        and door.level == line.level
        and _distance_m(_middle(door.line), line.line) <= EXIT_NEAR_M
    )


def _distance_m(point: Point, line: tuple[Point, ...]) -> float:
    """Return how far a point is from a polyline."""
    found = [hypot(point[0] - line[0][0], point[1] - line[0][1])] if line else [1e9]
    for (ax, ay), (bx, by) in pairwise(line):
        dx, dy = bx - ax, by - ay
        square = dx * dx + dy * dy
        along = ((point[0] - ax) * dx + (point[1] - ay) * dy) / square if square else 0.0
        share = min(1.0, max(0.0, along))
        found.append(hypot(point[0] - ax - share * dx, point[1] - ay - share * dy))
    return min(found)


def _middle(line: tuple[Point, Point]) -> Point:
    return (line[0][0] + line[1][0]) / 2, (line[0][1] + line[1][1]) / 2


def _points(line: tuple[Point, ...]) -> I64:
    return np.rint(np.array(line, dtype=np.float64) * _MM_PER_M).astype(np.int64)


def _mm(values: list[float]) -> I32:
    return np.rint(np.array(values, dtype=np.float64) * _MM_PER_M).astype(np.int32)


def _minutes(time: str | None) -> int:
    """Return a time of day in minutes; -1 for none."""
    return int(time[:2]) * 60 + int(time[3:]) if time else -1
