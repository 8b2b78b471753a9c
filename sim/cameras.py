"""What the analytics beside the cameras tell: head counts of rooms, people through doors."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final

from custody import wire
from sim.clock import Schedule
from sim.devices import Sender
from zones.plan import Door, Site

COUNT_S: Final = 5.0
WATCHED: Final = ("cell", "exit")
"""Kinds of door over which a camera counts who goes through."""
CONFIDENCE: Final = 0.93


class Eyes:
    """All cameras of a site whose rooms allow analytics; they count and never know who."""

    def __init__(self, *, site: Site, things: dict[str, Sender], schedule: Schedule) -> None:
        kinds = {kind.id: kind for kind in site.room_types}
        types = {room.id: kinds[room.type] for room in site.rooms}
        self._cameras: dict[str, Sender] = {}
        for camera in site.cameras:
            if types[camera.room].analytics:
                self._cameras.setdefault(camera.room, things[camera.device])
        self._schedule = schedule
        self._told: dict[str, int] = {}
        self.miscounts: dict[str, int] = {}
        """Rooms whose camera sees more people (less than 0: fewer) than there are."""

    @property
    def rooms(self) -> tuple[str, ...]:
        """Return the rooms that are counted."""
        return tuple(self._cameras)

    def open(self, rooms: Callable[[], Iterable[str]]) -> None:
        """Begin to count the rooms that people are in."""
        self._schedule.every(COUNT_S, lambda: self._count(rooms()), phase_s=COUNT_S)

    def crossed(self, door: Door, *, people: int, into: str) -> None:
        """Tell that people go through a door that a camera watches."""
        camera = next((self._cameras[r] for r in door.rooms if r in self._cameras), None)
        if camera is not None and camera.alive and door.kind in WATCHED:
            camera.emit(
                "state",
                "sighting",
                wire.Sighting,
                event="crossing",
                people=people,
                where=door.id,
                direction="in" if into == door.rooms[0] else "out",
                confidence=CONFIDENCE,
            )

    def floor(self, room: str, *, active: bool) -> None:
        """Tell that a room's camera sees somebody on the floor, or no longer does."""
        camera = self._cameras.get(room)
        if camera is not None and camera.alive:
            camera.emit(
                "alarm",
                "sighting",
                wire.Sighting,
                event="floor",
                active=active,
                confidence=CONFIDENCE,
            )

    def _count(self, rooms: Iterable[str]) -> None:
        seen = Counter(rooms)
        for room, camera in self._cameras.items():
            people = max(0, seen[room] + self.miscounts.get(room, 0))
            if camera.alive and self._told.get(room) != people:
                self._told[room] = people
                camera.emit(
                    "state",
                    "sighting",
                    wire.Sighting,
                    event="count",
                    people=people,
                    confidence=CONFIDENCE,
                )
