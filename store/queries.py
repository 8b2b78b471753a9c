"""The past, for the console: alarm history and tracks out of PostgreSQL, each with a time limit."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import msgspec
import psycopg
from psycopg import AsyncConnection

from engine.decisions import AlarmChange, Evidence
from store.database import connect
from store.statements import statements

ANSWER_S_MAX: Final = 4.0
STATEMENT_MS_MAX: Final = 3_000
ROWS_MAX: Final = 5_000
BEFORE_MAX_NS: Final = 2**63 - 1

TrackPoint = tuple[int, float, float, str, str, float]
"""utc_ns, x_m, y_m, level id, room id, accuracy_m."""

_SQL: Final = {name: sql.encode() for name, sql in statements("queries.sql").items()}
_FIELDS: Final = tuple(name for name in AlarmChange.__struct_fields__ if name != "evidence")
_US_PER_S: Final = 1_000_000
_NS_PER_US: Final = 1_000


class HistoryDown(Exception):
    """PostgreSQL does not answer, or not in time; the live alarm list does not need it."""


class HistorySlow(HistoryDown):
    """PostgreSQL lives, but this question is too much for its time limit."""


class Asked:
    """Questions to one journal's rows; one connection, used by one task at a time."""

    def __init__(self, dsn: str, *, identity: str) -> None:
        self._dsn = dsn
        self._identity = identity
        self._connection: AsyncConnection | None = None
        self._lock = asyncio.Lock()

    async def ping(self) -> None:
        """Return when the server answers; raises HistoryDown."""
        await self._rows("ping", {})

    async def close(self) -> None:
        """Close the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def _rows(self, name: str, values: Mapping[str, object]) -> list[tuple[object, ...]]:
        try:
            async with asyncio.timeout(ANSWER_S_MAX), self._lock:
                return await self._ask_twice(name, values)
        except psycopg.errors.QueryCanceled as error:
            message = f"PostgreSQL: no answer within {STATEMENT_MS_MAX} ms"
            raise HistorySlow(message) from error
        except (psycopg.Error, OSError) as error:
            message = f"PostgreSQL: {type(error).__name__}: {error}".strip()
            raise HistoryDown(message) from error

    async def _ask_twice(self, name: str, values: Mapping[str, object]) -> list[tuple[object, ...]]:
        """Ask, and once more anew: the server may have been restarted since we last asked.

        A connection that failed is closed by who held it, never under somebody else's question.
        """
        sound = False
        try:
            try:
                rows = await self._ask(name, values)
            except psycopg.errors.QueryCanceled:
                sound = True
                raise
            except psycopg.OperationalError:
                await self.close()
                rows = await self._ask(name, values)
            sound = True
            return rows
        finally:
            if not sound:
                await self.close()

    async def _ask(self, name: str, values: Mapping[str, object]) -> list[tuple[object, ...]]:
        if self._connection is None:
            self._connection = await connect(self._dsn, statement_ms_max=STATEMENT_MS_MAX)
        cursor = await self._connection.execute(_SQL[name], {**values, "identity": self._identity})
        return await cursor.fetchall()


class History(Asked):
    """Reads what the outlets wrote: alarms of the past, where a stay was, counts."""

    async def alarms(self, *, limit: int, before_utc_ns: int = BEFORE_MAX_NS) -> list[AlarmChange]:
        """Return alarms as they stand, newest first, raised before an instant."""
        values = {"before": before_utc_ns, "limit": min(limit, ROWS_MAX)}
        return [_alarm(row) for row in await self._rows("alarm_history", values)]

    async def changes(self, alarm: str) -> list[AlarmChange]:
        """Return every change of one alarm, in order."""
        values = {"alarm": alarm, "limit": ROWS_MAX}
        return [_alarm(row) for row in await self._rows("alarm_changes", values)]

    async def track(
        self, stay_number: int, *, since_utc_ns: int, until_utc_ns: int
    ) -> list[TrackPoint]:
        """Return where a stay was, oldest first, at most one point a second."""
        values = {
            "stay_number": stay_number,
            "since": instant(since_utc_ns),
            "until": instant(until_utc_ns),
            "limit": ROWS_MAX,
        }
        rows = await self._rows("track", values)
        return [msgspec.convert(row, TrackPoint, strict=False) for row in rows]

    async def raised_by_rule(self) -> dict[str, int]:
        """Return how many alarms each rule raised."""
        rows = await self._rows("counts", {})
        return {str(rule): int(str(count)) for rule, count in rows}

    async def telemetry_rows(self) -> dict[str, int]:
        """Return how many dense rows are stored, by table."""
        (row,) = await self._rows("telemetry_rows", {})
        return dict(zip(("positions", "vitals", "motions"), map(int, map(str, row)), strict=True))

    async def stored(self) -> list[tuple[str, str, int, int, int]]:
        """Return alarm id, rule, severity, cause (UTC ns) and when it was stored (UTC ns)."""
        rows = await self._rows("stored_latency", {})
        return [msgspec.convert(row, tuple[str, str, int, int, int]) for row in rows]


def instant(utc_ns: int) -> datetime:
    """Return an instant as PostgreSQL takes it, to the microsecond."""
    return datetime.fromtimestamp(utc_ns // _NS_PER_US / _US_PER_S, tz=UTC)


def _alarm(row: tuple[object, ...]) -> AlarmChange:
    *plain, evidence = row
    fields = dict(zip(_FIELDS, plain, strict=True))
    if evidence is not None:
        fields["evidence"] = msgspec.json.decode(str(evidence), type=Evidence)
    return msgspec.convert(fields, AlarmChange)
