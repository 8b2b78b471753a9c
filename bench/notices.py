"""From a frame's publish to the first attempt at a phone, under load (``custody bench notices``).

The phone and the bands share this machine's clock: what counts is the instant in the frame and the
instant at which the phone has the whole request. Escalations are left out: they wait on purpose.
"""

import json
import math
import threading
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Final

import msgspec
from typing_extensions import override

from bench.path import WARM_UP_S, Load, Servers, custody, load_frames
from bench.people import prepare
from bench.phone import TAKEN, phone_of

TARGET_P99_S: Final = 1.0
SETTLE_S: Final = 5.0
NS_PER_S: Final = 10**9
COUNTED: Final = ("alarm.first", "alarm.occurred_again")
RULE: Final = "MOT-08"


class Told(msgspec.Struct):
    """What the bench reads of a webhook."""

    id: str
    type: str
    rule: str
    cause_t_ns: int


class Ear:
    """Keeps how long each notice took to its first attempt."""

    def __init__(self) -> None:
        self.late_s: dict[str, float] = {}
        self._decoder = msgspec.json.Decoder(Told)
        self._lock = threading.Lock()

    def hear(self, body: bytes, heard_utc_ns: int) -> None:
        """Take one request; a second attempt of the same notice changes nothing."""
        told = self._decoder.decode(body)
        if told.type in COUNTED and told.rule == RULE and told.cause_t_ns:
            with self._lock:
                late_s = (heard_utc_ns - told.cause_t_ns) / NS_PER_S
                self.late_s.setdefault(told.id, late_s)


def run(folder: Path, servers: Servers, load: Load) -> dict[str, object]:
    """Run the engine under load with presses, and return how late the phone heard of them."""
    ear = Ear()
    phone = phone_of(_handler(ear))
    try:
        prepared = prepare(folder, load.bands, f"http://127.0.0.1:{phone.server_port}")
        with custody(folder, servers, prepared):
            prepared.open_stays(folder / "state")
            with load_frames(servers, load, prepared, load.seconds + WARM_UP_S) as generator:
                said = json.loads(generator.communicate(timeout=load.seconds + 120)[0])
            time.sleep(SETTLE_S)
            counts = prepared.received(folder / "state")
    finally:
        phone.shutdown()
        phone.server_close()
    return {
        "load": {"rate": load.rate, "alarms": load.alarms, "seconds": load.seconds},
        "bands": load.bands,
        "sent": said["sent"],
        "received": counts["received"],
        "shed": counts["shed"],
        "pressed": said["pressed"],
        **figures(sorted(ear.late_s.values())),
    }


def figures(late_s: list[float]) -> dict[str, object]:
    """Return median, 99th percentile and worst of sorted delays in seconds."""
    if not late_s:
        return {"notices": 0, "p50_s": None, "p99_s": None, "max_s": None, "met": False}

    def share(part: float) -> float:
        return round(late_s[max(0, math.ceil(part * len(late_s)) - 1)], 4)

    return {
        "notices": len(late_s),
        "p50_s": share(0.5),
        "p99_s": share(0.99),
        "max_s": round(late_s[-1], 4),
        "target_p99_s": TARGET_P99_S,
        "met": share(0.99) <= TARGET_P99_S,
    }


def _handler(ear: Ear) -> type[BaseHTTPRequestHandler]:
    class Phone(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            """Take a webhook and note when it was here."""
            body = self.rfile.read(int(self.headers["content-length"]))
            ear.hear(body, time.time_ns())
            self.send_response(TAKEN)
            self.end_headers()

        @override
        def log_message(self, *_: object) -> None:
            """Say nothing: the bench prints one JSON object."""

    return Phone
