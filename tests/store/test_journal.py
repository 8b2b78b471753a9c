"""The journal: what was appended is there, in order, in a chain, across hourly files."""

import sqlite3

from engine.decisions import Decisions
from engine.tick import RawFrame, RawTick
from store.journal import DecisionBytesReader, DecisionTail, Journal, TickReader, journal_files

SECOND_NS = 10**9


def tick(number: int, *, t_ns: int | None = None) -> RawTick:
    return RawTick(
        number=number,
        t_ns=number * SECOND_NS if t_ns is None else t_ns,
        utc_ns=1_760_000_000 * SECOND_NS + number * SECOND_NS,
        facts=(RawFrame("custody/v1/gw-1/band-001/alarm/sos", b'{"seq":%d}' % number),),
        telemetry=(RawFrame("custody/v1/gw-1/band-001/telemetry/position", b"{}"),) * 3,
    )


def decided(number: int) -> Decisions:
    return Decisions(tick=number, t_ns=number, utc_ns=number)


def test_a_reopened_journal_goes_on_where_it_stopped(tmp_path):
    journal = Journal(tmp_path)
    journal.append(tick(1))
    journal.append(tick(2), [decided(1)])
    tip = journal.tip
    journal.close()

    again = Journal(tmp_path)

    assert again.tip == tip
    assert again.decided == 1
    again.append(tick(3), [decided(2)])
    assert TickReader(tmp_path).read(0) == [tick(1), tick(2), tick(3)]


def test_the_tail_follows_from_file_to_file(tmp_path):
    journal = Journal(tmp_path, file_ns=3 * SECOND_NS)
    tail, late_tail = DecisionTail(tmp_path), DecisionTail(tmp_path, after_tick=5)
    assert tail.read() == []
    seen = []
    for number in range(1, 11):
        journal.append(tick(number), [decided(number - 1)] if number > 1 else [])
        seen += [each.tick for each in tail.read()]
    journal.append_decisions([decided(10)])
    seen += [each.tick for each in tail.read()]

    assert seen == list(range(1, 11))
    assert [path.name for path in journal_files(tmp_path)] == [
        "journal-000000000001.sqlite",
        "journal-000000000004.sqlite",
        "journal-000000000007.sqlite",
        "journal-000000000010.sqlite",
    ]
    late = []
    while batch := late_tail.read(limit=2):
        late += [each.tick for each in batch]
    assert late == [6, 7, 8, 9, 10]
    assert late_tail.cursor == 10


def test_decisions_stand_in_the_file_of_their_tick(tmp_path):
    journal = Journal(tmp_path, file_ns=2 * SECOND_NS)
    for number in range(1, 5):
        journal.append(tick(number), [decided(number - 1)] if number > 1 else [])
    journal.close()
    first, second = journal_files(tmp_path)
    assert [row.tick for row in DecisionBytesReader(first).read(0)] == [1, 2]
    assert [row.tick for row in DecisionBytesReader(second).read(0)] == [3]


def test_a_folder_that_does_not_exist_yet_has_no_rows(tmp_path):
    missing = tmp_path / "journal"
    assert DecisionTail(missing).read() == []
    assert TickReader(missing).read(0) == []
    assert TickReader(missing).skips() == {}


def test_a_skipped_tick_is_remembered_across_files(tmp_path):
    journal = Journal(tmp_path, file_ns=2 * SECOND_NS)
    journal.append(tick(1))
    journal.append_skip(1, "ZeroDivisionError")
    for number in range(2, 5):
        journal.append(tick(number))
    journal.append_skip(4, "KeyError")
    journal.close()
    assert TickReader(tmp_path).skips() == {1: "ZeroDivisionError", 4: "KeyError"}


def test_a_file_that_cannot_be_read_now_is_not_passed_over(tmp_path):
    journal = Journal(tmp_path, file_ns=3 * SECOND_NS)
    for number in range(1, 8):
        journal.append(tick(number), [decided(number - 1)] if number > 1 else [])
    journal.close()
    first = journal_files(tmp_path)[0]
    holder = sqlite3.connect(first, isolation_level=None)
    holder.execute("PRAGMA locking_mode=EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    tail = DecisionTail(tmp_path)

    assert tail.read() == []
    holder.close()

    assert [each.tick for each in tail.read()] == [1, 2, 3]
