"""The live picture into Valkey: a stream of changes, and the whole picture every two seconds.

The server keeps nothing of ours: flushed or restarted, it holds the whole picture again within
two seconds, because the picture lives here.
"""

import asyncio
import logging
import os
import time
from pathlib import Path
from typing import Final, Never

import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError

from store.feed import Feed, Follower
from store.picture import Person, Picture, Saved
from store.standing import Standing

STREAM: Final = "custody:live"
FULL_KEY: Final = "custody:live:full"
STREAM_ENTRIES_MAX: Final = 600
FLUSH_EVERY_S: Final = 0.2
FLUSH_PERSON_S: Final = 0.001
"""A full house is shown at 2.5 Hz, which bounds what a picture costs however many move."""
PEOPLE_COUNTED_MAX: Final = 200
FULL_EVERY_S: Final = 2.0
FULL_KEPT_S: Final = 10
BEAT_EVERY_S: Final = 1.0
SAVE_EVERY_S: Final = 30.0
ANSWER_S_MAX: Final = 2.0
FOLD_TICKS_MAX: Final = 100

_encoder: Final = msgspec.json.Encoder()
_log = logging.getLogger("outlets")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One stream entry: who changed and who is gone since the entry before."""

    utc_ns: int
    people: list[Person]
    gone: list[str]


class Full(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody, as of the stream entry with this tick."""

    utc_ns: int
    tick: int
    people: list[Person]


class LivePicture:
    """Folds what the feed brings and shows it; keeps folding while the server is down."""

    name: Final = "valkey"

    def __init__(self, feed: Feed, *, url: str, saved: Path, standing: Standing) -> None:
        self._feed = feed
        self._url = url
        self._saved = saved
        self._standing = standing
        self._picture = load(saved)
        self._saved_tick = self._picture.tick
        self._shown_count = 0
        self._gone: dict[str, None] = {}
        """Marks that must go, until an entry that says so was taken."""
        self._next_full_s = 0.0
        self._next_beat_s = 0.0
        self._next_save_s = time.monotonic() + SAVE_EVERY_S
        self._next_try_s = 0.0

    async def work(self) -> Never:
        """Show the picture for ever."""
        follower = self._feed.follow(self._picture.tick, wanted=_never)
        client = Redis.from_url(
            self._url, socket_timeout=ANSWER_S_MAX, socket_connect_timeout=ANSWER_S_MAX
        )
        try:
            while True:
                is_behind = self._fold(follower)
                if time.monotonic() >= self._next_try_s:
                    await self._show_or_wait(client)
                self._save_when_due()
                pause_s = FLUSH_EVERY_S + FLUSH_PERSON_S * self._shown_count
                await asyncio.sleep(0 if is_behind else pause_s)
        finally:
            follower.close()
            self._save()
            await client.aclose()

    def _fold(self, follower: Follower) -> bool:
        batch = follower.read(FOLD_TICKS_MAX)
        self._picture.fold(batch)
        return len(batch) == FOLD_TICKS_MAX

    async def _show_or_wait(self, client: Redis) -> None:
        try:
            await self._show(client)
        except (RedisError, OSError) as error:
            self._standing.lost(error)
            self._next_try_s = time.monotonic() + self._standing.backoff_s()
            # What it held may be gone: it gets everything again.
            self._next_full_s = 0.0
            return
        self._standing.reached()
        self._standing.cursor = self._picture.tick

    async def _show(self, client: Redis) -> None:
        now_s = time.monotonic()
        is_full = now_s >= self._next_full_s
        moved = self._picture.tick > self._standing.cursor
        if not is_full and not moved:
            return
        people, gone = self._picture.changes()
        self._gone.update(dict.fromkeys(gone))
        if not self._standing.up:
            people = self._picture.everybody()
        if not is_full and not people and not self._gone and now_s < self._next_beat_s:
            return
        entry = Entry(utc_ns=self._picture.utc_ns, people=people, gone=list(self._gone))
        self._shown_count = min(len(people), PEOPLE_COUNTED_MAX)
        await client.xadd(
            STREAM, {"p": _encoder.encode(entry)}, maxlen=STREAM_ENTRIES_MAX, approximate=True
        )
        self._gone.clear()
        self._next_beat_s = now_s + BEAT_EVERY_S
        if is_full:
            await client.set(FULL_KEY, self._full(), ex=FULL_KEPT_S)
            self._next_full_s = now_s + FULL_EVERY_S

    def _full(self) -> bytes:
        picture = self._picture
        full = Full(utc_ns=picture.utc_ns, tick=picture.tick, people=picture.everybody())
        return _encoder.encode(full)

    def _save_when_due(self) -> None:
        if time.monotonic() >= self._next_save_s:
            self._next_save_s = time.monotonic() + SAVE_EVERY_S
            self._save()

    def _save(self) -> None:
        if self._picture.tick == self._saved_tick:
            return
        draft = self._saved.with_suffix(".new")
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(msgspec.msgpack.encode(self._picture.save()))
            draft.replace(self._saved)
        except OSError as error:
            # Only the next start gets slower by it.
            _log.warning("picture_not_saved error=%s", error)
            return
        self._saved_tick = self._picture.tick


def load(path: Path) -> Picture:
    """Return the saved picture; an empty one, built from the whole journal, when there is none."""
    try:
        saved = msgspec.msgpack.decode(path.read_bytes(), type=Saved)
    except FileNotFoundError:
        return Picture()
    except (OSError, msgspec.DecodeError) as error:
        _log.warning("picture_not_loaded error=%s", error)
        return Picture()
    return Picture.restore(saved)


def _never(_: object) -> bool:
    return False
