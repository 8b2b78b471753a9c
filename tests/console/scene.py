"""A console as its own process beside an engine whose decisions the test writes itself."""

import asyncio
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from alerts.configuration import canonical, digest
from config.load import DEMO_DIR, load_site
from console.pretend_engine import PretendEngine
from console.users import add_users
from engine.decisions import Adopted, AlarmChange, Evidence, Sample, StayChange

PASSWORD = "a-long-password"  # noqa: S105
ROLES = ("control_room", "medical", "technician", "investigator")
SITE = load_site(DEMO_DIR)
CANONICAL = canonical(SITE)
ADOPTED = Adopted(sha256=digest(CANONICAL), canonical=CANONICAL.decode())
SECOND_NS = 10**9


def staff_of(role: str) -> str:
    return next(one.id for one in SITE.staff if one.role == role)


def raised(number: int, *, rule: str = "MOT-08", severity: int = 1, n: int = 1) -> AlarmChange:
    now_ns = time.time_ns()
    stay = f"D-{number:04d}"
    return AlarmChange(
        id=f"{rule}:{stay}:1",
        n=n,
        change="raised" if n == 1 else "occurred_again",
        state="unacknowledged",
        rule=rule,
        severity=severity,
        subject_kind="stay",
        subject=stay,
        stay=stay,
        room=SITE.site.rooms[number % 20].id,
        utc_ns=now_ns,
        raised_utc_ns=now_ns,
        occurrences=n,
        evidence=Evidence(
            samples=(Sample(name="SOS pressed", value=True, t_ns=now_ns),),
            room=SITE.site.rooms[number % 20].id,
            device=f"band-{number:03d}",
            cause_t_ns=now_ns,
        ),
    )


def opened(number: int, *, hours: float = 1.0) -> StayChange:
    now_ns = time.time_ns()
    return StayChange(
        stay=f"D-{number:04d}",
        number=number,
        change="opened",
        utc_ns=now_ns,
        regime=SITE.default_policy,
        arrived_utc_ns=now_ns - int(hours * 3600) * SECOND_NS,
        band=f"band-{number:03d}",
        responsible=SITE.staff[0].id,
        flags=(),
        open=True,
        by=SITE.staff[0].id,
    )


class EngineThread:
    """A PretendEngine on a loop of its own, told what to decide by the test."""

    def __init__(self, state: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._engine = self._on_loop(self._make(state))
        self._server = self._on_loop(self._engine.serve())

    def commit(self, **decided) -> int:
        return self._on_loop(self._commit(decided))

    @property
    def alarms(self) -> tuple[AlarmChange, ...]:
        return tuple(self._engine.alarms.values())

    def hang_up(self) -> None:
        """Stop answering, as an engine that died."""
        self._on_loop(self._hang_up())

    def pick_up(self) -> None:
        """Answer again."""
        self._server = self._on_loop(self._engine.serve())

    def say(self, message) -> None:
        self._on_loop(self._say(message))

    def close(self) -> None:
        self._on_loop(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _on_loop(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    async def _make(self, state: Path) -> PretendEngine:
        return PretendEngine(state)

    async def _commit(self, decided) -> int:
        return self._engine.commit(**decided)

    async def _hang_up(self) -> None:
        self._server.close()

    async def _say(self, message) -> None:
        self._engine.say(message)

    async def _close(self) -> None:
        self._server.close()
        self._engine.close()
        await asyncio.sleep(0.05)


@dataclass
class Running:
    """A console process and where it answers."""

    process: subprocess.Popen
    url: str

    @contextmanager
    def client(self, user: str | None = "control_room") -> Iterator[httpx2.Client]:
        with httpx2.Client(base_url=self.url, timeout=10) as client:
            if user is not None:
                body = {"user": user, "password": PASSWORD}
                assert client.post("/api/login", json=body).status_code == 200
            yield client

    def health(self) -> dict:
        with httpx2.Client(base_url=self.url) as client:
            return client.get("/healthz").json()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


@dataclass
class Scene:
    """A state directory with users, its engine, and as many consoles as the test starts."""

    state: Path
    engine: EngineThread
    log: Path
    running: list[Running] = field(default_factory=list)

    def console(self, *options: str) -> Running:
        log = self.log.open("ab")
        process = subprocess.Popen(
            [sys.executable, "-m", "console.run", "--state", self.state, "--port", "0", *options],
            stderr=log,
            env={**os.environ, "CUSTODY_DSN": "", "CUSTODY_REDIS": ""},
        )
        log.close()
        running = Running(process, self._url())
        self.running.append(running)
        return running

    def _url(self) -> str:
        def found() -> list[str]:
            return re.findall(r"console_listens url=(\S+)", self.log.read_text())

        before_count = len(self.running)
        wait_for(lambda: len(found()) > before_count, seconds=10)
        url = found()[-1]
        wait_for(lambda: httpx2.get(f"{url}/healthz").status_code in (200, 503))
        return url


@contextmanager
def scene(folder: Path, *, roles: tuple[str, ...] = ("control_room",)) -> Iterator[Scene]:
    state = folder / "state"
    state.mkdir()
    engine = EngineThread(state)
    engine.commit(adopted=ADOPTED)
    add_users(state, {role: staff_of(role) for role in roles}, PASSWORD)
    made = Scene(state, engine, folder / "console.log")
    made.log.touch()
    try:
        yield made
    finally:
        for running in made.running:
            running.stop()
        engine.close()


def wait_for(true, *, seconds: float = 5.0) -> None:
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        try:
            if true():
                return
        except httpx2.TransportError:
            time.sleep(0.02)
        time.sleep(0.02)
    assert true(), "it never became true"


@dataclass
class Event:
    kind: str
    body: dict
    id: int | None


def events(response: httpx2.Response) -> Iterator[Event]:
    kind, event_id = "", None
    for line in response.iter_lines():
        name, _, value = line.partition(": ")
        if name == "event":
            kind = value
        elif name == "id":
            event_id = int(value)
        elif name == "data":
            yield Event(kind, json.loads(value), event_id)
            kind, event_id = "", None


@contextmanager
def stream(client: httpx2.Client, seen: int | None = None) -> Iterator[Iterator[Event]]:
    headers = {} if seen is None else {"last-event-id": str(seen)}
    with client.stream("GET", "/api/stream", headers=headers) as response:
        assert response.status_code == 200, response.read()
        yield events(response)
