"""A person with empty pockets: two members of staff say so, and the way goes on without a list."""

import pytest

from custody.acts import care, legal
from custody.commands import BindBand
from tests.custody.suite import Suite


def at_the_property_desk() -> tuple[Suite, str]:
    suite = Suite.opened()
    stay = suite.register()
    suite.pass_to(stay, "S2", "S3")
    return suite, stay


def nothing(stay: str, second: str = "s-003", signed: str = "signed") -> care.NoItems:
    return care.NoItems(stay=stay, second=second, signed=signed)


def test_without_a_word_about_belongings_nobody_leaves_the_desk():
    suite, stay = at_the_property_desk()
    refused = suite.step(stay, "S4")
    assert refused.source.startswith("PROC-01")
    assert "item_list" in refused.reason


def test_nothing_found_stands_for_the_list_from_the_desk_to_the_release():
    suite, stay = at_the_property_desk()
    suite.must(nothing(stay, signed="refused"), who="s-008")
    said = suite.events("item.none")[-1]
    assert said.data == {"keeper": "s-008", "second": "s-003", "signed": "refused"}
    assert suite.step(stay, "S4").accepted
    suite.must(BindBand(stay=stay, band="band-001"))
    suite.pass_to(stay, "S5", "S6", "S8", "S14")
    papers = {"documents": "d-1", "medical_advice": "none"}
    suite.must(legal.Release(stay=stay, evidence=papers))
    assert suite.record(stay).stage == "S15"
    assert not suite.events("item.added")


@pytest.mark.parametrize(
    ("second", "who", "rule"),
    [
        ("s-003", "s-001", "EVD-13"),
        ("s-008", "s-008", "EVD-13"),
        ("s-404", "s-008", "EVD-13"),
    ],
    ids=["by the investigator", "by one alone", "with somebody unknown"],
)
def test_one_alone_does_not_say_so(second, who, rule):
    suite, stay = at_the_property_desk()
    assert suite.ask(nothing(stay, second), who=who).source.startswith(rule)
    assert "item_list" not in suite.record(stay).evidence


def test_a_list_is_not_unsaid_and_what_is_found_later_is_put_on_it():
    suite, stay = at_the_property_desk()
    suite.must(care.AddItem(stay=stay, code="I-1", what="phone"), who="s-008")
    assert suite.ask(nothing(stay), who="s-008").source.startswith("EVD-09")
    suite, stay = at_the_property_desk()
    suite.must(nothing(stay), who="s-008")
    assert suite.ask(nothing(stay), who="s-008").source.startswith("EVD-09")
    suite.must(care.AddItem(stay=stay, code="I-1", what="coin"), who="s-008")
    record = suite.record(stay)
    assert (record.nothing_found, record.evidence["property_returned"]) == (False, False)
