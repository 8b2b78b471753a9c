"""Presence and separation (primitives 6 and 7) of a policy decide who may question whom, where."""

import pytest
from msgspec.structs import replace

from config.policy_files import PACKAGE, read_policy
from custody.acts import intake, steps
from custody.policy import Event, PresenceClock, SeparationClock, Span
from tests.custody.suite import Suite, a_suite

CRIMINAL = read_policy(PACKAGE, "policies/cn-criminal-2020.toml")
PSAPL = read_policy(PACKAGE, "policies/cn-psapl-2026.toml")
A_WOMAN = {"people": 1, "attributes": ("sex:female",)}
DURING = (
    Span(on=(Event(kind="session.started"),), off=(Event(kind="session.ended"),)),
)  # fmt: skip


def under(*policies) -> Suite:
    suite = Suite.opened(replace(a_suite(), policies=policies))
    suite.tick_ns = 500_000_000
    return suite


def ready(suite: Suite, *flags: str, regime: str) -> str:
    stay = suite.held(*flags, regime=regime)
    suite.pass_to(stay, "S9")
    suite.recording()
    suite.tick()
    return stay


def test_the_shipped_criminal_regime_wants_two_officers_and_says_by_which_law():
    suite = under(CRIMINAL)
    stay = ready(suite, regime=CRIMINAL.id)
    alone = suite.question(stay, kind="interrogation", officers=("s-001",))
    assert alone.source == "PROC-06: CPL 118; PCC 202"
    helper = suite.question(stay, kind="interrogation", officers=("s-001", "s-010"))
    assert helper.source == alone.source, "an auxiliary is no officer"
    assert suite.question(stay, kind="interrogation").accepted


@pytest.mark.parametrize(
    ("clock", "officers", "accepted"),
    [
        ({"people": 3, "attributes": ("role:police",)}, ("s-001", "s-002"), False),
        ({"people": 3, "attributes": ("role:police",)}, ("s-001", "s-002", "s-003"), True),
        (A_WOMAN | {"when": ("female",)}, ("s-001", "s-002"), True),
        (A_WOMAN, ("s-001", "s-002"), False),
        (A_WOMAN, ("s-001", "s-002", "s-004"), True),
    ],
)  # fmt: skip
def test_an_overlay_that_asks_for_more_people_is_obeyed(clock, officers, accepted):
    about = {"id": "PROC-06", "zh": "人数", "en": "Officers", "source": "site order 7"}
    asked = PresenceClock(**about, confidence="design", during=DURING, **clock)
    suite = under(replace(PSAPL, presences=(asked,)))
    answer = suite.question(ready(suite, regime=PSAPL.id), officers=officers)
    assert answer.accepted == accepted, answer.reason
    assert answer.source == ("" if accepted else "PROC-06: site order 7")


def test_a_regime_keeps_men_and_women_in_rooms_of_their_own():
    apart = SeparationClock(
        id="SEP-01", zh="男女分开", en="Men and women apart", source="CQ 30", confidence="read",
        one=("male",), other=("female",),
    )  # fmt: skip
    suite = under(replace(PSAPL, separations=(apart,)))
    man = suite.held(regime=PSAPL.id)
    woman, other_man = (suite.register(*sex, regime=PSAPL.id) for sex in (("female",), ()))
    suite.must(steps.ReserveSession(stay=man, room="i1"), who="s-001")
    refused = {
        stay: suite.ask(steps.ReserveSession(stay=stay, room="i1"), who="s-001").source
        for stay in (woman, other_man)
    }
    assert refused == {woman: "SEP-01: CQ 30", other_man: "PROC-27: R32: room allocation"}
    raised = [alarm.rule for decisions in suite.log for alarm in decisions.alarms]
    assert "PROC-27" in raised


def test_the_shipped_criminal_regime_keeps_co_detainees_apart_by_case_and_by_group():
    suite = under(CRIMINAL)
    first = suite.held(regime=CRIMINAL.id)
    second = suite.register(regime=CRIMINAL.id)
    suite.must(steps.ReserveSession(stay=first, room="i1"), who="s-001")
    for stay, case in ((first, "A-1"), (second, "A-2")):
        suite.must(intake.LinkCase(stay=stay, case=case, kind="fraud", group="G-1"))
    answer = suite.ask(steps.ReserveSession(stay=second, room="i1"), who="s-001")
    assert answer.source.startswith("SEP-08: PCC 202")
