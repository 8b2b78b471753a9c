"""GET /api/stream: one page's event stream, from its first picture until it leaves."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

from starlette.types import Receive, Scope, Send

from console.hub import Client, Hub

LOG: Final = logging.getLogger("console.stream")
SEND_S_MAX: Final = 10.0
OPENING_EVENTS_A_SEND: Final = 64
_HEADERS: Final = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


class EventStream:
    """The answer that stays open. ``opening`` is sent first, then whatever the hub hands over."""

    def __init__(self, hub: Hub, client: Client, opening: Sequence[bytes]) -> None:
        self._hub = hub
        self._client = client
        self._opening = opening

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve until the page leaves, is too slow, or is told goodbye."""
        assert scope["type"] == "http"
        try:
            async with asyncio.TaskGroup() as group:
                serving = group.create_task(self._serve(send), name="stream")
                leaving = group.create_task(_gone(receive), name="stream-gone")
                serving.add_done_callback(lambda _: leaving.cancel())
                leaving.add_done_callback(lambda _: serving.cancel())
        finally:
            self._hub.leave(self._client)

    async def _serve(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        for start in range(0, len(self._opening), OPENING_EVENTS_A_SEND):
            chunk = b"".join(self._opening[start : start + OPENING_EVENTS_A_SEND])
            if not await _sent(send, chunk):
                return
        last = False
        while not last:
            data, last = await self._client.waiting()
            if not await _sent(send, data):
                return
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _sent(send: Send, data: bytes) -> bool:
    """Send a piece; False when the page takes nothing more.

    The answer then stays incomplete, which makes the server close the connection.
    """
    try:
        async with asyncio.timeout(SEND_S_MAX):
            await send({"type": "http.response.body", "body": data, "more_body": True})
    except TimeoutError:
        LOG.warning("page_stalled seconds=%.0f", SEND_S_MAX)
        return False
    return True


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
