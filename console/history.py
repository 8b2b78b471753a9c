"""The past from Postgres: alarms that are over, and where a stay was."""

from pathlib import Path

from console.database import now_ns
from console.view_types import TrackPoint
from engine.decisions import AlarmChange
from store.identity import journal_identity
from store.queries import History, HistoryDown

_MINUTE_NS = 60 * 1_000_000_000


class NoHistory:
    """Stands where no database was named."""

    async def alarms(self, *, limit: int, before_utc_ns: int) -> list[AlarmChange]:
        """Raise HistoryDown."""
        del limit, before_utc_ns
        raise _unnamed()

    async def changes(self, alarm: str) -> list[AlarmChange]:
        """Raise HistoryDown."""
        del alarm
        raise _unnamed()

    async def track(self, stay_number: int, *, minutes: int) -> list[TrackPoint]:
        """Raise HistoryDown."""
        del stay_number, minutes
        raise _unnamed()

    async def ping(self) -> None:
        """Raise HistoryDown."""
        raise _unnamed()

    async def close(self) -> None:
        """Return: there is nothing to close."""


class PostgresHistory:
    """Asks on one connection; the question whether the server lives has its own."""

    def __init__(self, dsn: str, state: Path) -> None:
        identity = journal_identity(state / "journal")
        self._asked = History(dsn, identity=identity)
        self._pinged = History(dsn, identity=identity)

    async def alarms(self, *, limit: int, before_utc_ns: int) -> list[AlarmChange]:
        """Return alarms raised before an instant, newest first; raises HistoryDown."""
        return await self._asked.alarms(limit=limit, before_utc_ns=before_utc_ns)

    async def changes(self, alarm: str) -> list[AlarmChange]:
        """Return every change of one alarm, in order; raises HistoryDown."""
        return await self._asked.changes(alarm)

    async def track(self, stay_number: int, *, minutes: int) -> list[TrackPoint]:
        """Return where a stay was in the last minutes, oldest first; raises HistoryDown."""
        until_utc_ns = now_ns()
        since_utc_ns = until_utc_ns - minutes * _MINUTE_NS
        return await self._asked.track(
            stay_number, since_utc_ns=since_utc_ns, until_utc_ns=until_utc_ns
        )

    async def ping(self) -> None:
        """Return when the server answers; raises HistoryDown."""
        await self._pinged.ping()

    async def close(self) -> None:
        """Close both connections."""
        await self._asked.close()
        await self._pinged.close()


def _unnamed() -> HistoryDown:
    return HistoryDown("no server was named (--dsn)")
