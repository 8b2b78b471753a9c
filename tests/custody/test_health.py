"""The health questions: answers set flags and the observation level, and never lower them."""

import pytest

from custody.acts import intake
from tests.custody.suite import Suite

FIT = {"fit": "fit", "interview_fit": True}


def asked(suite: Suite, stay: str, **answers):
    return suite.must(intake.AnswerHealth(stay=stay, **(FIT | answers)))


@pytest.mark.parametrize(
    ("answers", "flags", "level"),
    [
        ({}, set(), 1),
        ({"alcohol_or_drugs": True}, {"intoxicated"}, 2),
        ({"self_harm_thoughts": True}, {"self_harm"}, 3),
        ({"serious_illness": True}, {"medical"}, 2),
        ({"injured": True}, {"medical"}, 1),
        ({"pregnant": True}, {"pregnant"}, 1),
        (
            {"alcohol_or_drugs": True, "self_harm_thoughts": True, "fit": "hospital"},
            {"intoxicated", "self_harm", "incapable"},
            3,
        ),
    ],
)
def test_answers_set_flags_and_the_level(answers, flags, level):
    suite = Suite.opened()
    stay = suite.register()
    asked(suite, stay, **answers)
    record, world = suite.record(stay), suite.clockwork._engine._world
    assert {flag for flag, holds in record.flags.items() if holds} == flags
    assert record.level == world.stays.level[world.slot_of(stay)] == level
    assert "health_form" in record.evidence


def test_a_better_answer_later_makes_nobody_less_watched():
    suite = Suite.opened()
    stay = suite.register()
    asked(suite, stay, self_harm_thoughts=True)
    asked(suite, stay)
    assert (suite.record(stay).level, suite.record(stay).flags["self_harm"]) == (3, True)
    lower = intake.SetLevel(stay=stay, level=1, note="seen by the doctor")
    assert suite.ask(lower, who="s-004").source.startswith("CLK-07")
    assert suite.ask(lower, who="s-009").accepted
