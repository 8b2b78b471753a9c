"""The whole engine on real servers for tests: supervisor, receiver, the demo's site, no simulator.

Devices are the test's own: an independent client that knows the wire contract from its document.
"""

import argparse
import contextlib
import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import httpx2
import paho.mqtt.client as mqtt

from app.children import free_port, resident_mb, spawn, stop
from app.demo_folder import VISITOR, DemoFolder
from app.servers import Servers
from config.load import DEMO_DIR, load_site

HEARTBEAT_S = 2.0
RESEND_S = 0.5


def wait_for(ready: Callable[[], Any], *, limit_s: float = 20.0, every_s: float = 0.02) -> Any:
    """Return the first true answer."""
    deadline = time.monotonic() + limit_s
    while not (answer := ready()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(every_s)
    return answer


class Stack:
    """Engine, outlets and console under their supervisor, with a receiver and real servers."""

    def __init__(self, folder: DemoFolder) -> None:
        self.folder = folder
        self.state = folder.state
        self.port = free_port()
        self.receiver_port = free_port()
        folder.copy_site(DEMO_DIR, self.receiver_port)
        self.configuration = load_site(folder.site)
        options = argparse.Namespace(mqtt=None, dsn=None, redis=None, logins=None)
        self.servers = Servers(options, self.state, self.configuration)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @contextlib.contextmanager
    def up(self) -> Iterator["Stack"]:
        receiver_secrets = self.folder.write_secrets(self.configuration)
        self.folder.write_users(self.configuration)
        with self.servers:
            environment = {**os.environ, **self.servers.environment()}

            def start(name: str, *arguments: str):
                argv = [sys.executable, "-m", "app.cli", name, *arguments]
                return spawn(argv, log=self.folder.log(name), environment=environment)

            port = str(self.receiver_port)
            receiver = start("receiver", "--secrets", str(receiver_secrets), "--port", port)
            site = ("--site", str(self.folder.site), "--port", str(self.port))
            run = start("run", "--state", str(self.state), *site)
            try:
                self.servers.wait_ready()
                wait_for(self.ready, limit_s=40)
                yield self
            finally:
                stop(run, limit_s=20)
                stop(receiver)

    def ready(self) -> bool:
        try:
            parts = httpx2.get(f"{self.url}/healthz", timeout=2).json()["parts"]
        except (httpx2.HTTPError, ValueError):
            return False
        return all(parts[name]["ok"] for name in ("journal", "broker", "postgres", "valkey"))

    def pid(self, name: str) -> int:
        pids: dict[str, int] = json.loads((self.state / "pids.json").read_text())
        return pids.get(name, 0)

    def kill(self, name: str) -> int:
        """End one process as a power cut would; return its process id."""
        pid = wait_for(lambda: self.pid(name))
        os.kill(pid, signal.SIGKILL)
        return pid

    def received(self) -> list[dict[str, Any]]:
        answer = httpx2.get(f"http://127.0.0.1:{self.receiver_port}/log.json", timeout=10)
        return answer.json()

    @contextlib.contextmanager
    def officer(self) -> Iterator[httpx2.Client]:
        """Somebody signed in at the console who may do everything."""
        with httpx2.Client(base_url=self.url, timeout=5) as client:
            login = {"user": VISITOR, "password": self.folder.users[VISITOR]}
            client.post("/api/login", json=login).raise_for_status()
            yield client

    def memory_mb(self) -> float:
        return sum(resident_mb(self.pid(name)) for name in ("engine", "outlets", "console"))


@contextlib.contextmanager
def whole_stack(run: Path) -> Iterator[Stack]:
    folder = DemoFolder(run)
    with folder.ours(keep=False), Stack(folder).up() as stack:
        yield stack


@dataclass
class Press:
    """An SOS on its way: pressed, perhaps sent again, and at last receipted."""

    device: str
    seq: int
    count: int
    pressed_s: float
    sent_s: float
    receipted_s: float = 0.0
    status: str = ""


@dataclass
class Gateway:
    """One MQTT sender and the devices it speaks for, as another maker would build it."""

    sender: str
    devices: list[str]
    client: mqtt.Client
    boot: int = 7
    seq: dict[str, int] = field(default_factory=dict)
    presses: list[Press] = field(default_factory=list)
    pending: dict[tuple[str, int], Press] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def frame(self, device: str, **more: Any) -> dict[str, Any]:
        self.seq[device] = self.seq.get(device, 0) + 1
        base = {"v": 1, "device": device, "boot": self.boot, "seq": self.seq[device]}
        return {**base, "t_ns": time.time_ns(), **more}

    def beat(self) -> None:
        """Say that every device lives; a band repeats its count and its latched bit."""
        with self.lock:
            waiting = {device for device, _ in self.pending}
            counts = {press.device: press.count for press in self.presses}
            for device in self.devices:
                worn = {"alarm_count": counts.get(device, 0), "alarm_bits": int(device in waiting)}
                worn = worn if device.startswith("band-") else {}
                frame = self.frame(device, uptime_s=1.0, **worn)
                self.say(device, "telemetry/heartbeat", frame, qos=0)

    def press(self, device: str) -> Press:
        """Press the SOS key."""
        now_s = time.monotonic()
        with self.lock:
            count = 1 + sum(1 for press in self.presses if press.device == device)
            frame = self.frame(device, alarm_bits=1, alarm_count=count)
            press = Press(device, frame["seq"], count, now_s, now_s)
            self.presses.append(press)
            self.pending[device, press.seq] = press
        self.say(device, "alarm/sos", frame)
        return press

    def send_again(self) -> None:
        """Send what has no receipt yet once more: same boot, same sequence."""
        with self.lock:
            due = [x for x in self.pending.values() if time.monotonic() - x.sent_s > RESEND_S]
        for press in due:
            press.sent_s = time.monotonic()
            frame = {"v": 1, "device": press.device, "boot": self.boot, "seq": press.seq}
            frame |= {"t_ns": time.time_ns(), "alarm_bits": 1, "alarm_count": press.count}
            self.say(press.device, "alarm/sos", frame)

    def hear(self, payload: bytes) -> None:
        receipt = json.loads(payload)
        with self.lock:
            press = self.pending.pop((receipt["device"], receipt["seq"]), None)
        if press is not None:
            press.receipted_s, press.status = time.monotonic(), receipt["status"]

    def say(self, device: str, kind: str, frame: dict[str, Any], *, qos: int = 1) -> None:
        topic = f"custody/v1/{self.sender}/{device}/{kind}"
        self.client.publish(topic, json.dumps(frame), qos=qos)


class House:
    """All devices of the site, alive on their gateways until the test ends."""

    def __init__(self, stack: Stack) -> None:
        by_sender: dict[str, list[str]] = {}
        for device in stack.configuration.devices:
            by_sender.setdefault(device.sender, []).append(device.id)
        self.gateways = [_gateway(stack, sender, ids) for sender, ids in by_sender.items()]
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._live, name="house")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        for gateway in self.gateways:
            gateway.client.disconnect()
            gateway.client.loop_stop()

    @property
    def presses(self) -> list[Press]:
        return [press for gateway in self.gateways for press in gateway.presses]

    @property
    def pending(self) -> int:
        return sum(len(gateway.pending) for gateway in self.gateways)

    def press(self, device: str) -> Press:
        gateway = next(x for x in self.gateways if device in x.devices)
        return gateway.press(device)

    def press_somewhere(self, chance: random.Random) -> Press | None:
        """Press SOS on a band that waits for nothing; None when all wait."""
        waiting = {device for gateway in self.gateways for device, _ in list(gateway.pending)}
        bands = [x for g in self.gateways for x in g.devices if x.startswith("band-")]
        free = [band for band in bands if band not in waiting]
        return self.press(chance.choice(free)) if free else None

    def _live(self) -> None:
        beat_s = 0.0
        while not self._ended.wait(0.1):
            if time.monotonic() - beat_s > HEARTBEAT_S:
                beat_s = time.monotonic()
                for gateway in self.gateways:
                    gateway.beat()
            for gateway in self.gateways:
                gateway.send_again()


def _gateway(stack: Stack, sender: str, devices: list[str]) -> Gateway:
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv311)
    gateway = Gateway(sender, devices, client)
    logins = json.loads((stack.state / "broker/logins.json").read_text())
    client.username_pw_set(sender, logins[sender])
    client.on_message = lambda _c, _u, message: gateway.hear(message.payload)
    client.on_connect = lambda c, *_: c.subscribe(f"custody/v1/{sender}/receipt", qos=1)
    client.connect("127.0.0.1", stack.servers.mosquitto.port)
    client.loop_start()
    return gateway
