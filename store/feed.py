"""One reader of the decisions for all outlets.

A tick is read and decoded once; who keeps up finds it in the window, who lags reads the journal.
"""

import asyncio
from bisect import bisect_right
from collections.abc import Callable
from typing import Final, Protocol

from engine.decisions import Decisions

WINDOW_TICKS_MAX: Final = 512
WINDOW_BYTES_MAX: Final = 16 * 1024 * 1024
PUMP_TICKS_MAX: Final = 50


class Tail(Protocol):
    """What store.journal.DecisionTail does."""

    cursor: int
    """The last tick read, or passed over because retention had emptied it."""

    def read(self, limit: int) -> list[Decisions]:
        """Return what is new, oldest first."""

    def close(self) -> None:
        """Let go of the file."""


class Feed:
    """Pumps the tail into a window and wakes the followers whom something concerns."""

    def __init__(self, open_tail: Callable[[int], Tail], after: int) -> None:
        self.newest = after
        """The last tick known to be durable."""
        self._open_tail = open_tail
        self._tail = open_tail(after)
        self._window: list[Decisions] = []
        self._window_after = after
        self._window_bytes = 0
        self._followers: list[Follower] = []

    def pump(self) -> bool:
        """Take what is new into the window, at most PUMP_TICKS_MAX; return if there may be more."""
        found = self._tail.read(PUMP_TICKS_MAX)
        if not found:
            self._pass_over()
            return False
        self._window += found
        self._window_bytes += sum(map(_size, found))
        self._shrink()
        self.newest = found[-1].tick
        for follower in self._followers:
            follower.hear(found)
        return len(found) == PUMP_TICKS_MAX

    def follow(self, after: int, *, wanted: Callable[[Decisions], bool]) -> "Follower":
        """Return a reader that begins after a tick and is woken early by wanted decisions."""
        follower = Follower(self, after, wanted)
        self._followers.append(follower)
        return follower

    def forget(self, follower: "Follower") -> None:
        """Wake a follower no longer."""
        self._followers.remove(follower)

    def recent(self, after: int, limit: int) -> list[Decisions] | None:
        """Return ticks after one from the window; None when the window begins later."""
        if after < self._window_after:
            return None
        start = bisect_right(self._window, after, key=_tick)
        return self._window[start : start + limit]

    def open_tail(self, after: int) -> Tail:
        """Return a reader of its own for somebody who lags."""
        return self._open_tail(after)

    def _pass_over(self) -> None:
        """Ticks that retention emptied are nobody's news."""
        if not self._window and self._tail.cursor > self._window_after:
            self._window_after = self.newest = self._tail.cursor

    def _shrink(self) -> None:
        drop = max(0, len(self._window) - WINDOW_TICKS_MAX)
        over = self._window_bytes - sum(map(_size, self._window[:drop])) - WINDOW_BYTES_MAX
        while over > 0 and drop < len(self._window) - 1:
            over -= _size(self._window[drop])
            drop += 1
        if drop:
            self._window_after = self._window[drop - 1].tick
            self._window_bytes -= sum(map(_size, self._window[:drop]))
            del self._window[:drop]


class Follower:
    """One outlet's place in the decisions; ``cursor`` is the last tick it was given."""

    def __init__(self, feed: Feed, after: int, wanted: Callable[[Decisions], bool]) -> None:
        self.cursor = after
        self._feed = feed
        self._wanted = wanted
        self._news = asyncio.Event()
        self._own: Tail | None = None

    def read(self, limit: int) -> list[Decisions]:
        """Return the next ticks, at most ``limit``; empty when there are none yet."""
        found = self._feed.recent(self.cursor, limit)
        if found is None:
            found = self._read_own(limit)
        else:
            self._close_own()
        if found:
            self.cursor = found[-1].tick
        else:
            self._news.clear()
        return found

    def hear(self, found: list[Decisions]) -> None:
        """Something new is in the window."""
        if not self._news.is_set() and any(map(self._wanted, found)):
            self._news.set()

    async def wait(self, seconds: float) -> None:
        """Wait until something wanted came, at most so long."""
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return

    def close(self) -> None:
        """End following."""
        self._close_own()
        self._feed.forget(self)

    def _read_own(self, limit: int) -> list[Decisions]:
        if self._own is None:
            self._own = self._feed.open_tail(self.cursor)
        found = self._own.read(limit)
        self.cursor = max(self.cursor, self._own.cursor)
        return found

    def _close_own(self) -> None:
        if self._own is not None:
            self._own.close()
            self._own = None


def _tick(decisions: Decisions) -> int:
    return decisions.tick


def _size(decisions: Decisions) -> int:
    # The three blobs are nearly all of it; the rest counts as a round figure.
    blobs = len(decisions.positions) + len(decisions.vitals) + len(decisions.motions)
    return blobs + 1_000 + 500 * (len(decisions.alarms) + len(decisions.notices))
