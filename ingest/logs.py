"""Structured log: one JSON object a line on standard error; event names, no sentences, no names."""

import sys
import time

import msgspec

_encoder = msgspec.json.Encoder()


def log(event: str, **fields: str | float | bool | None) -> None:
    """Write one event with its fields; never names of persons, never secrets."""
    record = {"utc_ns": time.time_ns(), "part": "engine", "event": event, **fields}
    sys.stderr.write(_encoder.encode(record).decode() + "\n")
    sys.stderr.flush()
