"""Every stage against every stage: only what the table allows passes, all else is PROC-01."""

import pytest

from custody.acts import care, intake, legal, steps
from custody.commands import BindBand
from custody.procedure import MEDICAL, STAGES, may_follow
from tests.custody.suite import EVERYBODY, Suite

TABLE = {
    "S0": {"S1"},
    "S1": {"S2", "S13"},
    "S2": {"S3"},
    "S3": {"S4"},
    "S4": {"S5"},
    "S5": {"S6", "S12", "S13"},
    "S6": {"S7", "S8"},
    "S7": {"S8"},
    "S8": {"S9", "S10", "S11", "S12", "S13b", "S14"},
    "S9": {"S8"},
    "S10": {"S8"},
    "S11": {"S8", "S14", "S15", "S16"},
    "S12": {"S8", "S14", "S16"},
    "S13": {"S5", "S12"},
    "S13b": {"S8"},
    "S14": {"S15"},
    "S15": set(),
    "S16": {"S17"},
    "S17": set(),
}
"""Rulebook section 7, written down a second time by hand."""
LIVING = set(STAGES) - {"S0", "S12", "S15", "S17"}


def expected(stage: str) -> set[str]:
    return TABLE[stage] | ({MEDICAL} if stage in LIVING else set())


def book(suite: Suite) -> str:
    act = intake.BookStay(regime="cn-psapl-2026", responsible="s-001", expected_utc_ns=suite.utc_ns)
    return suite.must(act).result


def reach(suite: Suite, stage: str) -> str:
    """Bring a person to a stage by the shortest lawful way, ready for whatever may follow."""
    if stage == "S0":
        return book(suite)
    if stage in ("S1", "S2", "S3", "S4", "S5", "S6", "S7"):
        stay = suite.register()
        suite.pass_to(stay, *STAGES[2 : STAGES.index(stage) + 1])
        return stay
    stay = suite.held()
    if stage in ("S14", "S15"):
        suite.pass_to(stay, "S14")
    if stage == "S15":
        ready(suite, stay, "S14", "S15")
        assert leave(suite, stay, "S15").accepted
    if stage in ("S16", "S17"):
        suite.pass_to(stay, "S11")
        suite.decide(stay, "criminal_detention")
        assert leave(suite, stay, "S16").accepted
    if stage == "S17":
        assert leave(suite, stay, "S17").accepted
    if stage == "S13":
        suite.register()
        stay = "D-0002"
        suite.pass_to(stay, "S13")
    elif stage in ("S9", "S10", "S11", "S12", "S13b"):
        suite.pass_to(stay, stage)
    return stay


def leave(suite: Suite, stay: str, to: str):
    """Ask for a stage by the act that belongs to it, with everything it could want."""
    match to:
        case "S15":
            return suite.ask(
                legal.Release(
                    stay=stay,
                    pick_up="family",
                    present=EVERYBODY,
                    evidence={"documents": "yes", "medical_advice": "yes"},
                ),
                who="s-003",
            )
        case "S16":
            papers = ("papers", "health_check", "headcount", "vehicle_check")
            return suite.ask(
                legal.Transfer(
                    stay=stay,
                    to="house-1",
                    vehicle="van-1",
                    escorts=EVERYBODY,
                    room="sally",
                    evidence=dict.fromkeys(papers, "yes"),
                ),
                who="s-003",
            )
        case "S17":
            return suite.ask(
                legal.HandOverReceived(stay=stay, receiver="h", stamp="1"), who="s-003"
            )
        case _:
            return suite.step(stay, to)


def ready(suite: Suite, stay: str, stage: str, to: str):
    """Do beforehand every act that the way out of a stage could ask for."""
    if stage in ("S15", "S17", "S0"):
        return
    record = suite.record(stay)
    for item in [code for code, item in record.items.items() if not item.returned]:
        suite.must(care.ReturnItem(stay=stay, code=item), who="s-008")
    if to == "S16" and not record.measure:
        suite.decide(stay, "criminal_detention")
    elif stage == "S11" and not record.measure:
        suite.decide(stay)
    if stage == "S13" and to == "S5":
        suite.must(care.AddItem(stay=stay, code="I-9", what="belt"), who="s-008")
        suite.must(BindBand(stay=stay, band="band-002"))
        suite.must(care.RecordCheck(stay=stay, kind="sobriety", response="sober"))
    if stage == "S13b" or to == "S13b" or stage not in ("S8", "S11", "S14", "S16"):
        suite.prove(stay, to)


@pytest.mark.simulation
@pytest.mark.parametrize("stage", STAGES)
def test_from_each_stage_only_the_table_leads_on(stage):
    suite = Suite.opened()
    stay = reach(suite, stage)
    assert suite.record(stay).stage == stage
    saved = suite.clockwork.snapshot()
    passed, refusals = set(), {}
    for to in STAGES:
        if may_follow(stage, to):
            suite.restore(saved)
            ready(suite, stay, stage, to)
        answer = leave(suite, stay, to)
        if answer.accepted:
            passed.add(to)
            assert suite.record(stay).stage == to
            suite.restore(saved)
        else:
            refusals[to] = answer
    assert passed == expected(stage), {to: refusals[to] for to in expected(stage) - passed}
    sources = {answer.source.split(":")[0] for answer in refusals.values()}
    assert sources <= {"PROC-01", "REC-01"}, refusals


def test_the_table_in_the_engine_is_the_table_of_the_rulebook():
    assert {a: {b for b in STAGES if may_follow(a, b)} for a in STAGES} == {
        stage: expected(stage) for stage in STAGES
    }


def test_a_refused_step_says_what_is_missing_in_both_languages_and_why():
    suite = Suite.opened()
    stay = suite.register()
    answer = suite.ask(
        steps.TakeStep(stay=stay, to="S2", proof="signature", room="search", present=("s-001",)),
        who="s-003",
    )
    assert not answer.accepted
    assert "document, identity" in answer.reason
    assert "缺少" in answer.reason
    assert answer.source == "PROC-01: HZ 4; PSAPL 97"
    refused = suite.events("attempt.refused")[-1]
    assert (refused.stay, refused.by, refused.data["rule"]) == (stay, "s-003", "PROC-01")


def test_nobody_goes_back_and_nothing_is_edited():
    suite = Suite.opened()
    stay = suite.held()
    entered = next(event for event in suite.record(stay).events if event.data.get("stage") == "S2")
    answer = suite.ask(legal.Correct(stay=stay, event=entered.number, reason="wrong", void=True))
    assert answer.source.startswith("PROC-01")
    served = next(
        event for event in suite.record(stay).events if event.kind == "right.notice_served"
    )
    suite.must(
        legal.Correct(stay=stay, event=served.number, reason="typo", evidence={"signed": "refused"})
    )
    both = [event for event in suite.record(stay).events if event.kind == served.kind]
    assert [event.data["signed"] for event in both] == ["signed", "refused"]
    assert both[1].corrects == served.number
    assert suite.record(stay).stage == "S8"


def test_the_fast_track_asks_for_nothing():
    suite = Suite.opened()
    stay = suite.register()
    assert suite.ask(steps.FastTrack(stay=stay), who="s-010").accepted
    assert suite.record(stay).stage == "S12"
    # Back to holding only with all that was left out.
    answer = suite.step(stay, "S8")
    assert "band_bound" in answer.reason
    assert "rights_notice" in answer.reason


def test_an_override_lets_a_condition_go_for_a_while_and_is_counted():
    suite = Suite.opened()
    stay = suite.register()
    ask = {"stay": stay, "rule": "PROC-05", "reason": "one officer only", "approver": "s-005"}
    end = suite.utc_ns + 60 * 1_000_000_000
    by_himself = legal.Override(**(ask | {"approver": "s-001"}), expires_utc_ns=end)
    assert suite.ask(by_himself, who="s-003").source.startswith("CLK-05")
    assert not suite.ask(legal.Override(**ask, expires_utc_ns=1), who="s-003").accepted
    assert suite.must(legal.Override(**ask, expires_utc_ns=end)).result == "1"
    alone = steps.TakeStep(
        stay=stay,
        to="S2",
        proof="signature",
        room="search",
        evidence={"document": "1", "identity": "unknown"},
    )
    assert suite.ask(alone, who="s-003").accepted
    raised = [change.rule for decisions in suite.log for change in decisions.alarms]
    assert raised == ["CLK-05", "PROC-01", "PROC-05"]  # His own approval was an attempt.


def test_an_override_ends_by_itself_and_never_changes_the_order():
    suite = Suite.opened()
    stay = suite.register()
    suite.must(
        legal.Override(
            stay=stay,
            rule="PROC-01",
            reason="flood",
            approver="s-005",
            expires_utc_ns=suite.utc_ns + 5_000_000_000,
        )
    )
    assert suite.step(stay, "S5").source.startswith("PROC-01")
    suite.run(6)
    bare = steps.TakeStep(stay=stay, to="S2", proof="signature", room="search", present=EVERYBODY)
    assert suite.ask(bare, who="s-003").source.startswith("PROC-01")
