"""The engine's Unix socket: commands in, answers, hints and status out (see engine.control)."""

import asyncio
import os
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import msgspec

from custody.commands import Command
from custody.facts import Meter
from engine.control import (
    LINE_BYTES_MAX,
    AnswerReply,
    CommandRequest,
    CommitHint,
    ErrorReply,
    Message,
    MeterRequest,
    Reply,
    Request,
    Status,
    StatusReply,
    StatusRequest,
    Unrecorded,
    WatchRequest,
    line,
    request_of,
)
from engine.decisions import Answer
from ingest.logs import log

CONNECTIONS_MAX: Final = 256
COMMAND_S_MAX: Final = 5.0
UNSENT_BYTES_MAX: Final = 1024 * 1024
UNRECORDED_MAX: Final = 2_000


class ControlServer:
    """Serves the console, the notifier and the command line; never waits for any of them."""

    def __init__(
        self,
        *,
        submit: Callable[[Command], None],
        meter: Callable[[Meter], None],
        status: Callable[[], Status],
    ) -> None:
        self._submit = submit
        self._meter = meter
        self._status = status
        self._waiting: dict[str, list[asyncio.Future[Answer]]] = {}
        self._watchers: list[asyncio.StreamWriter] = []
        self._connection_count = 0
        self._unrecorded: deque[Unrecorded] = deque(maxlen=UNRECORDED_MAX)

    @asynccontextmanager
    async def serving(self, path: Path) -> AsyncIterator[None]:
        """Listen on a socket file that only our own user may open; an old file is replaced."""
        mask = os.umask(0o177)
        try:
            path.unlink(missing_ok=True)  # noqa: ASYNC240  # once, before anything else runs
            server = await asyncio.start_unix_server(self._connected, path, limit=LINE_BYTES_MAX)
        finally:
            os.umask(mask)
        try:
            yield
        finally:
            server.close()
            for writer in self._watchers:
                writer.close()

    def answered(self, answers: Sequence[Answer]) -> None:
        """Give each answer to whoever waits for it."""
        for answer in answers:
            for future in self._waiting.pop(answer.command, []):
                if not future.done():
                    future.set_result(answer)

    def committed(self, tick: int) -> None:
        """Tell the watchers that decisions up to this tick are durable."""
        self._tell(CommitHint(tick=tick))

    def unrecorded(self, message: Unrecorded) -> None:
        """Tell the watchers, now and when they come back, what the journal does not hold."""
        self._unrecorded.append(message)
        self._tell(message)

    def recorded(self) -> None:
        """Forget what was unrecorded: the journal holds it now."""
        self._unrecorded.clear()

    def _tell(self, message: Message) -> None:
        content = line(message)
        for writer in list(self._watchers):
            if writer.transport.get_write_buffer_size() > UNSENT_BYTES_MAX:
                # It reads by cursor anyway; coming back it hears what is unrecorded again.
                log("watcher_dropped")
                self._watchers.remove(writer)
                writer.close()
            else:
                writer.write(content)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._connection_count >= CONNECTIONS_MAX:
            writer.write(line(ErrorReply(reason="too many connections")))
            writer.close()
            return
        self._connection_count += 1
        try:
            while content := await reader.readline():
                reply = await self._serve(content, writer)
                if reply is not None:
                    writer.write(line(reply))
                    await writer.drain()
        except (ConnectionError, ValueError) as error:
            log("control_connection_lost", reason=str(error))
        finally:
            self._connection_count -= 1
            if writer in self._watchers:
                self._watchers.remove(writer)
            writer.close()

    async def _serve(self, content: bytes, writer: asyncio.StreamWriter) -> Reply | None:
        try:
            request: Request = request_of(content)
        except msgspec.DecodeError as error:
            return ErrorReply(reason=f"not understood: {error}")
        match request:
            case CommandRequest(command=command):
                return await self._command(command)
            case MeterRequest(meter=meter):
                self._meter(meter)
                return None
            case StatusRequest():
                return StatusReply(status=self._status())
            case WatchRequest():
                self._watchers.append(writer)
                writer.writelines(map(line, self._unrecorded))
                return None

    async def _command(self, command: Command) -> Reply:
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        waiting = self._waiting.setdefault(command.id, [])
        waiting.append(answer)
        self._submit(command)
        try:
            async with asyncio.timeout(COMMAND_S_MAX):
                return AnswerReply(answer=await answer)
        except TimeoutError:
            return ErrorReply(reason="the engine did not decide in time; ask again with this id")
        finally:
            if answer in waiting:
                waiting.remove(answer)
            if not waiting and self._waiting.get(command.id) is waiting:
                del self._waiting[command.id]
