"""Whole stays through the real engine: every one reaches its end, nothing unexpected."""

import sys

import pytest
from msgspec.structs import replace

from sim.cast import CastError, stage
from sim.journal import VirtualRun
from sim.ledger import Ledger
from sim.scenarios import LASTS_S, SCENARIOS
from sim.scenarios.custody_day import WAYS, custody_day
from sim.truth import compare
from tests.sim.stories import START_NS, demo_site

pytestmark = pytest.mark.simulation

AT_LEAST_ONE = (
    *("record_check:visit", "record_check:rouse", "record_check:sobriety", "offer:meal", "rest"),
    *("start_session", "pause_session", "extend_clock", "accept_hand_over", "fast_track"),
    *("take_step:S13", "decide:admin_detention", "hand_over_received", "release", "transfer"),
)


def _told(*, seed, for_s, name="custody-day"):
    run = VirtualRun(story=stage(demo_site(), seed=seed, start_ns=START_NS))
    run.play(SCENARIOS[name], for_s=for_s)
    return run


@pytest.mark.timeout(400)
@pytest.mark.parametrize("seed", [1, pytest.param(3, marks=pytest.mark.long)])
def test_every_stay_goes_from_the_sally_port_to_its_end_and_nothing_is_unexpected(seed, capsys):
    run = _told(seed=seed, for_s=LASTS_S["custody-day"])
    story, done = run.story, run.story.done
    with capsys.disabled():
        sys.stdout.write(f"\ncustody-day seed {seed}: {dict(sorted(done.items()))}\n")
    outcome = compare(story.truth, run.raised, until_utc_ns=story.now_ns)
    assert (outcome.missing, outcome.unexpected) == ((), ())
    assert story.finished, "everybody who came has left"
    assert not run.clockwork._engine._world.stays.open.any()
    assert (done["release"], done["hand_over_received"]) == (6, 2)
    assert [entry.rule for entry in story.truth] == ["RGT-12"], "the doctor who was called at once"
    assert [act for act in AT_LEAST_ONE if not done[act]] == []
    assert done["book_stay"] == done["bind_band"] == len(WAYS) == 8
    assert done["add_item"] == done["return_item"], "everybody gets back what was taken"
    assert done["issue_badge"] == done["return_badge"] > 0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_start_of_a_shift_is_quiet_and_full_of_acts(seed):
    run = _told(seed=seed, for_s=90, name="custody-start")
    outcome = compare(run.story.truth, run.raised, until_utc_ns=run.story.now_ns)
    assert (outcome.missing, outcome.unexpected) == ((), ())
    assert sum(run.story.done.values()) >= 25
    assert (run.story.done["record_check:visit"], run.story.done["take_step:S2"]) == (2, 1)


def test_nothing_in_the_record_of_such_a_day_was_refused():
    run = _told(seed=2, for_s=300)
    records = run.clockwork._engine._world.records.values()
    assert run.story.done["take_step:S3"] >= 1
    assert not [e for record in records for e in record.events if e.kind.startswith("attempt")]


def test_the_ledger_counts_what_the_officers_did():
    run = _told(seed=4, for_s=120)
    acts = Ledger.of(run.story, scenario="custody-day", outboxes=[], done=True).acts
    assert acts["book_stay"] >= 1
    assert acts == {name: run.story.done[name] for name in sorted(run.story.done)}


def test_the_same_seed_does_the_same_acts_at_the_same_instants():
    one, two = (_told(seed=5, for_s=300) for _ in range(2))
    assert [record.events for record in _records(one)] == [r.events for r in _records(two)]
    assert sum(len(record.events) for record in _records(one)) > 20


def test_a_site_without_the_regimes_is_told_what_is_missing():
    demo = demo_site()
    poor = stage(_only_first_policy(demo), seed=1, start_ns=START_NS)
    with pytest.raises(CastError, match="cn-continued-questioning-2004"):
        custody_day(poor)


def _records(run):
    return list(run.clockwork._engine._world.records.values())


def _only_first_policy(configuration):
    return replace(configuration, policies=configuration.policies[:1])
