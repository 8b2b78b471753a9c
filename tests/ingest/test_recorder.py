"""While the journal cannot be written ticks go on from memory, and nothing is acknowledged."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.decisions import Answer, Decisions
from engine.tick import RawFrame, RawTick
from ingest import recorder as recorder_module
from ingest.recorder import Recorder, Work
from ingest.source import Mark
from store.journal import DecisionTail, Journal, TickReader
from store.journal_verify import verify_chain

SECOND_NS = 10**9


def work(number: int) -> Work:
    frame = RawFrame("custody/v1/gw-1/band-001/alarm/sos", b'{"seq":%d}' % number * 200)
    raw = RawTick(
        number=number,
        t_ns=number * SECOND_NS,
        utc_ns=number * SECOND_NS,
        facts=(frame,),
        telemetry=(),
    )
    return Work(raw, [Mark(1, number)])


def decided(number: int, *, urgent: bool = False) -> Decisions:
    answers = (Answer(command="c", accepted=True, who="s", act="x"),) if urgent else ()
    return Decisions(tick=number, t_ns=number, utc_ns=number, answers=answers)


def fill_the_disk(journal: Journal) -> None:
    """Let SQLite itself find no more room: every write fails as on a full disk."""
    pages = journal._database.execute("PRAGMA page_count").fetchone()[0]
    journal._database.execute(f"PRAGMA max_page_count = {pages}")


@pytest.fixture
def journal(tmp_path):
    made = Journal(tmp_path)
    yield made
    made.close()


@pytest.fixture
def recorder(journal, monkeypatch):
    monkeypatch.setattr(recorder_module, "RETRY_S", 0.05)
    with ThreadPoolExecutor(1) as worker:
        yield Recorder(journal, worker)


def test_a_tick_is_durable_before_it_comes_back(recorder, journal):
    async def story() -> None:
        assert [done.raw.number for done in await recorder.tick(work(1))] == [1]
        assert TickReader(journal.folder).read(0) == [work(1).raw]
        assert await recorder.decided(decided(1)) is False, "goes with the next tick"
        await recorder.tick(work(2))
        assert recorder.decided_tick == 1
        assert await recorder.decided(decided(2, urgent=True)) is True
        assert recorder.decided_tick == 2

    asyncio.run(story())


def test_a_full_disk_holds_ticks_and_writes_them_first_when_there_is_room(recorder, journal):
    async def story() -> None:
        await recorder.tick(work(1))
        fill_the_disk(journal)
        number = 2
        while await recorder.tick(work(number)):
            await recorder.decided(decided(number))
            number += 1
        first_lost = number
        assert not recorder.ok
        for number in range(first_lost + 1, first_lost + 40):
            await recorder.decided(decided(number - 1, urgent=True))
            assert await recorder.tick(work(number)) == []
        assert recorder.held[0].number == first_lost
        assert TickReader(journal.folder).read(0, 999)[-1].number == first_lost - 1

        # The failed connection was thrown away, and with it the limit: there is room again.
        await asyncio.sleep(0.06)
        durable = []
        while not recorder.ok:
            number += 1
            await recorder.decided(decided(number - 1))
            durable += await recorder.tick(work(number))
        assert [done.raw.number for done in durable] == list(range(first_lost, number + 1))
        assert recorder.held == []
        await recorder.flush()
        ticks = [raw.number for raw in TickReader(journal.folder).read(0, 999)]
        assert ticks == list(range(1, number + 1))
        rows = [each.tick for each in DecisionTail(journal.folder).read(999)]
        assert rows == list(range(2, number))
        assert verify_chain(journal.folder).holds

    asyncio.run(story())


def test_a_commit_that_hangs_does_not_hold_up_the_next_tick(recorder, journal, monkeypatch):
    real_append = journal.append

    def hanging(raw, decisions=()):
        if raw.number == 2:
            time.sleep(1.0)
        real_append(raw, decisions)

    monkeypatch.setattr(journal, "append", hanging)

    async def story() -> None:
        await recorder.tick(work(1))
        monkeypatch.setattr(recorder_module, "COMMIT_S_MAX", 0.05)
        began_s = time.monotonic()
        assert await recorder.tick(work(2)) == []
        assert await recorder.tick(work(3)) == []
        assert time.monotonic() - began_s < 0.5, "nobody waits for the commit"
        assert not recorder.ok
        monkeypatch.setattr(recorder_module, "COMMIT_S_MAX", 10.0)
        await asyncio.sleep(1.6)
        durable = await recorder.tick(work(4))
        assert [done.raw.number for done in durable] == [2, 3, 4]
        assert recorder.ok

    asyncio.run(story())
    assert [raw.number for raw in TickReader(journal.folder).read(0)] == [1, 2, 3, 4]


def test_memory_is_bounded_and_the_loss_is_counted(recorder, journal, monkeypatch):
    monkeypatch.setattr(recorder_module, "HELD_TICKS_MAX", 10)
    monkeypatch.setattr(recorder_module, "HELD_FRAMES_MAX", 5)
    monkeypatch.setattr(recorder_module, "RETRY_S", 999.0)

    async def story() -> None:
        await recorder.tick(work(1))
        fill_the_disk(journal)
        number = 2
        while await recorder.tick(work(number)):
            number += 1
        assert not recorder.full
        for later in range(number + 1, number + 15):
            await recorder.tick(work(later))
        assert recorder.full, "telemetry must go"
        assert len(recorder.held) == 10
        assert recorder.lost_count == 5

    asyncio.run(story())


def test_a_skip_waits_for_its_tick(recorder, journal):
    async def story() -> None:
        await recorder.tick(work(1))
        await recorder.skipped(work(1), "ZeroDivisionError")
        fill_the_disk(journal)
        number = 2
        while await recorder.tick(work(number)):
            number += 1
        await recorder.skipped(recorder._held[0], "KeyError")
        assert TickReader(journal.folder).skips() == {1: "ZeroDivisionError"}
        await asyncio.sleep(0.06)
        await recorder.tick(work(number + 1))
        assert TickReader(journal.folder).skips()[number] == "KeyError"

    asyncio.run(story())
