"""``custody run`` keeps its three alive, with or without servers, and takes them along."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from app.children import free_port
from config.load import DEMO_DIR
from tests.stack import wait_for

pytestmark = pytest.mark.servers

ROOT = Path(__file__).resolve().parents[2]


class Run:
    """A supervisor whose servers are all away: every address leads to a closed port."""

    def __init__(self, folder: Path) -> None:
        self.state = folder / "state"
        self.port = free_port()
        self.log = folder / "run.log"
        closed = free_port()
        addresses = {
            "CUSTODY_MQTT": f"mqtt://engine:x@127.0.0.1:{closed}",
            "CUSTODY_DSN": f"postgresql://custody:x@127.0.0.1:{closed}/custody",
            "CUSTODY_REDIS": f"redis://127.0.0.1:{closed}/0",
        }
        words = ["run", "--state", str(self.state), "--site", str(DEMO_DIR)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", *words, "--port", str(self.port)],
                cwd=ROOT,
                env={**os.environ, **addresses},
                stderr=log,
            )

    def pids(self) -> dict[str, int]:
        try:
            return json.loads((self.state / "pids.json").read_text())
        except OSError:
            return {}

    def health(self) -> dict[str, dict[str, object]]:
        with contextlib.suppress(httpx2.HTTPError, ValueError):
            answer = httpx2.get(f"http://127.0.0.1:{self.port}/healthz", timeout=2)
            return answer.json()["parts"]
        return {}

    def events(self, name: str) -> list[dict[str, object]]:
        lines = [x for x in self.log.read_text().splitlines() if x.startswith("{")]
        return [x for x in map(json.loads, lines) if x["event"] == name]


@pytest.fixture
def run(tmp_path) -> Iterator[Run]:
    started = Run(tmp_path)
    yield started
    started.process.kill()
    started.process.wait()


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_without_any_server_the_house_stands_and_names_what_is_down(run):
    parts = wait_for(lambda: (x := run.health()) and x["journal"]["ok"] and x, limit_s=30)
    assert not parts["broker"]["ok"]
    assert not parts["postgres"]["ok"]
    assert not parts["valkey"]["ok"]
    assert len(run.pids()) == 3


@pytest.mark.parametrize("name", ["engine", "outlets", "console"])
def test_whichever_dies_is_started_again(run, name):
    wait_for(lambda: len(run.pids()) == 3, limit_s=30)
    wait_for(run.health, limit_s=30)
    killed = run.pids()[name]
    os.kill(killed, signal.SIGKILL)
    wait_for(lambda: run.pids().get(name) not in (None, killed), limit_s=5)
    wait_for(lambda: run.health().get("journal", {}).get("ok"), limit_s=15)
    (ended,) = run.events("child_ended")
    assert (ended["name"], ended["code"]) == (name, -9)


def test_a_child_that_dies_all_the_time_is_a_critical_event(run):
    # A folder where the engine wants its lock: it ends at once, each time.
    wait_for(lambda: len(run.pids()) == 3, limit_s=30)
    lock = run.state / "engine.lock"
    wait_for(lock.exists)
    lock.unlink()
    lock.mkdir()
    os.kill(run.pids()["engine"], signal.SIGKILL)
    wait_for(lambda: len(run.events("child_ended")) >= 6, limit_s=60)
    ended = run.events("child_ended")
    assert ended[0]["severity"] == "warning"
    assert ended[5]["severity"] == "critical"
    assert max(x["again_in_s"] for x in ended) <= 1.0
    lock.rmdir()
    wait_for(lambda: run.health().get("journal", {}).get("ok"), limit_s=15)


def test_a_stop_ends_all_in_good_order(run):
    wait_for(run.health, limit_s=30)
    pids = run.pids()
    run.process.send_signal(signal.SIGTERM)
    assert run.process.wait(timeout=30) == 0
    assert [x["name"] for x in run.events("child_stopped")] == ["console", "outlets", "engine"]
    assert not any(alive(pid) for pid in pids.values())


def test_a_killed_supervisor_takes_all_along(run):
    wait_for(lambda: len(run.pids()) == 3, limit_s=30)
    pids = run.pids()
    time.sleep(0.5)
    run.process.kill()
    run.process.wait()
    wait_for(lambda: not any(alive(pid) for pid in pids.values()), limit_s=5)
