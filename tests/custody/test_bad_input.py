"""Bad input: each is refused with reason and source, written down as an attempt, and nothing else.

The world is compared column by column with a twin in which nobody asked; only the traces of the
attempt differ.
"""

import re

import numpy as np
import pytest

from custody.acts import care, intake, legal, people, steps
from custody.commands import ApproveExit, AssignOfficer, BindBand, CloseStay, OpenStay
from tests.custody.suite import Suite
from tests.engine.build import S

STAY, OTHER = "D-0001", "D-0002"
TRACES = {
    ("stay", "refused"),
    ("stay", "grant_refused_utc_ns"),
    ("stay", "clocks_seen"),
    ("house", "events"),
    ("places", "look_t_ns"),
    ("records", ""),
}
"""Where an attempt leaves its mark (a new event also lets places look again at once); the records
themselves are compared below."""


def two_held() -> Suite:
    """One person held in the holding room, another just arrived, both with bands."""
    suite = Suite.opened()
    suite.held()
    suite.register("minor")
    suite.must(BindBand(stay=OTHER, band="band-002"))
    suite.run(1)
    return suite


def ahead(suite: Suite, seconds: float) -> int:
    return suite.utc_ns + round(seconds * S)


def swiped(reader: str, token: str, medium: str) -> steps.Swipe:
    return steps.Swipe(reader=reader, token=token, medium=medium)


CASES = {
    "unknown card": (lambda _: swiped("rd-desk", "card-404", "card"),
                     "s-003", "PAIR-07"),
    "unknown reader": (lambda _: swiped("rd-404", "card-001", "card"),
                       "s-003", "PAIR-05"),
    "band that nobody wears": (
        lambda _: swiped("rd-desk", "band-005", "band"),
        "s-003", "PAIR-10"),
    "band already bound": (lambda _: BindBand(stay=STAY, band="band-002"), "s-003", "PAIR-10"),
    "band that is a card": (lambda _: BindBand(stay=STAY, band="card-005"), "s-003", "PAIR-10"),
    "unknown band": (lambda _: BindBand(stay=STAY, band="band-404"), "s-003", "PAIR-10"),
    "card of a colleague": (lambda _: people.ReplaceCard(staff="s-002", card="card-001"),
                            "s-003", "PAIR-07"),
    "step skipped": (
        lambda _: steps.TakeStep(stay=OTHER, to="S8", proof="signature", room="jh"),
        "s-003", "PROC-01"),
    "step back": (lambda _: steps.TakeStep(stay=STAY, to="S6", proof="signature", room="rights"),
                  "s-003", "PROC-01"),
    "step without swipes": (
        lambda _: steps.TakeStep(stay=STAY, to="S10", proof="swipe", room="ident"),
        "s-001", "PAIR-05"),
    "step by a stranger": (
        lambda _: steps.TakeStep(stay=STAY, to="S10", proof="signature", room="ident"),
        "s-012", "PAIR-04"),
    "approved by himself": (
        lambda _: legal.ExtendClock(stay=STAY, clock="CN-03", rung=1, evidence="doc-1",
                                    ground="identity_unknown", approver="s-001"),
        "s-001", "CLK-05"),
    "exit approved by the investigator": (
        lambda suite: ApproveExit(stay=STAY, purpose="identify_scene",
                                  until_utc_ns=ahead(suite, 60)),
        "s-001", "PROC-17"),
    "exit for no lawful purpose": (
        lambda suite: ApproveExit(stay=STAY, purpose="other", until_utc_ns=ahead(suite, 60)),
        "s-005", "PROC-17"),
    "exit that has ended": (
        lambda suite: ApproveExit(stay=STAY, purpose="medical", until_utc_ns=ahead(suite, -60)),
        "s-005", "PROC-17"),
    "rung skipped": (
        lambda _: legal.ExtendClock(stay=STAY, clock="CN-03", rung=2, evidence="doc-1",
                                    ground="complex_and_detention_possible", approver="s-007"),
        "s-003", "CLK-04"),
    "arrival in the future": (
        lambda suite: intake.Register(regime="cn-psapl-2026", responsible="s-001",
                                      arrived_utc_ns=ahead(suite, 60)),
        "s-003", "REC-02"),
    "quick arrival in the future": (
        lambda suite: OpenStay(regime="cn-psapl-2026", responsible="s-001",
                               arrived_utc_ns=ahead(suite, 60)),
        "s-003", "REC-02"),
    "check in the future": (
        lambda suite: care.RecordCheck(stay=STAY, kind="visit", at_utc_ns=ahead(suite, 60)),
        "s-004", "REC-02"),
    "meal before the arrival": (
        lambda suite: care.Offer(stay=STAY, what="meal", at_utc_ns=ahead(suite, -86_400)),
        "s-004", "REC-02"),
    "case event in the future": (
        lambda suite: legal.NoteCase(case="A-1", event="arrest", at_utc_ns=ahead(suite, 60)),
        "s-003", "REC-02"),
    "case that nobody is held in": (
        lambda suite: legal.NoteCase(case="A-1", event="arrest", at_utc_ns=suite.utc_ns),
        "s-003", "REC-01"),
    "stay without regime": (
        lambda suite: intake.Register(regime="none", responsible="s-001",
                                      arrived_utc_ns=suite.utc_ns),
        "s-003", "REC-03"),
    "quick stay without regime": (
        lambda suite: OpenStay(regime="none", responsible="s-001", arrived_utc_ns=suite.utc_ns),
        "s-003", "REC-03"),
    "booking without regime": (
        lambda suite: intake.BookStay(regime="none", responsible="s-001",
                                      expected_utc_ns=suite.utc_ns),
        "s-003", "REC-03"),
    "responsible is nobody": (
        lambda suite: intake.Register(regime="cn-psapl-2026", responsible="s-404",
                                      arrived_utc_ns=suite.utc_ns),
        "s-003", "PAIR-14"),
    "stay that is not known": (lambda _: care.Offer(stay="D-0009", what="meal"),
                               "s-004", "REC-01"),
    "close without the way out": (lambda _: CloseStay(stay=STAY, reason="released"),
                                  "s-003", "PROC-01"),
    "named without a hand-over": (lambda _: AssignOfficer(stay=STAY, staff="s-002"),
                                  "s-001", "PAIR-09"),
    "asked by nobody of the staff": (lambda _: care.Offer(stay=STAY, what="meal"),
                                     "s-404", "PAIR-04"),
    "evidence claimed in passing": (
        lambda _: steps.TakeStep(stay=STAY, to="S11", proof="signature",
                                 evidence={"decision": "doc-1"}),
        "s-003", "PROC-01"),
    "correction of a step": (lambda _: legal.Correct(stay=STAY, event=2, reason="wrong"),
                             "s-003", "PROC-01"),
    "correction of nothing": (lambda _: legal.Correct(stay=STAY, event=900, reason="wrong"),
                              "s-003", "REC-05"),
    "item returned that is not kept": (lambda _: care.ReturnItem(stay=STAY, code="I-9"),
                                       "s-008", "EVD-09"),
    "nothing found, said by one alone": (
        lambda _: care.NoItems(stay=OTHER, second="s-008", signed="signed"), "s-008", "EVD-13"),
    "nothing found where items are listed": (
        lambda _: care.NoItems(stay=STAY, second="s-003", signed="signed"), "s-008", "EVD-09"),
    "item kept by the investigator": (
        lambda _: care.AddItem(stay=STAY, code="I-9", what="knife"), "s-001", "EVD-13"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_refused_written_down_and_changes_nothing_else(case):
    (make, who, rule), suite, twin = CASES[case], two_held(), two_held()
    events = len(suite.events())
    answer = suite.ask(make(suite), who=who)
    twin.tick()
    before = flat(twin)
    assert (answer.accepted, answer.result) == (False, "")
    assert_refused(answer, rule)
    attempts = suite.events()[events:]
    assert [event.kind for event in attempts] == ["attempt.refused"]
    assert attempts[0].data["rule"] == rule
    assert attempts[0].by == who
    assert f"{attempts[0].data['reason_zh']} / {attempts[0].data['reason']}" == answer.reason
    after = flat(suite)
    assert {key for key in after if not same(before[key], after[key])} <= TRACES
    assert kept(after) == kept(before)


def test_an_extension_after_expiry_is_refused_and_the_red_card_stands():
    suite, twin = Suite.opened(), Suite.opened()
    for one in (suite, twin):
        stay = one.register(regime="ew-pace-code-c", ago_s=24 * 3600 - 30)
        one.run(60)
    twin.tick()
    before = flat(twin)
    late = legal.ExtendClock(
        stay=stay,
        clock="EW-01",
        rung=1,
        ground="diligent_indictable",
        approver="s-013",
        evidence="doc-1",
    )
    answer = suite.ask(late)
    assert_refused(answer, "CLK-03")
    assert {key for key in flat(suite) if not same(before[key], flat(suite)[key])} <= TRACES
    raised = [change.rule for change in suite.log[-1].alarms if change.change == "raised"]
    assert raised == ["CLK-03"]


def test_a_stranger_at_a_reader_is_written_into_the_record_of_the_band():
    suite = two_held()
    suite.swipe("band-001")
    card = {"token": "card-012", "medium": "card", "granted": True}
    suite.facts.append(suite.frame("rd-desk", "state", "swipe", **card))
    suite.tick()
    attempt = suite.events("attempt.refused")[-1]
    assert (attempt.stay, attempt.data["rule"], attempt.by) == (STAY, "PAIR-04", "rd-desk")
    assert [change.rule for change in suite.log[-1].alarms] == ["PAIR-04"]
    assert suite.swipe("card-001").accepted, "the band's swipe still waits for the right card"


def assert_refused(answer, rule: str):
    zh, _, en = answer.reason.partition(" / ")
    assert re.search(r"[\u4e00-\u9fff]", zh), answer.reason
    assert re.fullmatch(r"[\x20-\x7e]+", en), answer.reason
    named, _, basis = answer.source.partition(": ")
    assert (named, bool(basis)) == (rule, True)


def flat(suite: Suite) -> dict[tuple[str, str], object]:
    """The whole state of the world by part and column."""
    result = {}
    for part, value in suite.clockwork._engine._world.export().items():
        columns = value if isinstance(value, dict) else {"": value}
        result |= {(part, name): column for name, column in columns.items()}
    return result


def same(one: object, other: object) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return bool(np.array_equal(one, other)) if isinstance(one, np.ndarray) else one == other


def kept(state: dict[tuple[str, str], object]) -> list[object]:
    """The records without the attempts in them."""
    rows = state["records", ""]
    return [
        [slot, [event for event in events if event["kind"] != "attempt.refused"]]
        for slot, events in rows
    ]
