"""Shifts by local time: midnight, weekdays, who is on duty."""

import pytest

from alerts.roster import Roster, Shift
from custody.clocks.civil import CHINA, DAY_NS

HOUR_NS = 3600 * 1_000_000_000
MIDNIGHT_UTC_NS = 20_600 * DAY_NS


def shift(name: str, begins: str, ends: str, *days: int) -> Shift:
    days = days or (1, 2, 3, 4, 5, 6, 7)
    return Shift(id=name, zh=name, en=name, begins=begins, ends=ends, days=days, staff=(name,))


def at(hour: float, day: int = 0) -> int:
    """An instant by the clock of China."""
    return MIDNIGHT_UTC_NS + day * DAY_NS + round(hour * HOUR_NS) - 8 * HOUR_NS


@pytest.mark.parametrize(
    ("hour", "on_duty"),
    [(7.99, {"night"}), (8, {"day"}), (19.99, {"day"}), (20, {"night"}), (23.5, {"night"})],
)
def test_day_and_night_follow_each_other(hour, on_duty):
    shifts = (shift("day", "08:00", "20:00"), shift("night", "20:00", "08:00"))
    roster = Roster(shifts=shifts, local=CHINA)
    assert roster.on_duty(at(hour)) == on_duty


def test_a_night_shift_belongs_to_the_day_on_which_it_begins():
    weekday = 20_600 % 7  # Thursday is 0 here, because 1970 began on one.
    begins_on = (weekday + 3) % 7 + 1
    roster = Roster(shifts=(shift("night", "22:00", "06:00", begins_on),), local=CHINA)
    assert roster.on_duty(at(23)) == {"night"}
    assert roster.on_duty(at(5, day=1)) == {"night"}
    assert roster.on_duty(at(5)) == set()
    assert roster.on_duty(at(23, day=1)) == set()


def test_without_a_roster_nobody_is_off_duty():
    assert Roster().on_duty(at(3)) is None
