"""What the outlets tell the engine: deliveries, cursor lags, what is down. Facts like any other."""

import asyncio
import logging
import sqlite3
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Final, Never, Protocol

from alerts.notify.outbox import Outbox, Ticket
from custody.facts import Meter
from store.engine_client import EngineDown

EVERY_S: Final = 5.0
LOOK_EVERY_S: Final = 1.0
METERS_MAX: Final = 10_000
AT_ONCE_MAX: Final = 100
DELIVERED_AT_ONCE: Final = 200

_log = logging.getLogger("outlets")


class Engine(Protocol):
    """What store.engine_client.EngineClient does."""

    async def meter(self, *meters: Meter) -> None:
        """Tell some things; raises EngineDown."""


class Reports:
    """Keeps what could not be told yet, newest first to go when there is too much."""

    def __init__(
        self,
        engine: Engine,
        *,
        boxes: Sequence[Outbox],
        down: Callable[[], Mapping[str, bool]],
        lags: Callable[[], Mapping[str, int]],
    ) -> None:
        self._engine = engine
        self._boxes = boxes
        self._down = down
        self._lags = lags
        self._meters: deque[Meter] = deque(maxlen=METERS_MAX)
        self._told_down: dict[str, bool] = {}
        self._unmarked: set[tuple[str, str]] = set()
        """Deliveries told of while the outbox could not be written; at most one reading of it."""

    def tell(self, meter: Meter) -> None:
        """Tell the engine soon."""
        self._meters.append(meter)

    async def work(self) -> Never:
        """Tell for ever."""
        loop = asyncio.get_running_loop()
        next_s = loop.time() + EVERY_S
        while True:
            if loop.time() >= next_s:
                next_s = loop.time() + EVERY_S
                self._state()
            try:
                await self._send()
            except EngineDown as error:
                _log.info("engine_down error=%s", error)
                await asyncio.sleep(LOOK_EVERY_S)
            await asyncio.sleep(LOOK_EVERY_S)

    def _state(self) -> None:
        down = dict(self._down())
        # What was down and is no more part of the configuration is not down any more.
        cleared = {name: False for name, was in self._told_down.items() if was and name not in down}
        for name, is_down in {**cleared, **down}.items():
            self.tell(Meter(name="outlet_down", text=name, value=float(is_down)))
        for name, ticks in self._lags().items():
            self.tell(Meter(name="cursor_lag", text=name, value=float(ticks)))
        self._told_down = down

    async def _send(self) -> None:
        while self._meters:
            some = list(islice(self._meters, AT_ONCE_MAX))
            await self._engine.meter(*some)
            for _ in some:
                self._meters.popleft()
        for box in self._boxes:
            for ticket in box.unreported(DELIVERED_AT_ONCE):
                await self._deliver(ticket, box)

    async def _deliver(self, ticket: Ticket, box: Outbox) -> None:
        if ticket.place not in self._unmarked:
            attempts = float(ticket.attempts)
            await self._engine.meter(Meter(name="delivered", text=ticket.id, value=attempts))
        try:
            box.reported(ticket)
        except sqlite3.Error:
            # The lanes log and tell that the outbox cannot be written; here it is only repetition.
            self._unmarked.add(ticket.place)
        else:
            self._unmarked.discard(ticket.place)
