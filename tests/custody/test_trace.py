"""Every minute of a stay is accounted for: by step, room session and responsible officer."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custody.acts import legal, people, steps
from custody.procedure import BY_ID
from custody.record import RecordEvent
from custody.trace import Trace, totals, trace
from tests.custody.suite import Suite
from tests.engine.build import S

MIN = 60 * S


def wait(suite: Suite, seconds: int):
    """Let time pass in one tick: nothing of a trace depends on how it is cut."""
    suite.elapsed_ns += seconds * S
    suite.tick()


def traced(suite: Suite, stay: str) -> Trace:
    events = [event for event in suite.events() if event.stay == stay]
    return trace(events, suite.utc_ns)


def assert_tiles(found: Trace):
    """No gap, no overlap, nothing empty, from the arrival to the end."""
    at_utc_ns = found.from_utc_ns
    for one in found.stretches:
        assert one.from_utc_ns == at_utc_ns < one.to_utc_ns
        at_utc_ns = one.to_utc_ns
    assert at_utc_ns == found.to_utc_ns
    assert sum(totals(found, lambda one: one.stage).values()) == at_utc_ns - found.from_utc_ns


def test_a_day_reads_like_its_record():
    suite = Suite.opened()
    stay = suite.held(ago_s=600)
    held_from = suite.utc_ns
    wait(suite, 600)
    suite.must(people.HandOver(stay=stay, to="s-002"), who="s-001")
    suite.must(people.AcceptHandOver(stay=stay), who="s-002")
    suite.must(steps.ReserveSession(stay=stay, room="i1"))
    wait(suite, 60)
    suite.recording()
    suite.pass_to(stay, "S9")
    suite.recording()
    assert suite.question(stay).accepted
    suite.must(steps.PauseSession(stay=stay, reason="meal"))
    suite.must(steps.CloseSession(stay=stay))
    suite.must(steps.EndSession(stay=stay, record="r", recording="h", signed="signed"))
    suite.pass_to(stay, "S8")
    found = traced(suite, stay)
    assert_tiles(found)
    assert found.from_utc_ns < held_from - 600 * S
    assert list(totals(found, lambda one: one.stage)) == [
        *("S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9")
    ]
    seen = [(one.stage, one.session, one.session_room, one.responsible) for one in found.stretches]
    assert seen[-8:] == [
        ("S8", "", "", "s-001"),
        ("S8", "", "", "s-002"),
        ("S8", "reserved", "i1", "s-002"),
        ("S9", "reserved", "i1", "s-002"),
        ("S9", "running", "i1", "s-002"),
        ("S9", "paused", "i1", "s-002"),
        ("S9", "closing", "i1", "s-002"),
        ("S9", "", "", "s-002"),
    ]
    assert totals(found, lambda one: one.session)["reserved"] >= MIN


def test_a_corrected_arrival_moves_the_beginning():
    suite = Suite.opened()
    stay = suite.held(ago_s=600)
    before = traced(suite, stay)
    earlier = before.from_utc_ns - 5 * MIN
    suite.must(legal.Correct(stay=stay, event=1, reason="gate camera", at_utc_ns=earlier))
    found = traced(suite, stay)
    assert_tiles(found)
    assert found.from_utc_ns == earlier
    assert found.stretches[0].stage == "S1"


def test_the_end_is_the_end_and_who_has_not_come_has_nothing_to_account_for():
    suite = Suite.opened()
    stay = suite.register()
    suite.leave(stay)
    left = traced(suite, stay)
    wait(suite, 60)
    assert traced(suite, stay) == left
    assert left.ended == "S15"
    assert_tiles(left)
    assert trace([], suite.utc_ns).stretches == ()
    booked = RecordEvent(
        number=1,
        stay="D-0009",
        utc_ns=1,
        recorded_utc_ns=1,
        kind="stay.booked",
        by="s-003",
        data={"responsible": "s-001"},
    )
    assert trace([booked], 5 * MIN).stretches == ()


def random_day(chance: random.Random) -> tuple[Suite, str]:
    """A valid day: steps the table allows, waits, hand-overs, sessions, late and wrong entries."""
    suite = Suite.opened()
    stay = suite.register(ago_s=chance.randrange(0, 7200))
    suite.prepare(stay)
    for _ in range(chance.randrange(1, 12)):
        wait(suite, chance.randrange(1, 5400))
        if not any_act(suite, stay, chance):
            break
    return suite, stay


def any_act(suite: Suite, stay: str, chance: random.Random) -> bool:
    """Do one thing at random; return whether the stay goes on."""
    record = suite.record(stay)
    match chance.randrange(6):
        case 0:
            to = chance.choice(BY_ID[record.stage].follows)
            suite.prove(stay, to)
            suite.step(stay, to)
        case 1:
            other = "s-002" if record.responsible == "s-001" else "s-001"
            suite.must(people.HandOver(stay=stay, to=other), who=record.responsible)
            if chance.random() < 0.8:
                suite.must(people.AcceptHandOver(stay=stay), who=other)
        case 2:
            suite.ask(steps.ReserveSession(stay=stay, room=chance.choice(("i1", "i2"))))
        case 3:
            suite.ask(steps.FreeSession(stay=stay))
        case 4:
            at_utc_ns = record.arrived_utc_ns + chance.randrange(-600, 600) * S
            arrived = next(e.number for e in record.events if e.kind == "stay.arrived")
            suite.ask(legal.Correct(stay=stay, event=arrived, reason="x", at_utc_ns=at_utc_ns))
        case _:
            to = chance.choice(("S10", "S11", "S9", "S8"))
            ago = suite.utc_ns - chance.randrange(0, 300) * S
            late = steps.TakeStep(
                stay=stay,
                to=to,
                proof="signature",
                present=("s-001", "s-002"),
                room={"S8": "h1", "S9": "i1", "S10": "ident"}.get(to, ""),
                at_utc_ns=max(ago, record.arrived_utc_ns),
                evidence={"activity_record": "yes"},
            )
            suite.ask(late)
    return not record.ended


@pytest.mark.parametrize("seed", range(25))
def test_a_random_valid_day_has_no_gap_and_no_overlap(seed):
    suite, stay = random_day(random.Random(seed))
    wait(suite, 1)
    found = traced(suite, stay)
    assert_tiles(found)
    assert all(one.responsible for one in found.stretches), "somebody answers at any time"
    assert all(one.stage in BY_ID for one in found.stretches)
    record = suite.record(stay)
    if found.stretches and not record.ended:
        last = found.stretches[-1]
        state = record.session.state if record.session else ""
        assert (last.stage, last.responsible, last.session) == (
            record.stage,
            record.responsible,
            state,
        )


KINDS = (
    *("stay.arrived", "stage.entered", "session.started", "session.paused", "session.ended"),
    *("session.reserved", "session.freed", "handover.accepted", "officer.assigned"),
    *("evidence.given", "attempt.refused", "stay.closed"),
)
instants = st.integers(0, 100)


@st.composite
def any_record(draw):
    """Events in any order at any time, corrections and void ones among them."""
    events = []
    for number in range(1, draw(st.integers(1, 15)) + 1):
        corrects = draw(st.sampled_from([0, 0, 0, *range(1, number)]))
        kind = events[corrects - 1].kind if corrects else draw(st.sampled_from(KINDS))
        events.append(
            RecordEvent(
                number=number,
                stay="D-0001",
                utc_ns=draw(instants),
                recorded_utc_ns=100,
                kind=kind,
                by="s-001",
                room=draw(st.sampled_from(("", "i1"))),
                data={
                    "stage": draw(st.sampled_from(("S1", "S8", "S15"))),
                    "staff": draw(st.sampled_from(("s-001", "s-002"))),
                    "responsible": "s-003",
                },
                corrects=corrects,
                void=bool(corrects) and draw(st.booleans()),
            )
        )
    return events


@settings(max_examples=400, deadline=None)
@given(any_record(), instants)
def test_whatever_a_record_says_its_trace_tiles(events, until_utc_ns):
    assert_tiles(trace(events, until_utc_ns))
