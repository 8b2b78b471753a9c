"""A custody record as a file: to print, to hand over, to check elsewhere."""

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

import msgspec

from console.record_types import RecordView, TimelineView
from custody.acts.act import Value

_HEAD: Final = (
    *("number", "utc", "recorded_utc", "kind", "zh", "en", "by", "room", "data", "basis"),
    *("corrects", "void", "corrected_by", "withheld"),
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_NS_PER_S: Final = 1_000_000_000


def json_of(view: RecordView) -> bytes:
    """Return the whole record as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(view), indent=2)


def csv_of(timeline: Iterable[TimelineView]) -> bytes:
    """Return the entries as a table that spreadsheets read; no cell is a formula."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(_HEAD)
    for entry in timeline:
        table.writerow([_cell(value) for value in _row(entry)])
    return "\ufeff".encode() + text.getvalue().encode()


def _row(entry: TimelineView) -> tuple[Value, ...]:
    said = "; ".join(f"{key}={value}" for key, value in entry.data.items())
    return (
        *(entry.number, _time(entry.utc_ns), _time(entry.recorded_utc_ns)),
        *(entry.kind, entry.zh, entry.en, entry.by, entry.room, said, entry.basis),
        *(entry.corrects, entry.void, entry.corrected_by, entry.withheld),
    )


def _cell(value: Value) -> Value:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def _time(utc_ns: int) -> str:
    seconds, rest_ns = divmod(utc_ns, _NS_PER_S)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest_ns // 1_000_000:03d}Z"
