"""The wall as one of two paths to people: tells the engine that it lives and what it showed."""

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import Final

from alerts.severity import Severity
from console.hub import Hub
from console.view_types import AlarmView
from custody.facts import Meter
from store.engine_client import EngineClient, EngineDown

REPORT_S: Final = 5.0
LOOK_S: Final = 0.5
WAITING_MAX: Final = 2_000
AT_ONCE_MAX: Final = 100


class Wall:
    """Serious alarms that an open page got are told of; oldest go first when there are too many."""

    def __init__(self, engine: EngineClient, hub: Hub) -> None:
        self._engine = engine
        self._hub = hub
        self._shown: deque[str] = deque(maxlen=WAITING_MAX)

    def shown(self, alarms: Iterable[AlarmView]) -> None:
        """Take alarms that were just handed to every open page."""
        if self._hub.count == 0:
            return
        self._shown.extend(
            alarm.id
            for alarm in alarms
            if alarm.severity <= Severity.P2 and alarm.state == "unacknowledged"
        )

    async def work(self) -> None:
        """Report for ever; an engine that is away hears the newest when it is back."""
        loop = asyncio.get_running_loop()
        next_s = 0.0
        while True:
            meters = [Meter(name="shown", text=name) for name in [*self._shown][:AT_ONCE_MAX]]
            report = meters.copy()
            if loop.time() >= next_s:
                report.append(Meter(name="pages", value=float(self._hub.count)))
            try:
                if report:
                    await self._engine.meter(*report)
                    if len(report) > len(meters):
                        next_s = loop.time() + REPORT_S
                    for _ in meters:
                        self._shown.popleft()
            except EngineDown:
                await asyncio.sleep(REPORT_S)
            await asyncio.sleep(LOOK_S)
