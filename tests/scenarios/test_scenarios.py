"""Every table in this folder must come true, and nothing else may happen in it."""

from pathlib import Path

import msgspec
import pytest

from alerts.rules import RULES
from tests.scenarios.play import play
from tests.scenarios.suite_play import play_suite, replayed

pytestmark = pytest.mark.simulation

TABLES = sorted(Path(__file__).parent.glob("*.txt"))
SUITES = [path for path in TABLES if path.read_text(encoding="utf-8").startswith("suite")]


@pytest.mark.parametrize("table", SUITES, ids=lambda path: path.stem)
def test_the_table_of_the_record_comes_true_live_and_in_replay(table):
    missing, unexpected, suite = play_suite(table)
    assert (missing, unexpected) == ([], [])
    assert replayed(suite) == [msgspec.msgpack.encode(decisions) for decisions in suite.log]


@pytest.mark.parametrize(
    "table", [path for path in TABLES if path not in SUITES], ids=lambda path: path.stem
)
def test_the_table_comes_true(table):
    missing, unexpected = play(table)
    assert (missing, unexpected) == ([], [])


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_every_rule_has_a_table_that_raises_it(rule):
    assert any(f"raise {rule} " in table.read_text(encoding="utf-8") for table in TABLES)


LEGAL = (6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 21, 27, 28)
"""Golden scenarios of the rulebook that the custody record and the law answer for."""


@pytest.mark.parametrize("number", LEGAL)
def test_every_golden_scenario_of_the_law_is_a_table(number):
    assert [table for table in SUITES if table.stem.startswith(f"golden-{number:02}-")]
