"""What every rule must say of itself."""

import subprocess
import sys
from pathlib import Path

import pytest

from alerts.rule import LEVELS_MAX, StateRule
from alerts.rules import RULES, by_id
from alerts.severity import Severity
from alerts.states import NORMAL, OUT_OF_SERVICE, TRANSITIONS
from tests.engine.small_site import thresholds

ROOT = Path(__file__).parents[2]
TOLD = {"G", "CR", "CO", "DI", "OIC", "HCP", "EMS", "LEG", "SUP", "PRO", "AA", "LAW", "PK", "IT"}


def test_ids_are_unique_and_found():
    assert list(by_id()) == [rule.id for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_speaks_to_people_in_both_languages(rule):
    chinese = (rule.zh, rule.guidance_zh, rule.basis_zh)
    english = (rule.en, rule.guidance_en, rule.basis_en, rule.source)
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in text) for text in chinese)
    assert all(text.isascii() and text for text in english[:-1])
    assert rule.told
    assert set(rule.told) <= TOLD
    assert not {"prisoner", "criminal", "offender", "suspect"} & set(
        " ".join(english).lower().split()
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_levels_rise_and_thresholds_are_those_of_the_demo(rule):
    severities = [level.severity for level in rule.levels]
    assert len(severities) <= LEVELS_MAX
    assert severities == sorted(set(severities), reverse=True)
    declared = {threshold.key for threshold in rule.thresholds}
    assert declared == set(thresholds().get(rule.id, {}))
    holds = {level.raise_after for level in rule.levels} | {
        level.clear_after for level in rule.levels
    }
    assert holds - {""} <= declared


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_p1_never_ends_by_itself(rule):
    for number, level in enumerate(rule.levels, start=1):
        if level.severity == Severity.P1:
            assert rule.latched(number)


def test_a_state_rule_looks_at_one_kind_of_subject():
    assert all(len(rule.subjects) == 1 for rule in RULES if isinstance(rule, StateRule))


def test_every_open_state_can_be_closed_and_none_is_a_dead_end():
    states = {state for state, _ in TRANSITIONS} | {after for after, _ in TRANSITIONS.values()}
    for state in states - {NORMAL, OUT_OF_SERVICE}:  # Neither has an alarm to close.
        assert (state, "close") in TRANSITIONS
        ways = [after for (before, _), (after, _) in TRANSITIONS.items() if before == state]
        assert set(ways) - {state}


def test_the_page_of_rules_is_current():
    program = [sys.executable, str(ROOT / "scripts/rules.py"), "--check"]
    assert subprocess.run(program, check=False).returncode == 0, "run python scripts/rules.py"
