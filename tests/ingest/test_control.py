"""The engine's socket: client and server speak with each other as two processes would."""

import asyncio
import contextlib
import stat

import pytest

from custody.commands import Acknowledge, Command
from custody.facts import Meter
from engine.control import FactCount, JournalState, Sessions, Status, TelemetryCount, Unrecorded
from engine.decisions import Answer
from ingest import control_server
from ingest.control_server import ControlServer
from store.engine_client import EngineClient, EngineDown, EngineRefusedError

COMMAND = Command(id="c-1", who="s-001", at_ns=1, what=Acknowledge(alarm="MOT-08:D-0001:1"))
ANSWER = Answer(command="c-1", accepted=True, who="s-001", act="acknowledge")
STATUS = Status(
    tick=7,
    utc_ns=1,
    started_utc_ns=1,
    config_sha256="",
    sessions=Sessions(alarm=True, telemetry=False),
    queue=0,
    telemetry=TelemetryCount(received=0, shed=0),
    facts=FactCount(received=0),
    journal=JournalState(ok=True, file="", bytes=0),
    loop_lag_ms=0.0,
)


class Engine:
    """Answers each command at once, unless it is deaf."""

    def __init__(self, *, deaf: bool = False) -> None:
        self.deaf = deaf
        self.commands: list[Command] = []
        self.meters: list[Meter] = []
        self.server = ControlServer(
            submit=self.submit, meter=self.meters.append, status=lambda: STATUS
        )

    def submit(self, command: Command) -> None:
        self.commands.append(command)
        if not self.deaf:
            asyncio.get_running_loop().call_soon(self.server.answered, (ANSWER,))


async def soon(ready) -> None:
    for _ in range(300):
        if ready():
            return
        await asyncio.sleep(0.01)
    pytest.fail("waited in vain")


async def collect(stream, into) -> None:
    async for each in stream:
        into.append(each)


def test_commands_meters_and_status(tmp_path):
    async def story() -> None:
        engine, path = Engine(), tmp_path / "engine.sock"
        client = EngineClient(path)
        async with engine.server.serving(path):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert await client.command(COMMAND) == ANSWER
            assert engine.commands == [COMMAND]
            assert await client.status() == STATUS
            await client.meter(Meter(name="delivered", text="n", value=1.0))
            await soon(lambda: engine.meters == [Meter(name="delivered", text="n", value=1.0)])

    asyncio.run(story())


def test_two_who_ask_with_one_id_hear_one_answer(tmp_path):
    async def story() -> None:
        engine, path = Engine(), tmp_path / "engine.sock"
        client = EngineClient(path)
        async with engine.server.serving(path):
            answers = await asyncio.gather(client.command(COMMAND), client.command(COMMAND))
            assert answers == [ANSWER, ANSWER]

    asyncio.run(story())


def test_an_engine_that_is_not_there_is_down(tmp_path):
    client = EngineClient(tmp_path / "engine.sock")
    for call in (client.status, lambda: client.command(COMMAND)):
        with pytest.raises(EngineDown):
            asyncio.run(call())
    with pytest.raises(EngineDown):
        asyncio.run(client.meter(Meter(name="delivered")))


def test_an_engine_that_does_not_decide_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(control_server, "COMMAND_S_MAX", 0.1)

    async def story() -> None:
        engine, path = Engine(deaf=True), tmp_path / "engine.sock"
        async with engine.server.serving(path):
            with pytest.raises(EngineRefusedError):
                await EngineClient(path).command(COMMAND)
            with pytest.raises(EngineDown):
                await EngineClient(path, answer_s_max=0.02).command(COMMAND)

    asyncio.run(story())


def test_a_line_that_is_no_request_is_refused_and_the_next_one_served(tmp_path):
    async def story() -> None:
        engine, path = Engine(), tmp_path / "engine.sock"
        async with engine.server.serving(path):
            reader, writer = await asyncio.open_unix_connection(path)
            writer.write(b'{"type":"open_all_doors"}\n{"type":"status"}\n')
            assert b'"type":"error"' in await reader.readline()
            assert b'"type":"status"' in await reader.readline()
            writer.close()

    asyncio.run(story())


def test_watchers_hear_hints_and_come_back_after_a_restart(tmp_path):
    async def story() -> None:
        path, hints = tmp_path / "engine.sock", []
        watching = asyncio.create_task(collect(EngineClient(path).watch(), hints))
        for tick in (5, 9):
            engine = Engine()
            async with engine.server.serving(path):
                await soon(lambda engine=engine: engine.server._watchers)
                engine.server.committed(tick)
                await soon(lambda tick=tick: tick in hints)
        assert hints == [5, 9]
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching

    asyncio.run(story())


def test_a_late_watcher_hears_what_is_unrecorded_until_it_is_recorded(tmp_path):
    async def story() -> None:
        engine, path, heard, later = Engine(), tmp_path / "engine.sock", [], []
        message = Unrecorded(tick=3, utc_ns=1, alarms=(), notices=())
        async with engine.server.serving(path):
            engine.server.unrecorded(message)
            first = asyncio.create_task(collect(EngineClient(path).unrecorded(), heard))
            await soon(lambda: heard == [message])
            engine.server.recorded()
            second = asyncio.create_task(collect(EngineClient(path).unrecorded(), later))
            await soon(lambda: len(engine.server._watchers) == 2)
            assert later == []
            for task in (first, second):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    asyncio.run(story())
