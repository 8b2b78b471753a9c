"""The whole path under load: frames a CPU second of all our processes, beside a plain program.

Servers are given by URL (``custody bench path`` starts them). The CPU of engine, outlets, console
and supervisor counts; that of broker, database, live picture and load generator does not.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg

from bench.people import Prepared, prepare
from bench.phone import phone

WARM_UP_S: Final = 5.0
PLAIN_S: Final = 20.0
TICKS_A_SECOND: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """Where the servers are, and the file with the senders' passwords."""

    mqtt: str
    dsn: str
    redis: str
    logins: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much comes in."""

    rate: int = 4000
    bands: int = 200
    seconds: float = 120.0
    alarms: float = 0.0
    """SOS presses a second, beside the frames."""


def run(folder: Path, servers: Servers, load: Load) -> dict[str, object]:
    """Run the engine under load, then the plain program, and return both figures."""
    with phone() as url:
        prepared = prepare(folder, load.bands, url)
        with custody(folder, servers, prepared) as supervisor:
            prepared.open_stays(folder / "state")
            engine = _measure(folder, servers, load, prepared, supervisor)
    plain = _plain(folder, servers, load, prepared)
    return {
        "frames_per_cpu_s": engine["frames_per_cpu_s"],
        "ratio_to_plain": round(engine["frames_per_cpu_s"] / plain["frames_per_cpu_s"], 2),
        "load": {"rate": load.rate, "bands": load.bands, "seconds": load.seconds},
        "rooms": prepared.rooms,
        "engine": engine,
        "plain": plain,
    }


def _measure(
    folder: Path, servers: Servers, load: Load, prepared: Prepared, supervisor: int
) -> dict[str, float]:
    """Return counts and CPU seconds of the time under full load, warm-up left out."""
    total_s = load.seconds + WARM_UP_S
    with load_frames(servers, load, prepared, total_s) as generator:
        time.sleep(WARM_UP_S)
        before, cpu_before = prepared.received(folder / "state"), _cpu_s(supervisor)
        time.sleep(load.seconds - 1.0)
        after, cpu_after = prepared.received(folder / "state"), _cpu_s(supervisor)
        sent = json.loads(generator.communicate(timeout=60)[0])["sent"]
    frames = after["received"] - before["received"]
    per_process = {
        f"cpu_s_{name}": round(cpu_after[name] - cpu_before.get(name, 0.0), 3) for name in cpu_after
    }
    cpu_s = sum(per_process.values())
    time.sleep(2.0)
    final = prepared.received(folder / "state")
    return {
        "frames_per_cpu_s": round(frames / cpu_s, 1),
        "frames": frames,
        "cpu_s": round(cpu_s, 3),
        **per_process,
        "sent": sent,
        "received": final["received"],
        "shed": final["shed"],
        "telemetry_rows": _rows(servers.dsn),
    }


def _rows(dsn: str) -> int:
    """Return how many telemetry rows stand in the database."""
    with psycopg.connect(dsn) as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM custody.positions) + (SELECT count(*) FROM"
            " custody.vitals) + (SELECT count(*) FROM custody.motions)"
        ).fetchone()
    assert row is not None, "count gives one row"
    return int(row[0])


@contextmanager
def custody(folder: Path, servers: Servers, prepared: Prepared) -> Iterator[int]:
    """Run ``custody run`` and yield its process id once the engine answers."""
    state = folder / "state"
    argv = [sys.executable, "-m", "app.cli", "run", "--state", str(state)]
    argv += ["--mqtt", servers.mqtt, "--dsn", servers.dsn, "--redis", servers.redis]
    argv += ["--site", str(prepared.site), "--port", "0"]
    with (folder / "run.log").open("wb") as log:
        child = subprocess.Popen(argv, stdout=log, stderr=log, start_new_session=True)  # noqa: S603
    try:
        prepared.wait_for_engine(state)
        yield child.pid
    finally:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)


@contextmanager
def load_frames(
    servers: Servers, load: Load, prepared: Prepared, seconds: float
) -> Iterator[subprocess.Popen[str]]:
    """Run the load generator as its own process."""
    argv = [sys.executable, "-m", "bench.load", "--mqtt", servers.mqtt]
    argv += ["--logins", str(servers.logins), "--bands", str(prepared.bands)]
    argv += ["--rate", str(load.rate), "--seconds", str(seconds), "--alarms", str(load.alarms)]
    child = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)  # noqa: S603
    try:
        yield child
    finally:
        child.kill()
        child.wait()


def _plain(folder: Path, servers: Servers, load: Load, prepared: Prepared) -> dict[str, float]:
    """Return the plain program's figures under the same load."""
    argv = [sys.executable, "-m", "bench.plain", "--mqtt", servers.mqtt, "--dsn", servers.dsn]
    argv += ["--rooms", str(prepared.room_list), "--seconds", str(PLAIN_S)]
    with load_frames(servers, load, prepared, PLAIN_S + 2.0):
        finished = subprocess.run(argv, capture_output=True, text=True, check=True)  # noqa: S603
    shutil.rmtree(folder / "plain", ignore_errors=True)
    figures: dict[str, float] = json.loads(finished.stdout)
    return figures


def _cpu_s(supervisor: int) -> dict[str, float]:
    """Return CPU seconds of the supervisor and each process below it, by name."""
    usage: dict[str, float] = {}
    waiting = [supervisor]
    while waiting:
        pid = waiting.pop()
        name = "supervisor" if pid == supervisor else _role(pid)
        usage[name] = usage.get(name, 0.0) + _process_cpu_s(pid)
        waiting += _children(pid)
    return usage


def _process_cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    user, system = fields[11:13]
    return (int(user) + int(system)) / TICKS_A_SECOND


def _children(pid: int) -> list[int]:
    return [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]


def _role(pid: int) -> str:
    """Return which of our processes it is, by its command line."""
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    known = ("engine", "outlets", "console")
    return next((word for word in words if word in known), "other")
