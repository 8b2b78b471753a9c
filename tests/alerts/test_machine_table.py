"""Every line of the table of states happens, from the outside; and nothing else can happen."""

import itertools

import pytest

from alerts.filters import Filter
from alerts.severity import Severity
from alerts.states import ACKNOWLEDGED, NORMAL, RETURNED, SHELVED, STATES, TRANSITIONS
from tests.alerts.one_cell import OneCell, a_rule

MILD = (Severity.P3, Severity.P2, Severity.P1)
REALARM = Filter(realarm_s=60)
ROOT = 0

WAYS = {
    "normal": [],
    "unacknowledged": [("at", 1)],
    "acknowledged": [("at", 1), ("ack",)],
    "returned": [("at", 1), ("at", 0)],
    "shelved": [("at", 1), ("shelve", 100)],
    "suppressed": [("rooted", 1)],
    "out_of_service": [("retire", 100)],
}
"""How a cell gets into each state."""

STORIES = [
    # from, what happens, change, state after
    ("normal", ("at", 1), "raised", "unacknowledged"),
    ("unacknowledged", ("news", 1), "occurred_again", "unacknowledged"),
    ("acknowledged", ("news", 1), "occurred_again", "unacknowledged"),
    ("returned", ("at", 1), "recurred", "unacknowledged"),
    ("shelved", ("news", 3), "escalated_severity", "unacknowledged"),
    ("out_of_service", ("at", 3), "raised", "unacknowledged"),
    ("unacknowledged", ("at", 2), "escalated_severity", "unacknowledged"),
    ("acknowledged", ("at", 2), "escalated_severity", "unacknowledged"),
    ("shelved", ("at", 2), "escalated_severity", "unacknowledged"),
    ("suppressed", ("rooted", 3), "escalated_severity", "unacknowledged"),
    ("unacknowledged", ("at", 0), "cleared", "returned"),
    ("acknowledged", ("at", 0), "cleared", "normal"),
    ("suppressed", ("rooted", 0), "cleared", "normal"),
    ("unacknowledged", ("ack",), "acknowledged", "acknowledged"),
    ("returned", ("ack",), "acknowledged", "normal"),
    ("returned", ("keep",), "acknowledged", "acknowledged"),
    ("acknowledged", ("later", 1, 61), "realarmed", "unacknowledged"),
    ("acknowledged", ("take_back",), "taken_back", "unacknowledged"),
    *[
        (state, ("close",), "closed", "normal")
        for state in ("unacknowledged", "acknowledged", "returned", "shelved", "suppressed")
    ],
    *[
        (state, ("shelve", 60), "shelved", "shelved")
        for state in ("unacknowledged", "acknowledged", "returned")
    ],
    ("shelved", ("later", 0, 101), "unshelved", "normal"),
    ("shelved", ("later", 1, 101), "unshelved", "unacknowledged"),
    ("normal", ("rooted", 1), "suppressed", "suppressed"),
    ("suppressed", ("at", 1), "unsuppressed", "unacknowledged"),
    *[
        (state, ("retire", 60), "out_of_service", "out_of_service")
        for state in STATES
        if state != "out_of_service"
    ],
    ("out_of_service", ("later", 0, 101), "in_service", "normal"),
]


def do(cell: OneCell, what: tuple) -> list[str]:
    act, *rest = what
    match act:
        case "at":
            return cell.at(*rest)
        case "news":
            return cell.at(*rest, occurred=True)
        case "rooted":
            return cell.at(*rest, root=ROOT)
        case "later":
            return cell.at(rest[0], after_s=rest[1])
        case _:
            return [getattr(cell, act)(*rest)]


def in_state(state: str) -> OneCell:
    cell = OneCell(a_rule(*MILD), REALARM)
    for what in WAYS[state]:
        do(cell, what)
    assert cell.state == state
    return cell


@pytest.mark.parametrize(("state", "what", "change", "after"), STORIES)
def test_the_table_comes_true(state, what, change, after):
    cell = in_state(state)
    assert do(cell, what) == [change]
    assert cell.state == after


def test_a_shelved_life_alarm_that_occurs_again_comes_off_its_shelf():
    cell = OneCell(a_rule(Severity.P1))
    cell.at(1)
    cell.shelve(600)
    assert cell.at(1) == []
    assert cell.at(1, occurred=True) == ["occurred_again"]
    assert cell.state == "unacknowledged"


@pytest.mark.parametrize("state", ["unacknowledged", "acknowledged"])
def test_what_people_have_seen_stays_when_a_root_appears_behind_it(state):
    cell = in_state(state)
    assert do(cell, ("rooted", 1)) == []
    assert cell.state == state
    assert do(cell, ("rooted", 0)) == ["cleared"]


def test_what_had_returned_rings_again_though_a_root_stands_behind_it():
    cell = in_state("returned")
    assert do(cell, ("rooted", 0)) == []
    assert do(cell, ("rooted", 1)) == ["recurred"]


def test_every_line_of_the_table_has_its_story():
    told = {(state, change, after) for state, _, change, after in STORIES}
    told.add(("shelved", "occurred_again", "unacknowledged"))  # the story above
    table = {
        (STATES[before], change, STATES[after])
        for (before, _), (after, change) in TRANSITIONS.items()
    }
    assert table - told == set()


def test_what_is_not_in_the_table_cannot_happen():
    events = {event for _, event in TRANSITIONS}
    cell = OneCell(a_rule(*MILD))
    for state, event in itertools.product(range(len(STATES)), sorted(events)):
        if (state, event) in TRANSITIONS:
            continue
        cell.machine.state[0] = state
        assert not cell.machine.can(0, event)
        with pytest.raises(KeyError):
            cell.machine._move(0, event, 0, t_ns=0, utc_ns=0)


def test_a_life_alarm_leaves_c_and_d_by_a_close_alone():
    ways = {
        event
        for (before, event), (after, _) in TRANSITIONS.items()
        if before in (ACKNOWLEDGED, RETURNED) and after in (NORMAL, SHELVED)
    }
    assert ways == {"close", "vanish", "acknowledge", "shelve"}
    # A P1 is latched: it does not vanish, so it never returns, and shelving asks two people.
    cell = OneCell(a_rule(Severity.P1))
    cell.at(1)
    cell.ack()
    assert cell.at(0, after_s=3600) == []
    assert cell.state == "acknowledged"


@pytest.mark.parametrize("state", ["unacknowledged", "acknowledged", "shelved", "suppressed"])
def test_what_people_did_begins_anew_when_it_rings_anew(state):
    cell = in_state(state)
    cell.machine.response[0] = 3
    assert do(cell, ("at", 3)) == ["escalated_severity"]
    assert cell.machine.response[0] == 0
