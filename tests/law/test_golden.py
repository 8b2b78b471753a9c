"""Golden scenarios 7 to 12, 16, 27, 28: CLK-03, CLK-04, CLK-05, CLK-06 and the clocks behind."""

import pytest

from tests.law.golden import Story, scenarios


@pytest.mark.parametrize(
    "lines", [lines for _, lines in scenarios()], ids=[n for n, _ in scenarios()]
)
def test_golden(lines):
    Story().play(lines)


def test_every_golden_scenario_of_the_law_is_told():
    numbers = {name.split()[0] for name, _ in scenarios()}
    assert {"7", "8", "9", "10", "11", "12", "16", "27", "28"} <= numbers
