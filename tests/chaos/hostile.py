"""Receivers that behave as badly as receivers do. Each keeps its effects by webhook-id."""

import contextlib
import socket
import threading
import time
from collections import Counter
from typing import Any

import msgspec

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
CLOSING = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok"
HUGE_BYTES = 8 * 1024 * 1024


class Hostile:
    """A receiver on a raw socket; ``well`` from the moment somebody repaired it."""

    def __init__(self, name: str, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self.name = name
        self.well = False
        self.effects: set[str] = set()
        self.tries: Counter[str] = Counter()
        self.heard_s: dict[str, float] = {}
        self.bodies: dict[str, dict[str, Any]] = {}
        self._lock = threading.Lock()
        self._stopped = False
        self.server = socket.socket()
        self.server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.server.bind((host, port))
        self.port = self.server.getsockname()[1]
        if self.lives:
            self.listen()

    lives = True

    def listen(self) -> None:
        self.server.listen(256)
        threading.Thread(target=self._serve, daemon=True).start()

    def repair(self) -> None:
        self.well = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/{self.name}"

    @property
    def connections(self) -> int:
        return sum(self.tries.values())

    def close(self) -> None:
        self._stopped = True
        self.server.close()

    def misbehave(self, connection: socket.socket) -> None:
        """Answer badly; the plain one has nothing to be ill of."""
        connection.sendall(OK)

    def take(self, notice: str, body: bytes) -> None:
        """Do what a notice asks for: once for each id, however often it comes."""
        with self._lock:
            self.effects.add(notice)
            self.bodies[notice] = msgspec.json.decode(body)

    def _serve(self) -> None:
        while not self._stopped:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            while (asked := _request(connection)) is not None:
                notice, body = asked
                with self._lock:
                    self.tries[notice] += 1
                    self.heard_s.setdefault(notice, time.monotonic())
                if self.well:
                    self.take(notice, body)
                    connection.sendall(OK)
                    continue
                self.ill(connection, notice, body)
                if self.ends:
                    return

    ends = True

    def ill(self, connection: socket.socket, notice: str, body: bytes) -> None:
        """Behave badly without an effect."""
        del notice, body
        self.misbehave(connection)


class Plain(Hostile):
    """A good receiver."""

    ends = False

    def ill(self, connection, notice, body):
        self.take(notice, body)
        connection.sendall(OK)


class Down(Hostile):
    """A port behind which nobody lives: connections are refused."""

    lives = False

    def repair(self):
        super().repair()
        self.listen()


class Failing(Hostile):
    """500."""

    def misbehave(self, connection):
        connection.sendall(b"HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n")


class Hanging(Hostile):
    """Takes the request and never answers."""

    def misbehave(self, _connection):
        time.sleep(6)


class Dying(Hostile):
    """Does its work, and dies before the answer; the first time for each notice."""

    def ill(self, connection, notice, body):
        self.take(notice, body)
        if self.tries[notice] > 1:
            connection.sendall(CLOSING)


class Redirecting(Hostile):
    """Sends everybody to a service on this machine."""

    trap = ""

    def misbehave(self, connection):
        head = f"HTTP/1.1 307 There\r\nlocation: {self.trap}\r\ncontent-length: 0\r\n\r\n"
        connection.sendall(head.encode())


class Huge(Hostile):
    """Takes the notice and answers with more than anybody wants to hear."""

    def ill(self, connection, notice, body):
        self.take(notice, body)
        head = f"HTTP/1.1 200 OK\r\ncontent-length: {HUGE_BYTES}\r\n\r\n"
        connection.sendall(head.encode())
        for _ in range(HUGE_BYTES // 65_536):
            connection.sendall(b"x" * 65_536)


class Loris(Hostile):
    """Answers one letter at a time."""

    def misbehave(self, connection):
        for letter in OK:
            connection.sendall(bytes([letter]))
            time.sleep(0.2)


class Gone(Hostile):
    """410, for a while."""

    def misbehave(self, connection):
        connection.sendall(b"HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n")


class Putting(Hostile):
    """Asks to be left alone for a day."""

    def misbehave(self, connection):
        head = b"HTTP/1.1 429 Later\r\nretry-after: 86400\r\ncontent-length: 0\r\n\r\n"
        connection.sendall(head)


def _request(connection: socket.socket) -> tuple[str, bytes] | None:
    """Return webhook-id and body of the next request, None at the end of the connection."""
    received = bytearray()
    while b"\r\n\r\n" not in received:
        chunk = connection.recv(65_536)
        if not chunk:
            return None
        received += chunk
    head, _, body = bytes(received).partition(b"\r\n\r\n")
    fields = dict(
        line.decode().lower().split(": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line
    )
    while len(body) < int(fields["content-length"]):
        body += connection.recv(65_536)
    exact = next(
        line.split(b": ", 1)[1].decode()
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"webhook-id")
    )
    return exact, body
