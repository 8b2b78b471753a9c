"""Who is on duty when, and through which phones they are told. Pure.

Shifts repeat by weekday in local time; a shift may pass midnight. An endpoint that belongs to a
member of staff is used only in their shift, one that belongs to nobody always.
"""

from collections.abc import Mapping
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from custody.clocks.civil import DAY_NS, Civil
from custody.registry import ROLE_WORDS, Key, Role

MINUTE_NS: Final = 60_000_000_000
SHIFTS_MAX: Final = 50
_MINUTES_A_DAY: Final = 1440
_EPOCH_WEEKDAY: Final = 3
"""1970-01-01 was a Thursday; Monday is 0."""

_WEEKDAYS_ZH: Final = "一二三四五六日"
_WEEKDAYS_EN: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

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


class Gap(msgspec.Struct, frozen=True):
    """A role that nobody would have at a time of the week, in Chinese and English."""

    zh: str
    en: str


def left_empty(before: Roster, after: Roster, roles: Mapping[str, Role]) -> Gap | None:
    """Return the first role that a change leaves without anybody on duty, None when there is none.

    ``roles`` is the role of each member of staff. What was empty before may stay empty, so that a
    roster can be built shift by shift; without any shift everybody counts as on duty.
    """
    if not before.shifts or not after.shifts:
        return None
    for weekday, minute in _changes(before, after):
        lost = _roles(before, roles, weekday, minute) - _roles(after, roles, weekday, minute)
        if lost:
            role_zh, role_en = ROLE_WORDS[min(lost)]
            clock = f"{minute // 60:02d}:{minute % 60:02d}"
            zh = f"周{_WEEKDAYS_ZH[weekday - 1]} {clock} 起将没有{role_zh}，请先安排他人"
            day = _WEEKDAYS_EN[weekday - 1]
            en = f"from {day} {clock} there would be no {role_en.lower()}: set others first"
            return Gap(zh, en)
    return None


def _changes(*rosters: Roster) -> list[tuple[int, int]]:
    """Return every weekday and minute at which somebody's duty may begin or end, in order."""
    minutes = {
        _minute(clock)
        for roster in rosters
        for shift in roster.shifts
        for clock in (shift.begins, shift.ends)
    }
    return [(weekday, minute) for weekday in range(1, 8) for minute in sorted({0, *minutes})]


def _roles(roster: Roster, roles: Mapping[str, Role], weekday: int, minute: int) -> frozenset[Role]:
    """Return the roles that somebody has on duty at a time of the week."""
    return frozenset(
        roles[name]
        for shift in roster.shifts
        if _runs(shift, weekday, minute)
        for name in shift.staff
        if name in roles
    )


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
