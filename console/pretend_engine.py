"""An engine that only pretends: it keeps the custody record, but no device speaks to it.

Alarms are what it is told; of the real engine it has the part that people act on.
"""

import asyncio
import time
from pathlib import Path

import msgspec

from alerts.fuse import Incident
from alerts.tickets import Ticket
from custody.commands import Acknowledge, CloseAlarm, Command
from custody.facts import (
    FACT_TOPIC_COMMAND,
    FACT_TOPIC_CONFIG,
    FACT_TOPIC_START,
    ConfigAdopted,
    EngineStarted,
)
from custody.record import RecordEvent
from engine.clockwork import Clockwork
from engine.control import (
    LINE_BYTES_MAX,
    AnswerReply,
    CommandRequest,
    CommitHint,
    ErrorReply,
    FactCount,
    JournalState,
    Message,
    Sessions,
    Status,
    StatusReply,
    StatusRequest,
    TelemetryCount,
    WatchRequest,
    line,
    request_of,
)
from engine.decisions import (
    Adopted,
    AlarmChange,
    Answer,
    Decisions,
    StayChange,
    ThingChange,
)
from engine.tick import RawFrame, RawTick
from store.journal import Journal


class PretendEngine:
    """Writes what it is told to a real journal and serves the engine's socket.

    Acts on the custody record are decided by the engine's own step, without telemetry.
    """

    def __init__(self, state: Path) -> None:
        self.alarms: dict[str, AlarmChange] = {}
        self._state = state
        self._journal = Journal(state / "journal")
        self._started_utc_ns = time.time_ns()
        self._sha256 = ""
        self._watchers: list[asyncio.StreamWriter] = []
        self._clockwork = Clockwork()

    async def serve(self) -> asyncio.Server:
        """Return the open socket's server."""
        return await asyncio.start_unix_server(
            self._talk, self._state / "engine.sock", limit=LINE_BYTES_MAX
        )

    def commit(
        self,
        *,
        adopted: Adopted | None = None,
        alarms: tuple[AlarmChange, ...] = (),
        answers: tuple[Answer, ...] = (),
        stays: tuple[StayChange, ...] = (),
        things: tuple[ThingChange, ...] = (),
        record: tuple[RecordEvent, ...] = (),
        tickets: tuple[Ticket, ...] = (),
        incidents: tuple[Incident, ...] = (),
        positions: bytes = b"",
        vitals: bytes = b"",
    ) -> int:
        """Make one tick durable with these decisions, hint at it, and return its number."""
        tick, t_ns, utc_ns = self._now()
        self._journal.append(RawTick(number=tick, t_ns=t_ns, utc_ns=utc_ns, facts=(), telemetry=()))
        self._journal.append_decisions(
            [
                Decisions(
                    tick=tick,
                    t_ns=t_ns,
                    utc_ns=utc_ns,
                    adopted=adopted,
                    alarms=alarms,
                    answers=answers,
                    stays=stays,
                    things=things,
                    record=record,
                    tickets=tickets,
                    incidents=incidents,
                    positions=positions,
                    vitals=vitals,
                )
            ]
        )
        if adopted is not None:
            self._sha256 = adopted.sha256
            self._adopt(adopted, tick=tick, t_ns=t_ns, utc_ns=utc_ns)
        for alarm in alarms:
            self.alarms[alarm.id] = alarm
        self.say(CommitHint(tick=tick))
        return tick

    def say(self, message: Message) -> None:
        """Send a message to everybody who watches."""
        for watcher in self._watchers:
            watcher.write(line(message))

    def close(self) -> None:
        """Close the journal and let the watchers go."""
        for watcher in self._watchers:
            watcher.close()
        self._journal.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while content := await reader.readline():
                try:
                    request = request_of(content)
                except msgspec.DecodeError as error:
                    writer.write(line(ErrorReply(reason=str(error))))
                    continue
                if isinstance(request, WatchRequest):
                    self._watchers.append(writer)
                    continue
                reply = self._reply(request)
                if reply is not None:
                    writer.write(line(reply))
                    await writer.drain()
        except ConnectionError:
            return
        finally:
            if writer in self._watchers:
                self._watchers.remove(writer)
            writer.close()

    def _reply(self, request: Message) -> Message | None:
        if isinstance(request, StatusRequest):
            return StatusReply(status=self._status())
        if isinstance(request, CommandRequest):
            if not isinstance(request.command.what, Acknowledge | CloseAlarm):
                return AnswerReply(answer=self.do(request.command))
            answer, changes = self._decide(request.command, request.command.what)
            self.commit(answers=(answer,), alarms=changes)
            return AnswerReply(answer=answer)
        return None

    def do(self, command: Command) -> Answer:
        """Let the engine's step decide an act on the custody record, and write what it decides."""
        if not self._sha256:
            tag = str(type(command.what).__struct_config__.tag)
            return _answer(command, tag, "no configuration was adopted")
        tick, t_ns, utc_ns = self._now()
        told = RawFrame(FACT_TOPIC_COMMAND, msgspec.json.encode(command))
        decided = self._clockwork.advance(
            RawTick(number=tick, t_ns=t_ns, utc_ns=utc_ns, facts=(told,), telemetry=())
        )
        self.commit(
            answers=decided.answers,
            stays=decided.stays,
            record=decided.record,
            tickets=decided.tickets,
        )
        return decided.answers[0]

    def _adopt(self, adopted: Adopted, *, tick: int, t_ns: int, utc_ns: int) -> None:
        config = ConfigAdopted(
            sha256=adopted.sha256, engine="pretend", numpy="", geos="", canonical=adopted.canonical
        )
        facts = (
            RawFrame(FACT_TOPIC_CONFIG, msgspec.json.encode(config)),
            RawFrame(FACT_TOPIC_START, msgspec.json.encode(EngineStarted(gap_ns=0))),
        )
        self._clockwork.advance(
            RawTick(number=tick, t_ns=t_ns, utc_ns=utc_ns, facts=facts, telemetry=())
        )

    def _now(self) -> tuple[int, int, int]:
        """Return number, engine time and wall time of the next tick."""
        utc_ns = time.time_ns()
        tip = self._journal.tip
        return tip.number + 1, max(utc_ns, tip.t_ns + 1), utc_ns

    def _decide(
        self, command: Command, act: Acknowledge | CloseAlarm
    ) -> tuple[Answer, tuple[AlarmChange, ...]]:
        tag = str(type(act).__struct_config__.tag)
        alarm = self.alarms.get(act.alarm)
        if alarm is None or alarm.state == "closed":
            return _answer(command, tag, "there is no such open alarm"), ()
        if isinstance(act, Acknowledge):
            if alarm.state != "unacknowledged":
                return _answer(command, tag, "the alarm is acknowledged already"), ()
            changed = _changed(alarm, command.who, "acknowledged", act.note)
        else:
            if not act.action.strip():
                return _answer(command, tag, "a close needs cause and action", "SYS-03"), ()
            changed = _changed(alarm, command.who, "closed", f"{act.cause}: {act.action}")
        return _answer(command, tag), (changed,)

    def _status(self) -> Status:
        return Status(
            tick=self._journal.tip.number,
            utc_ns=time.time_ns(),
            started_utc_ns=self._started_utc_ns,
            config_sha256=self._sha256,
            sessions=Sessions(alarm=True, telemetry=True),
            queue=0,
            telemetry=TelemetryCount(received=0, shed=0),
            facts=FactCount(received=0),
            journal=JournalState(ok=True, file="", bytes=0),
            loop_lag_ms=0.0,
        )


def _answer(command: Command, act: str, reason: str = "", source: str = "") -> Answer:
    return Answer(
        command=command.id,
        accepted=not reason,
        who=command.who,
        act=act,
        reason=reason,
        source=source,
    )


def _changed(alarm: AlarmChange, who: str, state: str, note: str) -> AlarmChange:
    return msgspec.structs.replace(
        alarm,
        n=alarm.n + 1,
        change=state,
        state=state,
        by=who,
        note=note,
        utc_ns=time.time_ns(),
        evidence=None,
    )
