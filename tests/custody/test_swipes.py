"""Twelve ways to swipe: each opens a step, or is refused with its rule."""

import pytest

from custody.acts import people, steps
from custody.commands import BindBand
from tests.custody.suite import EVERYBODY, Suite

MINE, THEIRS = "band-001", "band-002"
CASES = {
    "card then band": (("card-001", MINE), "s-001", ""),
    "band then card": ((MINE, "card-001"), "s-001", ""),
    "custody officer's card": (("card-003", MINE), "s-003", ""),
    "card only": (("card-001",), "s-001", "PAIR-05"),
    "band only": ((MINE,), "s-001", "PAIR-05"),
    "same card twice": (("card-001", "card-001"), "s-001", "PAIR-05"),
    "officer of another case": (("card-012", MINE), "s-012", "PAIR-04"),
    "a colleague's card": (("card-003", MINE), "s-001", "PAIR-04"),
    "swapped band": (("card-001", THEIRS), "s-001", "PAIR-10"),
    "band that nobody wears": (("card-001", "band-003"), "s-001", "PAIR-10"),
    "replaced card": (("card-002", MINE), "s-002", "PAIR-07"),
    "second swipe too late": (("card-001", 61.0, MINE), "s-001", "PAIR-05"),
}


def two_people() -> tuple[Suite, str]:
    """One person is about to be told their rights; another wears the next band."""
    suite = Suite.opened()
    stay = suite.register()
    suite.pass_to(stay, "S2", "S3", "S4")
    suite.must(BindBand(stay=stay, band=MINE))
    suite.pass_to(stay, "S5")
    other = suite.register()
    suite.must(BindBand(stay=other, band=THEIRS))
    suite.must(people.ReplaceCard(staff="s-002", card="card-020"))
    suite.prove(stay, "S6")
    return suite, stay


@pytest.mark.parametrize("case", CASES)
def test_a_swipe_opens_or_is_refused_with_its_rule(case):
    (swipes, officer, rule), (suite, stay) = CASES[case], two_people()
    answers = []
    for swipe in swipes:
        if isinstance(swipe, float):
            suite.run(swipe)
        else:
            answers.append(suite.swipe(swipe))
    step = steps.TakeStep(stay=stay, to="S6", proof="swipe", room="rights", present=EVERYBODY)
    answers.append(suite.ask(step, who=officer))
    assert answers[-1].accepted == (rule == "")
    assert suite.record(stay).stage == ("S5" if rule else "S6")
    refused = [answer.source.split(":")[0] for answer in answers if not answer.accepted]
    assert refused[:1] == ([rule] if rule else []), [answer.reason for answer in answers]


def test_twelve_cases():
    assert len(CASES) == 12


def test_a_pair_opens_one_step_and_no_second_one():
    suite, stay = two_people()
    suite.swipe("card-001")
    suite.swipe(MINE)
    assert suite.ask(
        steps.TakeStep(stay=stay, to="S6", proof="swipe", room="rights"), who="s-001"
    ).accepted
    suite.prove(stay, "S7")
    again = steps.TakeStep(stay=stay, to="S7", proof="swipe", room="collect")
    assert suite.ask(again, who="s-001").source.startswith("PAIR-05")


def test_readers_send_the_same_swipes_as_facts():
    suite, stay = two_people()
    for token, medium in (("card-001", "card"), (MINE, "band")):
        suite.facts.append(
            suite.frame("rd-desk", "state", "swipe", token=token, medium=medium, granted=True)
        )
    suite.tick()
    assert suite.events("swipe.paired")[-1].data["staff"] == "s-001"
    assert suite.ask(
        steps.TakeStep(stay=stay, to="S6", proof="swipe", room="rights"), who="s-001"
    ).accepted


def test_a_band_without_its_card_is_an_alarm_after_a_minute():
    suite, _ = two_people()
    suite.swipe(MINE)
    raised = [
        (change.rule, change.severity) for change in suite.run(61) if change.change == "raised"
    ]
    assert ("PAIR-05", 3) in raised
    cleared = suite.swipe(MINE), suite.swipe("card-001")
    assert all(answer.accepted for answer in cleared)
    changes = [change for decisions in suite.log[-3:] for change in decisions.alarms]
    assert [change.change for change in changes if change.rule == "PAIR-05"] == ["cleared"]


def test_one_officer_has_one_active_card():
    suite, _ = two_people()
    taken = people.ReplaceCard(staff="s-002", card="card-001")
    assert suite.ask(taken).source.startswith("PAIR-07")
    assert suite.swipe("card-020").accepted
