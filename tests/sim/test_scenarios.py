"""Every story against the whole engine in virtual time: what must be raised is, and nothing else.

This is the test of all rules together: bodies, doors, walks and clocks of a whole centre at once.
"""

import pytest

from custody.facts import FACT_TOPIC_COMMAND
from engine.clockwork import Clockwork
from engine.replay import compare as compare_replay
from sim.cast import stage
from sim.clock import seconds
from sim.journal import VirtualRun
from sim.scenarios import SCENARIOS
from sim.truth import compare
from store.journal import DecisionBytesReader, Journal, TickReader
from tests.sim.stories import START_NS, demo_site

pytestmark = pytest.mark.simulation

SHOWN = {
    "MOT-08", "MOT-07", "MOT-01", "VIT-08", "VIT-01", "POS-01", "POS-07", "PAIR-02", "PER-01",
    "PER-02", "ACC-01", "ACC-05", "CLK-01", "CLK-02", "DEV-01",
    "SYS-06",
}  # fmt: skip


def _told(name, *, seed, for_s, journal=None):
    story = stage(demo_site(), seed=seed, start_ns=START_NS)
    run = VirtualRun(story=story, journal=journal)
    run.play(SCENARIOS[name], for_s=for_s)
    return run


def _outcome(run):
    return compare(run.story.truth, run.raised, until_utc_ns=run.story.now_ns)


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5, 6, 7])
def test_the_tour_raises_each_rule_and_nothing_unexpected(seed):
    run = _told("tour", seed=seed, for_s=130)
    outcome = _outcome(run)
    assert outcome.missing == ()
    assert outcome.unexpected == ()
    assert {raised.rule for raised in run.raised} == SHOWN
    assert not [entry for entry in run.story.truth if entry.optional], "nothing is left open"


def test_the_tour_shows_the_next_tier_one_alarm_that_nobody_acknowledged():
    run = _told("tour", seed=1, for_s=130)
    escalated = {notice.alarm for notice in run.notices if notice.reason == "escalation"}
    # Nobody acknowledges the one; the other completes an escape, which goes on at once (SYS-06).
    assert {alarm.split(":")[0] for alarm in escalated} == {"ACC-01", "POS-01"}
    raised, told, seen = (
        next(c.utc_ns for c in run.changes if c.rule == "ACC-01" and c.change == change)
        for change in ("raised", "told", "acknowledged")
    )
    assert seconds(30) <= told - raised <= seconds(30.3)
    assert told < seen < told + seconds(5)


def test_in_the_tour_everything_is_acknowledged_and_who_was_attended_is_closed():
    run = _told("tour", seed=2, for_s=130)
    last = {change.id: change.state for change in run.changes}
    assert "unacknowledged" not in last.values()
    closed = {change.rule for change in run.changes if change.change == "closed"}
    assert {"MOT-08", "MOT-01", "VIT-01", "VIT-08", "MOT-07"} <= closed
    assert run.story.control.refused == 0


@pytest.mark.parametrize("name", ["collapse", "escape"])
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_the_emergencies_are_raised_and_nothing_else(name, seed):
    run = _told(name, seed=seed, for_s=120)
    outcome = _outcome(run)
    assert outcome.missing == ()
    assert outcome.unexpected == ()
    assert len(run.story.truth) >= 3


QUARTER_S, HOUR_S = 900, 3_600


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("seed", "for_s"),
    [
        (1, QUARTER_S),
        (2, QUARTER_S),
        (3, QUARTER_S),
        *(pytest.param(seed, HOUR_S, marks=pytest.mark.long) for seed in (1, 2, 3)),
    ],
)
def test_an_ordinary_day_raises_nothing_at_all(seed, for_s):
    """Arrivals, interviews, walks, meals and releases; the hour goes over each many times."""
    run = _told("ordinary-day", seed=seed, for_s=for_s)
    assert run.raised == []
    assert run.story.truth == []
    assert run.clockwork.number >= for_s * 3.9, "a tick each 250 ms, more with facts"
    assert run.story.centre.brought >= 8 + for_s // 400, "people keep coming"
    assert len(run.story.centre.detainees) < run.story.centre.brought or for_s < HOUR_S


def test_every_alarm_and_state_frame_is_journaled_once():
    run = _told("tour", seed=3, for_s=60)
    assert run.outbox.receipts["duplicate"] == run.outbox.receipts["refused"] == 0
    owed = run.outbox.published["alarm_state"] - run.outbox.receipts["journaled"]
    assert owed == run.outbox.pending
    assert owed <= 3, "only what was sent in the last tick waits"


def test_the_same_seed_writes_the_same_journal_and_replay_agrees(tmp_path):
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        journal = Journal(folder)
        _told("tour", seed=9, for_s=40, journal=journal)
        journal.close()
    one, two = (_rows(folder) for folder in folders)
    assert one == two
    assert any(frame.topic == FACT_TOPIC_COMMAND for row in one for frame in row.facts)

    stored = {row.tick: row.sha for row in DecisionBytesReader(folders[0]).read(0, 10_000)}
    outcome = compare_replay(Clockwork(), one, stored.get)
    assert outcome.differences == []
    assert outcome.compared == len(one) > 100


def _rows(folder):
    reader, rows, after = TickReader(folder), [], 0
    while batch := reader.read(after, 500):
        rows += batch
        after = rows[-1].number
    return rows
