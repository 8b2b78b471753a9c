"""A case system speaks: frame, intake, record, clock, all on the real path and in replay."""

import msgspec
import pytest
from msgspec.structs import replace

from app.policy_command import explained
from config.civil import civil_of
from config.policy_files import PACKAGE, read_policy
from custody import wire
from custody.acts import intake, legal
from custody.clocks.feeds import FEEDS, begun_by, ended_by
from custody.clocks.people import states_of
from custody.wire import topic
from engine.clockwork import Clockwork
from engine.order import CASES_MAX
from engine.tick import RawFrame
from tests.custody.suite import Suite, a_suite
from tests.engine.build import S

CRIMINAL = read_policy(PACKAGE, "policies/cn-criminal-2020.toml")
POLICIES = {
    path.stem: read_policy(PACKAGE, f"policies/{path.name}")
    for path in sorted((PACKAGE / "policies").glob("*.toml"))
}
CASE = "A-2026-77"


def centre(*, connected: bool = True) -> Suite:
    base = a_suite()
    devices = tuple(one for one in base.devices if connected or one.kind != "case_feed")
    suite = Suite.opened(replace(base, policies=(CRIMINAL,), devices=devices))
    suite.must(
        intake.Register(
            regime=CRIMINAL.id, responsible="s-001", arrived_utc_ns=suite.utc_ns, case=CASE
        )
    )
    return suite


def told(suite: Suite, event: str, *, case: str = CASE, seq: int = 1, sender="cases", **more):
    """The case system's frame, as it comes over the broker, and the receipt it gets."""
    body = {"v": 1, "device": case, "boot": 7, "seq": seq, "t_ns": suite.utc_ns, "event": event}
    body = {"utc_ns": suite.utc_ns, **body, **more}
    frame = RawFrame(topic(sender, case, "state", "case"), msgspec.json.encode(body))
    suite.facts.append(frame)
    receipt = suite.tick().verdicts.receipts[0]
    return receipt.status, receipt.reason


def clock(suite: Suite, name: str):
    world = suite.clockwork._engine._world
    states = states_of(world, world.slot_of("D-0001"), suite.utc_ns)
    return next((state for state in states if state.clock.id == name), None)


def words(suite: Suite, name: str, *, connected: bool) -> str:
    events = [event for event in suite.events() if event.stay == "D-0001"]
    civil = civil_of("Asia/Shanghai")
    lines = explained(CRIMINAL, events, suite.utc_ns, civil, connected=connected)
    return next(line for line in lines if line.startswith(f"{name} "))


def test_a_frame_of_the_case_system_starts_the_clocks_at_the_instant_it_names():
    suite = centre()
    suite.run(60)
    assert clock(suite, "CN-06") is None
    announced = suite.utc_ns - 45 * S
    assert told(suite, "detention_announced", utc_ns=announced, document="doc-3") == (
        "journaled",
        "",
    )
    event = suite.events("case.event")[-1]
    assert (event.stay, event.utc_ns, event.by) == ("D-0001", announced, "cases")
    assert event.data == {
        "case": CASE,
        "event": "detention_announced",
        "document": "doc-3",
        "source": "feed",
    }
    for name, hours in (("CN-06", 24), ("CN-07", 24), ("CN-08", 24), ("CN-10", 72)):
        assert clock(suite, name).limit_utc_ns == announced + hours * 3600 * S, name
    assert clock(suite, "CN-01").status == "stopped"
    again = Clockwork()
    assert [again.advance(raw) for raw in suite.raws] == suite.log


def test_a_frame_that_is_late_is_repeated_or_lies_in_the_future():
    suite = centre()
    suite.run(10)
    assert told(suite, "arrest", seq=9)[0] == "journaled"
    # Out of order by its number: it says itself when it happened, so nothing of it is lost.
    earlier = suite.utc_ns - 5 * S
    assert told(suite, "detention_announced", seq=4, utc_ns=earlier)[0] == "journaled"
    assert clock(suite, "CN-06").start_utc_ns == earlier
    known = len(suite.events())
    body = suite.raws[-1].facts[0]
    suite.facts.append(body)
    assert suite.tick().verdicts.receipts[0].status == "duplicate"
    assert len(suite.events()) == known
    assert told(suite, "judgment", seq=10, utc_ns=suite.utc_ns + 3600 * S)[0] == "journaled"
    attempt = suite.events()[-1]
    assert (attempt.kind, attempt.data["rule"], attempt.stay) == ("attempt.refused", "REC-02", "")


def test_what_is_told_before_the_person_is_here_waits_for_them():
    suite = centre()
    announced = suite.utc_ns - 3600 * S
    assert told(suite, "detention_announced", case="B-1", utc_ns=announced)[0] == "journaled"
    assert suite.events()[-1].kind == "case.waiting"
    suite.restore(suite.clockwork.snapshot())
    suite.must(intake.LinkCase(stay="D-0001", case="B-1", kind="theft"))
    assert clock(suite, "CN-06").start_utc_ns == announced
    suite.must(intake.LinkCase(stay="D-0001", case="B-1", kind="theft"))
    assert len(suite.events("case.event")) == 1, "it is written once"


def test_a_stranger_and_nonsense_are_refused():
    suite = centre()
    assert told(suite, "arrest", sender="gw-1", seq=2) == ("refused", "kind_not_of_device")
    assert told(suite, "arrest", sender="nobody", seq=2) == ("refused", "device_unknown")
    assert told(suite, "coffee", seq=3) == ("refused", "payload_invalid")
    assert clock(suite, "CN-07") is None


def test_the_case_system_names_lead_and_group_and_the_record_takes_them():
    suite = centre()
    assert told(suite, "identified", lead="s-012", group="G-1", case_kind="fraud", number="77")
    record = suite.record("D-0001")
    assert (record.lead, record.case_group, record.case) == ("s-012", "G-1", CASE)
    assert told(suite, "identified", seq=2, lead="s-012", group="G-1")
    assert len(suite.events("case.linked")) == 1, "what is known already is not written again"


def test_a_restart_between_two_frames_changes_nothing():
    suite = centre()
    told(suite, "detention_announced")
    suite.restore(suite.clockwork.snapshot())
    suite.facts.append(suite.raws[-1].facts[0])
    assert suite.tick().verdicts.receipts[0].status == "duplicate"
    assert clock(suite, "CN-06") is not None


def test_what_is_remembered_of_cases_has_a_limit_and_forgets_no_band():
    suite = centre()
    memory = suite.clockwork._intake._case_memory
    for number in range(CASES_MAX + 10):
        memory.judge(f"C-{number}", 1, 1, number)
    assert len(memory.export()) == CASES_MAX
    assert "C-0" not in memory.export()


def test_a_clock_without_its_feed_says_so_in_both_languages():
    suite = centre(connected=False)
    said = words(suite, "CN-11", connected=False)
    assert "该时限需要尚未接入的数据源(案件系统)" in said
    assert "this clock needs a feed that is not connected (case system)" in said
    assert "an officer can enter arrest by hand" in said
    assert "waits for arrest from the case system" in words(suite, "CN-11", connected=True)
    # By hand, as the text says.
    suite.must(legal.NoteCase(case=CASE, event="arrest", at_utc_ns=suite.utc_ns))
    assert "running" in words(suite, "CN-11", connected=False)
    assert suite.events("case.event")[-1].data["source"] == "hand"


@pytest.mark.parametrize("policy", POLICIES)
def test_the_page_of_clocks_is_true_of_every_clock(policy):
    """Live: the record begins and ends it. Needs a feed: something of it is outside the house."""
    for one in POLICIES[policy].timed():
        outside = {
            event.where["event"]
            for part in (one.start, one.stop)
            if part != "arrival"
            for event in part
            if event.kind == "case.event"
        }
        if one.feed:
            assert one.feed in FEEDS
            assert outside, f"{one.id} names a feed and waits for nothing of it"
        else:
            assert not ended_by(one), f"{one.id} could end by a case event only"
        assert set(begun_by(one)) <= outside
        assert outside <= set(CASE_EVENTS)


CASE_EVENTS = msgspec.json.schema(wire.CaseState)["$defs"]["CaseState"]["properties"]["event"][
    "enum"
]


def co_detained() -> Suite:
    """Two people of one case, both known to its system by a number."""
    suite = centre()
    suite.must(
        intake.Register(
            regime=CRIMINAL.id, responsible="s-001", arrived_utc_ns=suite.utc_ns, case=CASE
        )
    )
    for seq, (stay, reference) in enumerate((("D-0001", "P-1"), ("D-0002", "P-2")), 1):
        said = {"stay": stay, "reference": reference, "seq": seq}
        assert told(suite, "person_named", **said)[0] == "journaled"
    return suite


def test_what_is_told_of_one_person_begins_no_clock_of_another():
    suite = co_detained()
    told(suite, "arrest", seq=3, reference="P-2")
    assert [event.stay for event in suite.events("case.event")] == ["D-0002"]
    assert clock(suite, "CN-07") is None
    told(suite, "detention_announced", seq=4)
    assert [event.stay for event in suite.events("case.event")[1:]] == ["D-0001", "D-0002"]
    by_hand = legal.NoteCase(case=CASE, event="judgment", at_utc_ns=suite.utc_ns, reference="P-1")
    suite.must(by_hand)
    assert suite.events("case.event")[-1].stay == "D-0001"


def test_what_is_told_of_a_person_who_is_not_known_yet_waits_for_that_person():
    suite = centre()
    told(suite, "arrest", case="B-1", reference="P-9")
    told(suite, "judgment", case="B-1", seq=2)
    suite.must(intake.LinkCase(stay="D-0001", case="B-1", kind="theft", reference="P-8"))
    assert [event.data["event"] for event in suite.events("case.event")] == ["judgment"]
    suite.restore(suite.clockwork.snapshot())
    suite.must(intake.LinkCase(stay="D-0001", case="B-1", kind="theft", reference="P-9"))
    assert [event.data["event"] for event in suite.events("case.event")] == ["judgment", "arrest"]
    assert [event.data["reference"] for event in suite.events("stay.known")] == ["P-8", "P-9"]


def test_a_stay_that_is_not_of_the_case_is_not_named():
    suite = centre()
    for said in ({"stay": "D-0009", "reference": "P-1"}, {"stay": "D-0001"}):
        told(suite, "person_named", seq=len(suite.events()) + 1, **said)
        assert suite.events()[-1].data["rule"] == "REC-01"
    told(suite, "person_named", case="C-3", stay="D-0001", reference="P-1")
    assert suite.events()[-1].data["rule"] == "REC-01"
    assert suite.record("D-0001").reference == ""
