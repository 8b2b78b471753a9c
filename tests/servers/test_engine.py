"""The engine process on a real mosquitto: what it acknowledged it has, however it ends."""

import asyncio
import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from app.replay import replay
from app.services import Mosquitto
from config.load import DEMO_DIR, load_site
from custody.commands import Acknowledge, Command
from store.engine_client import EngineClient, EngineDown
from store.journal import DecisionTail, TickReader, journal_files
from store.journal_verify import verify_chain

pytestmark = [pytest.mark.servers, pytest.mark.timeout(120)]

BACK_S_MAX = 3.0


class EngineUnderTest:
    """The engine as the supervisor starts it, with a state folder of its own."""

    def __init__(self, state, broker, *options: str) -> None:
        self.state = state
        self.client = EngineClient(state / "engine.sock")
        self._argv = [sys.executable, "-m", "ingest.run", "--state", str(state), *options]
        self._environment = {**os.environ, "CUSTODY_MQTT": broker.url()}
        self._log = state.with_suffix(".log")
        self.process: subprocess.Popen | None = None

    def start(self, *options: str) -> float:
        """Return the seconds until both sessions are up and a tick is durable."""
        began_s = time.monotonic()
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [*self._argv, *options], env=self._environment, stderr=log
            )
        wait_for(self.is_ready, limit_s=20)
        return time.monotonic() - began_s

    def is_ready(self) -> bool:
        assert self.process.poll() is None, self._log.read_text()
        try:
            status = self.status()
        except EngineDown:
            return False
        return status.sessions.alarm and status.sessions.telemetry and status.tick > 0

    def status(self):
        return asyncio.run(self.client.status())

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(10)

    def journaled(self) -> list[dict]:
        reader, after, found = TickReader(self.state / "journal"), 0, []
        while ticks := reader.read(after):
            after = ticks[-1].number
            found += [
                json.loads(frame.payload)
                for raw in ticks
                for frame in raw.facts
                if not frame.topic.startswith("$")
            ]
        return found

    def decisions(self) -> list:
        tail, found = DecisionTail(self.state / "journal"), []
        while batch := tail.read():
            found += batch
        return found


class Gateway:
    """A sender that presses SOS and notes its receipts."""

    def __init__(self, broker, sender: str = "gw-1", band: str = "band-001") -> None:
        self.sender, self.band = sender, band
        self.receipts: list[dict] = []
        self._client = paho.Client(
            CallbackAPIVersion.VERSION2, client_id=f"test-{sender}", protocol=paho.MQTTv5
        )
        self._client.username_pw_set(sender, broker.logins[sender])
        self._client.on_message = self._heard
        self._port = broker.port

    def __enter__(self):
        subscribed = threading.Event()
        self._client.on_subscribe = lambda *_: subscribed.set()
        self._client.connect("127.0.0.1", self._port)
        self._client.loop_start()
        self._client.subscribe("custody/v1/+/receipt")
        assert subscribed.wait(5)
        return self

    def __exit__(self, *_):
        self._client.disconnect()
        self._client.loop_stop()

    def press(self, seq: int) -> None:
        self._send(
            {
                "v": 1,
                "device": self.band,
                "boot": 1,
                "seq": seq,
                "t_ns": time.time_ns(),
                "alarm_bits": 1,
                "alarm_count": 1,
            }
        )

    def repeat(self) -> None:
        """Send the last frame again, byte for byte, as a device does that heard no receipt."""
        self._send(self._last)

    def _send(self, body: dict[str, object]) -> None:
        self._last = body
        topic = f"custody/v1/{self.sender}/{self.band}/alarm/sos"
        self._client.publish(topic, json.dumps(body), qos=1).wait_for_publish(5)

    def receipted(self, seq: int) -> list[str]:
        return [each["status"] for each in self.receipts if each["seq"] == seq]

    def _heard(self, _client, _user, message) -> None:
        self.receipts.append(json.loads(message.payload))


def wait_for(ready, *, limit_s: float = 5.0) -> None:
    deadline = time.monotonic() + limit_s
    while not ready():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


@contextlib.contextmanager
def nobody_can_write(state):
    """Hold the journal's write lock, as a hanging disk would hold up every commit."""
    wait_for(lambda: journal_files(state / "journal"))  # an engine answers before its first tick
    other = sqlite3.connect(journal_files(state / "journal")[-1], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@pytest.fixture
def server(tmp_path):
    senders = {device.sender for device in load_site(DEMO_DIR).devices}
    with Mosquitto(tmp_path / "broker", senders) as running:
        yield running


@pytest.fixture
def engine(tmp_path, server):
    made = EngineUnderTest(tmp_path / "state", server, "--site", str(DEMO_DIR))
    made.start()
    yield made
    if made.process.poll() is None:
        assert made.stop() == 0


@pytest.fixture
def gateway(server):
    with Gateway(server) as connected:
        yield connected


def test_a_frame_is_in_the_journal_when_its_receipt_comes(engine, gateway, server):
    with Gateway(server, "gw-2") as other:
        for seq in range(1, 21):
            gateway.press(seq)
            wait_for(lambda seq=seq: gateway.receipted(seq))
            assert seq in [body["seq"] for body in engine.journaled()]
            assert gateway.receipted(seq) == ["journaled"]
        assert other.receipts == [], "a receipt is for its own sender"
    gateway.repeat()
    wait_for(lambda: len(gateway.receipted(20)) == 2)
    assert gateway.receipted(20) == ["journaled", "duplicate"]


def test_a_press_raises_one_alarm_that_a_command_finds(engine, gateway):
    gateway.press(1)
    wait_for(lambda: any(each.alarms for each in engine.decisions()))
    (raised,) = (x for each in engine.decisions() for x in each.alarms if x.rule == "MOT-08")
    command = Command(
        id="c-1", who="s-001", at_ns=time.time_ns(), what=Acknowledge(alarm=raised.id)
    )
    began_s = time.monotonic()
    answer = asyncio.run(engine.client.command(command))
    assert time.monotonic() - began_s < 0.5
    assert answer.command == "c-1"
    assert answer in [x for each in engine.decisions() for x in each.answers], "durable first"


def test_a_frame_that_was_not_committed_is_not_acknowledged_and_comes_again(engine, gateway):
    gateway.press(1)
    wait_for(lambda: gateway.receipted(1))
    with nobody_can_write(engine.state):
        gateway.press(2)
        time.sleep(0.5)
        assert gateway.receipted(2) == []
        engine.kill()
    assert 2 not in [body["seq"] for body in engine.journaled()]
    assert engine.start() < 2 * BACK_S_MAX
    wait_for(lambda: gateway.receipted(2))
    assert gateway.receipted(2) == ["journaled"]
    assert 2 in [body["seq"] for body in engine.journaled()]


def test_kills_at_any_instant_lose_nothing_and_replay_is_equal(engine, gateway):
    chance = random.Random(11)
    seq, away_s = 0, []
    for _ in range(5):
        until_s = time.monotonic() + chance.uniform(0.2, 0.8)
        while time.monotonic() < until_s:
            seq += 1
            gateway.press(seq)
            time.sleep(chance.uniform(0.0, 0.03))
        engine.kill()
        away_s.append(engine.start())
    wait_for(lambda: {each["seq"] for each in gateway.receipts} == set(range(1, seq + 1)))
    # One kill may meet a neighbour of this machine; none may take twice as long.
    assert sorted(away_s)[-2] < BACK_S_MAX, away_s
    assert max(away_s) < 2 * BACK_S_MAX, away_s
    assert {body["seq"] for body in engine.journaled()} == set(range(1, seq + 1))
    assert engine.stop() == 0
    assert verify_chain(engine.state / "journal").problems == []
    outcome = replay(engine.state)
    assert outcome.differences == []
    assert outcome.without_stored == 0
    assert outcome.ticks > 50


def test_alarms_go_on_from_memory_while_the_journal_cannot_be_written(engine, gateway):
    unrecorded = []

    async def watch() -> None:
        async for message in engine.client.unrecorded():
            unrecorded.append(message)  # noqa: PERF401  # the stream has no end

    watcher = threading.Thread(target=_until_cancelled, args=(watch, 10), daemon=True)
    watcher.start()
    with nobody_can_write(engine.state):
        gateway.press(1)
        wait_for(lambda: any(x.alarms for x in unrecorded), limit_s=8)
        assert gateway.receipted(1) == []
        assert not engine.status().journal.ok
        assert engine.status().unrecorded > 0
    wait_for(lambda: gateway.receipted(1), limit_s=8)
    wait_for(lambda: engine.status().journal.ok)
    assert engine.status().unrecorded == 0
    alarm = next(x for message in unrecorded for x in message.alarms if x.rule == "MOT-08")
    wait_for(lambda: alarm in [x for each in engine.decisions() for x in each.alarms])
    assert any(x.rule == "DEV-10" for each in engine.decisions() for x in each.alarms)
    engine.stop()
    assert verify_chain(engine.state / "journal").problems == []
    assert replay(engine.state).differences == []
    watcher.join()


def _until_cancelled(watch, limit_s: float) -> None:
    with contextlib.suppress(TimeoutError):
        asyncio.run(asyncio.wait_for(watch(), limit_s))


def test_the_second_path_keeps_the_promise_too(tmp_path, server, gateway):
    engine = EngineUnderTest(tmp_path / "second", server, "--site", str(DEMO_DIR))
    engine.start("--source", "paho")
    for seq in range(1, 11):
        gateway.press(seq)
    wait_for(lambda: len(gateway.receipts) == 10)
    assert sorted(body["seq"] for body in engine.journaled()) == list(range(1, 11))
    assert engine.stop() == 0


def test_a_second_engine_on_the_same_state_does_not_start(engine, server):
    second = EngineUnderTest(engine.state, server)
    ended = subprocess.run(
        second._argv, env=second._environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert "another engine runs here" in ended.stderr
    assert engine.status().journal.ok


def test_a_damaged_newest_file_is_put_aside_with_an_alarm(engine, gateway):
    gateway.press(1)
    wait_for(lambda: gateway.receipted(1))
    before = engine.status().tick
    engine.kill()
    path = journal_files(engine.state / "journal")[-1]
    path.with_name(path.name + "-wal").unlink()
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 8_000)
    engine.start()
    assert engine.status().tick > before, "no tick number is used twice"
    gateway.press(2)
    wait_for(lambda: gateway.receipted(2))
    assert any(x.rule == "EVD-01" for each in engine.decisions() for x in each.alarms)
    assert (engine.state / "journal" / f"damaged-{path.name}").exists()
