"""PostgreSQL, with TimescaleDB where it is: connections with limits, hypertables, retention."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import psycopg
from psycopg import AsyncConnection

from store.migrate import migrate
from store.statements import statements

CONNECT_S_MAX: Final = 2
STATEMENT_MS_MAX: Final = 10_000
LOCK_MS_MAX: Final = 2_000
DELETE_ROWS_MAX: Final = 20_000
TELEMETRY_TABLES: Final = ("positions", "vitals", "motions")

_SQL: Final = statements("database.sql")
_log = logging.getLogger("store.database")


@dataclass(frozen=True, slots=True)
class Features:
    """What this server can do; version and licence are empty on plain PostgreSQL."""

    timescaledb: str = ""
    licence: str = ""


async def connect(dsn: str, *, statement_ms_max: int = STATEMENT_MS_MAX) -> AsyncConnection:
    """Return a connection that gives up instead of hanging; raises psycopg.Error."""
    return await AsyncConnection.connect(
        dsn,
        autocommit=True,
        connect_timeout=CONNECT_S_MAX,
        application_name="custody",
        keepalives_idle=5,
        keepalives_interval=2,
        keepalives_count=3,
        tcp_user_timeout=5_000,
        options=(
            f"-c statement_timeout={statement_ms_max} -c lock_timeout={LOCK_MS_MAX}"
            f" -c timezone=UTC -c client_min_messages=warning"
        ),
    )


async def prepare(connection: AsyncConnection) -> Features:
    """Migrate, make hypertables where they can be had, and say what the server is."""
    await migrate(connection)
    features = await _features(connection)
    if features.timescaledb:
        for table in TELEMETRY_TABLES:
            await connection.execute(_SQL["hypertable"].encode(), {"table": f"custody.{table}"})
    return features


async def prune(connection: AsyncConnection, features: Features, before: datetime) -> int:
    """Delete telemetry older than an instant; return chunks dropped or rows deleted."""
    if features.timescaledb:
        return sum([await _drop_chunks(connection, table, before) for table in TELEMETRY_TABLES])
    return sum([await _delete_rows(connection, table, before) for table in TELEMETRY_TABLES])


async def _features(connection: AsyncConnection) -> Features:
    offered = await _one(connection, "timescaledb_offered")
    if not offered:
        return Features()
    try:
        await connection.execute(_SQL["timescaledb_create"].encode())
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.InternalError) as error:
        # Without the right, or not preloaded: the plain tables do the same work.
        _log.warning("timescaledb_not_created error=%s", error)
    version = await _one(connection, "timescaledb_version")
    if version is None:
        return Features()
    licence = await _one(connection, "timescaledb_licence")
    return Features(timescaledb=str(version), licence=str(licence or ""))


async def _one(connection: AsyncConnection, name: str) -> object:
    cursor = await connection.execute(_SQL[name].encode())
    row = await cursor.fetchone()
    return None if row is None else row[0]


async def _drop_chunks(connection: AsyncConnection, table: str, before: datetime) -> int:
    cursor = await connection.execute(
        _SQL["drop_chunks"].encode(), {"table": f"custody.{table}", "before": before}
    )
    row = await cursor.fetchone()
    assert row is not None, "count(*) has one row"
    return int(row[0])


async def _delete_rows(connection: AsyncConnection, table: str, before: datetime) -> int:
    statement = _SQL[f"delete_{table}_before"].encode()
    deleted = 0
    while True:
        cursor = await connection.execute(statement, {"before": before, "rows": DELETE_ROWS_MAX})
        deleted += cursor.rowcount
        if cursor.rowcount < DELETE_ROWS_MAX:
            return deleted
