"""The past from Postgres: alarms that are over, and where a stay was."""

from collections.abc import Sequence
from pathlib import Path

from console.database import now_ns
from console.view_types import TrackPoint
from engine.decisions import AlarmChange
from store.identity import journal_identity
from store.queries import History, HistoryDown
from store.trajectory import RaisedAlarm, Sighted, StoredStay, Trajectories, Walk

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

    async def walk(
        self, stay_number: int, *, since_utc_ns: int, until_utc_ns: int, step_ns: int, lost_ns: int
    ) -> Walk:
        """Raise HistoryDown."""
        del stay_number, since_utc_ns, until_utc_ns, step_ns, lost_ns
        raise _unnamed()

    async def everybody(self, *, at_utc_ns: int, fresh_ns: int) -> tuple[Sighted, ...]:
        """Raise HistoryDown."""
        del at_utc_ns, fresh_ns
        raise _unnamed()

    async def anybody(self, stretches: Sequence[tuple[int, int]]) -> tuple[bool, ...]:
        """Raise HistoryDown."""
        del stretches
        raise _unnamed()

    async def alarms_of(
        self, stay: str, *, rules: Sequence[str], since_utc_ns: int, until_utc_ns: int
    ) -> tuple[RaisedAlarm, ...]:
        """Raise HistoryDown."""
        del stay, rules, since_utc_ns, until_utc_ns
        raise _unnamed()

    async def stay(self, stay: str) -> StoredStay | None:
        """Raise HistoryDown."""
        del stay
        raise _unnamed()

    async def ping(self) -> None:
        """Raise HistoryDown."""
        raise _unnamed()

    async def close(self) -> None:
        """Return: there is nothing to close."""


class PostgresHistory:
    """Asks on a connection each: alarms, ways of stays, and whether the server lives."""

    def __init__(self, dsn: str, state: Path) -> None:
        identity = journal_identity(state / "journal")
        self._asked = History(dsn, identity=identity)
        self._ways = Trajectories(dsn, identity=identity)
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

    async def walk(
        self, stay_number: int, *, since_utc_ns: int, until_utc_ns: int, step_ns: int, lost_ns: int
    ) -> Walk:
        """Return the way of a stay; raises HistoryDown, HistorySlow when it is too long."""
        return await self._ways.walk(
            stay_number,
            since_utc_ns=since_utc_ns,
            until_utc_ns=until_utc_ns,
            step_ns=step_ns,
            lost_ns=lost_ns,
        )

    async def everybody(self, *, at_utc_ns: int, fresh_ns: int) -> tuple[Sighted, ...]:
        """Return the last fix of everybody at an instant; raises HistoryDown."""
        return await self._ways.everybody(at_utc_ns=at_utc_ns, fresh_ns=fresh_ns)

    async def anybody(self, stretches: Sequence[tuple[int, int]]) -> tuple[bool, ...]:
        """Return for each stretch of time whether anybody was located; raises HistoryDown."""
        return await self._ways.anybody(stretches)

    async def alarms_of(
        self, stay: str, *, rules: Sequence[str], since_utc_ns: int, until_utc_ns: int
    ) -> tuple[RaisedAlarm, ...]:
        """Return alarms of some rules about a stay; raises HistoryDown."""
        return await self._ways.alarms(
            stay, rules=rules, since_utc_ns=since_utc_ns, until_utc_ns=until_utc_ns
        )

    async def stay(self, stay: str) -> StoredStay | None:
        """Return a stay as it stood last; raises HistoryDown."""
        return await self._ways.stay(stay)

    async def ping(self) -> None:
        """Return when the server answers; raises HistoryDown."""
        await self._pinged.ping()

    async def close(self) -> None:
        """Close the connections."""
        await self._asked.close()
        await self._ways.close()
        await self._pinged.close()


def _unnamed() -> HistoryDown:
    return HistoryDown("no server was named (--dsn)")
