"""The engine process put together: sessions, queue, slicer, recorder, stepper, socket."""

import asyncio
import contextlib
import gc
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from alerts.configuration import from_canonical
from custody.facts import Meter
from engine.control import FactCount, JournalState, Sessions, Status, TelemetryCount
from engine.slicer import Slicer
from ingest.control_server import ControlServer
from ingest.housekeeping import Housekeeping
from ingest.logs import log
from ingest.loop import EngineLoop
from ingest.meters import Meters
from ingest.mqtt5_source import Mqtt5Source
from ingest.paho_source import PahoSource
from ingest.recorder import Recorder
from ingest.source import Login, Source, Subscription
from ingest.start import Folders, Started
from ingest.stepper import Stepper
from ingest.telemetry_queue import TelemetryQueue
from store.journal_keep import Keep

ALARM_SESSION: Final = Subscription(
    client_id="custody-engine-alarm",
    filters=("custody/v1/+/+/alarm/#", "custody/v1/+/+/state/#"),
    qos=1,
)
TELEMETRY_SESSION: Final = Subscription(
    client_id="custody-engine-telemetry",
    filters=("custody/v1/+/+/telemetry/#",),
    qos=0,
)
READ_EVERY_S: Final = 1.0
STOP_S_MAX: Final = 5.0
"""A tick in hand has this long to end before it is cut off; the next start then finishes it."""
FATAL_CODE: Final = 70
GC_THRESHOLDS: Final = (20_000, 50, 100)
"""Frames are not tracked by the collector; its default would walk the world at each tick."""


class EngineProcess:
    """All parts of one running engine."""

    def __init__(self, started: Started, *, folders: Folders, login: Login, paho: bool) -> None:
        self._started_utc_ns = time.time_ns()
        self._folders = folders
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal")
        limits = from_canonical(started.config.canonical.encode()).limits
        self._alarm, self._telemetry = _sources(login, paho=paho)
        self._queue = TelemetryQueue(limits.telemetry_queue_frames)
        self._recorder = Recorder(started.journal, self._worker, pending=started.pending)
        self._meters = Meters()
        slicer = Slicer(
            next_number=started.next_number,
            last_t_ns=started.last_t_ns,
            mono_ns=time.monotonic_ns(),
        )
        slicer.offer_apart(started.apart)
        self._stepper = Stepper(
            started.clockwork,
            recorder=self._recorder,
            journal=folders.journal,
            snapshots=folders.snapshots,
            meter=self._meters.offer,
            worker=self._worker,
            retry=slicer.offer_apart,
        )
        self._loop = EngineLoop(
            slicer=slicer,
            recorder=self._recorder,
            stepper=self._stepper,
            meters=self._meters,
            queue=self._queue,
            alarm_source=self._alarm,
            telemetry_source=self._telemetry,
            config=started.config,
            snapshots=folders.snapshots,
            fact_filters=ALARM_SESSION.filters,
        )
        self._house = Housekeeping(
            journal=folders.journal,
            keep=Keep(
                hours=limits.journal_keep_hours,
                quota_mb=limits.journal_quota_mb,
                decisions_quota_mb=limits.decisions_quota_mb,
            ),
            meter=self._meters.offer,
            tick=lambda: self._loop.number,
        )
        for frame in started.first_facts:
            self._loop.take_own(frame)
        for meter in started.meters:
            self._meters.offer(meter)

    async def live(self) -> None:
        """Run until SIGTERM or SIGINT."""
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopping.set)
        loop.set_exception_handler(_fail_stop)
        gc.collect()
        gc.freeze()
        gc.set_threshold(*GC_THRESHOLDS)
        server = ControlServer(
            submit=self._loop.take_command, meter=self._take_meter, status=self._status
        )
        self._loop.server = server
        async with server.serving(self._folders.socket), asyncio.TaskGroup() as group:
            tasks = [group.create_task(each, name=name) for name, each in self._parts().items()]
            await stopping.wait()
            self._loop.stop()
            await asyncio.wait(tasks[:1], timeout=STOP_S_MAX)
            for task in tasks:
                task.cancel()
        await self._recorder.flush()
        self._worker.shutdown()
        log("stopped", tick=self._loop.number)

    def _parts(self) -> "dict[str, asyncio._CoroutineLike[None]]":
        return {
            "ticks": self._loop.run(),
            "alarm": self._alarm.run(
                self._loop.take_facts,
                lambda up: self._loop.session_changed("alarm", up=up),
            ),
            "telemetry": self._telemetry.run(
                self._loop.take_telemetry,
                lambda up: self._loop.session_changed("telemetry", up=up),
            ),
            "disk": self._house.watch_disk(),
            "quota": self._house.keep_quota(),
        }

    def _take_meter(self, meter: Meter) -> None:
        self._house.note_cursor(meter)
        self._meters.offer(meter)

    def _status(self) -> Status:
        return Status(
            tick=self._loop.number,
            utc_ns=time.time_ns(),
            started_utc_ns=self._started_utc_ns,
            config_sha256=self._loop.config_sha256,
            sessions=Sessions(alarm=self._alarm.up, telemetry=self._telemetry.up),
            queue=self._loop.waiting_count,
            telemetry=TelemetryCount(
                received=self._queue.received_count, shed=self._queue.shed_count
            ),
            facts=FactCount(received=self._loop.facts_count),
            journal=JournalState(
                ok=self._recorder.ok,
                file=self._recorder.file_name,
                bytes=self._house.journal_bytes,
            ),
            loop_lag_ms=self._loop.lag_ms,
            skipped=self._stepper.skipped_count,
            unrecorded=len(self._recorder.held),
        )


def _sources(login: Login, *, paho: bool) -> tuple[Source, Source]:
    if paho:
        return PahoSource(login, ALARM_SESSION), PahoSource(login, TELEMETRY_SESSION)
    return (
        Mqtt5Source(login, ALARM_SESSION),
        Mqtt5Source(login, TELEMETRY_SESSION, read_every_s=READ_EVERY_S),
    )


def _fail_stop(loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """Log what escaped; a broken callback ends the process, for the journal has all we need."""
    reason = repr(context.get("exception") or context.get("message"))
    broken = "handle" in context
    log("loop_error", reason=reason, fatal=broken)
    if broken:
        with contextlib.suppress(RuntimeError):
            loop.stop()
        os._exit(FATAL_CODE)
