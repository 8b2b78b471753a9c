"""Good receivers as a process of their own, so that nothing bad takes time from them.

Says their ports, then a line for each notice that came: its id and when, by the clock that all
processes of a machine share. Says also how late the machine wakes a process that only sleeps:
nobody hears of anything sooner than that.
"""

import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NAP_S = 0.01
LATE = "late"


class Well:
    """Good receivers, and when each heard of what."""

    def __init__(self, count: int) -> None:
        argv = [sys.executable, "-m", "tests.chaos.well", str(count)]
        self._child = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)
        assert self._child.stdout is not None
        self.ports = [int(port) for port in self._child.stdout.readline().split()]
        self.heard_s: dict[str, float] = {}
        self.late_s: list[float] = []
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def close(self) -> None:
        self._child.kill()
        self._child.wait()
        self._listener.join()
        assert self._child.stdout is not None
        self._child.stdout.close()

    def _listen(self) -> None:
        for said in self._child.stdout or ():
            name, _, seconds = said.rpartition(" ")
            if name == LATE:
                self.late_s.append(float(seconds))
            else:
                self.heard_s.setdefault(name, float(seconds))


class Server(ThreadingHTTPServer):
    """Says nothing of a notifier that is killed in the middle of a request."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        del request, client_address


class Handler(BaseHTTPRequestHandler):
    """Takes everything."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        heard_s = time.monotonic()
        self.send_response(204)
        self.end_headers()
        sys.stdout.write(f"{self.headers['webhook-id']} {heard_s}\n")
        sys.stdout.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        del format, args


def main() -> None:
    servers = [Server(("127.0.0.1", 0), Handler) for _ in range(int(sys.argv[1]))]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(" ".join(str(server.server_port) for server in servers) + "\n")
    sys.stdout.flush()
    while True:
        due_s = time.monotonic() + NAP_S
        time.sleep(NAP_S)
        sys.stdout.write(f"{LATE} {time.monotonic() - due_s}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
