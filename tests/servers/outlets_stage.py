"""The outlets as a process, a journal that the test writes, and receivers that misbehave."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

import msgspec

from engine.control import Message, MeterRequest, WatchRequest, line, request_of
from engine.decisions import Decisions
from engine.tick import RawTick
from store.journal import Journal
from tests.store.decided import tick, utc_ns

WAIT_S = 20.0


def wait_for(ready: Callable[[], Any], *, limit_s: float = WAIT_S, every_s: float = 0.02) -> Any:
    """Return the first true answer."""
    deadline = time.monotonic() + limit_s
    while not (answer := ready()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(every_s)
    return answer


class Written:
    """The journal of an engine that is the test itself."""

    def __init__(self, state: Path) -> None:
        self.number = 0
        self._journal = Journal(state / "journal")

    def tick(self, **what: Any) -> Decisions:
        """Commit one tick with its decisions, at once."""
        self.number += 1
        now = utc_ns(self.number)
        raw = RawTick(number=self.number, t_ns=now, utc_ns=now, facts=(), telemetry=())
        decided = tick(self.number, **what)
        self._journal.append(raw)
        self._journal.append_decisions([decided])
        return decided


class Receiver:
    """A duty officer's phone; ``mood`` says how it answers each time: a status, or 0 to hang."""

    def __init__(self, mood: Callable[[str], int] = lambda _: 200) -> None:
        self.mood = mood
        self.tries: Counter[str] = Counter()
        self.taken: Counter[str] = Counter()
        self.bodies: dict[str, dict[str, Any]] = {}
        self.first_s: dict[str, float] = {}
        self.headers: dict[str, dict[str, str]] = {}
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/duty"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def take(self, name: str, body: bytes, headers: dict[str, str]) -> int:
        """Return the status to answer with; a 2xx is this notice's effect."""
        with self._lock:
            self.tries[name] += 1
            self.first_s.setdefault(name, time.monotonic())
            status = self.mood(name)
            if 200 <= status < 300:
                self.taken[name] += 1
                self.bodies[name] = msgspec.json.decode(body)
                self.headers[name] = headers
        return status

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                status = receiver.take(headers["webhook-id"], body, headers)
                if status == 0:
                    time.sleep(8)
                    self.close_connection = True
                    return
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("location", f"http://127.0.0.1:{receiver.port}/stolen")
                self.send_header("content-length", "2")
                self.end_headers()
                self.wfile.write(b"ok")

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                del format, args

        return Handler


class Ears:
    """The engine's socket: hears meters, tells of commits and of what no journal has."""

    def __init__(self, state: Path) -> None:
        self.meters: list[tuple[str, str, float]] = []
        self._watchers: list[socket.socket] = []
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(str(state / "engine.sock"))
        self._server.listen(32)
        threading.Thread(target=self._serve, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()

    def named(self, name: str) -> dict[str, float]:
        """Return the last value of each text under a name."""
        return {text: value for each, text, value in list(self.meters) if each == name}

    @property
    def is_watched(self) -> bool:
        """Whether the outlets listen."""
        return bool(self._watchers)

    def say(self, message: Message) -> None:
        """Tell all who watch and live."""
        for watcher in [*self._watchers]:
            try:
                watcher.sendall(line(message))
            except OSError:
                self._watchers.remove(watcher)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._hear, args=(connection,), daemon=True).start()

    def _hear(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            for content in lines:
                request = request_of(content)
                if isinstance(request, WatchRequest):
                    self._watchers.append(connection)
                if isinstance(request, MeterRequest):
                    meter = request.meter
                    self.meters.append((meter.name, meter.text, meter.value))


class Process:
    """The outlets process."""

    def __init__(self, state: Path, *, dsn: str = "", redis: str = "") -> None:
        self._argv = [sys.executable, "-m", "app.cli", "outlets", "--state", str(state)]
        self._environment = {**os.environ, "CUSTODY_DSN": dsn, "CUSTODY_REDIS": redis}
        self._log = state / "outlets.log"
        self.child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it (again)."""
        with self._log.open("ab") as log:
            self.child = subprocess.Popen(self._argv, env=self._environment, stderr=log)

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self.child is not None
        self.child.kill()
        self.child.wait()

    def cpu_s(self) -> float:
        """Return the CPU seconds it used."""
        assert self.child is not None
        fields = Path(f"/proc/{self.child.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rss_mb(self) -> float:
        """Return its resident memory."""
        assert self.child is not None
        pages = int(Path(f"/proc/{self.child.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def outlets(state: Path, *, dsn: str = "", redis: str = "") -> Iterator[Process]:
    """Run the outlets, end them whatever happens, and show their log when the test fails."""
    process = Process(state, dsn=dsn, redis=redis)
    process.start()
    try:
        yield process
    except BaseException:
        sys.stderr.write((state / "outlets.log").read_text()[-6_000:])
        raise
    finally:
        if process.child is not None and process.child.poll() is None:
            process.kill()
