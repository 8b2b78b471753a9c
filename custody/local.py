"""The wall clock on the site's wall: minutes of the local day."""

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

_NS_PER_S: Final = 1_000_000_000
MINUTES_PER_HOUR: Final = 60


def minute_of_day(timezone: str, utc_ns: int) -> int:
    """Return how many minutes of the local day have passed."""
    now = datetime.fromtimestamp(utc_ns // _NS_PER_S, UTC).astimezone(ZoneInfo(timezone))
    return now.hour * MINUTES_PER_HOUR + now.minute


def minute_written(time: str) -> int:
    """Return the minute of the day of a written time, such as 14:05."""
    hours, minutes = time.split(":")
    return int(hours) * MINUTES_PER_HOUR + int(minutes)


def time_of_day(timezone: str, utc_ns: int) -> str:
    """Return the local time as it is said, such as 14:05."""
    hours, minutes = divmod(minute_of_day(timezone, utc_ns), MINUTES_PER_HOUR)
    return f"{hours:02}:{minutes:02}"


def within(minute: int, *, start: int, end: int) -> bool:
    """Return whether a minute lies between two of the day, over midnight where end is earlier."""
    if start == end:
        return False
    return start <= minute < end if start < end else minute >= start or minute < end
