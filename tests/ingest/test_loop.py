"""The loop from frames to decisions with the real engine; only the MQTT sessions are the test's."""

import asyncio
import json
import time
from itertools import pairwise

import msgspec
import pytest

from custody.facts import ClockStepped, Meter
from engine import step
from engine.tick import RawFrame
from ingest import loop as loop_module
from ingest.restore import restore
from ingest.source import NO_PACKET_ID, Batch, Mark
from ingest.start import Folders, NoConfigurationError, start
from store.journal import TickReader, journal_files
from store.snapshots import Snapshot, newest_first, save
from tests.ingest.house import BAD_SEQ, SITE, House


@pytest.fixture
def folders(tmp_path):
    return Folders(tmp_path)


def facts_of(raw, topic: str) -> list[bytes]:
    return [frame.payload for frame in raw.facts if frame.topic == topic]


def test_a_new_journal_begins_with_the_configuration_then_the_start(folders):
    house = House(folders)
    asyncio.run(house.turns(1))
    house.close()
    assert [frame.topic for frame in house.ticks()[0].facts][:2] == ["$config", "$start"]


def test_without_site_and_journal_there_is_nothing_to_start_with(folders):
    with pytest.raises(NoConfigurationError):
        start(folders, None)


def test_a_restart_goes_on_with_the_known_configuration_and_a_gap(folders):
    house = House(folders)
    asyncio.run(house.turns(3))
    house.close()
    last = house.ticks()[-1]
    time.sleep(0.2)
    again = House(folders, configuration=None)
    asyncio.run(again.turns(1))
    again.close()
    first = again.ticks()[-1]
    assert first.number == last.number + 1
    assert [frame.topic for frame in first.facts] == ["$start"], "the same configuration"
    gap_ns = json.loads(facts_of(first, "$start")[0])["gap_ns"]
    assert 200_000_000 <= gap_ns <= first.t_ns - last.t_ns


def test_every_file_begins_with_the_configuration(folders):
    house = House(folders, file_ns=300_000_000)
    asyncio.run(house.turns(12))
    house.close()
    files = journal_files(folders.journal)
    assert len(files) >= 3
    for path in files:
        assert TickReader(path).read(0, 1)[0].facts[0].topic == "$config"


def test_acknowledgement_and_receipt_follow_the_commit(folders):
    house = House(folders)

    async def story() -> None:
        await house.turns(1)
        house.press(1)
        assert house.alarm.acknowledged == []
        await house.turns(1)

    asyncio.run(story())
    house.close()
    assert house.alarm.acknowledged == [Mark(1, 1)]
    (receipt,) = house.alarm.published
    assert receipt[0] == "custody/v1/gw-1/receipt"
    assert json.loads(receipt[1])["status"] == "journaled"


def test_a_flood_outside_the_contract_is_shed_and_told_and_alarms_are_not(folders, monkeypatch):
    monkeypatch.setattr(loop_module, "FACTS_WAITING_MAX", 10)
    house = House(folders)
    junk = RawFrame("custody/v1/gw-1/band-001/alarm/sos", b"{}")

    async def story() -> None:
        await house.turns(1)
        for _ in range(30):
            house.loop.take_facts(Batch([junk], [Mark(1, NO_PACKET_ID)]))
        house.press(1)
        await house.turns(3)
        await house.recorder.flush()

    asyncio.run(story())
    house.close()
    heard = [frame for raw in house.ticks() for frame in raw.facts if frame.topic == junk.topic]
    assert len(heard) == 11 + 1, "what was there when the bound was met, and the press"
    rules = {change.rule for each in house.decisions() for change in each.alarms}
    assert {"MOT-08", "DEV-06"} <= rules


def test_a_jump_of_the_wall_clock_becomes_a_fact_and_time_goes_on(folders, monkeypatch):
    house, real = House(folders), time.time_ns
    jump_ns = 0

    class Clock:
        monotonic_ns = staticmethod(time.monotonic_ns)

        @staticmethod
        def time_ns() -> int:
            return real() + jump_ns

    monkeypatch.setattr(loop_module, "time", Clock)

    async def story() -> None:
        nonlocal jump_ns
        await house.turns(2)
        jump_ns = -7_200 * 10**9
        await house.turns(2)

    asyncio.run(story())
    house.close()
    ticks = house.ticks()
    steps = [payload for raw in ticks for payload in facts_of(raw, "$clock")]
    (step_fact,) = [msgspec.json.decode(each, type=ClockStepped) for each in steps]
    assert abs(step_fact.by_ns - jump_ns) < 10**9
    assert all(a.t_ns < b.t_ns for a, b in pairwise(ticks))


@pytest.fixture
def a_frame_that_crashes(monkeypatch):
    """Make the step fail on one press, with half of its work done."""
    real = step.Engine.step

    def fails(engine, tick):
        if any(getattr(getattr(fact, "frame", None), "seq", 0) == BAD_SEQ for fact in tick.facts):
            real(engine, tick)
            raise ZeroDivisionError(BAD_SEQ)
        return real(engine, tick)

    monkeypatch.setattr(step.Engine, "step", fails)


@pytest.mark.usefixtures("a_frame_that_crashes")
def test_a_tick_that_crashes_twice_is_skipped_with_an_alarm_and_the_rest_goes_on(folders):
    house = House(folders)

    async def story() -> None:
        await house.turns(1)
        house.press(BAD_SEQ)
        await house.turns(1)
        house.press(7)
        await house.turns(4)
        await house.recorder.flush()

    asyncio.run(story())
    house.close()
    assert house.stepper.skipped_count == 1
    (skipped,) = TickReader(folders.journal).skips()
    assert {json.loads(each)["seq"] for _, each in house.alarm.published} == {BAD_SEQ, 7}
    rules = {change.rule for each in house.decisions() for change in each.alarms}
    assert {"MOT-08", "DEV-14"} <= rules
    assert skipped not in [each.tick for each in house.decisions()]
    stored = {each.tick: each for each in house.decisions()}
    again = restore(journal=folders.journal, snapshots=folders.snapshots)
    assert again.mismatches == []
    assert len(again.missing) == 0
    assert again.clockwork.number == max(stored)


def test_a_tick_that_crashes_the_replay_is_skipped_at_the_start(folders, monkeypatch):
    house = House(folders)

    async def story() -> None:
        await house.turns(1)
        house.press(BAD_SEQ)
        await house.turns(2)

    asyncio.run(story())
    house.close()
    real = step.Engine.step

    def fails(engine, tick):
        assert not any(getattr(getattr(f, "frame", None), "seq", 0) == BAD_SEQ for f in tick.facts)
        return real(engine, tick)

    monkeypatch.setattr(step.Engine, "step", fails)
    again = House(folders)

    async def afterwards() -> None:
        await again.turns(5)
        await again.recorder.flush()

    asyncio.run(afterwards())
    again.close()
    assert len(TickReader(folders.journal).skips()) == 1, "the press came alone"
    readings = [
        str(reading.value)
        for each in again.decisions()
        for change in each.alarms
        if change.rule == "DEV-14" and change.evidence is not None
        for reading in change.evidence.samples
    ]
    assert any("band-001 alarm sos" in text for text in readings), readings


@pytest.mark.usefixtures("a_frame_that_crashes")
def test_sound_frames_of_a_tick_that_crashed_are_heard_one_by_one(folders):
    house = House(folders)

    async def story() -> None:
        await house.turns(1)
        house.press(5)
        house.press(BAD_SEQ)
        house.press(6)
        await house.turns(9)
        await house.recorder.flush()

    asyncio.run(story())
    house.close()
    assert house.stepper.skipped_count == 2, "the tick of all three, and the bad one alone"
    changes = [change for each in house.decisions() for change in each.alarms]
    (press,) = {change.id for change in changes if change.rule == "MOT-08"}
    assert [c.change for c in changes if c.id == press] == ["raised", "occurred_again"]


@pytest.fixture
def a_frame_that_cannot_be_stored(monkeypatch):
    """Let one press lead to decisions that no encoder takes."""
    real = step.Engine.step

    def decides(engine, tick):
        decisions = real(engine, tick)
        if any(getattr(getattr(fact, "frame", None), "seq", 0) == BAD_SEQ for fact in tick.facts):
            return msgspec.structs.replace(decisions, t_ns=10**30)
        return decisions

    monkeypatch.setattr(step.Engine, "step", decides)


@pytest.mark.usefixtures("a_frame_that_cannot_be_stored")
def test_decisions_that_cannot_be_encoded_skip_their_tick_and_the_rest_goes_on(folders):
    house = House(folders)

    async def story() -> None:
        await house.turns(1)
        house.press(BAD_SEQ)
        await house.turns(1)
        house.press(7)
        await house.turns(3)
        await house.recorder.flush()

    asyncio.run(story())
    house.close()
    assert house.stepper.skipped_count == 1
    (skipped,) = TickReader(folders.journal).skips()
    assert skipped not in [each.tick for each in house.decisions()]
    assert restore(journal=folders.journal, snapshots=folders.snapshots).mismatches == []


def test_a_journaled_tick_that_cannot_be_encoded_is_skipped_at_the_start(folders, request):
    house = House(folders)

    async def story() -> None:
        await house.turns(1)
        house.press(BAD_SEQ)
        await house.turns(2)

    asyncio.run(story())
    house.close()
    request.getfixturevalue("a_frame_that_cannot_be_stored")
    again = House(folders)
    asyncio.run(again.turns(1))
    again.close()
    assert len(TickReader(folders.journal).skips()) == 1


def test_decisions_that_a_crash_left_unwritten_are_written_at_the_start(folders):
    house = House(folders)
    asyncio.run(house.turns(5))
    house.close()
    undecided = house.journal.tip.number
    assert house.journal.decided == undecided - 1, "the last ones wait for the next tick"
    again = House(folders)
    asyncio.run(again.turns(1))
    again.close()
    assert undecided in [each.tick for each in again.decisions()]


def test_a_restored_state_that_decides_otherwise_is_told(folders, monkeypatch):
    house = House(folders)

    async def story() -> None:
        await house.turns(1)
        house.press(1)
        await house.turns(2)

    asyncio.run(story())
    house.close()
    real = step.Engine.step

    def otherwise(engine, tick):
        decisions = real(engine, tick)
        return msgspec.structs.replace(decisions, alarms=())

    monkeypatch.setattr(step.Engine, "step", otherwise)
    started = start(folders, SITE)
    started.journal.close()
    assert [meter.name for meter in started.meters] == ["decision_mismatch"]
    assert isinstance(started.meters[0], Meter)


def test_a_snapshot_and_the_journal_after_it_give_the_same_state(folders):
    house = House(folders)

    async def story() -> None:
        await house.turns(3)
        house.press(1)
        await house.turns(2)
        await house.recorder.flush()
        tip = house.recorder.tip
        state = house.stepper.clockwork.snapshot()
        save(folders.snapshots, Snapshot(tick=tip.number, tick_hash=tip.hash, state=state))
        house.press(2)
        await house.turns(3)

    asyncio.run(story())
    house.close()
    from_snapshot = restore(journal=folders.journal, snapshots=folders.snapshots)
    from_start = restore(journal=folders.journal, snapshots=folders.state / "none")
    assert from_snapshot.ticks < from_start.ticks
    assert from_snapshot.clockwork.snapshot() == from_start.clockwork.snapshot()
    assert from_snapshot.mismatches == from_start.mismatches == []

    (path,) = folders.snapshots.iterdir()
    path.write_bytes(path.read_bytes()[:-10])
    torn = restore(journal=folders.journal, snapshots=folders.snapshots)
    assert torn.clockwork.snapshot() == from_start.clockwork.snapshot()


def test_a_snapshot_of_another_journal_is_not_believed(folders):
    house = House(folders)
    asyncio.run(house.turns(3))
    house.close()
    state = house.stepper.clockwork.snapshot()
    save(folders.snapshots, Snapshot(tick=2, tick_hash=bytes(32), state=state))
    assert restore(journal=folders.journal, snapshots=folders.snapshots).ticks == 3


def test_only_two_snapshots_are_kept(folders):
    for tick in (1, 2, 3):
        save(folders.snapshots, Snapshot(tick=tick, tick_hash=bytes(32), state=b"state"))
    assert [each.tick for each in newest_first(folders.snapshots)] == [3, 2]


def test_the_telemetry_session_stands_in_while_unacknowledged_frames_block_alarms(
    folders, monkeypatch
):
    monkeypatch.setattr(loop_module, "STAND_IN_MARKS", 5)
    house = House(folders)

    async def story() -> None:
        await house.turns(1)
        pages = house.journal._database.execute("PRAGMA page_count").fetchone()[0]
        house.journal._database.execute(f"PRAGMA max_page_count = {pages}")
        seq = 0
        while not house.telemetry.also:
            seq += 1
            house.press(seq)
            await house.turns(1)
            assert seq < 500
        body = {"v": 1, "device": "door-i1", "boot": 1, "seq": 1, "t_ns": time.time_ns()}
        frame = RawFrame("custody/v1/doorctl/door-i1/alarm/door", json.dumps(body).encode())
        position = RawFrame("custody/v1/gw-1/band-001/telemetry/position", b"{}")
        house.loop.take_telemetry(Batch([frame, position], []))
        await house.turns(1)
        last = house.recorder.held[-1]
        assert frame in last.facts
        assert position in last.telemetry
        await asyncio.sleep(1.1)
        while not house.recorder.ok:
            await house.turns(1)
        await house.turns(1)
        assert house.telemetry.also == ()
        assert len(house.alarm.acknowledged) == seq

    asyncio.run(story())
    house.close()
