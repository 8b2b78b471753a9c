"""The engine's loop: frames -> tick -> commit -> acknowledge -> intake -> receipts -> step.

The order is the promise: nothing is acknowledged, receipted or told before its tick is durable,
except alarms while the journal cannot be written, and those are marked as not recorded.
"""

import asyncio
import contextlib
import time
from collections import defaultdict, deque
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

import msgspec

from custody.commands import Command
from custody.facts import (
    FACT_TOPIC_CLOCK,
    FACT_TOPIC_COMMAND,
    FACT_TOPIC_CONFIG,
    FACT_TOPIC_SESSION,
    ClockStepped,
    ConfigAdopted,
    Meter,
    SessionChanged,
)
from custody.wire import Receipt, receipt_topic
from engine.control import Unrecorded
from engine.decisions import Decisions
from engine.slicer import Slicer
from engine.tick import RawFrame, RawTick, Verdict
from ingest.control_server import ControlServer
from ingest.logs import log
from ingest.meters import Meters
from ingest.recorder import Recorder, Work
from ingest.source import NO_PACKET_ID, RECEIVE_MAX, Batch, Mark, Source
from ingest.stepper import Stepper
from ingest.telemetry_queue import TelemetryQueue
from store.snapshots import Snapshot, save

CLOCK_STEP_NS: Final = 1_000_000_000
LAG_SAMPLES: Final = 50
FACTS_WAITING_MAX: Final = 100_000
"""Alarm and state frames that wait for their tick; twenty thousand a tick are taken."""
SHED_EVERY_NS: Final = 1_000_000_000
STAND_IN_MARKS: Final = RECEIVE_MAX // 2
SNAPSHOT_EVERY_NS: Final = 30_000_000_000
_OURS: Final = Mark(0, NO_PACKET_ID)
"""The mark of a fact of our own: there is nobody to acknowledge it to."""

_encoder: Final = msgspec.json.Encoder()


class EngineLoop:
    """Everything between the sockets and the journal; runs on one event loop."""

    def __init__(
        self,
        *,
        slicer: Slicer,
        recorder: Recorder,
        stepper: Stepper,
        meters: Meters,
        queue: TelemetryQueue,
        alarm_source: Source,
        telemetry_source: Source,
        config: ConfigAdopted,
        snapshots: Path,
        fact_filters: tuple[str, ...],
    ) -> None:
        self.facts_count = 0
        self.number = 0
        """The last tick that was cut."""
        self.server: ControlServer | None = None
        self._slicer = slicer
        self._recorder = recorder
        self._stepper = stepper
        self._meters = meters
        self._queue = queue
        self._alarm_source = alarm_source
        self._telemetry_source = telemetry_source
        self._config = config
        self._marks: deque[Mark] = deque()
        self._wake = asyncio.Event()
        self._stopping = False
        self._clock_ns = time.time_ns() - time.monotonic_ns()
        self._shed_told_ns = 0
        self._lags_ns: deque[int] = deque(maxlen=LAG_SAMPLES)
        self._was_ok = True
        self._stood_in = False
        self._things_untold = False
        """Doors or devices changed in a tick whose decisions are written with the next one."""
        self._snapshots = snapshots
        self._fact_filters = fact_filters
        self._snapshot_ns = time.monotonic_ns()
        self._saving: asyncio.Task[None] | None = None

    @property
    def config_sha256(self) -> str:
        """Return the digest of the configuration in force."""
        return self._config.sha256

    @property
    def lag_ms(self) -> float:
        """Return how late the latest ticks were at worst (some 10 s of them)."""
        return round(max(self._lags_ns, default=0) / 1e6, 3)

    @property
    def waiting_count(self) -> int:
        """Return how many frames wait for the next cut."""
        return self._slicer.waiting + len(self._queue)

    async def run(self) -> None:
        """Cut and process ticks until told to stop; a tick that was begun is carried through."""
        while not self._stopping:
            wait_ns = self._slicer.due_ns() - time.monotonic_ns()
            if wait_ns <= 0:
                self._lags_ns.append(-wait_ns)
                await self.turn()
                await self._freeze()
                continue
            self._wake.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_ns / 1e9):
                    await self._wake.wait()

    def stop(self) -> None:
        """End ``run`` behind the tick in hand, whose decisions are still due to somebody."""
        self._stopping = True
        self._wake.set()

    def take_facts(self, batch: Batch) -> None:
        """Take alarm and state frames from their session."""
        frames, marks = self._bounded(batch)
        self.facts_count += len(frames)
        self._marks += marks
        self._offer(frames)

    def _bounded(self, batch: Batch) -> tuple[list[RawFrame], list[Mark]]:
        """Leave out what a sender floods us with outside the contract.

        Frames of QoS 1 are bounded by what we acknowledge; only those of QoS 0 can pile up, and
        an alarm that keeps the contract is never one of them.
        """
        if self._slicer.waiting <= FACTS_WAITING_MAX:
            return batch.frames, batch.marks
        both = zip(batch.frames, batch.marks, strict=True)
        kept = [(frame, mark) for frame, mark in both if mark.packet_id != NO_PACKET_ID]
        shed = len(batch.frames) - len(kept)
        if shed:
            self._meters.offer(
                Meter(name="shed", text="alarm or state of QoS 0", value=float(shed))
            )
        return [frame for frame, _ in kept], [mark for _, mark in kept]

    def take_telemetry(self, batch: Batch) -> None:
        """Take telemetry frames from their session, and alarms while it stands in for theirs."""
        frames = batch.frames
        if self._stood_in:
            facts = [frame for frame in frames if "/telemetry/" not in frame.topic]
            frames = [frame for frame in frames if "/telemetry/" in frame.topic]
            self.facts_count += len(facts)
            self._marks += [_OURS] * len(facts)
            self._offer(facts)
        self._queue.offer(frames)

    def take_command(self, command: Command) -> None:
        """Take what a person wants done; the answer comes with the tick's decisions."""
        self.take_own(RawFrame(FACT_TOPIC_COMMAND, _encoder.encode(command)))

    def take_own(self, frame: RawFrame) -> None:
        """Take a fact of the engine itself."""
        self._marks.append(_OURS)
        self._offer([frame])

    def session_changed(self, session: Literal["alarm", "telemetry"], *, up: bool) -> None:
        """Take that an MQTT session came up or went down."""
        log("session", session=session, up=up)
        if self._stood_in and session == "telemetry" and up:
            # The broker forgot with the old connection what we listened to beside telemetry.
            self._telemetry_source.hear_also(())
            self._telemetry_source.hear_also(self._fact_filters)
        change = SessionChanged(session=session, up=up)
        self.take_own(RawFrame(FACT_TOPIC_SESSION, _encoder.encode(change)))

    async def turn(self) -> None:
        """Cut one tick and carry it through."""
        work = self._cut()
        if work is None:
            return
        decided_before, was_ok = self._recorder.decided_tick, self._recorder.ok
        for durable in await self._recorder.tick(work):
            self._acknowledge(durable)
        recorded = work.raw.number <= self._recorder.tip.number
        self._note_journal()

        def receipted(receipts: tuple[Verdict, ...]) -> None:
            if recorded:
                self._send_receipts(receipts)
            else:
                work.receipts = receipts

        decisions = await self._stepper.advance(work, receipted)
        if decisions is not None:
            await self._deliver(decisions)
        # People who only walked are found by the readers' own poll; what is rarer is told.
        is_news = decisions is None or decisions.urgent or not was_ok or self._things_untold
        if is_news and self._recorder.decided_tick > decided_before and self.server is not None:
            self.server.committed(self._recorder.decided_tick)
            self._things_untold = False
        self._things_untold |= decisions is not None and bool(decisions.things)

    def _offer(self, frames: list[RawFrame]) -> None:
        self._slicer.offer_facts(frames, time.monotonic_ns())
        # Telemetry alone may wait longer than any fact does.
        self._wake.set()

    def _cut(self) -> Work | None:
        mono_ns, utc_ns = time.monotonic_ns(), time.time_ns()
        if mono_ns < self._slicer.due_ns():
            return None
        self._note_clock(utc_ns - mono_ns)
        self._note_shed(mono_ns)
        for frame in self._meters.due(mono_ns):
            self.take_own(frame)
        self._telemetry_source.drain()
        if self._recorder.full:
            self._queue.shed_all()
        self._slicer.offer_telemetry(self._queue.take())
        apart = self._slicer.apart_next
        raw = self._slicer.cut(mono_ns=mono_ns, utc_ns=utc_ns)
        if raw is None:
            return None
        self.number = raw.number
        # What is tried apart was acknowledged with the tick it came in.
        marks = [] if apart else [self._marks.popleft() for _ in raw.facts]
        return Work(self._with_config(raw), marks)

    def _with_config(self, raw: RawTick) -> RawTick:
        """Return the tick with the configuration as first fact when it begins a journal file."""
        begins = self._recorder.rolls(raw.t_ns)
        if not begins or any(frame.topic == FACT_TOPIC_CONFIG for frame in raw.facts):
            return raw
        frame = RawFrame(FACT_TOPIC_CONFIG, _encoder.encode(self._config))
        return msgspec.structs.replace(raw, facts=(frame, *raw.facts))

    def _acknowledge(self, work: Work) -> None:
        if work.marks:
            self._alarm_source.acknowledge(work.marks)
        self._send_receipts(work.receipts)

    def _send_receipts(self, receipts: Sequence[Verdict]) -> None:
        by_sender: defaultdict[str, list[bytes]] = defaultdict(list)
        for verdict in receipts:
            if verdict.sender:
                by_sender[verdict.sender].append(_encoder.encode(_receipt(verdict)))
        for sender, payloads in by_sender.items():
            self._alarm_source.publish(receipt_topic(sender), payloads)

    async def _deliver(self, decisions: Decisions) -> None:
        """Make decisions durable when somebody waits for them, then tell."""
        if decisions.adopted is not None:
            self._config = msgspec.structs.replace(
                self._config,
                sha256=decisions.adopted.sha256,
                canonical=decisions.adopted.canonical,
            )
        recorded = await self._recorder.decided(decisions)
        if self.server is None:
            return
        if not recorded and not self._recorder.ok and (decisions.alarms or decisions.notices):
            self.server.unrecorded(
                Unrecorded(
                    tick=decisions.tick,
                    utc_ns=decisions.utc_ns,
                    alarms=decisions.alarms,
                    notices=decisions.notices,
                )
            )
        self.server.answered(decisions.answers)

    async def _freeze(self) -> None:
        """Every half minute write the state, once all that was decided is durable."""
        due = time.monotonic_ns() - self._snapshot_ns > SNAPSHOT_EVERY_NS
        if not due or not self._recorder.ok:
            return
        await self._recorder.flush()
        clockwork, tip = self._stepper.clockwork, self._recorder.tip
        if not clockwork.number == tip.number == self._recorder.decided_tick:
            return
        self._snapshot_ns = time.monotonic_ns()
        snapshot = Snapshot(tick=tip.number, tick_hash=tip.hash, state=clockwork.snapshot())
        if self._saving is None or self._saving.done():
            saving = asyncio.to_thread(self._save, snapshot)
            self._saving = asyncio.create_task(saving, name="snapshot")

    def _save(self, snapshot: Snapshot) -> None:
        """Run in a thread; without a snapshot a restart only takes longer."""
        try:
            save(self._snapshots, snapshot)
        except OSError as error:
            log("snapshot_failed", tick=snapshot.tick, reason=str(error))

    def _note_journal(self) -> None:
        """Turn a change of the journal's state into a fact, and forget what is recorded now."""
        self._stand_in()
        if self._recorder.ok == self._was_ok:
            return
        self._was_ok = self._recorder.ok
        self._meters.offer(Meter(name="journal_unwritable", value=0.0 if self._was_ok else 1.0))
        if self._was_ok and self.server is not None:
            self.server.recorded()

    def _stand_in(self) -> None:
        """Hear alarms by the telemetry session while unacknowledged frames block their own.

        The broker sends at most a thousand unacknowledged frames; while the journal cannot be
        written none is acknowledged. Those heard twice are duplicates to intake.
        """
        full = not self._recorder.ok and self._recorder.marks_count >= STAND_IN_MARKS
        if full and not self._stood_in:
            log("stand_in_begins")
            self._stood_in = True
            self._telemetry_source.hear_also(self._fact_filters)
        elif self._stood_in and self._recorder.ok:
            log("stand_in_ends")
            self._telemetry_source.hear_also(())
            self._stood_in = False

    def _note_clock(self, clock_ns: int) -> None:
        by_ns = clock_ns - self._clock_ns
        self._clock_ns = clock_ns
        if abs(by_ns) > CLOCK_STEP_NS:
            log("clock_stepped", by_ns=by_ns)
            step = ClockStepped(by_ns=by_ns)
            self.take_own(RawFrame(FACT_TOPIC_CLOCK, _encoder.encode(step)))

    def _note_shed(self, mono_ns: int) -> None:
        if mono_ns - self._shed_told_ns < SHED_EVERY_NS:
            return
        self._shed_told_ns = mono_ns
        for text, count in self._queue.take_shed().items():
            self._meters.offer(Meter(name="shed", text=text, value=float(count)))


def _receipt(verdict: Verdict) -> Receipt:
    assert verdict.status in {"journaled", "duplicate", "refused"}, verdict.status
    return Receipt(
        device=verdict.device,
        boot=verdict.boot,
        seq=verdict.seq,
        status=verdict.status,  # type: ignore[arg-type]  # asserted above
        reason=verdict.reason,
    )
