"""Takes notices out of the decisions into the outbox, and keeps one lane for each endpoint."""

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Final, Never, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from alerts.configuration import Endpoint, from_canonical
from alerts.notify.carriers import Carriers
from alerts.notify.destination import Allowed, DestinationRefused, allowed
from alerts.notify.keys import lacks
from alerts.notify.lane import Lane
from alerts.notify.notice import DueNotice
from alerts.notify.outbox import Outbox
from custody.facts import Meter

WAIT_S: Final = 1.0
IDLE_TICKS: Final = 50
UNTAKEN_TICKS_MAX: Final = 10_000
AGAIN_S: Final = 1.0
KEEP_NS: Final = 30 * 86_400 * 10**9
PRUNE_EVERY_S: Final = 3_600.0

_log = logging.getLogger("outlets")


@dataclass(frozen=True, slots=True)
class Taken:
    """What one tick has for the notifier."""

    tick: int
    notices: tuple[DueNotice, ...]
    canonical: str = ""
    again: tuple[str, ...] = ()
    """Ids of notices that somebody asked to send again."""

    @property
    def has_news(self) -> bool:
        """Return whether there is anything in it."""
        return bool(self.notices or self.canonical or self.again)


class Source(Protocol):
    """The decisions, as the notifier needs them."""

    def read(self) -> list[Taken]:
        """Return the next ticks; empty when there are none yet."""

    async def wait(self, seconds: float) -> None:
        """Return when notices may be there, or after so long."""


class Notifier:
    """Everybody who must be told is told, at least once, under one id."""

    def __init__(
        self,
        outbox: Outbox,
        *,
        spare: Outbox,
        carriers: Carriers,
        tell: Callable[[Meter], None],
        second_s: float = 1.0,
    ) -> None:
        self.cursor = outbox.cursor
        self._outbox = outbox
        self._spare = spare
        self._carriers = carriers
        self._tell = tell
        self._second_s = second_s
        self._endpoints: dict[str, Endpoint] = {}
        self._lanes: dict[str, Lane] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._untaken: list[Taken] = []
        """Ticks the outbox could not take (disk full); their notices go out from memory."""
        self._next_prune_s = 0.0

    async def run(self, source: Source) -> Never:
        """Take and send for ever."""
        async with asyncio.TaskGroup() as group:
            self._settle(self._outbox.configuration(), group)
            while True:
                batch = source.read()
                self._take(batch, group)
                self._prune_when_due()
                if not batch:
                    await source.wait(WAIT_S)

    def take_unrecorded(self, notices: Sequence[DueNotice]) -> None:
        """Take notices that no journal has yet: the engine cannot write it."""
        try:
            self._outbox.take_unrecorded(notices)
        except sqlite3.Error as error:
            _log.error("outbox_unwritable error=%s", error)
            self._spare.take_unrecorded(notices)
        self._wake(notices)

    def down(self) -> dict[str, bool]:
        """Return what does not get through: endpoints, those nobody serves, the outbox itself.

        An endpoint whose secret is missing or unfit counts as down before there is any alarm.
        """
        orphans = [name for name in self._outbox.pending_count() if name not in self._lanes]
        keys = self._carriers.letters.keys
        lanes = {
            name: lane.down or bool(lacks(keys, lane.endpoint))
            for name, lane in self._lanes.items()
        }
        return {**lanes, **dict.fromkeys(orphans, True), "outbox": bool(self._untaken)}

    def _take(self, batch: Sequence[Taken], group: asyncio.TaskGroup) -> None:
        news = [each for each in batch if each.has_news]
        tick = batch[-1].tick if batch else self.cursor
        if not news and not self._untaken and tick - self.cursor < IDLE_TICKS:
            return
        untaken = [*self._untaken, *news][-UNTAKEN_TICKS_MAX:]
        notices = [notice for each in untaken for notice in each.notices]
        again = [name for each in untaken for name in each.again]
        canonical = next((each.canonical for each in reversed(untaken) if each.canonical), "")
        reached = max(tick, _last(untaken))
        try:
            self._outbox.take(notices, tick=reached, canonical=canonical, again=again)
        except sqlite3.Error as error:
            if news:
                _log.error("outbox_unwritable tick=%d error=%s", tick, error)
            self._untaken = untaken
            self._spare.take_unrecorded([notice for each in news for notice in each.notices])
        else:
            self._untaken = []
            self.cursor = reached
        if any(each.canonical for each in news):
            self._settle(canonical, group)
        self._wake(notices)
        if again:
            for lane in self._lanes.values():
                lane.hurry(frozenset(again))

    def _settle(self, canonical: str, group: asyncio.TaskGroup) -> None:
        """Open lanes for the endpoints of a configuration, close those that are gone or changed."""
        if not canonical:
            return
        configuration = from_canonical(canonical.encode())
        letters = self._carriers.letters
        letters.rooms = {room.id: room for room in configuration.site.rooms}
        letters.zone = _zone(configuration.site.timezone)
        letters.console_url = configuration.notify.console_url
        may = _allowed(configuration.notify.allow)
        moved, self._carriers.may = may != self._carriers.may, may
        wanted = {endpoint.id: endpoint for endpoint in configuration.notify.endpoints}
        for name in [*self._tasks]:
            same = not moved and wanted.get(name) == self._endpoints[name]
            if not same or self._tasks[name].done():
                self._tasks.pop(name).cancel()
                self._lanes.pop(name, None)
        self._endpoints = wanted
        for name, endpoint in wanted.items():
            if name not in self._tasks:
                self._tasks[name] = group.create_task(self._keep(endpoint), name=f"lane {name}")

    async def _keep(self, endpoint: Endpoint) -> None:
        while True:
            lane = self._lanes[endpoint.id] = Lane(
                endpoint,
                boxes=(self._outbox, self._spare),
                carrier=self._carriers.of(endpoint),
                tell=self._tell,
                second_s=self._second_s,
            )
            try:
                await lane.run()
            except Exception:  # noqa: BLE001 - a lane's end must not be the end of the others
                _log.exception("lane_failed endpoint=%s", endpoint.id)
                lane.gone = True
                await asyncio.sleep(AGAIN_S)

    def _wake(self, notices: Sequence[DueNotice]) -> None:
        """Hand new notices to their lanes, first to those whose receivers take what comes."""
        by_endpoint: dict[str, list[str]] = {}
        for notice in notices:
            by_endpoint.setdefault(notice.endpoint, []).append(notice.id)
        for name in sorted(by_endpoint.keys() - self._endpoints.keys()):
            _log.error("endpoint_unknown endpoint=%s", name)
        lanes = [self._lanes[name] for name in sorted(by_endpoint) if name in self._lanes]
        for lane in sorted(lanes, key=lambda lane: lane.troubled):
            lane.take(by_endpoint[lane.endpoint.id])

    def _prune_when_due(self) -> None:
        if time.monotonic() < self._next_prune_s:
            return
        self._next_prune_s = time.monotonic() + PRUNE_EVERY_S
        try:
            self._outbox.prune(before_utc_ns=time.time_ns() - KEEP_NS)
        except sqlite3.Error as error:
            _log.warning("outbox_not_pruned error=%s", error)


def _zone(name: str) -> tzinfo:
    """Return the site's time zone; a machine that does not know it says UTC."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        _log.error("time_zone_unknown zone=%s", name)
        return UTC


def _allowed(entries: Sequence[str]) -> Allowed:
    """Return the allow-list; what cannot be read (``custody check`` refuses it) allows nothing."""
    try:
        return allowed(entries)
    except DestinationRefused as error:
        _log.error("allow_list_unreadable error=%s", error)
        return Allowed()


def _last(ticks: Sequence[Taken]) -> int:
    return ticks[-1].tick if ticks else 0
