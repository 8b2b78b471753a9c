"""The journal's one writer: ticks in a hash chain, decisions beside them, one file an hour.

Nothing is acknowledged before its tick is committed here (WAL, ``synchronous=FULL``).
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Final

from engine.decisions import Decisions, decisions_bytes
from engine.tick import RawTick
from store.journal_format import (
    CHAIN_START,
    FORMAT_VERSION,
    JournalDamagedError,
    JournalUnwritableError,
    TickRow,
    compress,
    file_name,
    sha256,
    skip_hash,
    tick_row,
)
from store.journal_read import (
    BUSY_S_MAX,
    DecisionBytesReader,
    DecisionTail,
    TickReader,
    journal_files,
    open_read_only,
)
from store.statements import statements

__all__ = [
    "DecisionBytesReader",
    "DecisionTail",
    "Journal",
    "JournalDamagedError",
    "JournalUnwritableError",
    "TickReader",
    "Tip",
    "journal_files",
]

FILE_NS: Final = 3_600 * 10**9

_SQL: Final = statements("journal.sql")


@dataclass(frozen=True, slots=True)
class Tip:
    """The end of the chain: the last tick, its times and its hash."""

    number: int
    t_ns: int
    utc_ns: int
    hash: bytes


START: Final = Tip(number=0, t_ns=0, utc_ns=0, hash=CHAIN_START)


class Journal:
    """Appends; used by one thread at a time. A failed write raises JournalUnwritableError."""

    def __init__(self, folder: Path, *, file_ns: int = FILE_NS) -> None:
        self.folder = folder
        self.tip = START
        """The last durable tick; number 0 before the first."""
        self.decided = 0
        """The last tick whose decisions are durable; 0 before the first."""
        self._file_ns = file_ns
        self._first_t_ns = 0
        self._skip_hash = CHAIN_START
        self._path: Path | None = None
        self._database: sqlite3.Connection | None = None
        self._doubtful = False
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._resume()

    @property
    def path(self) -> Path | None:
        """The file that is written now; None before the first tick."""
        return self._path

    def rolls(self, t_ns: int) -> bool:
        """Return whether a tick of this time begins a new file."""
        return self._path is None or t_ns - self._first_t_ns >= self._file_ns

    def append(self, raw: RawTick, decisions: Sequence[Decisions] = ()) -> None:
        """Commit a tick and the decisions of earlier ticks, in one transaction."""
        row = tick_row(raw, self.tip.hash)
        self._settle()
        if self.tip.hash == row.hash:
            return  # The try that failed had become durable after all.
        assert row.number > self.tip.number, "ticks go forward"
        assert row.t_ns > self.tip.t_ns, "the engine's time never goes back"
        if self.rolls(row.t_ns):
            # Decisions stand in the file of their tick, so that readers can go file by file.
            self.append_decisions(decisions)
            self._begin_file(row)
        else:
            with self._transaction(self._database) as database:
                self._put_decisions(database, decisions)
                database.execute(_SQL["tick_put"], astuple(row))
            self._mark_decided(decisions)
        self.tip = Tip(row.number, row.t_ns, row.utc_ns, row.hash)

    def append_decisions(self, decisions: Sequence[Decisions]) -> None:
        """Commit decisions of ticks that are durable already."""
        if not decisions:
            return
        self._settle()
        with self._transaction(self._database) as database:
            self._put_decisions(database, decisions)
        self._mark_decided(decisions)

    def append_skip(self, tick: int, reason: str) -> None:
        """Commit that a tick crashed the step twice and is left out by every replay."""
        self._settle()
        chained = skip_hash(self._skip_hash, tick, reason)
        with self._transaction(self._database) as database:
            database.execute(_SQL["skip_put"], (tick, reason, chained))
        self._skip_hash = chained

    def close(self) -> None:
        """Close the file; what was appended is durable already."""
        if self._database is not None:
            self._database.close()
        self._database = None

    def _settle(self) -> None:
        """After a failed write look at the file again: the write may be there or not."""
        if self._doubtful:
            self.close()
            try:
                self._resume()
            except (sqlite3.Error, OSError) as error:
                raise _unwritable(error) from error
            self._doubtful = False

    def _resume(self) -> None:
        files = journal_files(self.folder)
        while files and _is_blank(files[-1]):
            # Killed between making a file and its first tick.
            _remove(files.pop())
        if not files:
            return
        self._path = files[-1]
        self._database = _open(self._path)
        about = _about(self._path, self._database)
        self.tip = Tip(*self._database.execute(_SQL["tip"]).fetchone())
        self._first_t_ns = self._database.execute(_SQL["first_t_ns"]).fetchone()[0]
        last_skip = self._database.execute(_SQL["skip_tip"]).fetchone()
        self._skip_hash = about["skips_before"] if last_skip is None else last_skip[0]
        decided = self._database.execute(_SQL["tip_decided"]).fetchone()[0]
        self.decided = int(about["decided_before"]) if decided is None else decided

    def _begin_file(self, row: TickRow) -> None:
        path = self.folder / file_name(row.number)
        about = {
            "version": b"%d" % FORMAT_VERSION,
            "previous": self.tip.hash,
            "skips_before": self._skip_hash,
            "decided_before": b"%d" % self.decided,
        }
        try:
            database = _create(path)
        except (sqlite3.Error, OSError) as error:
            self._doubtful = True
            raise _unwritable(error) from error
        with self._transaction(database):
            for statement in _SQL["schema"].split(";"):
                database.execute(statement)
            database.executemany(_SQL["about_put"], about.items())
            database.execute(_SQL["tick_put"], astuple(row))
        self.close()
        self._path, self._database, self._first_t_ns = path, database, row.t_ns

    @contextmanager
    def _transaction(self, database: sqlite3.Connection | None) -> Iterator[sqlite3.Connection]:
        assert database is not None, "decisions and skips follow a tick"
        try:
            database.execute("BEGIN IMMEDIATE")
            yield database
            database.execute("COMMIT")
        except sqlite3.Error as error:
            self._doubtful = True
            database.close()
            raise _unwritable(error) from error

    def _put_decisions(self, database: sqlite3.Connection, decisions: Sequence[Decisions]) -> None:
        for each in decisions:
            if each.tick > self.decided:
                body = decisions_bytes(each)
                values = (each.tick, sha256(body), compress(body))
                database.execute(_SQL["decisions_put"], values)

    def _mark_decided(self, decisions: Sequence[Decisions]) -> None:
        if decisions:
            self.decided = max(self.decided, decisions[-1].tick)


def _create(path: Path) -> sqlite3.Connection:
    """Make an empty file in WAL mode under its final name, with no reader in the way."""
    fresh = path.with_name(f".{path.name}.new")
    _remove(fresh)
    with closing(_open(fresh)):
        fresh.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return _open(path)


def _open(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(
        path, timeout=BUSY_S_MAX, isolation_level=None, check_same_thread=False
    )
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    return database


def _is_blank(path: Path) -> bool:
    with closing(open_read_only(path)) as database:
        try:
            return not database.execute("SELECT 1 FROM sqlite_master").fetchall()
        except sqlite3.DatabaseError as error:
            message = f"{path.name}: cannot be read: {error}"
            raise JournalDamagedError(message) from error


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _about(path: Path, database: sqlite3.Connection) -> dict[str, bytes]:
    try:
        about = dict(database.execute(_SQL["about_all"]).fetchall())
    except sqlite3.DatabaseError as error:
        message = f"{path.name}: cannot be read: {error}"
        raise JournalDamagedError(message) from error
    version = about.get("version", b"")
    if version != b"%d" % FORMAT_VERSION:
        message = f"{path.name}: journal version {version!r}, this engine reads {FORMAT_VERSION}"
        raise JournalDamagedError(message)
    return about


def _unwritable(error: Exception) -> JournalUnwritableError:
    return JournalUnwritableError(f"the journal cannot be written: {error}")
