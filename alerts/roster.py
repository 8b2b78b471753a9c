"""Who is on duty when, and through which phones they are told. Pure.

Shifts repeat by weekday in local time; a shift may pass midnight. An endpoint that belongs to a
member of staff is used only in their shift, one that belongs to nobody always.
"""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from custody.clocks.civil import DAY_NS, Civil
from custody.registry import Key

MINUTE_NS: Final = 60_000_000_000
SHIFTS_MAX: Final = 50
_MINUTES_A_DAY: Final = 1440
_EPOCH_WEEKDAY: Final = 3
"""1970-01-01 was a Thursday; Monday is 0."""

Clock = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Weekday = Annotated[int, Meta(ge=1, le=7)]


class Shift(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who is on duty from one time of day to another, on some weekdays (1 Monday to 7)."""

    id: Key
    zh: str
    en: str
    begins: Clock
    ends: Clock
    """The same as ``begins`` is a whole day."""
    days: Annotated[tuple[Weekday, ...], Meta(min_length=1, max_length=7)]
    """Weekdays on which it begins."""
    staff: Annotated[tuple[Key, ...], Meta(min_length=1, max_length=200)]


class Roster(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All shifts, and the offsets of local time; without shifts everybody counts as on duty."""

    shifts: Annotated[tuple[Shift, ...], Meta(max_length=SHIFTS_MAX)] = ()
    local: Civil = Civil(())

    def running(self, utc_ns: int) -> tuple[Shift, ...]:
        """Return the shifts that run at an instant."""
        local_ns = utc_ns + self.local.offset_ns(utc_ns)
        day, minute = local_ns // DAY_NS, local_ns % DAY_NS // MINUTE_NS
        weekday = (day + _EPOCH_WEEKDAY) % 7 + 1
        return tuple(shift for shift in self.shifts if _runs(shift, weekday, minute))

    def on_duty(self, utc_ns: int) -> frozenset[str] | None:
        """Return the staff on shift at an instant; None when the site has no roster."""
        if not self.shifts:
            return None
        return frozenset(name for shift in self.running(utc_ns) for name in shift.staff)


def _runs(shift: Shift, weekday: int, minute: int) -> bool:
    begins, ends = _minute(shift.begins), _minute(shift.ends)
    yesterday = (weekday - 2) % 7 + 1
    if begins < ends:
        return weekday in shift.days and begins <= minute < ends
    return (weekday in shift.days and minute >= begins) or (
        yesterday in shift.days and minute < ends
    )


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return (int(hours) * 60 + int(minutes)) % _MINUTES_A_DAY
