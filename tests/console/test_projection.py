"""The projection: saved with its cursor, shown even when it cannot be saved, never stuck."""

import itertools
import sqlite3
import time
from contextlib import closing

import msgspec
import pytest

from console.database import path_of
from console.pretend_engine import PretendEngine
from console.projection import BATCH_MAX, AlarmArchive, Projection
from engine.control import Unrecorded
from store.journal_format import compress
from tests.console.scene import ADOPTED, opened, raised


@pytest.fixture
def engine(tmp_path):
    made = PretendEngine(tmp_path)
    made.commit(adopted=ADOPTED)
    yield made
    made.close()


def poll_all(projection: Projection) -> list:
    return list(itertools.chain.from_iterable(iter(projection.poll, [])))


def test_nothing_is_shown_twice_and_nothing_is_lost_over_a_restart(tmp_path, engine):
    seen = []
    for number in range(1, 11):
        engine.commit(alarms=(raised(number),))
        if number % 3 == 0:
            with closing(Projection(tmp_path)) as projection:
                seen += [one.alarms[0].id for one in poll_all(projection) if one.alarms]
    with closing(Projection(tmp_path)) as projection:
        seen += [one.alarms[0].id for one in poll_all(projection) if one.alarms]
        standing = projection.standing()
    assert seen == [f"MOT-08:D-{number:04d}:1" for number in range(1, 11)]
    assert len(standing.alarms) == 10
    assert standing.catalogue.sha256 == ADOPTED.sha256


def test_an_old_cursor_reads_again_and_ends_at_the_same_tables(tmp_path, engine):
    engine.commit(alarms=(raised(1),), stays=(opened(1),))
    with closing(Projection(tmp_path)) as projection:
        poll_all(projection)
        before = projection.standing()
    with closing(sqlite3.connect(path_of(tmp_path))) as database:
        database.execute("UPDATE cursor SET tick = 0")
        database.commit()
    with closing(Projection(tmp_path)) as projection:
        poll_all(projection)
        after = projection.standing()
    assert (after.alarms, after.stays, after.tick) == (before.alarms, before.stays, before.tick)
    with closing(AlarmArchive(tmp_path)) as archive:
        assert len(archive.changes("MOT-08:D-0001:1")) == 1


def test_alarms_are_shown_while_the_own_file_cannot_be_written(tmp_path, engine):
    with closing(Projection(tmp_path)) as projection:
        poll_all(projection)
        with closing(sqlite3.connect(path_of(tmp_path), isolation_level=None)) as other:
            projection._database.execute("PRAGMA busy_timeout = 10")
            other.execute("BEGIN EXCLUSIVE")
            engine.commit(alarms=(raised(1),))
            shown = poll_all(projection)
            engine.commit(alarms=(raised(2),))
            shown += poll_all(projection)
            assert not projection.writable
            other.execute("ROLLBACK")
        engine.commit(alarms=(raised(3),))
        shown += poll_all(projection)
        assert projection.writable
        assert projection.standing().tick == shown[-1].tick
    assert [one.alarms[0].subject for one in shown] == ["D-0001", "D-0002", "D-0003"]
    with closing(AlarmArchive(tmp_path)) as archive:
        assert [tick for tick, _ in archive.missed(0)] == [2, 3, 4]


def test_a_row_that_cannot_be_read_hides_nothing_behind_it(tmp_path, engine):
    engine.commit(alarms=(raised(1),))
    bad = engine.commit(alarms=(raised(2),))
    engine.commit(alarms=(raised(3),))
    with closing(sqlite3.connect(engine._journal.path)) as database:
        strange = compress(msgspec.msgpack.encode({"tick": "not a number"}))
        database.execute("UPDATE decisions SET body = ? WHERE tick = ?", (strange, bad))
        database.commit()
    shown = []
    with closing(Projection(tmp_path)) as projection:
        for _ in range(6):
            shown += projection.poll()
        assert projection.unreadable_count == 1
    assert [one.alarms[0].subject for one in shown if one.alarms] == ["D-0001", "D-0003"]


def test_what_is_decided_without_a_journal_is_shown_as_not_recorded(tmp_path, engine):
    first = raised(1)
    with closing(Projection(tmp_path)) as projection:
        poll_all(projection)
        heard = Unrecorded(tick=99, utc_ns=time.time_ns(), alarms=(first,), notices=())
        shown = projection.unrecorded(heard)
        assert not shown.recorded
        assert not shown.alarms[0].recorded
        assert shown.alarms[0].label.en == "SOS pressed"
        engine.commit(alarms=(first,))
        (recorded,) = poll_all(projection)
    assert recorded.alarms[0] == msgspec.structs.replace(shown.alarms[0], recorded=True)


def test_quiet_ticks_cost_no_write(tmp_path, engine):
    with closing(Projection(tmp_path)) as projection:
        poll_all(projection)
        changes = projection._database.total_changes
        for _ in range(20):
            engine.commit()
            poll_all(projection)
        assert projection._database.total_changes == changes
    with closing(Projection(tmp_path)) as projection:
        assert projection.standing().tick == 21


def test_a_big_backlog_is_read_in_pieces(tmp_path, engine):
    for start in range(0, 900, 3):
        engine.commit(alarms=tuple(raised(start + more) for more in range(3)))
    with closing(Projection(tmp_path)) as projection:
        pieces = [len(piece) for piece in iter(projection.poll, [])]
    assert sum(pieces) == 301
    assert max(pieces) <= BATCH_MAX
