"""Retention of the journal: whole old files go, never behind the slowest reader within quota."""

import os
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from store.journal_format import first_tick_of
from store.journal_read import journal_files
from store.statements import statements

MIB: Final = 1024 * 1024
HOUR_S: Final = 3_600
_SQL: Final = statements("journal.sql")


@dataclass(frozen=True, slots=True)
class Keep:
    """How much journal stays."""

    hours: int
    quota_mb: int
    decisions_quota_mb: int
    """Beyond the quota, room for decisions that a reader has not seen yet."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a pass did."""

    deleted: tuple[str, ...]
    stripped: tuple[str, ...]
    """Files whose telemetry was deleted; facts, decisions and the chain stay."""
    bytes: int


def journal_bytes(folder: Path) -> int:
    """Return the size of all journal files with their logs."""
    return sum(_size(path) for path in journal_files(folder))


def prune(folder: Path, keep: Keep, *, slowest_cursor: int) -> Kept:
    """Delete what is too old or too much; the file that is written now is never touched.

    A file that some reader has not finished loses its telemetry only, until the quota of
    decisions is used up too: then it goes, and that reader will count what it missed.
    """
    files = journal_files(folder)
    deleted: list[str] = []
    stripped: list[str] = []
    total = sum(_size(path) for path in files)
    for path, after in pairwise(files):
        too_old = time.time() - path.stat().st_mtime > keep.hours * HOUR_S
        if not too_old and total <= keep.quota_mb * MIB:
            break
        size = _size(path)
        read = slowest_cursor >= (first_tick_of(after.name) or 0) - 1
        if read or total > (keep.quota_mb + keep.decisions_quota_mb) * MIB:
            _delete(path)
            deleted.append(path.name)
            total -= size
        elif _strip(path):
            stripped.append(path.name)
            total -= size - _size(path)
    return Kept(tuple(deleted), tuple(stripped), total)


def _delete(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _strip(path: Path) -> bool:
    """Delete a finished file's telemetry and give the space back; return whether any was left."""
    mtime = path.stat().st_mtime
    with closing(sqlite3.connect(path, timeout=2.0, isolation_level=None)) as database:
        changed = database.execute(_SQL["telemetry_forget"]).rowcount
        if changed:
            database.execute("VACUUM")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    # Its age is that of its last tick, not of our tidying.
    os.utime(path, (mtime, mtime))
    return changed > 0


def _size(path: Path) -> int:
    wal = path.with_name(path.name + "-wal")
    return path.stat().st_size + (wal.stat().st_size if wal.exists() else 0)
