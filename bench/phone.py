"""Stands for the duty officer's phone: takes every webhook, so that nobody retries for ever."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from typing_extensions import override

TAKEN: Final = 204


def phone_of(handler: type[BaseHTTPRequestHandler]) -> ThreadingHTTPServer:
    """Return a server on a free port that already answers; shut it down when done."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="phone", daemon=True).start()
    return server


class _Phone(BaseHTTPRequestHandler):
    """One connection of the notifier; it is kept open."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Take a webhook."""
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(TAKEN)
        self.end_headers()

    @override
    def log_message(self, *_: object) -> None:
        """Say nothing: the bench prints one JSON object."""


@contextmanager
def phone() -> Iterator[str]:
    """Answer on a free port while the bench runs; yields the address."""
    server = phone_of(_Phone)
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
