"""Nobody changes, cuts or loses a piece of the journal without the verification saying so."""

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from engine.decisions import Decisions
from engine.tick import RawFrame, RawTick
from store.journal import DecisionTail, Journal, TickReader, journal_files
from store.journal_keep import Keep, prune
from store.journal_verify import verify_chain

SECOND_NS = 10**9
WRITER = """
import sys
from pathlib import Path
from engine.decisions import Decisions
from engine.tick import RawFrame, RawTick
from store.journal import Journal
journal = Journal(Path(sys.argv[1]), file_ns=40 * 10**6)
number, t_ns, before = journal.tip.number, journal.tip.t_ns, []
if journal.decided < number:
    journal.append_decisions(
        [Decisions(tick=n, t_ns=n, utc_ns=n) for n in range(journal.decided + 1, number + 1)]
    )
while True:
    number += 1
    frame = RawFrame("custody/v1/gw-1/band-001/alarm/sos", b"%d" % number)
    journal.append(
        RawTick(number=number, t_ns=t_ns + number * 10**6, utc_ns=number, facts=(frame,),
                telemetry=(frame,) * 20),
        before,
    )
    print(number, flush=True)
    before = [Decisions(tick=number, t_ns=number, utc_ns=number)]
"""


def tick(number: int) -> RawTick:
    return RawTick(
        number=number,
        t_ns=number * SECOND_NS,
        utc_ns=number * SECOND_NS,
        facts=(RawFrame("custody/v1/gw-1/band-001/alarm/sos", b'{"seq":%d}' % number),),
        telemetry=tuple(
            RawFrame("custody/v1/gw-1/band-001/telemetry/position", random.randbytes(100))
            for _ in range(20)
        ),
    )


def decided(number: int) -> Decisions:
    return Decisions(tick=number, t_ns=number, utc_ns=number)


@pytest.fixture
def journal(tmp_path):
    """Give twelve ticks in three files."""
    writer = Journal(tmp_path / "journal", file_ns=4 * SECOND_NS)
    for number in range(1, 13):
        writer.append(tick(number), [decided(number - 1)] if number > 1 else [])
    writer.append_decisions([decided(12)])
    writer.append_skip(12, "KeyError")
    yield writer
    writer.close()


def changed(path, statement, *values):
    with closing(sqlite3.connect(path)) as database:
        database.execute(statement, values)
        database.commit()


def test_an_untouched_journal_holds(journal):
    report = verify_chain(journal.folder)
    assert report.problems == []
    assert (report.files, report.ticks, report.decisions, report.skips) == (3, 12, 12, 1)
    assert report.hash == journal.tip.hash.hex()


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE ticks SET utc_ns = utc_ns + 1 WHERE number = 6", "tick 6: its hash"),
        (
            "UPDATE ticks SET facts = (SELECT facts FROM ticks WHERE number = 5) WHERE number = 6",
            "tick 6: its facts",
        ),
        (
            (
                "UPDATE ticks SET telemetry = (SELECT telemetry FROM ticks WHERE number = 5)"
                " WHERE number = 6"
            ),
            "tick 6: its telemetry",
        ),
        ("DELETE FROM ticks WHERE number = 6", "tick 7: follows tick 5"),
        (
            (
                "UPDATE decisions SET body = (SELECT body FROM decisions WHERE tick = 5)"
                " WHERE tick = 6"
            ),
            "tick 6: its decisions",
        ),
        ("UPDATE about SET value = zeroblob(32) WHERE key = 'previous'", "does not continue"),
    ],
)
def test_a_change_is_found_with_its_place(journal, statement, found):
    changed(journal_files(journal.folder)[1], statement)
    report = verify_chain(journal.folder)
    assert any(found in problem for problem in report.problems), report.problems


def test_a_changed_skip_is_found(journal):
    changed(journal_files(journal.folder)[2], "UPDATE skips SET reason = 'none'")
    assert any("skip" in problem for problem in verify_chain(journal.folder).problems)


def test_a_missing_file_is_found(journal):
    journal_files(journal.folder)[1].unlink()
    assert any("does not continue" in x for x in verify_chain(journal.folder).problems)


def test_the_chain_holds_after_retention_took_telemetry(journal):
    kept = prune(
        journal.folder,
        Keep(hours=1, quota_mb=0, decisions_quota_mb=1024),
        slowest_cursor=4,
    )
    assert kept.deleted == ("journal-000000000001.sqlite",)
    assert kept.stripped == ("journal-000000000005.sqlite",)
    report = verify_chain(journal.folder)
    assert report.problems == []
    assert report.telemetry_pruned == 4
    tail = DecisionTail(journal.folder, after_tick=4)
    assert [each.tick for each in tail.read()] == [5, 6, 7, 8]


def test_retention_deletes_unread_decisions_only_beyond_their_quota(journal):
    nothing = Keep(hours=1, quota_mb=0, decisions_quota_mb=0)
    assert len(prune(journal.folder, nothing, slowest_cursor=0).deleted) == 2
    assert [path.name for path in journal_files(journal.folder)] == ["journal-000000000009.sqlite"]


def test_a_file_cut_at_any_page_is_found(tmp_path):
    writer = Journal(tmp_path / "whole")
    for number in range(1, 9):
        writer.append(tick(number), [decided(number - 1)] if number > 1 else [])
    writer.close()
    whole = journal_files(tmp_path / "whole")[0]
    size, page = whole.stat().st_size, 4096
    assert size > 5 * page
    for cut in range(0, size, page):
        folder = tmp_path / f"cut-{cut}"
        folder.mkdir()
        shutil.copy(whole, folder / whole.name)
        with (folder / whole.name).open("r+b") as file:
            file.truncate(cut)
        assert not verify_chain(folder).holds, f"cut at {cut}"


def test_a_log_cut_anywhere_leaves_a_whole_beginning(tmp_path):
    folder = tmp_path / "journal"
    writer = Journal(folder)
    for number in range(1, 9):
        writer.append(tick(number))
    path = journal_files(folder)[0]
    log = path.with_name(path.name + "-wal")
    size, seen = log.stat().st_size, set()
    for cut in range(32, size, 4096 + 24):
        copy = tmp_path / f"cut-{cut}"
        copy.mkdir()
        shutil.copy(path, copy / path.name)
        (copy / log.name).write_bytes(log.read_bytes()[:cut])
        again = Journal(copy)
        seen.add(again.tip.number)
        again.append(tick(again.tip.number + 1))
        again.close()
        assert verify_chain(copy).problems == []
    writer.close()
    assert seen == set(range(8)), "each beginning was recovered"


def test_a_writer_killed_at_any_instant_loses_nothing_it_said(tmp_path):
    seed = 7
    chance = random.Random(seed)
    said = 0
    for _ in range(6):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
        ) as writer:
            said = int(writer.stdout.readline())
            time.sleep(chance.uniform(0.01, 0.25))
            writer.send_signal(signal.SIGKILL)
            lines = writer.stdout.read().split("\n")
        said = max([said, *(int(line) for line in lines[:-1])])
        Journal(tmp_path).close()  # The next writer clears away a file that was only begun.
        report = verify_chain(tmp_path)
        assert report.problems == []
        assert report.last_tick >= said
    assert report.files > 3, "files were rolled under the kills"


def test_two_readers_follow_a_writer_that_is_killed_and_returns(tmp_path):
    tails = [DecisionTail(tmp_path), DecisionTail(tmp_path)]
    seen = [[], []]
    for _ in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.DEVNULL
        ) as writer:
            enough = len(seen[0]) + 60
            while len(seen[0]) < enough:
                time.sleep(0.005)
                for tail, ticks in zip(tails, seen, strict=True):
                    ticks += [each.tick for each in tail.read(limit=7)]
            writer.send_signal(signal.SIGKILL)
    for tail, ticks in zip(tails, seen, strict=True):
        while batch := tail.read():
            ticks += [each.tick for each in batch]
        assert ticks == list(range(1, ticks[-1] + 1)), "each tick once, in order"
        assert ticks[-1] >= TickReader(tmp_path).read(ticks[-1] - 1)[-1].number - 1
