"""The roster by the week: no change leaves a role without anybody on duty."""

from alerts.roster import Roster, Shift, left_empty

ROLES = {"s-1": "control_room", "s-2": "control_room", "s-3": "custody_officer"}
WEEK = (1, 2, 3, 4, 5, 6, 7)


def shift(name: str, begins: str, ends: str, *staff: str, days: tuple[int, ...] = WEEK) -> Shift:
    return Shift(id=name, zh=name, en=name, begins=begins, ends=ends, days=days, staff=staff)


DAY = shift("day", "08:00", "20:00", "s-1", "s-3")
NIGHT = shift("night", "20:00", "08:00", "s-2")
BOTH = Roster(shifts=(DAY, NIGHT))


def changed(*shifts: Shift):
    return left_empty(BOTH, Roster(shifts=shifts), ROLES)


def test_somebody_else_of_the_same_role_may_take_the_place():
    assert changed(shift("day", "08:00", "20:00", "s-2", "s-3"), NIGHT) is None


def test_a_role_that_would_be_empty_is_named_with_its_hour():
    gap = changed(shift("day", "08:00", "20:00", "s-3"), NIGHT)
    assert gap is not None
    assert gap.en == "from Monday 08:00 there would be no control room: set others first"
    assert gap.zh == "周一 08:00 起将没有中控值班，请先安排他人"


def test_a_day_of_the_week_that_is_left_out_is_found():
    gap = changed(DAY, shift("night", "20:00", "08:00", "s-2", days=(1, 2, 3, 4, 5, 6)))
    assert gap is not None
    assert gap.en.startswith("from Monday 00:00")  # The night of Sunday lasts until Monday.


def test_an_hour_between_two_shifts_is_found():
    gap = changed(DAY, shift("night", "21:00", "08:00", "s-2"))
    assert gap is not None
    assert "20:00" in gap.en


def test_what_was_empty_before_may_stay_empty():
    longer = shift("night", "19:00", "08:00", "s-2")
    assert changed(DAY, longer) is None, "no custody officer at night, before and after"


def test_a_first_shift_begins_a_roster_and_the_last_one_ends_it():
    assert left_empty(Roster(), Roster(shifts=(DAY,)), ROLES) is None
    assert left_empty(BOTH, Roster(), ROLES) is None
