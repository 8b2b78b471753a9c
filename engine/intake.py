"""Raw frames to a tick: decode, refuse, drop duplicates, put in order, judge device clocks.

Pure. Telemetry becomes columns with the newest frame last; alarm and state frames become facts.
A frame that is refused is counted by reason; an alarm-class frame that is refused is a fact, so
that a rule can raise it. Intake's memory (last sequence numbers) is part of the snapshot.
"""

from collections import Counter
from typing import Final

import msgspec
import numpy as np

from alerts.configuration import Configuration, from_canonical
from custody.commands import Command
from custody.facts import (
    FACT_TOPIC_CLOCK,
    FACT_TOPIC_COMMAND,
    FACT_TOPIC_CONFIG,
    FACT_TOPIC_METER,
    FACT_TOPIC_SESSION,
    FACT_TOPIC_START,
    AnyFact,
    ClockStepped,
    CommandGiven,
    ConfigAdopted,
    DeviceFact,
    EngineStarted,
    FrameRefused,
    Meter,
    SessionChanged,
)
from custody.latch import as_alarm_frame
from custody.wire import BandAlarm, CaseState
from engine.device_clocks import DeviceClocks
from engine.order import CASES_MAX, FactMemory, TelemetryMemory, digest_of
from engine.ranges import RangeSolver
from engine.routes import FACT_FRAMES, Route, Routes, decode, envelope
from engine.telemetry import (
    Stamps,
    TelemetryBatch,
    heartbeat_columns,
    merged,
    motion_columns,
    position_columns,
    range_columns,
    signs_of_life,
    vitals_columns,
)
from engine.tick import RawFrame, RawTick, Tick, Verdict, Verdicts

_INTERNAL: Final[dict[str, msgspec.json.Decoder[AnyFact]]] = {
    FACT_TOPIC_CONFIG: msgspec.json.Decoder(ConfigAdopted),
    FACT_TOPIC_METER: msgspec.json.Decoder(Meter),
    FACT_TOPIC_CLOCK: msgspec.json.Decoder(ClockStepped),
    FACT_TOPIC_SESSION: msgspec.json.Decoder(SessionChanged),
    FACT_TOPIC_START: msgspec.json.Decoder(EngineStarted),
}
_COMMAND: Final = msgspec.json.Decoder(Command)


class Intake:
    """Turns raw ticks into ticks; knows the registry and what each device sent last."""

    def __init__(self) -> None:
        self._routes: Routes | None = None
        self._telemetry_memory = TelemetryMemory(0)
        self._fact_memory = FactMemory()
        self._case_memory = FactMemory(names_max=CASES_MAX)
        self._clocks = DeviceClocks(0)
        self._solver = RangeSolver()
        self._levels: dict[str, int] = {}
        self._device_ids: tuple[str, ...] = ()

    @property
    def configured(self) -> bool:
        """Return whether a configuration was adopted."""
        return self._routes is not None

    def adopt(self, configuration: Configuration) -> None:
        """Take the registry of a configuration; devices that stay keep their memory."""
        ids = tuple(device.id for device in configuration.devices)
        self._telemetry_memory = self._telemetry_memory.remapped(self._device_ids, ids)
        known = {device: row for row, device in enumerate(self._device_ids)}
        before, self._clocks = self._clocks, DeviceClocks(len(ids))
        self._clocks.take_over(before, np.array([known.get(device, -1) for device in ids], int))
        self._device_ids = ids
        self._routes = Routes(configuration)
        self._solver.adopt(configuration)
        self._levels = {level.id: row for row, level in enumerate(configuration.site.levels)}

    def take(self, raw: RawTick) -> Tick:
        """Return the tick of a raw tick."""
        facts: list[AnyFact] = []
        receipts: list[Verdict] = []
        refused: Counter[str] = Counter()
        for frame in raw.facts:
            if frame.topic.startswith("$"):
                facts.append(self._internal(frame))
            else:
                facts += self._device_frame(frame, receipts, refused)
        facts_refused = sum(verdict.status == "refused" for verdict in receipts)
        facts_duplicate = sum(verdict.status == "duplicate" for verdict in receipts)
        batch = TelemetryBatch()
        telemetry_refused = self._sort_telemetry(raw.telemetry, batch, facts, refused)
        memory, t_ns, utc_ns = self._telemetry_memory, raw.t_ns, raw.utc_ns
        stamps = Stamps(self._clocks, t_ns, utc_ns)
        fixes = memory.fixes_in_order(position_columns(batch, self._levels, stamps), t_ns=t_ns)
        positions, late_p = fixes.kept, fixes.dropped + len(fixes.overtaken)
        vitals, late_v = memory.newest_last("vitals", vitals_columns(batch, stamps), t_ns=t_ns)
        motions, late_m = memory.newest_last("motion", motion_columns(batch, stamps), t_ns=t_ns)
        heartbeats, late_h = memory.newest_last(
            "heartbeat", heartbeat_columns(batch, stamps), t_ns=t_ns
        )
        ranges, late_r = memory.newest_last("ranges", range_columns(batch, stamps), t_ns=t_ns)
        clocks = self._clocks.news((positions.device_row, ranges.device_row, heartbeats.device_row))
        if len(ranges):
            solved = self._solver.solve(ranges, batch.ranges, utc_ns=utc_ns)
            positions = merged(positions, solved)
            heartbeats = merged(heartbeats, signs_of_life(ranges))
        memory.hold_levels(positions)
        duplicate = late_p + late_v + late_m + late_h + late_r
        verdicts = Verdicts(
            receipts=tuple(receipts),
            telemetry_done=len(raw.telemetry) - telemetry_refused - duplicate,
            telemetry_duplicate=duplicate,
            telemetry_refused=telemetry_refused,
            telemetry_overtaken=len(fixes.overtaken),
            facts_done=len(receipts) - facts_refused - facts_duplicate,
            facts_duplicate=facts_duplicate,
            facts_refused=facts_refused,
            refused_by_reason=dict(sorted(refused.items())),
        )
        return Tick(
            number=raw.number,
            t_ns=raw.t_ns,
            utc_ns=raw.utc_ns,
            facts=tuple(facts),
            positions=positions,
            vitals=vitals,
            motions=motions,
            heartbeats=heartbeats,
            verdicts=verdicts,
            twins=memory.twins(),
            overtaken=fixes.overtaken,
            clocks=clocks,
        )

    def _internal(self, frame: RawFrame) -> AnyFact:
        """Return the fact of a ``$`` frame; these are our own, so a bad one is our mistake."""
        if frame.topic == FACT_TOPIC_COMMAND:
            return CommandGiven(command=_COMMAND.decode(frame.payload))
        fact = _INTERNAL[frame.topic].decode(frame.payload)
        if isinstance(fact, ConfigAdopted) and self._routes is None:
            self.adopt(from_canonical(fact.canonical.encode()))
        return fact

    def _device_frame(
        self, frame: RawFrame, receipts: list[Verdict], refused: Counter[str]
    ) -> list[AnyFact]:
        """Return the facts of an alarm or state frame and note its verdict."""
        assert self._routes is not None, "frames come after the first configuration"
        route = self._routes.of(frame.topic)
        decoded = decode(frame.payload, route)
        if isinstance(decoded, str):
            reason = decoded
            refused[reason] += 1
            device, boot, seq = envelope(frame.payload, route)
            receipts.append(Verdict(route.sender, device, boot, seq, "refused", reason))
            return [
                FrameRefused(
                    sender=route.sender,
                    device=route.device or frame.topic[:128],
                    kind=route.kind,
                    reason=reason,
                    frame_class=route.frame_class,
                )
            ]
        digest = digest_of(route.frame_class, route.kind, frame.payload)
        memory = self._case_memory if isinstance(decoded, CaseState) else self._fact_memory
        status, late = memory.judge(route.device, decoded.boot, decoded.seq, digest)
        receipts.append(
            Verdict(route.sender, decoded.device, decoded.boot, decoded.seq, status, "")
        )
        if status == "duplicate":
            return []
        assert isinstance(decoded, FACT_FRAMES), "the alarm session carries alarm and state"
        if isinstance(decoded, BandAlarm):
            decoded = as_alarm_frame(decoded)
        return [DeviceFact(device_row=route.device_row, kind=route.kind, frame=decoded, late=late)]

    def _sort_telemetry(
        self,
        frames: tuple[RawFrame, ...],
        batch: TelemetryBatch,
        facts: list[AnyFact],
        refused: Counter[str],
    ) -> int:
        """Decode telemetry into the batch; return how many frames were refused."""
        if not frames:
            return 0
        assert self._routes is not None, "frames come after the first configuration"
        known = self._routes.of
        bad: list[tuple[Route, str]] = []
        rows, kinds = batch.rows, batch.frames
        for frame in frames:
            route = known(frame.topic)
            decoded = decode(frame.payload, route)
            if isinstance(decoded, str):
                bad.append((route, decoded))
                continue
            kind = type(decoded)
            rows[kind].append(route.device_row)
            kinds[kind].append(decoded)
        told: set[tuple[str, str]] = set()
        for route, reason in bad:
            refused[reason] += 1
            if (route.device, reason) not in told:
                told.add((route.device, reason))
                facts.append(
                    FrameRefused(
                        sender=route.sender,
                        device=route.device,
                        kind=route.kind,
                        reason=reason,
                        frame_class="telemetry",
                    )
                )
        return len(bad)

    def export(self) -> dict[str, object]:
        """Return intake's memory for the snapshot."""
        return {
            "telemetry": self._telemetry_memory.export(),
            "facts": self._fact_memory.export(),
            "cases": self._case_memory.export(),
            "clocks": self._clocks.export(),
            "ranges": self._solver.export(),
        }

    def load(self, state: dict[str, object]) -> None:
        """Take back what ``export`` gave; the configuration is adopted before."""
        telemetry, facts, ranges = state["telemetry"], state["facts"], state["ranges"]
        assert isinstance(ranges, dict), "intake's part of a snapshot"
        assert isinstance(telemetry, dict), "intake's part of a snapshot"
        assert isinstance(facts, dict), "intake's part of a snapshot"
        self._telemetry_memory.load(telemetry)
        self._fact_memory.load(facts)
        self._clocks.load(state["clocks"])
        cases = state["cases"]
        assert isinstance(cases, dict), "intake's part of a snapshot"
        self._case_memory.load(cases)
        self._solver.load(ranges)
