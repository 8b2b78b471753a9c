"""The durable queue: notices, attempts and the cursor in one SQLite file, one transaction a change.

``synchronous=NORMAL`` is right here: after a power cut cursor and notices go back together, are
read from the journal again and sent again under the same ids.
"""

import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import msgspec

from alerts.notify.notice import DueNotice

BUSY_S_MAX: Final = 0.05
"""Nobody else writes this file; waiting for it would hold up every lane."""
ERROR_CHARS_MAX: Final = 300

_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(DueNotice)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A notice in the queue, without its text."""

    journal: str
    id: str
    severity: int
    attempts: int
    first_utc_ns: int
    """When it was first tried; 0 before that."""

    @property
    def place(self) -> tuple[str, str]:
        """Return what tells it from every other notice."""
        return self.journal, self.id


class Outbox:
    """One process writes it (path None: in memory); statements come from sql/outbox.sql."""

    def __init__(self, path: Path | None, *, journal: str, sql: Mapping[str, str]) -> None:
        self._journal = journal
        self._sql = sql
        if path is not None:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)
        place = ":memory:" if path is None else path
        self._database = sqlite3.connect(place, timeout=BUSY_S_MAX, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.executescript(sql["schema"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def cursor(self) -> int:
        """The last tick whose notices are here."""
        row = self._database.execute(self._sql["cursor"], (self._journal,)).fetchone()
        return 0 if row is None else int(row[0])

    def configuration(self) -> str:
        """Return the canonical configuration in force, empty before the first."""
        row = self._database.execute(self._sql["configuration"]).fetchone()
        return "" if row is None else str(row[0])

    def take(
        self,
        notices: Sequence[DueNotice],
        *,
        tick: int,
        canonical: str = "",
        again: Sequence[str] = (),
    ) -> None:
        """Take notices up to a tick, and the configuration that came with them, all or nothing.

        ``again`` names dead letters that become pending once more.
        """
        with self._transaction() as database:
            self._put(database, notices)
            database.executemany(self._sql["again"], [(name,) for name in again])
            if canonical:
                database.execute(self._sql["adopt"], (canonical,))
            database.execute(self._sql["move_cursor"], {"journal": self._journal, "tick": tick})

    def take_unrecorded(self, notices: Sequence[DueNotice]) -> None:
        """Take notices of a tick that no journal has yet; the cursor stays."""
        with self._transaction() as database:
            self._put(database, notices)

    def pending(self, endpoint: str, limit: int) -> list[Ticket]:
        """Return what an endpoint must still be told, worst and oldest first."""
        rows = self._database.execute(self._sql["pending"], (endpoint, limit))
        return [Ticket(*row) for row in rows.fetchall()]

    def pending_of(self, endpoint: str, notices: Sequence[str]) -> list[Ticket]:
        """Return those of some notices that an endpoint must still be told."""
        found = []
        for name in notices:
            place = (self._journal, name, endpoint)
            row = self._database.execute(self._sql["pending_of"], place).fetchone()
            if row is not None:
                found.append(Ticket(*row))
        return found

    def pending_count(self) -> dict[str, int]:
        """Return how many notices wait, by endpoint."""
        return dict(self._database.execute(self._sql["pending_count"]).fetchall())

    def notice(self, ticket: Ticket) -> DueNotice:
        """Return a ticket's notice."""
        place = (ticket.journal, ticket.id)
        row = self._database.execute(self._sql["notice"], place).fetchone()
        assert row is not None, "a ticket's notice stays until it has ended"
        return _decoder.decode(row[0])

    def sent(self, ticket: Ticket, error: str = "") -> None:
        """Note that the receiver took it, after so many attempts as the ticket says."""
        self._end("sent", ticket, error)

    def failed(self, ticket: Ticket, error: str) -> None:
        """Note a failure that will be tried again."""
        self._end("failed", ticket, error)

    def given_up(self, ticket: Ticket, error: str) -> None:
        """Note that nobody tries any more."""
        self._end("given_up", ticket, error)

    def unreported(self, limit: int) -> list[Ticket]:
        """Return what was delivered and the engine has not heard of."""
        rows = self._database.execute(self._sql["unreported"], (limit,)).fetchall()
        return [
            Ticket(journal, notice, severity=0, attempts=attempts, first_utc_ns=0)
            for journal, notice, attempts in rows
        ]

    def reported(self, ticket: Ticket) -> None:
        """Note that the engine has heard of a delivery."""
        self._database.execute(self._sql["reported"], (ticket.journal, ticket.id))

    def prune(self, *, before_utc_ns: int) -> int:
        """Forget notices that ended before an instant; return how many."""
        return self._database.execute(self._sql["prune"], (before_utc_ns,)).rowcount

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _put(self, database: sqlite3.Connection, notices: Sequence[DueNotice]) -> None:
        now_ns = time.time_ns()
        database.executemany(
            self._sql["take"],
            [
                {
                    "journal": self._journal,
                    "id": notice.id,
                    "endpoint": notice.endpoint,
                    "severity": notice.severity,
                    "notice": _encoder.encode(notice),
                    "taken_utc_ns": now_ns,
                }
                for notice in notices
            ],
        )

    def _end(self, name: str, ticket: Ticket, error: str) -> None:
        values = {"journal": ticket.journal, "id": ticket.id, "attempts": ticket.attempts}
        more = {"error": error[:ERROR_CHARS_MAX], "utc_ns": time.time_ns()}
        self._database.execute(self._sql[name], {**values, **more})

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield self._database
            self._database.execute("COMMIT")
        finally:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
