"""Fan-out to the open pages: bounded, newest picture wins, an alarm is never dropped.

A page that cannot keep up is told so and let go; it comes back with Last-Event-ID and gets what
it missed from the projection, while the others never wait for it.
"""

import asyncio
import logging
from collections import deque
from typing import Final, Literal

import msgspec

from console.view_types import AlarmView, Bye, Person, Picture

LOG: Final = logging.getLogger("console.hub")
ALARMS_WAITING_MAX: Final = 256
SLOTS_WAITING_MAX: Final = 4096
CLIENTS_MAX: Final = 200
_encoder: Final = msgspec.json.Encoder()

Reason = Literal["slow", "session_ended", "shutdown"]


def event(kind: str, body: msgspec.Struct, event_id: int | None = None) -> bytes:
    """Return one server-sent event; JSON has no raw line ends, so one data line holds it."""
    mark = b"" if event_id is None else b"id: %d\n" % event_id
    return mark + b"event: %s\ndata: %s\n\n" % (kind.encode(), _encoder.encode(body))


def alarm_events(tick: int, alarms: tuple[AlarmView, ...], *, recorded: bool = True) -> list[bytes]:
    """Return a tick's alarm changes; only the last carries the id.

    A page cut off in the middle of a tick so resumes from the tick before and misses nothing.
    """
    last = len(alarms) - 1
    return [
        event("alarm", alarm, tick if recorded and index == last else None)
        for index, alarm in enumerate(alarms)
    ]


def merged(old: Picture, new: Picture) -> Picture:
    """Return one picture for two that follow each other."""
    if new.full:
        return new
    people: dict[str, Person] = {person.key: person for person in old.people}
    for key in new.gone:
        people.pop(key, None)
    people.update({person.key: person for person in new.people})
    gone = dict.fromkeys((*old.gone, *new.gone))
    return Picture(
        utc_ns=new.utc_ns,
        people=tuple(people.values()),
        gone=tuple(key for key in gone if key not in people),
        full=old.full,
    )


class Client:
    """What waits for one page. Alarms in order, everything else only in its newest form."""

    def __init__(self, session_sha: str) -> None:
        self.session_sha = session_sha
        self.ended: Reason | None = None
        self._alarms: deque[bytes] = deque()
        self._slots: dict[str, bytes] = {}
        self._picture: Picture | None = None
        self._picture_event = b""
        self._wake = asyncio.Event()

    def put_alarm(self, data: bytes) -> None:
        """Queue an alarm change; a full queue ends the stream instead of losing one."""
        if self.ended:
            return
        if len(self._alarms) >= ALARMS_WAITING_MAX:
            self.end("slow")
            return
        self._alarms.append(data)
        self._wake.set()

    def put_newest(self, slot: str, data: bytes) -> None:
        """Queue an event that replaces its older self."""
        if self.ended:
            return
        self._slots.pop(slot, None)
        self._slots[slot] = data
        if len(self._slots) > SLOTS_WAITING_MAX:
            self.end("slow")
            return
        self._wake.set()

    def put_picture(self, picture: Picture, data: bytes) -> None:
        """Queue a picture; one that still waits is merged with it."""
        if self.ended:
            return
        if self._picture is None:
            self._picture, self._picture_event = picture, data
        else:
            self._picture, self._picture_event = merged(self._picture, picture), b""
        self._wake.set()

    def end(self, reason: Reason) -> None:
        """Say goodbye with a reason; what waits is dropped and asked for again by the page."""
        if self.ended:
            return
        self.ended = reason
        self._alarms.clear()
        self._slots.clear()
        self._picture = None
        self._wake.set()

    async def waiting(self) -> tuple[bytes, bool]:
        """Return all that waits, alarms first, and whether it is the goodbye."""
        await self._wake.wait()
        self._wake.clear()
        if self.ended:
            return event("bye", Bye(self.ended)), True
        parts = [*self._alarms, *self._slots.values()]
        if self._picture is not None:
            parts.append(self._picture_event or event("picture", self._picture))
        self._alarms.clear()
        self._slots.clear()
        self._picture = None
        return b"".join(parts), False


class TooManyClientsError(Exception):
    """More pages are open than one console serves."""


class Hub:
    """All open pages."""

    def __init__(self) -> None:
        self._clients: dict[Client, None] = {}
        self.watched = asyncio.Event()
        """Set while a page is open."""

    @property
    def count(self) -> int:
        """How many pages are open."""
        return len(self._clients)

    def join(self, session_sha: str) -> Client:
        """Let a page in; raises TooManyClientsError."""
        if len(self._clients) >= CLIENTS_MAX:
            raise TooManyClientsError
        client = Client(session_sha)
        self._clients[client] = None
        self.watched.set()
        return client

    def leave(self, client: Client) -> None:
        """Forget a page."""
        self._clients.pop(client, None)
        if not self._clients:
            self.watched.clear()

    def alarms(self, tick: int, alarms: tuple[AlarmView, ...], *, recorded: bool) -> None:
        """Send a tick's alarm changes to every page."""
        for data in alarm_events(tick, alarms, recorded=recorded):
            for client in list(self._clients):
                client.put_alarm(data)
                self._drop_if_ended(client)

    def newest(self, kind: str, slot: str, body: msgspec.Struct) -> None:
        """Send an event of which only the newest counts."""
        if not self._clients:
            return
        data = event(kind, body)
        for client in list(self._clients):
            client.put_newest(slot, data)
            self._drop_if_ended(client)

    def picture(self, picture: Picture) -> None:
        """Send people that moved."""
        if not self._clients:
            return
        data = event("picture", picture)
        for client in self._clients:
            client.put_picture(picture, data)

    def sessions(self) -> tuple[str, ...]:
        """Return the sessions behind the open pages."""
        return tuple({client.session_sha: None for client in self._clients})

    def end_session(self, session_sha: str) -> None:
        """End the pages of a session that was revoked."""
        for client in [one for one in self._clients if one.session_sha == session_sha]:
            client.end("session_ended")
            self.leave(client)

    def shutdown(self) -> None:
        """End all pages: they come back when the console does."""
        for client in list(self._clients):
            client.end("shutdown")
            self.leave(client)

    def _drop_if_ended(self, client: Client) -> None:
        if client.ended:
            LOG.warning("page_dropped reason=%s", client.ended)
            self.leave(client)
