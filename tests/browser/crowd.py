"""People on the demo plan, walking real routes, shown through a real Valkey at 2 pictures/s."""

import json
import threading
import time
from dataclasses import dataclass
from random import Random

import redis

from sim.routes import Route, Waypoint, Ways
from tests.console.scene import SITE

SECOND_NS = 10**9
PICTURE_S = 0.5
WALK_MPS = 1.1
QUIET = {room_type.id for room_type in SITE.site.room_types if room_type.withhold_vitals} | {
    "lawyer",
    "search",
    "toilet",
}
TYPE_OF = {room.id: room.type for room in SITE.site.rooms}
OK = {"pulse": "ok", "oxygen": "ok", "motion": "ok"}


@dataclass
class Walker:
    """Somebody with a mark on the map: stands in a room, or walks to and fro between two."""

    kind: str
    id: str
    at: Waypoint
    route: Route | None = None
    walked_m: float = 0.0
    back: bool = False
    responsible: str = ""
    minor: bool = False
    arcs: dict | None = None
    seen_utc_ns: int = 0
    lost: bool = False

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.id}"

    def step(self, seconds: float) -> None:
        if self.route is None or self.lost:
            return
        ahead = self.walked_m + WALK_MPS * seconds * (-1 if self.back else 1)
        if not 0 <= ahead <= self.route.length_m:
            self.back = not self.back
        self.walked_m = min(max(ahead, 0.0), self.route.length_m)
        self.at = self.route.at(self.walked_m)

    def person(self, utc_ns: int) -> dict:
        if not self.lost:
            self.seen_utc_ns = utc_ns
        quiet = self.kind == "staff" or TYPE_OF.get(self.at.room) in QUIET
        return {
            "key": self.key,
            "kind": self.kind,
            "id": self.id,
            "label": self.id,
            "x_m": self.at.x_m,
            "y_m": self.at.y_m,
            "level": self.at.level,
            "room": self.at.room,
            "accuracy_m": 0.4,
            "seen_utc_ns": self.seen_utc_ns,
            "band": "",
            "responsible": self.responsible,
            "arcs": None if quiet else self.arcs or OK,
            "minor": self.minor,
        }


class Crowd:
    """Moves the walkers and publishes them until told to stop."""

    def __init__(self, url: str, seed: int = 7) -> None:
        self.walkers: dict[str, Walker] = {}
        self.ways = Ways(SITE.site)
        self.chance = Random(seed)
        self._redis = redis.Redis.from_url(url)
        self._publishing = threading.Event()
        self._publishing.set()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._end.set()
        self._thread.join()
        self._redis.close()

    def freeze(self) -> None:
        """Publish nothing more: the picture grows old."""
        self._publishing.clear()

    def thaw(self) -> None:
        self._publishing.set()

    def stand(self, kind: str, name: str, room: str, **more) -> Walker:
        walker = Walker(kind, name, self.ways.spot(room, self.chance), **more)
        walker.seen_utc_ns = time.time_ns()
        self.walkers[walker.key] = walker
        return walker

    def walk(self, kind: str, name: str, rooms: tuple[str, str], **more) -> Walker:
        walker = self.stand(kind, name, rooms[0], **more)
        walker.route = self.ways.route(walker.at, self.ways.spot(rooms[1], self.chance))
        return walker

    def _run(self) -> None:
        beats = 0
        while not self._end.wait(PICTURE_S):
            if not self._publishing.is_set():
                continue
            for walker in list(self.walkers.values()):
                walker.step(PICTURE_S)
            utc_ns = time.time_ns()
            people = [walker.person(utc_ns) for walker in list(self.walkers.values())]
            body = {"utc_ns": utc_ns, "people": people}
            if beats % 4 == 0:
                self._redis.set("custody:live:full", json.dumps({**body, "tick": beats}), ex=10)
            self._redis.xadd("custody:live", {"p": json.dumps({**body, "gone": []})}, maxlen=600)
            beats += 1
