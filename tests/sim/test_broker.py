"""The simulator on a real mosquitto, beside an independent subscriber that counts and receipts."""

import asyncio
import json

import aiomqtt
import msgspec
import pytest

from app.services import Mosquitto
from custody.wire import FRAME_TYPES, Receipt, receipt_topic
from sim.live import BrokerSilentError, LiveRun
from sim.mqtt import Broker
from tests.sim.stories import demo_site

pytestmark = pytest.mark.servers


class Listener:
    """Hears everything as the engine would; receipts a frame at its ``answer_at``-th arrival."""

    def __init__(self, server: Mosquitto, *, answer_at: int = 1) -> None:
        self._server = server
        self._answer_at = answer_at
        self.telemetry = 0
        self.arrivals: dict[tuple[str, int, int], int] = {}
        self.kinds: set[tuple[str, str]] = set()
        self.ready = asyncio.Event()

    async def run(self) -> None:
        async with aiomqtt.Client(
            "127.0.0.1",
            self._server.port,
            username="engine",
            password=self._server.logins["engine"],
        ) as client:
            for frame_class in ("alarm", "state", "telemetry"):
                await client.subscribe(f"custody/v1/+/+/{frame_class}/#", qos=1)
            self.ready.set()
            async for message in client.messages:
                await self._hear(client, str(message.topic), bytes(message.payload))

    async def _hear(self, client: aiomqtt.Client, topic: str, payload: bytes) -> None:
        _, _, sender, device, frame_class, kind = topic.split("/")
        frame = msgspec.json.decode(payload, type=FRAME_TYPES[frame_class, kind])
        assert frame.device == device
        self.kinds.add((frame_class, kind))
        if frame_class == "telemetry":
            self.telemetry += 1
            return
        key = (device, frame.boot, frame.seq)
        self.arrivals[key] = self.arrivals.get(key, 0) + 1
        if self.arrivals[key] >= self._answer_at:
            receipt = Receipt(device=device, boot=frame.boot, seq=frame.seq, status="journaled")
            content = msgspec.json.encode(receipt)
            await client.publish(receipt_topic(sender), content, qos=1)


async def _told(server: Mosquitto, listener: Listener, ledger, *, for_s: float, logins=None):
    run = LiveRun(
        configuration=demo_site(),
        scenario="tour",
        seed=1,
        broker=Broker.of(f"mqtt://127.0.0.1:{server.port}"),
        logins=logins or server.logins,
        desk=None,
        ledger=ledger,
    )
    task = asyncio.create_task(listener.run())
    await asyncio.wait_for(listener.ready.wait(), 10)
    account = await run.play(for_s=for_s, stop=asyncio.Event())
    await asyncio.sleep(0.3)
    task.cancel()
    return account


def test_the_ledger_counts_what_an_independent_subscriber_saw(broker, tmp_path):
    listener = Listener(broker)
    account = asyncio.run(_told(broker, listener, tmp_path / "ledger.json", for_s=8))

    assert account.published["alarm_state"] == len(listener.arrivals) > 90
    assert account.published["telemetry"] == listener.telemetry > 600
    copies = sum(listener.arrivals.values())
    assert account.receipts == {"journaled": copies, "duplicate": 0, "refused": 0}
    assert account.pending == 0
    # A receipt that is late, as on a busy machine, is the one reason to send again.
    assert copies == len(listener.arrivals) + account.sent_again

    written = json.loads((tmp_path / "ledger.json").read_text())
    assert written["published"] == account.published
    assert written["done"] is True


def test_what_gets_no_receipt_is_sent_again_and_counted_once(broker):
    listener = Listener(broker, answer_at=2)
    account = asyncio.run(_told(broker, listener, None, for_s=4))
    assert account.published["alarm_state"] == len(listener.arrivals)
    assert account.sent_again >= len(listener.arrivals)
    assert account.pending == 0
    assert min(listener.arrivals.values()) == 2


def test_a_logins_file_without_the_case_system_plays_on_without_it(broker):
    listener = Listener(broker)
    known = {sender: word for sender, word in broker.logins.items() if sender != "cases"}
    account = asyncio.run(_told(broker, listener, None, for_s=2, logins=known))
    assert account.published["alarm_state"] > 0
    assert account.pending == 0


def test_a_broker_that_dies_loses_no_alarm_or_state_frame(tmp_path):
    senders = tuple(dict.fromkeys(device.sender for device in demo_site().devices))
    with Mosquitto(tmp_path / "broker", senders) as server:
        account, listener = asyncio.run(_with_a_broken_broker(server))
    assert account.published["alarm_state"] == len(listener.arrivals)
    assert account.pending == 0


async def _with_a_broken_broker(server: Mosquitto):
    listener = Listener(server)

    async def hear_again_and_again() -> None:
        while True:
            try:
                await listener.run()
            except aiomqtt.MqttError:
                await asyncio.sleep(0.2)

    run = LiveRun(
        configuration=demo_site(),
        scenario="tour",
        seed=1,
        broker=Broker.of(f"127.0.0.1:{server.port}"),
        logins=server.logins,
        desk=None,
        ledger=None,
    )
    ears = asyncio.create_task(hear_again_and_again())
    await asyncio.wait_for(listener.ready.wait(), 10)
    playing = asyncio.create_task(run.play(for_s=10, stop=asyncio.Event()))
    await asyncio.sleep(4)
    await asyncio.to_thread(server.stop)
    await asyncio.sleep(1)
    server.launch()
    await asyncio.to_thread(server.wait_ready)
    account = await playing
    ears.cancel()
    return account, listener


def test_a_broker_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setattr("sim.live.CONNECT_S_MAX", 0.5)
    logins = dict.fromkeys([device.sender for device in demo_site().devices], "secret")
    run = LiveRun(
        configuration=demo_site(),
        scenario="tour",
        seed=1,
        broker=Broker.of("mqtt://127.0.0.1:9"),
        logins=logins,
        desk=None,
        ledger=None,
    )
    with pytest.raises(ExceptionGroup) as caught:
        asyncio.run(run.play(for_s=1, stop=asyncio.Event()))
    assert caught.group_contains(BrokerSilentError, match="gw-1 cannot connect to 127.0.0.1:9")


def test_a_sender_without_a_password_is_named():
    with pytest.raises(BrokerSilentError, match="doorctl"):
        LiveRun(
            configuration=demo_site(),
            scenario="tour",
            seed=1,
            broker=Broker.of("127.0.0.1"),
            logins={"gw-1": "x", "gw-2": "x", "gw-3": "x", "gw-4": "x"},
            desk=None,
            ledger=None,
        )
