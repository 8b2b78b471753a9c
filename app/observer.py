"""Somebody at a screen who belongs to nobody: sees alarms over HTTP, and acknowledges one.

It knows the console's addresses and nothing of its code, so its figures are those of a browser.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Final

import httpx2
import msgspec

RETRY_S: Final = 0.25
BEAT_LIMIT_S: Final = 5.0
ACKNOWLEDGED_RULE: Final = "MOT-08"
"""The alarm that the observer deals with; the rest is the business of the simulated officers."""


class _Alarm(msgspec.Struct):
    id: str
    rule: str
    state: str


class _Alarms(msgspec.Struct):
    alarms: list[_Alarm]


class _Person(msgspec.Struct):
    key: str


class _Picture(msgspec.Struct):
    people: list[_Person]


class AckRoundTrip(msgspec.Struct, frozen=True):
    """From the press of the key until the same screen shows the alarm as acknowledged."""

    alarm: str
    tick: int
    seconds: float


@dataclass(slots=True)
class Observer:
    """A signed-in screen that follows the stream across restarts of the console."""

    url: str
    user: str
    password: str
    seen_utc_ns: dict[str, int] = field(default_factory=dict)
    """Alarm id -> when this screen was first told that it is raised."""
    first_position_utc_ns: int = 0
    ack: AckRoundTrip | None = None
    down_s: list[float] = field(default_factory=list)
    """How long each silence of the stream lasted."""
    _last_event_id: str = ""
    _pressed: dict[str, float] = field(default_factory=dict)
    _presses: set[asyncio.Task[None]] = field(default_factory=set)

    async def watch(self) -> None:
        """Follow the stream for ever."""
        lost_s: float | None = None
        while True:
            try:
                async with httpx2.AsyncClient(base_url=self.url, timeout=BEAT_LIMIT_S) as client:
                    await self._sign_in(client)
                    async for kind, body in self._events(client):
                        if lost_s is not None:
                            self.down_s.append(round(time.monotonic() - lost_s, 2))
                            lost_s = None
                        self._take(client, kind, body)
            except httpx2.HTTPError:
                lost_s = lost_s or time.monotonic()
                await asyncio.sleep(RETRY_S)

    async def _sign_in(self, client: httpx2.AsyncClient) -> None:
        login = {"user": self.user, "password": self.password}
        (await client.post("/api/login", json=login)).raise_for_status()

    async def _events(self, client: httpx2.AsyncClient) -> AsyncIterator[tuple[str, str]]:
        headers = {"Last-Event-ID": self._last_event_id} if self._last_event_id else {}
        async with client.stream("GET", "/api/stream", headers=headers) as response:
            response.raise_for_status()
            kind = ""
            async for line in response.aiter_lines():
                name, _, value = line.partition(": ")
                if name == "event":
                    kind = value
                elif name == "id":
                    self._last_event_id = value
                elif name == "data":
                    yield kind, value

    def _take(self, client: httpx2.AsyncClient, kind: str, body: str) -> None:
        now_ns = time.time_ns()
        if kind == "picture" and not self.first_position_utc_ns:
            if msgspec.json.decode(body, type=_Picture).people:
                self.first_position_utc_ns = now_ns
        elif kind == "alarm":
            self._take_alarm(client, msgspec.json.decode(body, type=_Alarm), now_ns)
        elif kind == "alarms":
            for alarm in msgspec.json.decode(body, type=_Alarms).alarms:
                self._take_alarm(client, alarm, now_ns)

    def _take_alarm(self, client: httpx2.AsyncClient, alarm: _Alarm, now_ns: int) -> None:
        key = alarm.id
        self.seen_utc_ns.setdefault(key, now_ns)
        if key in self._pressed and alarm.state == "acknowledged" and self.ack is None:
            # The stream's event id is the tick whose decisions the event tells.
            tick = int(self._last_event_id or 0)
            self.ack = AckRoundTrip(key, tick, round(time.monotonic() - self._pressed[key], 3))
        if alarm.rule == ACKNOWLEDGED_RULE and not self._pressed:
            self._pressed[key] = time.monotonic()
            press = asyncio.create_task(self._press(client, key), name="press")
            self._presses.add(press)
            press.add_done_callback(self._presses.discard)

    async def _press(self, client: httpx2.AsyncClient, alarm: str) -> None:
        answer = await client.post(f"/api/alarms/{alarm}/ack", json={"note": "seen"})
        if answer.is_error:
            del self._pressed[alarm]
