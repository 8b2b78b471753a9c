"""A whole centre in simulation: its site, its devices, its people, its requests to the engine."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from math import hypot
from random import Random
from typing import Final, Protocol

from alerts.configuration import Configuration
from custody.commands import AnyAct
from custody.ids import OUTSIDE
from custody.registry import Device
from custody.wire import Receipt
from sim.cameras import Eyes
from sim.clock import Schedule, Script
from sim.devices import Band, Beam, CaseSystem, Sender, Tag
from sim.doors import Leaf
from sim.outbox import Outgoing
from sim.people import LAG_M, Detainee, Officer, Person, legs_of
from sim.routes import DOOR_STEP_M, Route, Waypoint, Ways
from zones.plan import Room

Box = tuple[float, float, float, float]
CLEAR_M: Final = 1.0
"""Boxes so far from each other share no point, however numbers are rounded."""
GATHER_S_MAX: Final = 120.0
BEAM_CLEAR_S: Final = 1.2
DOOR_CLEAR_M: Final = 1.6
"""How far the last of a group must be beyond a door before it closes."""


class Answered(Protocol):
    """What the engine said to a request."""

    @property
    def accepted(self) -> bool:
        """Whether it was done."""
        ...

    @property
    def result(self) -> str:
        """For example the pseudonym of a new stay."""
        ...


class Request:
    """Something a member of staff asks of the engine; the driver fills in the answer."""

    def __init__(self, *, number: int, who: str, act: AnyAct) -> None:
        self.number = number
        self.who = who
        self.act = act
        self.answer: Answered | None = None


class Centre:
    """Everything that lives in virtual space; drivers take its frames and requests outside."""

    def __init__(self, *, configuration: Configuration, seed: int, start_ns: int) -> None:
        self.configuration = configuration
        self.site = configuration.site
        self.seed = seed
        self.schedule = Schedule(start_ns)
        self.ways = Ways(self.site)
        self.outgoing: list[Outgoing] = []
        self.requests: list[Request] = []
        self.officers: dict[str, Officer] = {}
        self.detainees: dict[str, Detainee] = {}
        self.brought = 0
        """How many detainees have come on stage."""
        self._boot = (start_ns // 1_000_000_000) % 2**32
        self._asked = 0
        self._kinds = {kind.id: kind for kind in self.site.room_types}
        self._floors = {level.id: level.floor_m for level in self.site.levels}
        self._line_boxes = {line.id: _box(line.line) for line in self.site.perimeter}
        self.things: dict[str, Sender] = {}
        self.tags: dict[str, Tag] = {}
        self.bands: dict[str, Band] = {}
        self.beams: dict[str, Beam] = {}
        self.cases: CaseSystem | None = None
        """The case system, where the site has one."""
        for device in configuration.devices:
            self._add_device(device)
        self.doors = {door.id: self._leaf(door.id) for door in self.site.doors}
        self.eyes = Eyes(site=self.site, things=self.things, schedule=self.schedule)

    @property
    def now_ns(self) -> int:
        """Return the present instant."""
        return self.schedule.now_ns

    def chance(self, name: str) -> Random:
        """Return a stream of chance of its own for a name."""
        return Random(f"{self.seed}:{name}")

    def rooms_of(self, *types: str) -> list[Room]:
        """Return the rooms of these types, in the plan's order."""
        return [room for room in self.site.rooms if room.type in types]

    def switch_on(self) -> None:
        """Let all devices begin: doors and sensors tell how they stand, everything beats."""
        for tag in self.tags.values():
            tag.start(self._floors.__getitem__)
        for band in self.bands.values():
            band.start_feeling()
        for device in self.configuration.devices:
            thing = self.things[device.id]
            if device.id not in self.tags and device.heartbeat_s > 0:
                phase_s = self.chance(f"beat:{device.id}").uniform(0.0, device.heartbeat_s)
                thing.start_beating(period_s=device.heartbeat_s, phase_s=phase_s)
        for leaf in self.doors.values():
            leaf.tell()
        for beam in self.beams.values():
            beam.tell()
        self.eyes.open(self._rooms_taken)

    def _rooms_taken(self) -> list[str]:
        """Return the room of everybody in the building, one entry a person."""
        people = (*self.officers.values(), *self.detainees.values())
        return [person.place(self.now_ns).room for person in people]

    def receive(self, receipt: Receipt) -> None:
        """Hand a receipt to its device."""
        thing = self.things.get(receipt.device)
        if thing is not None and receipt.status != "refused":
            thing.receipted(receipt.seq)

    def ask(self, who: Officer, act: AnyAct) -> Request:
        """Ask something of the engine in an officer's name."""
        self._asked += 1
        request = Request(number=self._asked, who=who.key, act=act)
        self.requests.append(request)
        return request

    def employ(self, staff_id: str, room: str) -> Officer:
        """Let a member of staff be on duty in a room, card in the pocket."""
        staff = next(member for member in self.configuration.staff if member.id == staff_id)
        chance = self.chance(f"staff:{staff_id}")
        officer = Officer(staff=staff, at=self.ways.spot(room, chance), chance=chance)
        self.officers[staff_id] = officer
        if officer.card in self.tags:
            self.tags[officer.card].carrier = officer
        return officer

    def bring(self, band: str, room: str | Waypoint) -> Detainee:
        """Let a detainee be in a room; the band is not on yet."""
        self.brought += 1
        key = f"detainee:{self.brought}:{band}"
        chance = self.chance(key)
        at = room if isinstance(room, Waypoint) else self.ways.spot(room, chance)
        person = Detainee(key=key, band=band, at=at, chance=chance)
        self.detainees[key] = person
        return person

    def lines_before(self, exit_door: str, distance_m: float) -> list[str]:
        """Return the perimeter lines that are crossed so many metres straight out of an exit."""
        far = self.ways.beyond(exit_door, distance_m)
        way = Route.of((self.ways.beyond(exit_door, -2.0 * DOOR_STEP_M), far))
        lines = self.site.perimeter
        return [line.id for line in lines if _crossing(way, line.level, line.line) > 0.0]

    def walk(
        self, group: Sequence[Person], goal: str | Waypoint, *, token: str | None = None
    ) -> Script:
        """Walk a group in single file to a room; the first officer's card opens the doors."""
        leader = group[0]
        target = goal if isinstance(goal, Waypoint) else self.ways.spot(goal, leader.chance)
        held = any(isinstance(person, Detainee) for person in group)
        card = token if token is not None else _card_of(group)
        yield from self._gather(group)
        here = leader.place(self.now_ns)
        route = self.ways.route(here, target, custody_only=held and target.room != OUTSIDE)
        yield from self._follow(group, route, card)
        yield from self._settle(group, target)

    def _gather(self, group: Sequence[Person]) -> Script:
        leader, *others = group
        for person in others:
            here, there = person.place(self.now_ns), leader.place(self.now_ns)
            if here.room != there.room:
                yield from self.walk([person], there)
                continue
            route = self.ways.route(here, there)
            if route.length_m > LAG_M:
                end_m = route.length_m - LAG_M
                yield legs_of([person], route, start_m=0.0, end_m=end_m, now_ns=self.now_ns)

    def _follow(self, group: Sequence[Person], route: Route, card: str | None) -> Script:
        walked_m = 0.0
        tail_m = (len(group) - 1) * LAG_M
        stops = [row for row, point in enumerate(route.points) if point.door is not None]
        for row in (*stops, len(route.points) - 1):
            end_m = route.reach_m[row]
            self._watch_lines(group, route, (walked_m, end_m))
            if end_m > walked_m:
                yield legs_of(group, route, start_m=walked_m, end_m=end_m, now_ns=self.now_ns)
            walked_m = end_m
            door = route.points[row].door
            if door is not None:
                into = route.points[row + 1].room
                yield self.doors[door].open_with(card, into=into)
                self.eyes.crossed(self.doors[door].door, people=len(group), into=into)
                speed_mps = min(person.speed_mps for person in group)
                self.doors[door].leave(clear_s=(DOOR_CLEAR_M + tail_m) / speed_mps)

    def _settle(self, group: Sequence[Person], target: Waypoint) -> Script:
        """Let those who followed go on to places of their own."""
        longest_s = 0.0
        for person in group[1:]:
            rest = person.left_to(self.now_ns)
            if target.room != OUTSIDE:
                spot = self.ways.beside(target, person.chance)
                rest = rest.then(self.ways.route(target, spot).points[1:])
            self._watch_lines([person], rest, (0.0, rest.length_m))
            took_s = legs_of([person], rest, start_m=0.0, end_m=rest.length_m, now_ns=self.now_ns)
            longest_s = max(longest_s, took_s)
        yield longest_s

    def _watch_lines(
        self, group: Sequence[Person], route: Route, reach: tuple[float, float]
    ) -> None:
        """Break each perimeter line on the way at the moment the first of the group crosses it."""
        start_m, end_m = reach
        speed_mps = min(person.speed_mps for person in group)
        box = _box((point.x_m, point.y_m) for point in route.points)
        for line in self.site.perimeter:
            if _apart(box, self._line_boxes[line.id]):
                continue
            crossed_m = _crossing(route, line.level, line.line)
            if line.device in self.beams and start_m < crossed_m <= end_m:
                delay_s = (crossed_m - start_m) / speed_mps
                self.schedule.after(delay_s, self._breaks(line.device))

    def _breaks(self, device: str) -> Callable[[], None]:
        return lambda: self.beams[device].break_for(BEAM_CLEAR_S)

    def _add_device(self, device: Device) -> None:
        schedule, boot, send = self.schedule, self._boot, self.outgoing.append
        chance = self.chance(f"device:{device.id}")
        thing: Sender
        if device.kind == "band":
            band = Band(device=device, schedule=schedule, boot=boot, send=send, chance=chance)
            self.bands[device.id] = self.tags[device.id] = thing = band
        elif device.kind == "card":
            tag = Tag(device=device, schedule=schedule, boot=boot, send=send, chance=chance)
            self.tags[device.id] = thing = tag
        elif device.kind == "perimeter":
            line = next(each for each in self.site.perimeter if each.device == device.id)
            beam = Beam(
                device=device,
                schedule=schedule,
                boot=boot,
                send=send,
                sensor_type=line.sensor_type,
            )
            self.beams[device.id] = thing = beam
        elif device.kind == "case_feed":
            system = CaseSystem(device=device, schedule=schedule, boot=boot, send=send)
            self.cases = thing = system
        else:
            thing = Sender(device=device, schedule=schedule, boot=boot, send=send)
        self.things[device.id] = thing

    def _leaf(self, door_id: str) -> Leaf:
        door = next(each for each in self.site.doors if each.id == door_id)
        return Leaf(
            door=door,
            schedule=self.schedule,
            controller=self.things[door.device] if door.device is not None else None,
            readers=tuple(self.things[reader] for reader in door.readers),
        )


def _card_of(group: Sequence[Person]) -> str | None:
    return next((person.card for person in group if isinstance(person, Officer)), None)


def _box(points: Iterable[tuple[float, float]]) -> Box:
    """Return the bounds of some points in m: west, south, east, north."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _apart(one: Box, other: Box) -> bool:
    """Return whether two boxes are clearly apart, so that no line of theirs can cross."""
    return (
        one[0] > other[2] + CLEAR_M
        or other[0] > one[2] + CLEAR_M
        or one[1] > other[3] + CLEAR_M
        or other[1] > one[3] + CLEAR_M
    )


def _crossing(route: Route, level: str, line: Sequence[tuple[float, float]]) -> float:
    """Return how far along a route a perimeter line is first crossed; -1 when it is not."""
    for row in range(1, len(route.points)):
        near, far = route.points[row - 1], route.points[row]
        if near.level != level or far.level != level:
            continue
        for a, b in pairwise(line):
            share = _meeting((near.x_m, near.y_m), (far.x_m, far.y_m), a, b)
            if share is not None:
                span_m = hypot(far.x_m - near.x_m, far.y_m - near.y_m)
                return route.reach_m[row - 1] + share * span_m
    return -1.0


def _meeting(
    start: tuple[float, float],
    end: tuple[float, float],
    a: tuple[float, float],
    b: tuple[float, float],
) -> float | None:
    """Return at which share of the way from start to end the stretch a-b is met, if at all."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    ex, ey = b[0] - a[0], b[1] - a[1]
    area = dx * ey - dy * ex
    if area == 0.0:
        return None
    along = ((a[0] - start[0]) * ey - (a[1] - start[1]) * ex) / area
    across = ((a[0] - start[0]) * dy - (a[1] - start[1]) * dx) / area
    return along if 0.0 <= along <= 1.0 and 0.0 <= across <= 1.0 else None
