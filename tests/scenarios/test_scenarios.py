"""Every table in this folder must come true, and nothing else may happen in it."""

from pathlib import Path

import pytest

from alerts.rules import RULES
from tests.scenarios.play import play

TABLES = sorted(Path(__file__).parent.glob("*.txt"))


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.stem)
def test_the_table_comes_true(table):
    missing, unexpected = play(table)
    assert (missing, unexpected) == ([], [])


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_every_rule_has_a_table_that_raises_it(rule):
    assert any(f"raise {rule} " in table.read_text(encoding="utf-8") for table in TABLES)
