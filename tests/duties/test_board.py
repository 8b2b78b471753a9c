"""The board of duties: restarts, clocks set back, changed law, and what an idle tick costs."""

from pathlib import Path

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace

from alerts.rules import DUTY_RULES, RULES
from custody.acts import care
from custody.clocks.happened import FAR
from custody.duties import owed
from custody.duties.board import DutyBoard
from custody.duties.duty import RULES as ROWS
from custody.duties.duty import Due, Duty
from engine.clockwork import Clockwork
from tests.custody.suite import CRIMINAL, Suite
from tests.engine.build import S
from tests.scenarios.suite_play import play_suite

TABLES = Path(__file__).parents[1] / "scenarios"


def duty(rule: str, *dues: tuple[int, int]) -> Duty:
    return Duty(rule, "D-0001", "x", 0, tuple(Due(*due) for due in dues))


def severities(board: DutyBoard, rule: str) -> list[int]:
    return board.severity[ROWS.index(rule)].tolist()


def test_the_rules_are_the_rows_of_the_board():
    assert tuple(rule.id for rule in DUTY_RULES) == ROWS
    assert [rule for rule in RULES if rule in DUTY_RULES] == list(DUTY_RULES)


def test_each_duty_gets_worse_at_its_instants_and_the_worst_one_counts():
    board = DutyBoard(3)
    board.put(
        1, (duty("RGT-13", (2, 50)), duty("RGT-13", (3, 10), (0, 60)), duty("RGT-20", (4, 5)))
    )
    seen = []
    for utc_ns in (0, 10, 49, 50, 60):
        board.judge(utc_ns)
        seen.append((severities(board, "RGT-13")[1], severities(board, "RGT-20")[1]))
    assert seen == [(0, 0), (3, 4), (3, 4), (2, 4), (2, 4)]
    board.put(1, ())
    board.judge(61)
    assert not board.severity.any()


def test_a_law_time_that_is_set_back_takes_back_what_had_not_fallen_due():
    board = DutyBoard(2)
    board.put(0, (duty("CLK-07", (4, 10), (2, 20)),))
    for utc_ns, severity in ((25, 2), (15, 4), (5, 0), (20, 2)):
        board.judge(utc_ns)
        assert severities(board, "CLK-07")[0] == severity


def test_an_idle_tick_only_compares(monkeypatch):
    suite = Suite.opened()
    suite.held(regime="cn-criminal-2020")
    world = suite.clockwork._engine._world
    asked = []
    monkeypatch.setattr("custody.duties.people.duties_of", lambda held: asked.append(held) or ())
    monkeypatch.setattr(DutyBoard, "_judge_one", lambda *_: asked.append("judged"))
    for _ in range(20):
        suite.tick()
    assert asked == []
    assert world.duties._first_utc_ns < FAR


@pytest.mark.simulation
@pytest.mark.parametrize("table", ["clk-07-visits", "rgt-emergencies", "clk-11-observer"])
def test_restarts_in_the_middle_change_nothing(table):
    _, _, suite = play_suite(TABLES / f"{table}.txt")
    clockwork, log = Clockwork(), []
    for raw in suite.raws:
        log.append(msgspec.msgpack.encode(clockwork.advance(raw)))
        if raw.number % 61 == 0:
            clockwork = Clockwork.restore(clockwork.snapshot())
    assert log == [msgspec.msgpack.encode(decisions) for decisions in suite.log]


def test_a_changed_law_moves_the_next_visit_at_once():
    suite = Suite.opened()
    stay = suite.held(regime="cn-criminal-2020")
    before = suite.clockwork._engine._world.duties.of(0, "CLK-07")[0]
    gaps = tuple(replace(gap, max_s=600) for gap in CRIMINAL.intervals[1].gaps)
    assert CRIMINAL.intervals[1].id == "CN-23"
    visits = replace(CRIMINAL.intervals[1], gaps=gaps)
    law = replace(CRIMINAL, intervals=(CRIMINAL.intervals[0], visits))
    policies = (*suite.configuration.policies[:-1], law)
    assert suite.adopt(replace(suite.configuration, policies=policies)).accepted
    suite.tick()
    after = suite.clockwork._engine._world.duties.of(0, "CLK-07")[0]
    assert before.dues[-1].utc_ns - after.dues[-1].utc_ns == 1200 * S
    shown = [thing for thing in suite.log[-1].things if thing.kind == "duties"]
    assert [thing.id for thing in shown] == [stay]
    assert shown[0].state["CLK-07 visit"].endswith(f"P2:{after.dues[-1].utc_ns}")


def test_pages_are_told_of_every_change_of_what_is_owed():
    suite = Suite.opened()
    stay = suite.register(regime="cn-criminal-2020")
    suite.must(care.MedicalRequest(stay=stay))
    (thing,) = [thing for thing in suite.log[-1].things if thing.kind == "duties"]
    assert thing.state["RGT-12 doctor"] == f"P2:{suite.utc_ns + 600 * S}"
    suite.must(care.MedicalSeen(stay=stay, fit="fit", interview_fit=True), who="s-009")
    (thing,) = [thing for thing in suite.log[-1].things if thing.kind == "duties"]
    assert "RGT-12 doctor" not in thing.state
    assert suite.tick().things == ()


def test_every_duty_function_is_listed_once():
    assert len({*owed.CARE, *owed.PROCEDURE}) == len(owed.CARE) + len(owed.PROCEDURE)
    assert np.unique(ROWS).size == len(ROWS)
