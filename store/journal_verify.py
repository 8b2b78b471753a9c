"""Does the chain hold? Every hash of every file is made again from what is stored."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import msgspec

from store.journal_format import (
    CHAIN_START,
    JournalDamagedError,
    TickRow,
    decompress,
    first_tick_of,
    row_hash,
    sha256,
    skip_hash,
)
from store.journal_read import journal_files, open_read_only
from store.statements import statements

PROBLEMS_MAX: Final = 100
_SQL: Final = statements("journal.sql")


class ChainReport(msgspec.Struct, kw_only=True):
    """What a verification found."""

    files: int = 0
    ticks: int = 0
    first_tick: int = 0
    last_tick: int = 0
    decisions: int = 0
    skips: int = 0
    telemetry_pruned: int = 0
    decisions_pruned: int = 0
    hash: str = ""
    """The chain's end: compare it with an anchor, for a cut-off tail shows nowhere else."""
    problems: list[str] = msgspec.field(default_factory=list)
    """File, tick and what is wrong; the first hundred."""

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify_chain(place: Path) -> ChainReport:
    """Return the report on a journal folder or one of its files."""
    report = ChainReport()
    previous: bytes | None = None
    skips_previous: bytes | None = None
    for path in journal_files(place):
        report.files += 1
        try:
            with closing(open_read_only(path)) as database:
                _check_pages(path, database, report)
                about = dict(database.execute(_SQL["about_all"]).fetchall())
                _check_joint(path, about, previous, report)
                previous = _check_ticks(path, database, about["previous"], report)
                _check_decisions(path, database, report)
                if skips_previous not in {None, about["skips_before"]}:
                    _note(report, path, 0, "the chain of skipped ticks is broken before this file")
                skips_previous = _check_skips(path, database, about["skips_before"], report)
        except (sqlite3.DatabaseError, JournalDamagedError, KeyError) as error:
            _note(report, path, 0, f"cannot be read: {error!r}")
            previous = skips_previous = None
    report.hash = previous.hex() if previous is not None else ""
    return report


def _check_pages(path: Path, database: sqlite3.Connection, report: ChainReport) -> None:
    for (finding,) in database.execute("PRAGMA quick_check(5)").fetchall():
        if finding != "ok":
            _note(report, path, 0, f"SQLite finds: {finding}")


def _check_joint(
    path: Path, about: dict[str, bytes], previous: bytes | None, report: ChainReport
) -> None:
    starts = about["previous"] == CHAIN_START
    if previous is not None and about["previous"] != previous:
        _note(report, path, 0, "does not continue the file before it")
    if previous is None and report.files == 1 and first_tick_of(path.name) == 1 and not starts:
        _note(report, path, 0, "is the first file but continues another")


def _check_ticks(
    path: Path, database: sqlite3.Connection, previous: bytes, report: ChainReport
) -> bytes:
    for row in _ticks(database):
        if row.number != report.last_tick + 1 and report.ticks:
            _note(report, path, row.number, f"follows tick {report.last_tick}")
        header = (row.number, row.t_ns, row.utc_ns)
        if row_hash(previous, header, row.facts_sha, row.telemetry_sha) != row.hash:
            _note(report, path, row.number, "its hash does not follow from the one before")
        if sha256(decompress(row.facts)) != row.facts_sha:
            _note(report, path, row.number, "its facts are not those that were journaled")
        if row.telemetry is None:
            report.telemetry_pruned += 1
        elif sha256(decompress(row.telemetry)) != row.telemetry_sha:
            _note(report, path, row.number, "its telemetry is not what was journaled")
        previous = row.hash
        report.ticks += 1
        report.first_tick = report.first_tick or row.number
        report.last_tick = row.number
    return previous


def _ticks(database: sqlite3.Connection) -> Iterator[TickRow]:
    for values in database.execute(_SQL["ticks_after"], (0, -1)):
        yield TickRow(*values)


def _check_decisions(path: Path, database: sqlite3.Connection, report: ChainReport) -> None:
    for tick, sha, body in database.execute(_SQL["decisions_after"], (0, -1)):
        report.decisions += 1
        if body is None:
            report.decisions_pruned += 1
        elif sha256(decompress(body)) != sha:
            _note(report, path, tick, "its decisions are not those that were stored")


def _check_skips(
    path: Path, database: sqlite3.Connection, previous: bytes, report: ChainReport
) -> bytes:
    for tick, reason, chained in database.execute(_SQL["skips_all"]):
        report.skips += 1
        if skip_hash(previous, tick, reason) != chained:
            _note(report, path, tick, "its skip does not follow from the one before")
        previous = chained
    return previous


def _note(report: ChainReport, path: Path, tick: int, what: str) -> None:
    if len(report.problems) < PROBLEMS_MAX:
        where = f"{path.name}: tick {tick}" if tick else path.name
        report.problems.append(f"{where}: {what}")
