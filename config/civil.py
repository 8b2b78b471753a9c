"""A time zone by name as the table of its changes, so that pure code can read local time."""

import zoneinfo
from datetime import UTC, datetime
from functools import cache
from typing import Final

from custody.clocks.civil import NS_PER_S, Civil

_FROM_S: Final = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp())
_TO_S: Final = int(datetime(2060, 1, 1, tzinfo=UTC).timestamp())
_WEEK_S: Final = 7 * 86_400


@cache
def civil_of(timezone: str) -> Civil:
    """Return the offsets of a zone from 2000 to 2060; raises zoneinfo.ZoneInfoNotFoundError."""
    zone = zoneinfo.ZoneInfo(timezone)
    changes = [(_FROM_S * NS_PER_S, _offset_s(zone, _FROM_S))]
    for week_s in range(_FROM_S, _TO_S, _WEEK_S):
        if _offset_s(zone, week_s + _WEEK_S) != changes[-1][1]:
            at_s = _change(zone, week_s, week_s + _WEEK_S)
            changes.append((at_s * NS_PER_S, _offset_s(zone, at_s)))
    return Civil(tuple(changes))


def _change(zone: zoneinfo.ZoneInfo, before_s: int, after_s: int) -> int:
    """Return the second at which the offset changes between two instants."""
    old_s = _offset_s(zone, before_s)
    while after_s - before_s > 1:
        middle_s = (before_s + after_s) // 2
        if _offset_s(zone, middle_s) == old_s:
            before_s = middle_s
        else:
            after_s = middle_s
    return after_s


def _offset_s(zone: zoneinfo.ZoneInfo, utc_s: int) -> int:
    offset = datetime.fromtimestamp(utc_s, UTC).astimezone(zone).utcoffset()
    assert offset is not None, "a zone has an offset at every instant"
    return int(offset.total_seconds())
