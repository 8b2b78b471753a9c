"""Visits, rousing, observers and sobriety: the exact instants by the record alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custody.duties.prompt import lead_ns
from tests.duties.told import MINUTE, PACE, START, Told, at


def ceiling(stay: Told) -> float:
    return stay.dues("CLK-07")[-1][1]


def test_a_visit_is_owed_from_the_holding_room_on_and_from_the_last_proven_one():
    stay = Told()
    assert stay.duties("CLK-07") == []  # Intake: officers are there by the procedure.
    assert ceiling(stay.holding(20)) == 50
    assert ceiling(stay.visit(45)) == 75
    assert ceiling(stay.visit(60, proven=False)) == 75
    stay.say(70, "stage.entered", stage="S9")
    assert stay.duties("CLK-07") == []
    assert ceiling(stay.holding(200)) == 230


def test_a_rousing_check_is_a_visit_as_well():
    assert ceiling(Told().holding().say(10, "check.rouse", proven=True, response="woke")) == 40


def test_the_prompt_lies_a_varied_time_before_the_ceiling():
    prompts = set()
    stay = Told().holding()
    for number in range(1, 20):
        (prompt, late) = stay.one("CLK-07").dues
        assert (prompt.severity, late.severity) == (4, 2)
        assert (
            1.5 * MINUTE <= late.utc_ns - prompt.utc_ns <= 6 * MINUTE
        )  # a quarter of 20 %, to all
        prompts.add(late.utc_ns - prompt.utc_ns)
        stay.visit(20 * number)
    assert len(prompts) == 19


def test_two_people_are_not_prompted_at_one_instant():
    leads = {lead_ns(30 * MINUTE, 20, stay=stay, visit=0) for stay in range(1, 200)}
    assert len(leads) == 199
    spread = [lead // MINUTE for lead in leads]
    assert {1, 2, 3, 4, 5} <= set(spread)  # over the whole of 1.5 to 6 minutes


@given(st.integers(1, 10**6), st.integers(0, 10**5), st.integers(1, 10**14), st.integers(0, 50))
def test_a_prompt_never_comes_after_the_ceiling_nor_before_the_jitter(stay, visit, gap, jitter):
    lead = lead_ns(gap, jitter, stay=stay, visit=visit)
    assert gap * jitter // 100 // 4 <= lead <= gap * jitter // 100
    assert lead == lead_ns(gap, jitter, stay=stay, visit=visit)


@pytest.mark.parametrize(
    ("level", "minutes", "severity"),
    [(1, 30, 2), (2, 20, 2), (3, 20, 1), (4, 20, 1)],
    ids=["general", "intermittent from the new level", "constant", "close"],
)
def test_a_closer_level_shortens_the_gap_from_now_and_makes_constant_p1(level, minutes, severity):
    stay = Told().holding().say(5, "level.set", level=level)
    assert stay.dues("CLK-07")[-1] == (severity, minutes)


def test_a_lower_level_counts_from_the_last_visit():
    stay = Told().holding().say(1, "level.set", level=2).visit(10)
    assert ceiling(stay) == 25
    assert ceiling(stay.say(20, "level.set", level=1)) == 40


def test_closer_observation_never_lets_a_visit_come_later():
    stay = Told().holding().say(25, "level.set", level=2)
    assert ceiling(stay) == 30  # the old ceiling, not 25 + 15


def test_a_late_entry_that_is_voided_gives_the_visit_back():
    stay = Told().holding().visit(20)
    assert ceiling(stay) == 50
    entry = stay.record.events[-1].number
    assert ceiling(stay.say(22, "check.visit", corrects=entry, void=True)) == 30


def test_a_corrected_instant_moves_the_next_visit():
    stay = Told().holding().visit(20)
    stay.say(12, "check.visit", corrects=3, late=15, proven=True)
    assert ceiling(stay) == 42


def test_nobody_is_visited_at_a_hospital_or_in_a_session_and_the_gap_begins_anew_after_it():
    stay = Told().holding().say(10, "hospital.left_for", purpose="treatment")
    assert stay.duties("CLK-07") == []
    assert ceiling(stay.say(100, "hospital.returned", purpose="treatment")) == 130


def test_a_quick_registration_is_visited_from_its_opening_and_after_its_approved_exit():
    stay = Told(full=False)
    assert ceiling(stay) == 30
    stay.say(10, "exit.approved", until_utc_ns=at(60))
    assert ceiling(stay) == 90
    assert ceiling(stay.say(40, "exit.returned")) == 70


def test_somebody_drunk_is_roused_every_half_hour_whatever_the_level():
    stay = Told().holding().say(5, "flag.set", flag="intoxicated")
    assert stay.dues("CLK-08") == [(2, 35)]
    stay.say(20, "check.rouse", proven=True, response="obeyed")
    assert stay.dues("CLK-08") == [(2, 50)]
    stay.say(30, "check.rouse", proven=False, response="woke")  # the badge was not there
    assert stay.dues("CLK-08") == [(2, 50)]
    stay.say(35, "flag.cleared", flag="intoxicated")
    assert stay.duties("CLK-08") == []


def test_level_2_is_roused_under_pace_by_the_policys_own_clock():
    stay = Told(policy=PACE).holding().say(5, "level.set", level=2)
    assert stay.dues("CLK-08") == [(2, 35)]
    assert Told().holding().say(5, "level.set", level=2).duties("CLK-08") == []


@pytest.mark.parametrize("kind", ["check.rouse", "check.visit"])
def test_who_does_not_answer_is_an_emergency_until_a_medic_has_seen_them(kind):
    stay = Told().holding().say(10, kind, proven=False, response="no_response")
    assert stay.dues("CLK-08") == [(1, 10)]
    stay.say(11, "check.visit", proven=True, response="spoke")
    assert stay.dues("CLK-08") == [(1, 10)]
    assert stay.say(12, "medical.seen", fit="fit").duties("CLK-08") == []


def visited(*gaps: float) -> Told:
    stay, minutes = Told().holding(), 10.0
    stay.visit(minutes)
    for gap in gaps:
        minutes += gap
        stay.visit(minutes)
    return stay


@pytest.mark.parametrize(
    ("gaps", "even"),
    [
        ((25,) * 6, True),
        ((25,) * 5, False),
        ((25, 25.9, 25, 25.9, 25, 25.9), True),
        ((25, 27, 25, 27, 25, 27), False),  # a standard deviation of exactly 60 s
        ((25, 26.99, 25, 26.99, 25, 26.99), True),
        ((25, 10, 25, 25, 25, 25, 25, 25), True),  # the latest six
        ((25, 25, 25, 25, 25, 10), False),
    ],
)
def test_visits_are_too_even_when_six_gaps_differ_by_less_than_a_minute(gaps, even):
    assert bool(visited(*gaps).duties("CLK-09")) == even


def test_a_ghost_check_is_held_up_for_a_minute_and_is_no_visit():
    stay = Told().holding().visit(20, proven=False, elsewhere=True)
    assert stay.dues("CLK-10") == [(2, 20), (0, 21)]
    assert ceiling(stay) == 30


def test_naming_the_same_observer_again_is_no_relief():
    stay = Told().say(0, "observer.began", staff="s-4").say(40, "observer.began", staff="s-4")
    assert stay.dues("CLK-12") == [(3, 60)]
    assert stay.say(50, "observer.began", staff="s-5").dues("CLK-12") == [(3, 110)]
    assert stay.say(55, "observer.ended").duties("CLK-12") == []


def test_sobriety_is_looked_at_hourly_until_the_restraint_ends():
    stay = Told().say(3, "restraint.began", kind="drunk", means="strap", watcher="s-4")
    assert stay.dues("CLK-13") == [(3, 63)]
    assert stay.say(50, "check.sobriety", proven=False).dues("CLK-13") == [(3, 110)]
    assert stay.say(60, "restraint.ended", kind="drunk").duties("CLK-13") == []


def test_nothing_is_owed_before_the_arrival_and_after_the_end():
    booked = Told()
    booked.record.events.clear()
    booked.say(0, "stay.booked", regime="cn-criminal-2020")
    assert booked.duties() == []
    assert Told().holding().say(5, "stage.entered", stage="S15").duties() == []
    assert Told().one("RGT-01").start_utc_ns == START
