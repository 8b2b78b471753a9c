"""The live picture: people on the map, followed from the stream in Valkey.

While no page is open nobody sees people walk: then only the full picture is looked at, once a
second, which keeps rooms and health true for a tenth of the cost. A server that was flushed or
restarted is picked up again from its full picture; until then the last people stay, and the health
part ``live`` says since when nothing came.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Final, Protocol

import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError

from console.hub import merged
from console.view_types import Person, Picture

LOG: Final = logging.getLogger("console.live")
STREAM: Final = "custody:live"
FULL: Final = "custody:live:full"
STALE_S: Final = 5.0
BLOCK_MS: Final = 1000
UNWATCHED_EVERY_S: Final = 1.5
ANSWER_S_MAX: Final = 2.0
AGAIN_S: Final = 0.5
ENTRIES_A_READ: Final = 50
_decoder: Final = msgspec.json.Decoder(Picture)

Seen = Callable[[Picture], None]


class PictureSource(Protocol):
    """Where pictures come from."""

    problem: str
    """Why it gives none now; empty while it does."""

    async def follow(self, seen: Seen, watched: asyncio.Event) -> None:
        """Hand over pictures for ever, a full one first, after each break and when watched."""


class NoPictures:
    """Stands where no server was named."""

    problem = "no server was named (--redis)"

    async def follow(self, seen: Seen, watched: asyncio.Event) -> None:
        """Wait for ever."""
        del seen, watched
        await asyncio.Event().wait()


class LivePicture:
    """The people as last seen, and when that was."""

    def __init__(self) -> None:
        self.picture_utc_ns = 0
        self._people: dict[str, Person] = {}

    def take(self, picture: Picture) -> None:
        """Take over what changed."""
        now = merged(self.full(), picture)
        self._people = {person.key: person for person in now.people}
        self.picture_utc_ns = picture.utc_ns

    def full(self) -> Picture:
        """Return everybody, as of the last picture."""
        people = tuple(self._people.values())
        return Picture(utc_ns=self.picture_utc_ns, people=people, full=True)

    def stale_since_utc_ns(self, utc_ns: int) -> int:
        """Return the instant of the last picture when it is too old to be believed, else 0."""
        if utc_ns - self.picture_utc_ns <= STALE_S * 1e9:
            return 0
        return self.picture_utc_ns or 1


class ValkeyPictures:
    """Reads the stream with a cursor; loads the full picture at first and after each break."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(
            url, socket_timeout=BLOCK_MS / 1000 + ANSWER_S_MAX, socket_connect_timeout=ANSWER_S_MAX
        )
        self.problem = "not asked yet"

    async def follow(self, seen: Seen, watched: asyncio.Event) -> None:
        """Hand over pictures for ever; every change only while somebody watches."""
        try:
            while True:
                try:
                    await self._follow(seen, watched)
                except (RedisError, OSError) as error:
                    self._down(str(error) or type(error).__name__)
                    await asyncio.sleep(AGAIN_S)
        finally:
            await self._redis.aclose()

    async def _follow(self, seen: Seen, watched: asyncio.Event) -> None:
        while not watched.is_set():
            self._show_full(await self._redis.get(FULL), seen)
            await _wait(watched, UNWATCHED_EVERY_S)
        cursor = await self._start(seen)
        while watched.is_set():
            found = await self._redis.xread({STREAM: cursor}, count=ENTRIES_A_READ, block=BLOCK_MS)
            if not found:
                # Quiet, or flushed: the full picture tells; its own age says whether it is fresh.
                cursor = await self._start(seen)
                continue
            entries = _entries(found)
            cursor = entries[-1][0]
            for _, body in entries:
                picture = _decoded(body)
                if picture is not None:
                    seen(picture)

    async def _start(self, seen: Seen) -> str:
        """Load the full picture; return the cursor from which the stream goes on."""
        last = await self._redis.xrevrange(STREAM, count=1)
        self._show_full(await self._redis.get(FULL), seen)
        return _text(last[0][0]) if last else "0-0"

    def _show_full(self, body: bytes | str | None, seen: Seen) -> None:
        self._up()
        picture = None if body is None else _decoded(body)
        if picture is not None:
            seen(msgspec.structs.replace(picture, full=True, gone=()))

    def _up(self) -> None:
        if self.problem:
            self.problem = ""
            LOG.info("valkey_up")

    def _down(self, problem: str) -> None:
        if problem != self.problem:
            LOG.warning("valkey_down error=%s", problem)
        self.problem = problem


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return


def _entries(found: object) -> list[tuple[str, bytes]]:
    """Return (id, body) of a reply to XREAD on one stream, in either protocol's shape."""
    streams = list(found.items()) if isinstance(found, dict) else list(found)  # type: ignore[call-overload]
    rows = streams[0][1]
    if rows and isinstance(rows[0], list):
        rows = rows[0]
    return [(_text(entry_id), fields[b"p"]) for entry_id, fields in rows]


def _text(content: bytes | str | None) -> str:
    assert content is not None, "every entry of a stream has an id"
    return content if isinstance(content, str) else content.decode()


def _decoded(body: bytes | str) -> Picture | None:
    try:
        return _decoder.decode(body)
    except msgspec.DecodeError as error:
        LOG.warning("picture_refused error=%s", error)
        return None
