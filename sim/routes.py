"""Ways through a site: from room to room through doors, corridors, stairs and lifts."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import dist, hypot, inf
from random import Random
from typing import Final

import shapely
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from custody.ids import OUTSIDE
from zones.plan import Door, Site

WALL_M: Final = 0.3
"""People keep this far from walls where the room allows it."""
DOOR_STEP_M: Final = 0.6
"""Where somebody stands before and after a door."""
STAND_OFF_M: Final = (1.2, 0.9, 0.6, 0.3)
"""How far from the walls people like to stand or sit, most comfortable first."""
BESIDE_M: Final = 1.8
"""People who belong together stay this near."""
STAIRS_M: Final = 9.0
"""A flight of stairs or a lift ride takes as long as walking this far."""
THROUGH_ROOM_M: Final = 60.0
"""Nobody takes a short cut through a room that is no passage, unless it saves this much."""
PASSAGES: Final = ("corridor", "sally", "stairs", "lift", "lobby", "hall", "yard", "intake")

XY = tuple[float, float]
Node = tuple[str, str]
"""A door or connector, and the room on whose side one stands."""


class NoWayError(Exception):
    """The plan has no way between two rooms."""


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A point of a route; ``door`` is the door that must be opened to go on from here."""

    x_m: float
    y_m: float
    level: str
    room: str
    door: str | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """A polyline through the site with the distance walked at each of its points."""

    points: tuple[Waypoint, ...]
    reach_m: tuple[float, ...]

    @classmethod
    def of(cls, points: Iterable[Waypoint]) -> "Route":
        """Return the route over these points."""
        kept = tuple(points)
        assert kept, "a route has a start"
        reach = [0.0]
        for near, far in pairwise(kept):
            climb = STAIRS_M if near.level != far.level else 0.0
            reach.append(reach[-1] + climb + dist((near.x_m, near.y_m), (far.x_m, far.y_m)))
        return cls(kept, tuple(reach))

    @property
    def length_m(self) -> float:
        """Return the whole length."""
        return self.reach_m[-1]

    def at(self, walked_m: float) -> Waypoint:
        """Return the place after so many metres."""
        if walked_m <= 0.0:
            return self.points[0]
        for row in range(1, len(self.points)):
            if walked_m < self.reach_m[row]:
                return self._between(row, walked_m)
        return self.points[-1]

    def rest(self, walked_m: float) -> "Route":
        """Return what is left of the route after so many metres."""
        left = [p for p, reach in zip(self.points, self.reach_m, strict=True) if reach > walked_m]
        return Route.of((self.at(walked_m), *left))

    def then(self, points: Iterable[Waypoint]) -> "Route":
        """Return this route with more points after its end."""
        return Route.of((*self.points, *points))

    def _between(self, row: int, walked_m: float) -> Waypoint:
        near, far = self.points[row - 1], self.points[row]
        span = self.reach_m[row] - self.reach_m[row - 1]
        share = (walked_m - self.reach_m[row - 1]) / span
        side = near if share < 0.5 else far  # noqa: PLR2004 - the door leaf is half way
        return Waypoint(
            near.x_m + (far.x_m - near.x_m) * share,
            near.y_m + (far.y_m - near.y_m) * share,
            side.level,
            side.room,
        )


class Ways:
    """Finds routes that stay inside rooms and change rooms only at doors and connectors."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._rooms = {room.id: room for room in site.rooms}
        self._custody = {kind.id for kind in site.room_types if kind.custody_area}
        self._shape = {room.id: Polygon(room.outer, room.holes) for room in site.rooms}
        self._clear = {key: _walkable(shape, WALL_M) for key, shape in self._shape.items()}
        self._floor = {key: _floor(clear) for key, clear in self._clear.items()}
        self._stands: dict[str, BaseGeometry] = {}
        """Where one stands or sits, by room; found when first asked."""
        self._ways_from: dict[tuple[Node, str], list[tuple[float, Node]]] = {}
        """Steps that were asked for before, by where from and to which room."""
        self._doors = {door.id: door for door in site.doors}
        self._at: dict[Node, XY] = {}
        self._over: dict[Node, list[Node]] = {}
        self._in_room: dict[str, list[Node]] = {}
        for door in site.doors:
            self._add_door(door)
        for connector in site.connectors:
            sides = [(connector.id, room) for room in connector.rooms]
            for side in sides:
                middle = self._clear[side[1]].representative_point()
                self._add_node(side, (middle.x, middle.y), [s for s in sides if s != side])

    def room_at(self, *, x_m: float, y_m: float, level: str) -> str:
        """Return the room of a point, or ``outside``."""
        spot = Point(x_m, y_m)
        for room in self._site.rooms:
            if room.level == level and self._shape[room.id].covers(spot):
                return room.id
        return OUTSIDE

    def spot(self, room: str, chance: Random) -> Waypoint:
        """Return a place to stand or sit in a room, away from its walls."""
        if room not in self._stands:
            inner = (self._shape[room].buffer(-off_m) for off_m in STAND_OFF_M)
            self._stands[room] = next((shape for shape in inner if not shape.is_empty), Polygon())
        shape = self._stands[room]
        if not shape.is_empty:
            return self._point_in(room, shape, chance)
        middle = self._shape[room].representative_point()
        return Waypoint(middle.x, middle.y, self._rooms[room].level, room)

    def beside(self, place: Waypoint, chance: Random) -> Waypoint:
        """Return a place in the same room at most ``BESIDE_M`` from another one."""
        clear = self._clear[place.room]
        reach = clear.intersection(Point(place.x_m, place.y_m).buffer(BESIDE_M))
        return place if reach.is_empty else self._point_in(place.room, reach, chance)

    def threshold(self, room: str) -> Waypoint:
        """Return the place outside a room's first door, where an escort waits."""
        door = next(each for each in self._site.doors if room in each.rooms)
        other = door.rooms[1] if room == door.rooms[0] else door.rooms[0]
        x_m, y_m = self._at[door.id, other]
        return Waypoint(x_m, y_m, self._rooms[room].level, other)

    def inside(self, room: str) -> Waypoint:
        """Return the place just inside a room's first door."""
        x_m, y_m = self._at[self.door_of(room), room]
        return Waypoint(x_m, y_m, self._rooms[room].level, room)

    def at_door(self, door: str, room: str) -> Waypoint:
        """Return the place before a door, on the side of a room."""
        x_m, y_m = self._at[door, room]
        return Waypoint(x_m, y_m, self._doors[door].level, room)

    def door_of(self, room: str) -> str:
        """Return the first door of a room."""
        return next(each.id for each in self._site.doors if room in each.rooms)

    def exit_of(self, room: str) -> str:
        """Return the door that leads from a room out of the building; raises NoWayError."""
        for door in self._site.doors:
            if room in door.rooms and OUTSIDE in door.rooms:
                return door.id
        message = f"{room} has no door to the outside"
        raise NoWayError(message)

    def beyond(self, door: str, distance_m: float) -> Waypoint:
        """Return the place so many metres straight out of an exit door."""
        inside = next(r for r in self._doors[door].rooms if r != OUTSIDE)
        out, near = self._at[door, OUTSIDE], self._at[door, inside]
        span = dist(out, near)
        x_m = out[0] + (out[0] - near[0]) / span * distance_m
        y_m = out[1] + (out[1] - near[1]) / span * distance_m
        return Waypoint(x_m, y_m, self._rooms[inside].level, OUTSIDE)

    def route(self, start: Waypoint, goal: Waypoint, *, custody_only: bool = False) -> Route:
        """Return the way between two places; ``custody_only`` keeps out of the staff's rooms."""
        if start.room == goal.room:
            return Route.of((start, *self._across(start, goal)))
        nodes = self._search(start, goal, custody_only=custody_only)
        points = [start]
        for near, far in pairwise((*nodes, None)):
            assert near is not None, "the chain has no gap"
            door = near[0] if far is not None and far[0] == near[0] else None
            point = self._waypoint(near, door if door in self._doors else None)
            if points[-1].room == point.room:
                points += self._across(points[-1], point)
            else:
                points.append(point)
        points += self._across(points[-1], goal)
        return Route.of(points)

    def _add_door(self, door: Door) -> None:
        (ax, ay), (bx, by) = door.line
        middle = ((ax + bx) / 2, (ay + by) / 2)
        span = hypot(bx - ax, by - ay)
        normal = ((by - ay) / span, (ax - bx) / span)
        first_sign = self._sign(door.rooms, middle, normal)
        for room, sign in zip(door.rooms, (first_sign, -first_sign), strict=True):
            at = tuple(m + sign * DOOR_STEP_M * n for m, n in zip(middle, normal, strict=True))
            other = door.rooms[1] if room == door.rooms[0] else door.rooms[0]
            self._add_node((door.id, room), (at[0], at[1]), [(door.id, other)])

    def _sign(self, rooms: tuple[str, str], middle: XY, normal: XY) -> float:
        ahead = Point(middle[0] + DOOR_STEP_M * normal[0], middle[1] + DOOR_STEP_M * normal[1])
        first, second = rooms
        if first == OUTSIDE:
            return -1.0 if self._shape[second].covers(ahead) else 1.0
        return 1.0 if self._shape[first].covers(ahead) else -1.0

    def _add_node(self, node: Node, at: XY, over: list[Node]) -> None:
        self._at[node] = at
        self._over[node] = over
        self._in_room.setdefault(node[1], []).append(node)

    def _point_in(self, room: str, shape: BaseGeometry, chance: Random) -> Waypoint:
        west, south, east, north = shape.bounds
        level = self._rooms[room].level
        for _ in range(40):
            x_m, y_m = chance.uniform(west, east), chance.uniform(south, north)
            if shape.covers(Point(x_m, y_m)):
                return Waypoint(x_m, y_m, level, room)
        middle = shape.representative_point()
        return Waypoint(middle.x, middle.y, level, room)

    def _waypoint(self, node: Node, door: str | None) -> Waypoint:
        x_m, y_m = self._at[node]
        room = node[1]
        inside = room if room != OUTSIDE else self._over[node][0][1]
        return Waypoint(x_m, y_m, self._rooms[inside].level, room, door)

    def _search(self, start: Waypoint, goal: Waypoint, *, custody_only: bool) -> list[Node]:
        open_nodes: list[tuple[float, Node, tuple[Node, ...]]] = []
        for node in self._in_room.get(start.room, []):
            cost = dist((start.x_m, start.y_m), self._at[node])
            heapq.heappush(open_nodes, (cost, node, (node,)))
        done: set[Node] = set()
        best: dict[Node, float] = {}
        while open_nodes:
            cost, node, chain = heapq.heappop(open_nodes)
            if node in done:
                continue
            done.add(node)
            if node[1] == goal.room:
                return list(chain)
            for step_m, far in self._steps(node, goal.room):
                reach = cost + step_m
                if far in done or reach > best.get(far, inf):
                    continue
                shut = far[1] not in (node[1], goal.room)
                if not (shut and self._closed_to(far[1], custody_only=custody_only)):
                    best[far] = reach
                    heapq.heappush(open_nodes, (reach, far, (*chain, far)))
        message = f"no way from {start.room} to {goal.room}: the plan lacks a door or connector"
        raise NoWayError(message)

    def _closed_to(self, room: str, *, custody_only: bool) -> bool:
        if room == OUTSIDE:
            return True
        return custody_only and self._rooms[room].type not in self._custody

    def _steps(self, node: Node, goal_room: str) -> list[tuple[float, Node]]:
        known = self._ways_from.get((node, goal_room))
        if known is None:
            known = self._ways_from[node, goal_room] = self._steps_anew(node, goal_room)
        return known

    def _steps_anew(self, node: Node, goal_room: str) -> list[tuple[float, Node]]:
        here = self._at[node]
        steps = [(self._toll(far, goal_room), far) for far in self._over[node]]
        steps += [
            (dist(here, self._at[far]), far) for far in self._in_room[node[1]] if far[0] != node[0]
        ]
        return steps

    def _toll(self, node: Node, goal_room: str) -> float:
        room = node[1]
        if node[0] not in self._doors:
            return STAIRS_M
        if room in (goal_room, OUTSIDE):
            return 2 * DOOR_STEP_M
        kind = self._rooms[room].type
        return 2 * DOOR_STEP_M if any(word in kind for word in PASSAGES) else THROUGH_ROOM_M

    def _across(self, start: Waypoint, goal: Waypoint) -> list[Waypoint]:
        """Return the points after the start on a way inside one room, the goal last."""
        if start.room == OUTSIDE:
            return [goal]
        a, b = (start.x_m, start.y_m), (goal.x_m, goal.y_m)
        corners = _around(self._clear[start.room], self._floor[start.room], a, b)
        return [*(Waypoint(x, y, start.level, start.room) for x, y in corners), goal]


def _walkable(shape: Polygon, off_m: float) -> Polygon:
    """Return the part of a room off its walls, or the room itself where that falls to pieces."""
    inner = shape.buffer(-off_m, join_style="mitre")
    return shape if inner.is_empty or inner.geom_type != "Polygon" else Polygon(inner)


def _floor(clear: Polygon) -> BaseGeometry:
    """Return where a straight step may lead: the walkable part, its edge included."""
    room = clear.buffer(1e-6)
    shapely.prepare(room)
    return room


def _around(clear: Polygon, room: BaseGeometry, start: XY, goal: XY) -> list[XY]:
    """Return the corners that a shortest way inside a polygon turns at (often none)."""
    if room.covers(LineString((start, goal))):
        return []
    corners = [xy for ring in (clear.exterior, *clear.interiors) for xy in ring.coords[:-1]]
    points: list[XY] = [start, *((x, y) for x, y in corners), goal]
    queue: list[tuple[float, int, tuple[int, ...]]] = [(0.0, 0, ())]
    done: set[int] = set()
    while queue:
        walked_m, row, turns = heapq.heappop(queue)
        if row == len(points) - 1:
            return [points[turn] for turn in turns[1:]]
        if row in done:
            continue
        done.add(row)
        for far in range(1, len(points)):
            if far not in done and room.covers(LineString((points[row], points[far]))):
                step_m = dist(points[row], points[far])
                heapq.heappush(queue, (walked_m + step_m, far, (*turns, row)))
    return []
