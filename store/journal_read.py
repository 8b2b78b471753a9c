"""Readers of the journal: read-only, short transactions, file by file across rolls."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.decisions import Decisions
from engine.tick import RawTick
from store.journal_format import (
    JournalDamagedError,
    TickRow,
    decisions_of,
    decompress,
    first_tick_of,
    raw_tick,
)
from store.statements import statements

BUSY_S_MAX: Final = 2.0
ROWS_MAX: Final = 200

_SQL: Final = statements("journal.sql")


def journal_files(place: Path) -> list[Path]:
    """Return the journal files of a folder in order of ticks (a file: itself; nothing: none)."""
    if place.is_file():
        return [place]
    if not place.is_dir():
        return []
    return sorted(path for path in place.iterdir() if first_tick_of(path.name) is not None)


@dataclass(frozen=True, slots=True)
class StoredDecisions:
    """One row of the decisions table; ``body`` (uncompressed) is None once pruned."""

    tick: int
    sha: bytes
    body: bytes | None


class RowReader:
    """Rows in tick order out of a journal folder or one file; keeps one connection open."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._path: Path | None = None
        self._database: sqlite3.Connection | None = None
        self._busy = False

    def after(self, query: str, tick: int, limit: int) -> list[tuple[object, ...]]:
        """Return rows of the first file that has any beyond ``tick``."""
        if self._path is not None and (first_tick_of(self._path.name) or 0) <= tick + 1:
            # Mostly the next rows stand where the last ones stood: no need to look at the folder.
            rows = self.query(self._path, query, (tick, limit))
            if rows:
                return rows
        # The list comes first: the writer finishes a file before it makes the next one, so a
        # file found empty is empty for ever once a later one was seen.
        files = journal_files(self._place)
        for path in files[_start(files, tick) :]:
            rows = self.query(path, query, (tick, limit))
            if rows or self._busy:
                # A file that is there and cannot be read now must not be passed over.
                return rows
        return []

    def query(
        self, path: Path, query: str, values: tuple[object, ...] = ()
    ) -> list[tuple[object, ...]]:
        """Return a query's rows from one file; a file without tables yet has none."""
        self._busy = False
        try:
            rows: list[tuple[object, ...]] = (
                self._connection(path).execute(_SQL[query], values).fetchall()
            )
        except sqlite3.OperationalError as error:
            if _is_passing(error):
                self.close()
                self._busy = "no such table" not in str(error) and path.exists()
                return []
            raise _damaged(path, error) from error
        except sqlite3.DatabaseError as error:
            raise _damaged(path, error) from error
        return rows

    def close(self) -> None:
        """Let go of the open file."""
        if self._database is not None:
            self._database.close()
        self._database = None
        self._path = None

    def _connection(self, path: Path) -> sqlite3.Connection:
        if self._database is None or self._path != path:
            self.close()
            self._database = open_read_only(path)
            self._path = path
        return self._database


class DecisionTail:
    """Decisions beyond a cursor, as they become durable; an outlet stores ``cursor``."""

    def __init__(self, folder: Path, after_tick: int = 0) -> None:
        self.cursor = after_tick
        self.pruned_count = 0
        """Rows that retention had emptied before this reader came to them."""
        self._reader = RowReader(folder)

    def read(self, limit: int = ROWS_MAX) -> list[Decisions]:
        """Return what is new, oldest first, at most ``limit``; empty when there is nothing."""
        while rows := self._reader.after("decisions_after", self.cursor, limit):
            stored = [_stored(row) for row in rows]
            found = [decisions_of(row.body) for row in stored if row.body is not None]
            self.cursor = stored[-1].tick
            self.pruned_count += len(stored) - len(found)
            if found:
                return found
        return []

    def close(self) -> None:
        """Let go of the open file."""
        self._reader.close()


class DecisionBytesReader:
    """Stored decisions as bytes, for replay to compare."""

    def __init__(self, place: Path) -> None:
        self._reader = RowReader(place)

    def read(self, after: int, limit: int = ROWS_MAX) -> list[StoredDecisions]:
        """Return rows beyond a tick, oldest first, at most ``limit``."""
        rows = self._reader.after("decisions_after", after, limit)
        return [_stored(row) for row in rows]

    def close(self) -> None:
        """Let go of the open file."""
        self._reader.close()


class TickReader:
    """Ticks out of a journal folder or one file."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._reader = RowReader(place)

    def read(self, after: int, limit: int = ROWS_MAX) -> list[RawTick]:
        """Return ticks beyond a number, oldest first, at most ``limit``."""
        return [raw_tick(row) for row in self.rows(after, limit)]

    def rows(self, after: int, limit: int = ROWS_MAX) -> list[TickRow]:
        """Return the rows as stored, with what the chain needs."""
        rows = self._reader.after("ticks_after", after, limit)
        return [TickRow(*row) for row in rows]  # type: ignore[arg-type]  # columns as selected

    def skips(self) -> dict[int, str]:
        """Return the ticks that every replay leaves out, with the reason."""
        found: dict[int, str] = {}
        for path in journal_files(self._place):
            for tick, reason, _ in self._reader.query(path, "skips_all"):
                assert isinstance(tick, int)
                found[tick] = str(reason)
        return found

    def tick_hash(self, number: int) -> bytes | None:
        """Return the chain's hash at a tick; None when the journal does not have it."""
        rows = self.rows(number - 1, 1)
        return rows[0].hash if rows and rows[0].number == number else None

    def close(self) -> None:
        """Let go of the open file."""
        self._reader.close()


def open_read_only(path: Path) -> sqlite3.Connection:
    """Return a connection that cannot write."""
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro",
        uri=True,
        timeout=BUSY_S_MAX,
        isolation_level=None,
        check_same_thread=False,
    )


def _start(files: list[Path], tick: int) -> int:
    before = [
        index for index, path in enumerate(files) if (first_tick_of(path.name) or 0) <= tick + 1
    ]
    return before[-1] if before else 0


def _stored(row: tuple[object, ...]) -> StoredDecisions:
    tick, sha, body = row
    assert isinstance(tick, int)
    assert isinstance(sha, bytes)
    assert body is None or isinstance(body, bytes)
    return StoredDecisions(tick, sha, None if body is None else decompress(body))


def _is_passing(error: sqlite3.OperationalError) -> bool:
    """Return whether the next try may find rows: file just made or removed, or busy."""
    text = str(error)
    return any(part in text for part in ("no such table", "unable to open", "locked", "busy"))


def _damaged(path: Path, error: Exception) -> JournalDamagedError:
    return JournalDamagedError(f"{path.name}: cannot be read: {error}")
