"""An engine without its process and MQTT sessions, driven turn by turn by a test."""

import asyncio
import json
import time
from concurrent.futures import ThreadPoolExecutor

from engine.slicer import Slicer
from engine.tick import RawFrame
from ingest.loop import EngineLoop
from ingest.meters import Meters
from ingest.recorder import Recorder
from ingest.source import Batch, Mark
from ingest.start import Folders, start
from ingest.stepper import Stepper
from ingest.telemetry_queue import TelemetryQueue
from store.journal import DecisionTail, TickReader
from tests.engine.small_site import a_configuration

SITE = a_configuration()
BAD_SEQ = 666


class Session:
    """Stands for an MQTT session: notes what the loop acknowledges and publishes."""

    def __init__(self) -> None:
        self.up = True
        self.acknowledged: list[Mark] = []
        self.published: list[tuple[str, bytes]] = []
        self.also: tuple[str, ...] = ()

    def drain(self) -> None: ...

    def acknowledge(self, marks) -> int:
        self.acknowledged += [mark for mark in marks if mark.packet_id]
        return len(marks)

    def publish(self, topic, payloads) -> bool:
        self.published += [(topic, each) for each in payloads]
        return True

    def hear_also(self, filters) -> None:
        self.also = filters


class House:
    """An engine without its process: turn by turn, as long as the story goes."""

    def __init__(self, folders: Folders, *, configuration=SITE, file_ns: int | None = None) -> None:
        self.folders = folders
        self.started = start(folders, configuration)
        self.journal = self.started.journal
        if file_ns is not None:
            self.journal._file_ns = file_ns
        self.alarm, self.telemetry = Session(), Session()
        self.worker = ThreadPoolExecutor(1)
        self.meters = Meters()
        self.recorder = Recorder(self.journal, self.worker, pending=self.started.pending)
        slicer = Slicer(
            next_number=self.started.next_number,
            last_t_ns=self.started.last_t_ns,
            mono_ns=time.monotonic_ns(),
        )
        slicer.offer_apart(self.started.apart)
        self.stepper = Stepper(
            self.started.clockwork,
            recorder=self.recorder,
            journal=folders.journal,
            snapshots=folders.snapshots,
            meter=self.meters.offer,
            worker=self.worker,
            retry=slicer.offer_apart,
        )
        self.loop = EngineLoop(
            slicer=slicer,
            recorder=self.recorder,
            stepper=self.stepper,
            meters=self.meters,
            queue=TelemetryQueue(20_000),
            alarm_source=self.alarm,
            telemetry_source=self.telemetry,
            config=self.started.config,
            snapshots=folders.snapshots,
            fact_filters=("custody/v1/+/+/alarm/#",),
        )
        for frame in self.started.first_facts:
            self.loop.take_own(frame)
        for meter in self.started.meters:
            self.meters.offer(meter)

    def press(self, seq: int) -> None:
        body = {"v": 1, "device": "band-001", "boot": 1, "seq": seq, "t_ns": time.time_ns()}
        body |= {"alarm_bits": 1, "alarm_count": 1}
        frame = RawFrame("custody/v1/gw-1/band-001/alarm/sos", json.dumps(body).encode())
        self.loop.take_facts(Batch([frame], [Mark(1, seq)]))

    async def turns(self, count: int) -> None:
        for _ in range(count):
            before = self.loop.number
            while self.loop.number == before:
                await asyncio.sleep(0.005)
                await self.loop.turn()

    def close(self) -> None:
        self.worker.shutdown()
        self.journal.close()

    def ticks(self):
        return TickReader(self.folders.journal).read(0, 10_000)

    def decisions(self):
        tail, found = DecisionTail(self.folders.journal), []
        while batch := tail.read():
            found += batch
        return found
