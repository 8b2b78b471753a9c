"""What a site's filters do to mild alarms, and that nothing keeps a P1 quiet."""

import itertools

import pytest

from alerts.filters import Filter, wrong
from alerts.rule import FactRule
from alerts.rules import by_id
from alerts.severity import Severity
from tests.alerts.one_cell import OneCell, a_rule

P2 = a_rule(Severity.P2)
P3_P2 = a_rule(Severity.P3, Severity.P2)
P2_P1 = a_rule(Severity.P2, Severity.P1)
P1 = a_rule(Severity.P1)


def story(cell: OneCell, levels: list[int]) -> list[tuple[int, str]]:
    return [(n, change) for n, level in enumerate(levels) for change in cell.at(level)]


def test_an_on_delay_waits_for_what_lasts():
    cell = OneCell(P2, Filter(on_delay_s=3))
    assert story(cell, [1, 1, 0, 1, 1, 1, 1]) == [(6, "raised")]


def test_an_off_delay_keeps_one_alarm_of_a_flicker():
    cell = OneCell(P2, Filter(off_delay_s=3))
    assert story(cell, [1, 0, 1, 0, 0, 0, 0, 0]) == [(0, "raised"), (6, "cleared")]


def test_a_count_rings_for_what_comes_and_goes():
    cell = OneCell(P2, Filter(on_delay_s=10, count=3, window_s=10))
    assert story(cell, [1, 0, 1, 0, 1, 0]) == [(4, "raised"), (5, "cleared")]


def test_a_count_alone_ignores_what_begins_once():
    cell = OneCell(P2, Filter(count=2, window_s=5))
    assert story(cell, [1] * 100) == []
    assert story(cell, [0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1]) == [(11, "raised")]


def test_a_latch_leaves_the_end_to_people():
    cell = OneCell(P2, Filter(latch=True))
    assert story(cell, [1, 0, 0, 0]) == [(0, "raised")]
    cell.ack()
    assert cell.at(0) == []
    assert cell.close() == "closed"


def test_an_acknowledged_alarm_that_stands_asks_again():
    cell = OneCell(P2, Filter(realarm_s=60))
    cell.at(1)
    cell.ack()
    assert cell.at(1, after_s=59) == []
    assert cell.at(1) == ["realarmed"]


def test_a_severity_that_rises_waits_for_no_filter():
    cell = OneCell(P3_P2, Filter(on_delay_s=30, count=5, window_s=60))
    assert cell.at(1) == []
    assert cell.at(1, after_s=30) == ["raised"]
    assert cell.at(2) == ["escalated_severity"]


QUIET = {
    "on-delay": Filter(on_delay_s=3600),
    "off-delay": Filter(off_delay_s=3600),
    "count": Filter(count=5, window_s=1),
    "latch": Filter(latch=True),
    "re-alarm": Filter(realarm_s=86_400),
    "shelved": None,
    "suppressed": None,
    "out of service": None,
    "closed": None,
}
"""All that can keep an alarm quiet: filters of the site, and what people or roots do."""


def quietened(rule, names: tuple[str, ...]) -> tuple[OneCell, bool]:
    """A cell under several of them, ended mildly where the rule has a mild level."""
    said = {}
    for name in names:
        if QUIET[name] is not None:
            values = {key: getattr(QUIET[name], key) for key in QUIET[name].__struct_fields__}
            default = Filter()
            said |= {key: each for key, each in values.items() if each != getattr(default, key)}
    cell = OneCell(rule, Filter(**said))
    if "out of service" in names:
        cell.retire(86_400)
    if len(rule.levels) > 1:  # There is something mild to put aside.
        cell.at(1, root=0 if "suppressed" in names else -1)
        if cell.state == "unacknowledged" and "closed" in names:
            cell.close()
        elif cell.state == "unacknowledged" and "shelved" in names:
            cell.shelve(8 * 3600)
    return cell, "suppressed" in names


PAIRS = [*itertools.combinations(QUIET, 2), *((name, name) for name in QUIET)]


@pytest.mark.parametrize("rule", [P1, P2_P1], ids=["life only", "mild, then life"])
@pytest.mark.parametrize("pair", PAIRS, ids=" + ".join)
def test_no_pair_of_filters_silences_a_life_alarm(pair, rule):
    cell, rooted = quietened(rule, pair)
    changes = cell.at(len(rule.levels), root=0 if rooted else -1, after_s=0.1)
    assert changes[0] in ("raised", "escalated_severity")
    assert cell.state == "unacknowledged"
    # And again, when people had put the life alarm itself aside and it happens anew.
    if "shelved" in pair:
        cell.shelve(600)
    else:
        cell.close()
    anew = cell.at(len(rule.levels), occurred=True, root=0 if rooted else -1, after_s=0.1)
    assert anew[0] in ("raised", "occurred_again")
    assert cell.state == "unacknowledged"


def test_a_filter_that_would_silence_its_rule_is_refused():
    fact = next(rule for rule in by_id().values() if isinstance(rule, FactRule))
    assert wrong(fact, Filter(on_delay_s=1))[0] == "on_delay_s"
    assert wrong(P2, Filter(count=3))[0] == "window_s"
    assert wrong(P2, Filter(deadband={"low_pct": 1.0}))[0] == "deadband"
    assert wrong(by_id()["VIT-01"], Filter(deadband={"low_pct": 1.0})) is None
