"""The feed: every follower gets every tick once and in order, whether it keeps up or lags."""

import asyncio

import pytest

from store import feed as feed_module
from store.feed import Feed
from tests.store.decided import ListTail, alarm, tick


@pytest.fixture
def narrow_window(monkeypatch):
    monkeypatch.setattr(feed_module, "WINDOW_TICKS_MAX", 10)
    monkeypatch.setattr(feed_module, "PUMP_TICKS_MAX", 4)


def ticks(decisions):
    return [each.tick for each in decisions]


def pump_all(feed):
    newest = -1
    while feed.newest > newest:
        newest = feed.newest
        feed.pump()


def test_a_follower_that_keeps_up_reads_only_the_window():
    written, tails = [], []

    def open_tail(after):
        tails.append(ListTail(written, after))
        return tails[-1]

    feed = Feed(open_tail, after=0)
    follower = feed.follow(0, wanted=lambda _: True)
    written += [tick(1), tick(2)]
    pump_all(feed)
    assert ticks(follower.read(10)) == [1, 2]
    written.append(tick(3))
    pump_all(feed)
    assert ticks(follower.read(10)) == [3]
    assert len(tails) == 1


@pytest.mark.usefixtures("narrow_window")
def test_a_follower_that_lags_reads_the_journal_and_then_the_window():
    written = [tick(number) for number in range(1, 41)]
    tails = []

    def open_tail(after):
        tails.append(ListTail(written, after))
        return tails[-1]

    feed = Feed(open_tail, after=0)
    pump_all(feed)
    follower = feed.follow(0, wanted=lambda _: True)

    seen = []
    while batch := follower.read(7):
        seen += ticks(batch)

    assert seen == list(range(1, 41))
    assert [tail.closed for tail in tails] == [False, True]


@pytest.mark.usefixtures("narrow_window")
def test_a_follower_passes_over_what_retention_emptied():
    pruned = [tick(number) for number in range(30, 41)]

    class PrunedTail(ListTail):
        def read(self, limit: int = 200):
            self.cursor = max(self.cursor, 29)
            return super().read(limit)

    feed = Feed(lambda after: PrunedTail(pruned, after), after=29)
    pump_all(feed)
    follower = feed.follow(0, wanted=lambda _: True)
    seen = []
    for _ in range(5):
        seen += ticks(follower.read(100))
    assert seen == list(range(30, 41))


def test_only_what_is_wanted_wakes_a_follower():
    async def story():
        written = []
        feed = Feed(lambda after: ListTail(written, after), after=0)
        follower = feed.follow(0, wanted=lambda each: bool(each.alarms))
        assert follower.read(10) == []

        written.append(tick(1))
        feed.pump()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(follower.wait(10), 0.05)

        written.append(tick(2, alarms=(alarm(1),)))
        feed.pump()
        await asyncio.wait_for(follower.wait(10), 0.05)
        assert ticks(follower.read(10)) == [1, 2]

    asyncio.run(story())
