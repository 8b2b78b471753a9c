"""What the rules of places know of a site, made once from its plan and its staff."""

from itertools import combinations
from typing import Final

import numpy as np

from alerts.configuration import Configuration
from custody.columns import I16, I64, Mask
from custody.ids import OUTSIDE
from custody.matrix import permission_of
from custody.people import CASE_ROLES, POLICE
from custody.premises import DOORS_MAX, Crew, Posts, Premises
from custody.registry import Staff
from zones.plan import Point, Room, Site

_EXITS: Final = ("exit", "sally")
_MM_PER_M: Final = 1000


def premises_of(configuration: Configuration) -> Premises:
    """Return rooms, doors, posts and staff as arrays."""
    site = configuration.site
    rows = {room.id: row for row, room in enumerate(site.rooms)} | {OUTSIDE: len(site.rooms)}
    levels = {level.id: row for row, level in enumerate(site.levels)}
    types = tuple(dict.fromkeys(room.type for room in site.rooms))
    kind = [types.index(room.type) for room in site.rooms]
    exits = _exit_doors(site)
    near_exit = np.zeros(len(site.rooms) + 1, np.bool_)
    for row in exits:
        near_exit[[rows[room] for room in site.doors[row].rooms]] = True
    near_exit[-1] = False
    return Premises(
        types=types,
        kind=np.array([*kind, len(types)], dtype=np.int16),
        capacity=np.array([room.capacity for room in site.rooms], dtype=np.int16),
        room_level=np.array([levels[room.level] for room in site.rooms], dtype=np.int16),
        permission=permission_of(types),
        near_exit=near_exit,
        door_line=_lines(site),
        exit_rows=np.array(exits, dtype=np.int32),
        exit_level=np.array([levels[site.doors[row].level] for row in exits], dtype=np.int16),
        wall=_walls(site),
        wall_level=np.array([levels[room.level] for room, _ in _edges(site)], dtype=np.int16),
        door_level=np.array([levels[door.level] for door in site.doors], dtype=np.int16),
        between=_between(site, rows),
        joined=_joined(site, rows),
        fence_ids=tuple(fence.id for fence in site.fences),
        posts=_posts(site, rows, levels),
        crew=_crew(configuration.staff),
    )


def _exit_doors(site: Site) -> list[int]:
    """Return the rows of doors that lead out of the custody area."""
    types = {kind.id: kind for kind in site.room_types}
    free = {room.id for room in site.rooms if not types[room.type].custody_area} | {OUTSIDE}
    return [
        row
        for row, door in enumerate(site.doors)
        if door.kind in _EXITS or not free.isdisjoint(door.rooms)
    ]


def _lines(site: Site) -> I64:
    ends = [[*door.line[0], *door.line[1]] for door in site.doors]
    metres = np.array(ends, dtype=np.float64).reshape(-1, 4)
    return np.rint(metres * _MM_PER_M).astype(np.int64)


def _edges(site: Site) -> list[tuple[Room, tuple[Point, Point]]]:
    return [
        (room, (ring[at - 1], ring[at]))
        for room in site.rooms
        for ring in (room.outer, *room.holes)
        for at in range(len(ring))
    ]


def _walls(site: Site) -> I64:
    ends = [[*edge[0], *edge[1]] for _, edge in _edges(site)]
    metres = np.array(ends, dtype=np.float64).reshape(-1, 4)
    return np.rint(metres * _MM_PER_M).astype(np.int64)


def _between(site: Site, rows: dict[str, int]) -> I16:
    size = len(site.rooms) + 1
    table = np.full((size, size, DOORS_MAX), -1, np.int16)
    for number, door in enumerate(site.doors):
        one, other = rows[door.rooms[0]], rows[door.rooms[1]]
        for a, b in ((one, other), (other, one)):
            free = np.flatnonzero(table[a, b] < 0)
            if len(free):
                table[a, b, free[0]] = number
    return table


def _joined(site: Site, rows: dict[str, int]) -> Mask:
    """Return which rooms one can walk between: by a door, stairs, a lift, or being the same."""
    size = len(site.rooms) + 1
    joined = np.eye(size, dtype=np.bool_)
    pairs = [(rows[door.rooms[0]], rows[door.rooms[1]]) for door in site.doors]
    for connector in site.connectors:
        pairs += combinations([rows[room] for room in connector.rooms], 2)
    for one, other in pairs:
        joined[one, other] = joined[other, one] = True
    return joined


def _posts(site: Site, rows: dict[str, int], levels: dict[str, int]) -> Posts:
    posts = [zone for zone in site.zones if zone.kind == "post"]
    places = [rows[zone.room] for zone in posts]
    return Posts(
        ids=tuple(zone.id for zone in posts),
        room=np.array(places, dtype=np.int16),
        level=np.array([levels[site.rooms[row].level] for row in places], dtype=np.int16),
    )


def _crew(staff: tuple[Staff, ...]) -> Crew:
    def of(values: list[bool]) -> Mask:
        return np.array(values, dtype=np.bool_)

    return Crew(
        police=of([each.role in POLICE and each.rank != "auxiliary" for each in staff]),
        female=of([each.sex == "female" for each in staff]),
        doctor=of([each.role == "medical" for each in staff]),
        investigator=of([each.role in CASE_ROLES for each in staff]),
    )
