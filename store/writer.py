"""Decisions into PostgreSQL: the record at once, telemetry once a second, each with its cursor.

Rows and cursor are one transaction. Two connections, so that alarms never wait for telemetry.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Final, Never

import psycopg
from psycopg import AsyncConnection

from alerts.configuration import from_canonical
from engine.decisions import Decisions
from store.copy_rows import TABLES, copy_bytes
from store.database import connect, prepare
from store.feed import Feed, Follower
from store.puts import ORDER, Put, Values, config_puts, puts
from store.standing import Standing
from store.statements import statements

RECORD_TICKS_MAX: Final = 200
TELEMETRY_TICKS_MAX: Final = 100
TELEMETRY_EVERY_S: Final = 1.0
IDLE_CURSOR_TICKS: Final = 50
TRANSACTION_S_MAX: Final = 8.0
CONTENT_CHARS_MAX: Final = 4_000

# A row that can never be taken; anything else is the server's trouble and passes.
Unfit = (psycopg.DataError, psycopg.IntegrityError)

_SQL: Final = {name: sql.encode() for name, sql in statements("writer.sql").items()}
_log = logging.getLogger("outlets")


class Ledger:
    """What both writers share: the journal's number, cursors and configurations in the database."""

    def __init__(self, connection: AsyncConnection, name: str) -> None:
        self.journal = 0
        self._connection = connection
        self._name = name

    async def introduce(self, identity: str) -> int:
        """Tell the database which journal writes; return the cursor it has for us."""
        await self._connection.execute(_SQL["journal_put"], {"identity": identity})
        self.journal = await self._number("journal_number", {"identity": identity})
        stored = await self._number("cursor", {"journal": self.journal, "name": self._name})
        # A server that cannot be written (read-only, disk full) shows it here.
        await self.move(stored)
        return stored

    async def move(self, tick: int) -> None:
        """Move our cursor; call it inside the rows' transaction."""
        values = {"journal": self.journal, "name": self._name, "tick": tick}
        await self._connection.execute(_SQL["move_cursor"], values)

    async def config_in_force(self, tick: int) -> int:
        """Return the number of the configuration at a tick, 0 before the first."""
        return await self._number("config_in_force", {"journal": self.journal, "tick": tick})

    async def adopt(self, decisions: Decisions) -> int:
        """Write down the configuration a tick adopts; return its number."""
        assert decisions.adopted is not None, "only called where something was adopted"
        place = {"journal": self.journal, "tick": decisions.tick}
        adopted = {"sha256": decisions.adopted.sha256, "utc_ns": decisions.utc_ns}
        await self._connection.execute(_SQL["config_put"], {**place, **adopted})
        number = await self._number("config_number", place)
        configuration = from_canonical(decisions.adopted.canonical.encode())
        await execute(self._connection, config_puts(configuration, number))
        return number

    async def _number(self, name: str, values: Values) -> int:
        cursor = await self._connection.execute(_SQL[name], values)
        row = await cursor.fetchone()
        return 0 if row is None else int(row[0])


class RecordWriter:
    """Alarms, notices, answers, stays and things, within milliseconds of their commit."""

    name: Final = "postgres"

    def __init__(self, feed: Feed, identity: str, standing: Standing) -> None:
        self._feed = feed
        self._identity = identity
        self._standing = standing

    async def work(self, connection: AsyncConnection) -> Never:
        """Write what comes, until the connection fails."""
        ledger = Ledger(connection, self.name)
        stored = await ledger.introduce(self._identity)
        follower = self._feed.follow(stored, wanted=_is_urgent)
        self._standing.cursor = stored
        try:
            while True:
                await self._write_next(ledger, connection, follower)
                self._standing.reached()
        finally:
            follower.close()

    async def _write_next(
        self, ledger: Ledger, connection: AsyncConnection, follower: Follower
    ) -> None:
        batch = follower.read(RECORD_TICKS_MAX)
        rows = [each for each in batch if _is_record(each)]
        if rows or follower.cursor - self._standing.cursor >= IDLE_CURSOR_TICKS:
            self._standing.asking()
            async with asyncio.timeout(TRANSACTION_S_MAX):
                await self._write(ledger, connection, rows, follower.cursor)
            self._standing.cursor = follower.cursor
            self._standing.reached()
        if not batch:
            await follower.wait(TELEMETRY_EVERY_S)

    async def _write(
        self,
        ledger: Ledger,
        connection: AsyncConnection,
        batch: Sequence[Decisions],
        cursor: int,
    ) -> None:
        try:
            async with connection.transaction():
                await _adopt_all(ledger, batch)
                await execute(connection, _all_puts(batch, ledger.journal))
                await ledger.move(cursor)
        except Unfit as error:
            _log.warning("batch_refused outlet=%s error=%s", self.name, error)
            await self._write_apart(ledger, connection, batch, cursor)

    async def _write_apart(
        self,
        ledger: Ledger,
        connection: AsyncConnection,
        batch: Sequence[Decisions],
        cursor: int,
    ) -> None:
        """Write row by row; one that its table will not take is kept as text and passed."""
        async with connection.transaction():
            await _adopt_all(ledger, batch)
            for put in _all_puts(batch, ledger.journal):
                try:
                    async with connection.transaction():
                        await connection.execute(_SQL[put.statement], put.values)
                except Unfit as error:
                    self._standing.refused += 1
                    await _put_aside(connection, ledger.journal, put, error)
            await ledger.move(cursor)


class TelemetryWriter:
    """Positions, vitals and motions by binary COPY, a second of them at a time."""

    name: Final = "postgres-telemetry"

    def __init__(self, feed: Feed, identity: str, standing: Standing) -> None:
        self._feed = feed
        self._identity = identity
        self._standing = standing
        self._config = 0

    async def work(self, connection: AsyncConnection) -> Never:
        """Write what comes, until the connection fails."""
        ledger = Ledger(connection, self.name)
        stored = await ledger.introduce(self._identity)
        self._config = await ledger.config_in_force(stored)
        follower = self._feed.follow(stored, wanted=_never)
        self._standing.cursor = stored
        try:
            while True:
                batch = follower.read(TELEMETRY_TICKS_MAX)
                if batch:
                    self._standing.asking()
                    async with asyncio.timeout(TRANSACTION_S_MAX):
                        await self._write_fit(ledger, connection, batch)
                    self._standing.cursor = follower.cursor
                self._standing.reached()
                if len(batch) < TELEMETRY_TICKS_MAX // 2:
                    await asyncio.sleep(TELEMETRY_EVERY_S)
        finally:
            follower.close()

    async def _write_fit(
        self, ledger: Ledger, connection: AsyncConnection, batch: Sequence[Decisions]
    ) -> None:
        """Write a batch; when the tables will not take it, all its ticks but the unfit ones."""
        try:
            await self._write(ledger, connection, batch)
        except Unfit as error:
            _log.error("batch_refused outlet=%s error=%s", self.name, error)
            if len(batch) == 1:
                self._standing.refused += 1
                await ledger.move(batch[0].tick)
                return
            for decisions in batch:
                await self._write_fit(ledger, connection, [decisions])

    async def _write(
        self, ledger: Ledger, connection: AsyncConnection, batch: Sequence[Decisions]
    ) -> None:
        async with connection.transaction(), connection.cursor() as cursor:
            await connection.execute(_SQL["no_waiting"])
            configs = [await self._config_of(ledger, each) for each in batch]
            for table in TABLES:
                rows = copy_bytes(table, batch, configs)
                if rows:
                    async with cursor.copy(_SQL[f"copy_{table.name}"]) as copy:
                        await copy.write(rows)
            await ledger.move(batch[-1].tick)

    async def _config_of(self, ledger: Ledger, decisions: Decisions) -> int:
        if decisions.adopted is not None:
            self._config = await ledger.adopt(decisions)
        return self._config


async def keep_writing(
    dsn: str, work: Callable[[AsyncConnection], Awaitable[Never]], standing: Standing
) -> Never:
    """Connect, prepare the schema and work; again after every failure of the server."""
    while True:
        try:
            async with await connect(dsn) as connection:
                await prepare(connection)
                await work(connection)
        except (psycopg.Error, OSError) as error:
            standing.lost(error)
        await asyncio.sleep(standing.backoff_s())


async def execute(connection: AsyncConnection, rows: Iterable[Put]) -> None:
    """Run rows, statement by statement, many at once."""
    grouped: defaultdict[str, list[Values]] = defaultdict(list)
    for put in rows:
        grouped[put.statement].append(put.values)
    known = [name for name in ORDER if name in grouped]
    others = [name for name in grouped if name not in ORDER]
    async with connection.cursor() as cursor:
        for name in [*others, *known]:
            await cursor.executemany(_SQL[name], grouped[name])


async def _adopt_all(ledger: Ledger, batch: Sequence[Decisions]) -> None:
    for decisions in batch:
        if decisions.adopted is not None:
            await ledger.adopt(decisions)


async def _put_aside(
    connection: AsyncConnection, journal: int, put: Put, error: psycopg.Error
) -> None:
    _log.error("row_refused statement=%s tick=%d error=%s", put.statement, put.tick, error)
    content = repr(dict(put.values)).replace("\0", "\ufffd")[:CONTENT_CHARS_MAX]
    values = {"journal": journal, "tick": put.tick, "statement": put.statement}
    await connection.execute(
        _SQL["refused_put"], {**values, "error": str(error), "content": content}
    )


def _all_puts(batch: Sequence[Decisions], journal: int) -> Iterable[Put]:
    return (put for decisions in batch for put in puts(decisions, journal))


def _is_record(decisions: Decisions) -> bool:
    return decisions.urgent or bool(decisions.things)


def _is_urgent(decisions: Decisions) -> bool:
    return decisions.urgent


def _never(_: Decisions) -> bool:
    return False
