"""Rights and care: what is owed from which event on, what answers it, to the minute."""

import pytest

from tests.duties.told import PACE, Told, at

H = 60.0


def needs(*first, rule, dues, answer):
    return pytest.param(first, rule, dues, answer, id=f"{rule} {first[-1][1]}")


CASES = [
    needs((0, "stay.arrived"), rule="RGT-01", dues=[(2, 30)], answer=("right.notice_served", {})),
    needs(
        (0, "stay.arrived"),
        rule="RGT-02",
        dues=[(3, H), (2, 2 * H)],
        answer=("right.family_told", {}),
    ),
    needs(
        (1, "right.lawyer_requested", {"kind": "lawyer"}),
        rule="RGT-03",
        dues=[(4, 1 + 12 * H), (3, 1 + 20 * H), (2, 1 + 24 * H)],
        answer=("right.lawyer_answered", {"outcome": "arranged"}),
    ),
    needs(
        (1, "right.lawyer_requested", {"kind": "lawyer"}),
        rule="RGT-04",
        dues=[(3, 1 + 24 * H), (3, 1 + 36 * H), (2, 1 + 48 * H)],
        answer=("right.lawyer_meeting_began", {}),
    ),
    needs(
        (7, "need.asked", {"what": "drink"}),
        rule="RGT-07",
        dues=[(3, 17)],
        answer=("offer.drink", {"taken": False}),
    ),
    needs(
        (7, "need.asked", {"what": "toilet"}),
        rule="RGT-07",
        dues=[(3, 17)],
        answer=("offer.toilet", {"taken": True}),
    ),
    needs(
        (7, "medical.requested", {"urgent": False}),
        rule="RGT-12",
        dues=[(2, 17)],
        answer=("medical.seen", {"fit": "fit"}),
    ),
    needs(
        (7, "medical.requested", {"urgent": True}),
        rule="RGT-12",
        dues=[(2, 7)],
        answer=("hospital.left_for", {"purpose": "treatment"}),
    ),
    needs(
        (7, "right.interpreter_requested"),
        rule="RGT-14",
        dues=[(3, 67)],
        answer=("right.interpreter_arrived", {}),
    ),
    needs(
        (2, "flag.set", {"flag": "minor"}),
        rule="RGT-16",
        dues=[(2, 62)],
        answer=("right.family_told", {}),
    ),
    needs(
        (2, "decision.made", {"measure": "bail", "document": "d"}),
        rule="RGT-18",
        dues=[(2, 32)],
        answer=("stage.entered", {"stage": "S15"}),
    ),
    needs(
        (2, "complaint.made", {"about": "treatment"}),
        rule="RGT-19",
        dues=[(2, 2)],
        answer=("complaint.answered", {}),
    ),
    needs((0, "stay.arrived"), rule="RGT-20", dues=[(4, 24 * H)], answer=("stay.closed", {})),
    needs(
        (2, "need.asked", {"what": "religion"}),
        rule="RGT-21",
        dues=[(4, 2 + 6 * H)],
        answer=("offer.religion", {}),
    ),
    needs(
        (2, "dependants.named"),
        rule="RGT-22",
        dues=[(3, 2 + 4 * H)],
        answer=("dependants.arranged", {}),
    ),
    needs(
        (0, "stay.arrived"),
        rule="RGT-10",
        dues=[(4, 10 * H), (3, 12 * H)],
        answer=("offer.bedding", {"taken": True}),
    ),
]


@pytest.mark.parametrize(("first", "rule", "dues", "answer"), CASES)
def test_it_falls_due_to_the_minute_and_its_answer_ends_it(first, rule, dues, answer):
    stay = Told()
    for minutes, kind, *data in first:
        if kind != "stay.arrived":
            stay.say(minutes, kind, **(data[0] if data else {}))
    assert stay.dues(rule) == dues
    kind, data = answer
    assert stay.say(9 * H, kind, **data).duties(rule) == []


def test_another_answer_is_none():
    stay = Told().say(1, "need.asked", what="drink").say(2, "offer.toilet", taken=True)
    assert stay.dues("RGT-07") == [(3, 11)]


def test_who_asks_again_does_not_wait_anew():
    stay = Told().say(1, "need.asked", what="drink").say(9, "need.asked", what="drink")
    assert stay.dues("RGT-07") == [(3, 11)]
    stay = Told().say(1, "medical.requested", urgent=False).say(5, "medical.requested", urgent=True)
    assert stay.dues("RGT-12") == [(2, 1)]


def test_a_late_entry_of_the_answer_ends_it_and_voiding_it_owes_it_again():
    stay = Told().say(1, "need.asked", what="drink").say(4, "offer.drink", late=60, taken=True)
    assert stay.duties("RGT-07") == []
    assert stay.say(70, "offer.drink", corrects=3, void=True).dues("RGT-07") == [(3, 11)]


def test_restraint_for_drunkenness_does_not_count_against_telling_the_rights():
    stay = Told().say(10, "restraint.began", kind="drunk", means="strap", watcher="s-4")
    assert stay.duties("RGT-01") == []
    assert stay.say(100, "restraint.ended", kind="drunk").dues("RGT-01") == [(2, 120)]


def test_detention_owes_the_family_notice_of_its_own_clock():
    stay = Told().say(5, "case.event", event="detention_announced")
    dues = stay.dues("RGT-02", "CN-08")
    assert (dues[0][0], dues[-1]) == (4, (2, 5 + 24 * H))
    assert stay.say(30, "right.family_told").duties("RGT-02") == []


def test_a_ground_suspends_the_family_notice_and_its_end_owes_it_again_at_once():
    stay = Told().say(5, "case.event", event="detention_announced")
    stay.say(30, "right.family_excepted", ground="cannot_notify")
    assert stay.duties("RGT-02") == []
    stay.say(40 * H, "right.family_ground_ended", ground="")
    dues = stay.dues("RGT-02", "CN-08")
    assert (3, 40 * H) in dues
    assert dues[-1][0] == 2
    assert dues[-1][1] > 40 * H


def test_meals_count_time_awake_and_a_refused_one_was_offered():
    stay = Told().holding()
    hungry = next(duty for duty in stay.duties("RGT-06") if duty.key == "meal")
    assert [tuple(due) for due in hungry.dues] == [(3, at(6 * H))]
    stay.say(5 * H, "offer.meal", taken=False)
    stay.say(6 * H, "rest.began").say(14 * H, "rest.ended")
    meal, day = stay.duties("RGT-06")
    assert [tuple(due) for due in meal.dues] == [(3, at(19 * H))]
    assert [tuple(due) for due in day.dues] == [(2, at(24 * H))]


def test_three_meals_in_every_day_not_only_the_first():
    stay = Told()
    for hour in (1, 6, 11, 16):
        stay.say(hour * H, "offer.meal", taken=True)
    day = stay.duties("RGT-06")[1]
    assert [tuple(due) for due in day.dues] == [(2, at(30 * H))]


def test_pace_counts_meals_by_its_own_clock():
    (day,) = Told(policy=PACE).duties("RGT-06")
    assert (day.key, [tuple(due) for due in day.dues]) == ("meals of a day", [(2, at(24 * H))])


def test_rest_is_forecast_then_lost():
    stay = Told()
    assert stay.dues("RGT-08") == [(3, 16 * H), (2, 24 * H)]
    assert stay.say(15 * H, "rest.began").duties("RGT-08") == []
    assert stay.say(18 * H, "rest.ended").dues("RGT-08") == [(3, 16 * H), (2, 24 * H)]


def test_medicine_is_answered_by_the_first_gift_that_is_not_too_early():
    stay = Told()
    stay.say(0, "medicine.due", medicine="M-1", due_utc_ns=at(60))
    stay.say(0, "medicine.due", medicine="M-1", due_utc_ns=at(300))
    stay.say(0, "medicine.due", medicine="M-2", due_utc_ns=at(60))
    stay.say(30, "medicine.given", medicine="M-1", taken=True)
    owed = [(duty.key, duty.dues[0].utc_ns) for duty in stay.duties("RGT-13")]
    assert owed == [("M-2", at(75)), ("M-1", at(315))]
    stay.say(61, "medicine.given", medicine="M-2", taken=False)
    stay.say(239, "medicine.given", medicine="M-1", taken=True)  # 61 minutes early is no gift
    assert [duty.key for duty in stay.duties("RGT-13")] == ["M-1"]


def test_legal_aid_is_passed_on_in_a_day_and_appointed_in_three():
    stay = Told().say(1, "right.lawyer_requested", kind="legal_aid")
    forward, appoint = stay.duties("RGT-17")
    assert forward.dues[-1] == (2, at(1 + 24 * H))
    assert appoint.dues == ((2, at(1 + 72 * H)),)
    stay.say(60, "right.lawyer_answered", outcome="forwarded")
    assert stay.dues("RGT-17") == [(2, 1 + 72 * H)]
    assert stay.say(90, "right.lawyer_answered", outcome="arranged").duties("RGT-17") == []


def test_a_foreign_national_is_reported_and_the_consulate_told():
    stay = Told().say(3, "case.event", event="foreign_national")
    assert {duty.key for duty in stay.duties("RGT-23")} == {"CN-18", "consulate"}
    stay.say(10, "right.consul_declined")
    assert [duty.key for duty in stay.duties("RGT-23")] == ["CN-18"]
    assert stay.say(20, "case.event", event="foreign_reported").duties("RGT-23") == []


@pytest.mark.parametrize(
    ("measure", "executable", "home"),
    [
        ("release", True, True),
        ("admin_detention", True, False),
        ("admin_detention", False, True),
        ("continued_questioning", True, False),
    ],
)
def test_only_who_may_go_home_is_owed_the_way_out(measure, executable, home):
    stay = Told()
    stay.say(1, "decision.made", measure=measure, document="d", executable=executable)
    assert bool(stay.duties("RGT-18")) == home


def test_an_illness_is_told_to_family_or_unit_and_to_the_superior():
    stay = Told().say(1, "hospital.left_for", purpose="investigation")
    assert stay.duties("RGT-24") == []
    stay.say(10, "medical.seen", fit="hospital")
    assert [(duty.key, duty.dues) for duty in stay.duties("RGT-24")] == [
        ("family", ((2, at(40)),)),
        ("superior", ((2, at(40)),)),
    ]
    stay.say(15, "illness.told", to="unit")
    assert [duty.key for duty in stay.duties("RGT-24")] == ["superior"]
    assert stay.say(16, "illness.told", to="superior").duties("RGT-24") == []


@pytest.mark.parametrize(
    ("kind", "data"), [("death.noted", {}), ("case.event", {"event": "death"})]
)
def test_a_death_asks_for_six_steps_at_once(kind, data):
    stay = Told().say(5, kind, **data)
    assert len(stay.duties("RGT-25")) == 6
    assert {duty.dues for duty in stay.duties("RGT-25")} == {((1, at(5)),)}
    for step in ("scene_held", "inspector_told", "supervision_told", "prosecutor_told"):
        stay.say(6, f"death.{step}")
    stay.say(7, "death.family_told")
    assert [duty.key for duty in stay.duties("RGT-25")] == ["appraisal_begun"]
    assert stay.say(8, "death.appraisal_begun").duties("RGT-25") == []


def test_a_child_victim_is_asked_once_a_grown_one_may_be_asked_again():
    stay = Told().say(1, "victim.questioned", person="V-1", child=True)
    stay.say(2, "victim.questioned", person="V-2", child=False)
    stay.say(3, "victim.questioned", person="V-2", child=False)
    assert stay.duties("RGT-15") == []
    assert stay.say(9, "victim.questioned", person="V-1", child=True).dues("RGT-15") == [
        (3, 9),
        (0, 10),
    ]


def test_questioning_in_rest_is_owed_a_stop_from_when_both_hold():
    stay = Told().holding().say(5, "session.started", kind="questioning", officers="s-1 s-2")
    assert stay.duties("RGT-09") == []
    assert stay.say(30, "rest.began").dues("RGT-09") == [(2, 30)]
    assert stay.say(31, "session.closing").duties("RGT-09") == []


def test_a_quick_registration_owes_care_but_no_rights():
    stay = Told(full=False).say(1, "right.lawyer_requested", kind="lawyer")
    assert {duty.rule for duty in stay.duties()} == {"CLK-07", "RGT-06", "RGT-20"}
