"""The past from Postgres: alarms that are over, and where a stay was."""

from console.house import HistoryDownError
from console.view_types import AlarmView, TrackPoint


class NoHistory:
    """Stands where no database was named."""

    async def alarms(self, *, limit: int, before_utc_ns: int) -> tuple[AlarmView, ...]:
        """Raise HistoryDownError."""
        del limit, before_utc_ns
        raise _unnamed()

    async def track(self, stay_number: int, *, minutes: int) -> tuple[TrackPoint, ...]:
        """Raise HistoryDownError."""
        del stay_number, minutes
        raise _unnamed()

    async def ping(self) -> None:
        """Raise HistoryDownError."""
        raise _unnamed()


def _unnamed() -> HistoryDownError:
    return HistoryDownError("no server was named (--dsn)")
