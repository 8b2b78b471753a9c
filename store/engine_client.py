"""The engine as the other processes see it: commands, meters, hints and status over its socket.

Each call opens the socket anew, so there is no connection to lose: an engine that was restarted
answers the next call.
"""

import asyncio
from collections.abc import AsyncIterator
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
    Status,
    StatusReply,
    StatusRequest,
    Unrecorded,
    WatchRequest,
    line,
    reply_of,
)
from engine.decisions import Answer

ANSWER_S_MAX: Final = 2.0
RECONNECT_S: Final = 0.25

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class EngineDown(Exception):
    """The engine's socket does not answer: it is down or restarting; try again."""


class EngineRefusedError(Exception):
    """The engine did not understand a request: our own mistake."""


class EngineClient:
    """Talks to one engine; safe for many tasks at once."""

    def __init__(self, path: Path, *, answer_s_max: float = ANSWER_S_MAX) -> None:
        self._path = path
        self._answer_s_max = answer_s_max

    async def command(self, command: Command) -> Answer:
        """Return the engine's answer; raises EngineDown. Repeating with the same id is harmless."""
        reply = await self._ask(CommandRequest(command=command))
        assert isinstance(reply, AnswerReply), f"a command was answered with {reply}"
        return reply.answer

    async def status(self) -> Status:
        """Return how the engine is; raises EngineDown."""
        reply = await self._ask(StatusRequest())
        assert isinstance(reply, StatusReply), f"status was answered with {reply}"
        return reply.status

    async def meter(self, *meters: Meter) -> None:
        """Tell the engine what the outside measured; raises EngineDown."""
        async with self._connected() as (_, writer):
            writer.writelines(line(MeterRequest(meter=meter)) for meter in meters)
            await writer.drain()

    async def watch(self) -> AsyncIterator[int]:
        """Yield the tick up to which decisions are durable, for ever; hints only, some are lost."""
        async for reply in self._watched():
            if isinstance(reply, CommitHint):
                yield reply.tick

    async def unrecorded(self) -> AsyncIterator[Unrecorded]:
        """Yield what the engine decides while the journal cannot be written, for ever."""
        async for reply in self._watched():
            if isinstance(reply, Unrecorded):
                yield reply

    async def news(self) -> AsyncIterator[CommitHint | Unrecorded]:
        """Yield both over one connection, in the engine's order, for ever."""
        async for reply in self._watched():
            if isinstance(reply, CommitHint | Unrecorded):
                yield reply

    async def _ask(self, request: Message) -> Reply:
        try:
            async with asyncio.timeout(self._answer_s_max), self._connected() as (reader, writer):
                writer.write(line(request))
                reply = await _reply(reader)
        except TimeoutError as error:
            message = f"{self._path}: no answer within {self._answer_s_max} s"
            raise EngineDown(message) from error
        if isinstance(reply, ErrorReply):
            raise EngineRefusedError(reply.reason)
        return reply

    async def _watched(self) -> AsyncIterator[Reply]:
        while True:
            try:
                async with self._connected() as (reader, writer):
                    writer.write(line(WatchRequest()))
                    while True:
                        yield await _reply(reader)
            except EngineDown:
                await asyncio.sleep(RECONNECT_S)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[Streams]:
        try:
            reader, writer = await asyncio.open_unix_connection(self._path, limit=LINE_BYTES_MAX)
        except OSError as error:
            message = f"{self._path}: {error.strerror or error}"
            raise EngineDown(message) from error
        try:
            yield reader, writer
        except ConnectionError as error:
            message = f"{self._path}: connection lost"
            raise EngineDown(message) from error
        finally:
            writer.close()


async def _reply(reader: asyncio.StreamReader) -> Reply:
    content = await reader.readline()
    if not content.endswith(b"\n"):
        message = "the engine closed the connection"
        raise EngineDown(message)
    try:
        return reply_of(content)
    except msgspec.DecodeError as error:
        message = f"the engine speaks another version: {error}"
        raise EngineDown(message) from error
