"""An engine that only pretends: answers commands and writes a journal, but judges nothing."""

import asyncio
import time
from pathlib import Path

import msgspec

from custody.commands import Acknowledge, CloseAlarm, Command
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
from engine.tick import RawTick
from store.journal import Journal


class PretendEngine:
    """Writes what it is told to a real journal and serves the engine's socket."""

    def __init__(self, state: Path) -> None:
        self.alarms: dict[str, AlarmChange] = {}
        self._state = state
        self._journal = Journal(state / "journal")
        self._started_utc_ns = time.time_ns()
        self._sha256 = ""
        self._watchers: list[asyncio.StreamWriter] = []

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
        positions: bytes = b"",
        vitals: bytes = b"",
    ) -> int:
        """Make one tick durable with these decisions, hint at it, and return its number."""
        tick = self._journal.tip.number + 1
        utc_ns = time.time_ns()
        t_ns = max(utc_ns, self._journal.tip.t_ns + 1)
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
                    positions=positions,
                    vitals=vitals,
                )
            ]
        )
        if adopted is not None:
            self._sha256 = adopted.sha256
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
            answer, changes = self._decide(request.command)
            self.commit(answers=(answer,), alarms=changes)
            return AnswerReply(answer=answer)
        return None

    def _decide(self, command: Command) -> tuple[Answer, tuple[AlarmChange, ...]]:
        act = command.what
        tag = str(type(act).__struct_config__.tag)
        if not isinstance(act, Acknowledge | CloseAlarm):
            return _answer(command, tag, "only alarms can be dealt with in a preview"), ()
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
