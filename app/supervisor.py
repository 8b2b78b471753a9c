"""``custody run``: starts engine, outlets and console, and starts again whichever dies.

The three know nothing of each other's lives: each reads the journal with its own cursor. All die
with this process, however it dies.
"""

import argparse
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.addresses import add_server_options, server_environment
from app.children import spawn, stop
from app.secret_file import write_secret

LOOK_EVERY_S: Final = 1.0
"""The kernel tells of each end; looking is only for what it may have told too early."""
RESTART_S_MIN: Final = 0.1
RESTART_S_MAX: Final = 1.0
"""However often a child dies: a second without the engine is long enough."""
SETTLED_S: Final = 1.0
"""A child that lived this long had begun its work: it starts again at once."""
CRITICAL_RESTARTS: Final = 5
CRITICAL_WITHIN_S: Final = 60.0

Say = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Settings:
    """What the three processes need to know to start; the secrets travel by environment."""

    state: Path
    site: Path | None
    port: int
    environment: Mapping[str, str]

    def command(self, name: str, *, again: bool) -> list[str]:
        """Return the command line of one of the three.

        An engine that starts ``again`` goes on with what its journal knows: the site given at
        the start may since have been replaced by ``custody config apply``.
        """
        argv = [sys.executable, "-m", "app.cli", name, "--state", str(self.state)]
        known = again and any((self.state / "journal").glob("journal-*"))
        if name == "engine" and self.site is not None and not known:
            argv += ["--site", str(self.site)]
        if name == "console":
            argv += ["--port", str(self.port)]
        return argv


@dataclass(slots=True)
class Worker:
    """One of the three: its process, and when it may start again."""

    name: str
    settings: Settings
    process: subprocess.Popen[bytes] | None = None
    started_s: float = 0.0
    start_at_s: float = 0.0
    wait_s: float = RESTART_S_MIN
    ends_s: deque[float] = field(default_factory=lambda: deque(maxlen=CRITICAL_RESTARTS))

    def look(self, now_s: float, say: Say) -> bool:
        """Notice an end, start what is due; return whether the process changed."""
        if self.process is not None and self.process.poll() is not None:
            self._ended(now_s, say)
            return True
        if self.process is None and now_s >= self.start_at_s:
            argv = self.settings.command(self.name, again=bool(self.ends_s))
            environment = {**os.environ, **self.settings.environment}
            self.process = spawn(argv, log=None, environment=environment)
            self.started_s = now_s
            say("child_started", name=self.name, pid=self.process.pid)
            return True
        return False

    def next_look_s(self, now_s: float) -> float:
        """Return how long nothing is to be done unless a signal comes."""
        return LOOK_EVERY_S if self.process is not None else max(0.0, self.start_at_s - now_s)

    def _ended(self, now_s: float, say: Say) -> None:
        assert self.process is not None, "only a process can end"
        code = self.process.returncode
        self.process = None
        self.ends_s.append(now_s)
        settled = now_s - self.started_s > SETTLED_S
        self.wait_s = RESTART_S_MIN if settled else min(self.wait_s * 2, RESTART_S_MAX)
        self.start_at_s = now_s + self.wait_s
        often = len(self.ends_s) == CRITICAL_RESTARTS
        critical = often and now_s - self.ends_s[0] < CRITICAL_WITHIN_S
        say(
            "child_ended",
            severity="critical" if critical else "warning",
            name=self.name,
            code=code,
            again_in_s=self.wait_s,
        )


class Supervisor:
    """Keeps the three alive until told to stop; never gives up on one."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stopping = False
        self._workers = [Worker(name, settings) for name in ("engine", "outlets", "console")]

    def run(self) -> int:
        """Watch over the three until SIGTERM or SIGINT; then stop console, outlets, engine."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        self._settings.state.mkdir(parents=True, exist_ok=True)
        with _woken_by_signals() as bell:
            while not self._stopping:
                now_s = time.monotonic()
                changes = [worker.look(now_s, log) for worker in self._workers]
                if any(changes):
                    self._write_pids()
                    continue
                _wait(bell, min(worker.next_look_s(now_s) for worker in self._workers))
        for worker in reversed(self._workers):
            if worker.process is not None:
                log("child_stopped", name=worker.name, code=stop(worker.process))
        return 0

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _write_pids(self) -> None:
        pids = {x.name: x.process.pid for x in self._workers if x.process is not None}
        write_secret(self._settings.state / "pids.json", json.dumps(pids))


@contextmanager
def _woken_by_signals() -> Iterator[socket.socket]:
    """Give a socket that can be read when a signal came, the end of a child included."""
    bell, clapper = socket.socketpair()
    with bell, clapper:
        bell.settimeout(0)
        clapper.settimeout(0)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(clapper.fileno(), warn_on_full_buffer=False)
        try:
            yield bell
        finally:
            signal.set_wakeup_fd(-1)


def _wait(bell: socket.socket, seconds: float) -> None:
    if select.select([bell], [], [], seconds)[0]:
        bell.recv(1024)


def log(event: str, *, severity: str = "info", **fields: object) -> None:
    """Write one event as a line of JSON to standard error."""
    line = {"utc_ns": time.time_ns(), "process": "run", "severity": severity, "event": event}
    print(json.dumps({**line, **fields}), file=sys.stderr, flush=True)


def main(argv: Sequence[str]) -> int:
    """Run engine, outlets and console on servers that are already there."""
    parser = argparse.ArgumentParser(prog="custody run", description=main.__doc__)
    add_server_options(parser)
    parser.add_argument("--state", type=Path, required=True, help="folder of journal and snapshots")
    parser.add_argument("--site", type=Path, help="site folder to adopt at the start")
    parser.add_argument("--port", type=int, default=8080, help="console's port on 127.0.0.1")
    options = parser.parse_args(argv)
    settings = Settings(
        state=options.state.resolve(),
        site=options.site.resolve() if options.site else None,
        port=options.port,
        environment=server_environment(options),
    )
    return Supervisor(settings).run()
