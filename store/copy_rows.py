"""Dense rows of decisions as PostgreSQL's binary COPY, built column by column by numpy. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from custody.columns import I64
from engine.decisions import Decisions
from engine.rows import MOTION_ROW, POSITION_ROW, VITALS_ROW

HEADER: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER: Final = b"\xff\xff"
EPOCH_2000_US: Final = 946_684_800 * 10**6
CLOCK_OFF_NS_MAX: Final = 60 * 10**9

Rows = npt.NDArray[np.void]

# Little-endian source kind -> (big-endian type on the wire, its length).
_WIRE: Final = {"<i8": ">i8", "<i4": ">i4", "<i2": ">i2", "|i1": ">i2", "|b1": "|i1"}


def _wire_dtype(row: np.dtype[np.void]) -> np.dtype[np.void]:
    """Return the layout of one COPY row: field count, then length and value of each field."""
    fields: list[tuple[str, str]] = [("count", ">i2")]
    for name, kind in [("time", ">i8"), ("config", ">i4"), *_columns(row)]:
        fields += [(f"{name} length", ">i4"), (name, kind)]
    return np.dtype(fields)


def _columns(row: np.dtype[np.void]) -> list[tuple[str, str]]:
    assert row.names is not None, "rows are structured"
    assert row.names[0] == "t_ns", "time comes first"
    return [(name, _WIRE[row[name].str]) for name in row.names[1:]]


@dataclass(frozen=True, slots=True)
class Table:
    """One hypertable: its name, where its rows stand in decisions, their layout here and there."""

    name: str
    row: np.dtype[np.void]
    wire: np.dtype[np.void]

    def blob(self, decisions: Decisions) -> bytes:
        """Return this table's rows of one tick."""
        blob = getattr(decisions, self.name)
        assert isinstance(blob, bytes), f"{self.name} is no blob"
        return blob


TABLES: Final = (
    Table("positions", POSITION_ROW, _wire_dtype(POSITION_ROW)),
    Table("vitals", VITALS_ROW, _wire_dtype(VITALS_ROW)),
    Table("motions", MOTION_ROW, _wire_dtype(MOTION_ROW)),
)


def copy_bytes(table: Table, batch: Sequence[Decisions], configs: Sequence[int]) -> bytes:
    """Return the COPY stream of a batch (empty: no rows); ``configs`` has one number a tick."""
    assert len(batch) == len(configs), "one configuration number a tick"
    blobs = [table.blob(decisions) for decisions in batch]
    rows = np.frombuffer(b"".join(blobs), table.row)
    if not len(rows):
        return b""
    counts = np.array([len(blob) for blob in blobs]) // table.row.itemsize
    wire = _framed(table.wire, len(rows))
    utc_ns = np.repeat(np.array([each.utc_ns for each in batch], np.int64), counts)
    wire["time"] = _microseconds(rows["t_ns"], utc_ns)
    wire["config"] = np.repeat(np.array(configs, np.int32), counts)
    assert table.row.names is not None, "rows are structured"
    for name in table.row.names[1:]:
        wire[name] = rows[name]
    return b"".join((HEADER, wire.tobytes(), TRAILER))


def row_count(decisions: Decisions) -> int:
    """Return how many dense rows a tick has."""
    return sum(len(table.blob(decisions)) // table.row.itemsize for table in TABLES)


def _framed(wire: np.dtype[np.void], count: int) -> Rows:
    """Return rows whose counts and lengths are filled in already."""
    assert wire.names is not None, "rows are structured"
    frame = np.zeros(1, wire)
    frame["count"] = len(wire.names) // 2
    for name in wire.names[2::2]:
        frame[f"{name} length"] = wire[name].itemsize
    return np.repeat(frame, count)


def _microseconds(t_ns: I64, utc_ns: I64) -> I64:
    """Return PostgreSQL's time; a device whose clock is far off gets the engine's instead."""
    # A wrong clock must not scatter rows over years (each its own chunk) or hide them from queries.
    off = np.abs(t_ns - utc_ns) > CLOCK_OFF_NS_MAX
    chosen = np.where(off, utc_ns, t_ns)
    return chosen // 1_000 - EPOCH_2000_US
