"""Both MQTT sources keep the same contract against a real mosquitto."""

import asyncio
import contextlib
import json
import uuid
from collections.abc import AsyncIterator

import aiomqtt
import pytest

from app.services import Mosquitto
from engine.tick import RawFrame
from ingest.mqtt5_source import Mqtt5Source
from ingest.paho_source import PahoSource
from ingest.source import Mark, Subscription, login_of

pytestmark = pytest.mark.servers

SOURCES = {
    "mqtt5": Mqtt5Source,
    "mqtt5 by timer": lambda login, what: Mqtt5Source(login, what, read_every_s=0.02),
    "paho": PahoSource,
}


@pytest.fixture(params=sorted(SOURCES))
def make(request, broker):
    """Give a maker of sources that speak to the shared broker."""
    return lambda what: SOURCES[request.param](login_of(broker.url()), what)


class Ear:
    """Takes what a source tells and lets a story wait for it."""

    def __init__(self, source) -> None:
        self.source = source
        self.frames: list[RawFrame] = []
        self.marks: list[Mark] = []
        self.changes: list[bool] = []

    def take(self, batch) -> None:
        self.frames += batch.frames
        self.marks += batch.marks

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator["Ear"]:
        running = asyncio.create_task(self.source.run(self.take, self.changes.append))
        try:
            await until(lambda: self.source.up)
            yield self
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running

    def bodies(self) -> list[int]:
        return [json.loads(frame.payload) for frame in self.frames]


async def until(ready, limit_s: float = 5.0) -> None:
    for _ in range(int(limit_s / 0.01)):
        if ready():
            return
        await asyncio.sleep(0.01)
    pytest.fail("waited in vain")


def alarm_session() -> tuple[Subscription, str]:
    """Return a session of its own and the topic of a device that nobody else uses."""
    device = f"band-{uuid.uuid4().hex[:8]}"
    filters = (f"custody/v1/+/{device}/alarm/#", f"custody/v1/+/{device}/state/#")
    what = Subscription(client_id=f"test-{device}", filters=filters, qos=1)
    return what, f"custody/v1/gw-1/{device}/alarm/sos"


@contextlib.asynccontextmanager
async def device(broker, sender: str = "gw-1") -> AsyncIterator[aiomqtt.Client]:
    async with aiomqtt.Client(
        "127.0.0.1", broker.port, username=sender, password=broker.logins[sender]
    ) as client:
        yield client


async def press(client, topic: str, numbers) -> None:
    for number in numbers:
        await client.publish(topic, json.dumps(number), qos=1)


def test_frames_come_in_order_each_with_its_mark(make, broker):
    async def story() -> None:
        what, topic = alarm_session()
        async with Ear(make(what)).listening() as ear, device(broker) as band:
            await press(band, topic, range(300))
            await until(lambda: len(ear.frames) == 300)
            assert ear.bodies() == list(range(300))
            assert {frame.topic for frame in ear.frames} == {topic}
            assert len(set(ear.marks)) == 300
            assert ear.source.acknowledge(ear.marks) == 300

    asyncio.run(story())


def test_what_was_not_acknowledged_comes_again_and_what_was_does_not(make, broker):
    async def story() -> None:
        what, topic = alarm_session()
        async with device(broker) as band:
            async with Ear(make(what)).listening() as ear:
                await press(band, topic, range(10))
                await until(lambda: len(ear.frames) == 10)
                assert ear.source.acknowledge(ear.marks[:6]) == 6
                await asyncio.sleep(0.2)
            async with Ear(make(what)).listening() as again:
                await until(lambda: len(again.frames) == 4)
                await asyncio.sleep(0.2)
                assert again.bodies() == [6, 7, 8, 9]
                again.source.acknowledge(again.marks)
                await asyncio.sleep(0.1)

    asyncio.run(story())


def test_a_mark_of_an_earlier_connection_acknowledges_nothing(make, broker):
    async def story() -> None:
        what, topic = alarm_session()
        ear = Ear(make(what))
        async with device(broker) as band:
            async with ear.listening():
                await press(band, topic, [1])
                await until(lambda: len(ear.frames) == 1)
            old = list(ear.marks)
            assert ear.source.acknowledge(old) == 0, "the session is down"
            async with ear.listening():
                await until(lambda: len(ear.frames) == 2)
                assert ear.source.acknowledge(old) == 0
            async with ear.listening():
                await until(lambda: len(ear.frames) == 3)
                assert ear.source.acknowledge(ear.marks) == 1, "only the newest"
            assert ear.bodies() == [1, 1, 1]

    asyncio.run(story())


def test_frames_that_waited_at_the_broker_come_at_once(make, broker):
    async def story() -> None:
        what, topic = alarm_session()
        async with Ear(make(what)).listening():
            pass
        async with device(broker) as band:
            await press(band, topic, range(50))
        async with Ear(make(what)).listening() as ear:
            await until(lambda: len(ear.frames) == 50)
            assert ear.bodies() == list(range(50))
            ear.source.acknowledge(ear.marks)
            await asyncio.sleep(0.1)

    asyncio.run(story())


def test_telemetry_has_no_marks(make, broker):
    async def story() -> None:
        name = f"band-{uuid.uuid4().hex[:8]}"
        what = Subscription(
            client_id=f"test-{name}", filters=(f"custody/v1/+/{name}/telemetry/#",), qos=0
        )
        async with Ear(make(what)).listening() as ear, device(broker) as band:
            for number in range(2_000):
                topic = f"custody/v1/gw-1/{name}/telemetry/position"
                await band.publish(topic, json.dumps(number), qos=0)
            await until(lambda: len(ear.frames) == 2_000)
            assert ear.bodies() == list(range(2_000))
            assert ear.marks == []

    asyncio.run(story())


def test_a_receipt_is_heard_by_its_sender_only(make, broker):
    async def story() -> None:
        what, _ = alarm_session()
        body = uuid.uuid4().hex.encode()
        async with (
            Ear(make(what)).listening() as ear,
            device(broker, "gw-1") as one,
            device(broker, "gw-2") as two,
        ):
            for client in (one, two):
                await client.subscribe("custody/v1/+/receipt")
                await client.subscribe("custody/v1/gw-1/receipt")
            heard: dict[str, list[bytes]] = {"one": [], "two": []}
            listeners = [
                asyncio.create_task(listen(one, heard["one"])),
                asyncio.create_task(listen(two, heard["two"])),
            ]
            assert ear.source.publish("custody/v1/gw-1/receipt", [body])
            await until(lambda: body in heard["one"])
            await asyncio.sleep(0.2)
            assert body not in heard["two"]
            for listener in listeners:
                listener.cancel()

    asyncio.run(story())


async def listen(client, heard) -> None:
    async for message in client.messages:
        heard.append(message.payload)


@pytest.mark.parametrize("kind", sorted(SOURCES))
def test_a_source_comes_back_after_the_broker_did(kind, tmp_path):
    async def story(server) -> None:
        what, topic = alarm_session()
        source = SOURCES[kind](login_of(server.url()), what)
        async with Ear(source).listening() as ear:
            await asyncio.to_thread(server.kill)
            await until(lambda: not source.up)
            assert not source.publish("custody/v1/gw-1/receipt", [b"lost"])
            # Children die with the thread that made them: it must be this one.
            server.launch()
            server.wait_ready()
            await until(lambda: source.up, limit_s=10)
            async with device(server) as band:
                await press(band, topic, [5])
                await until(lambda: ear.bodies() == [5])
            assert ear.changes == [True, False, True]
            assert ear.marks[0].epoch > 1

    with Mosquitto(tmp_path / "broker", ["gw-1"]) as server:
        asyncio.run(story(server))


def test_a_wrong_password_never_counts_as_up(make, broker):
    async def story() -> None:
        what, _ = alarm_session()
        login = login_of(f"mqtt://engine:wrong@127.0.0.1:{broker.port}")
        source = type(make(what))(login, what)
        ear = Ear(source)
        running = asyncio.create_task(source.run(ear.take, ear.changes.append))
        await asyncio.sleep(0.6)
        assert not source.up
        assert ear.changes == []
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running

    asyncio.run(story())
