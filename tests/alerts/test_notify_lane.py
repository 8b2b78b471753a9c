"""A troubled endpoint is probed, and what must not wait for a probe does not."""

import asyncio
import contextlib
import sqlite3
import time

import pytest
from msgspec.structs import replace

from alerts.configuration import Endpoint
from alerts.notify.lane import AT_ONCE_MAX, Lane
from alerts.notify.notice import DueNotice
from alerts.notify.outbox import Outbox
from alerts.notify.outcome import Outcome
from alerts.notify.schedule import TROUBLED_AFTER
from store.statements import statements

ENDPOINT = Endpoint(id="e", zh="值班", en="Duty", url="http://127.0.0.1/", told=("G",), tier=1)
A_LONG_SECOND_S = 3_600.0
SQL = statements("outbox.sql", "alerts.notify")


class Refusing:
    """A receiver that takes nothing and remembers what it was told."""

    def __init__(self):
        self.heard = []

    async def carry(self, notice, *, attempt):
        del attempt
        self.heard.append(notice.id)
        return Outcome(503, "status 503")

    async def close(self):
        return


def waiting(name, *, severity):
    return DueNotice(
        id=name,
        endpoint="e",
        reason="first",
        tier=1,
        alarm="MOT-08:D-0001:1",
        n=1,
        rule="MOT-08",
        severity=severity,
        subject="D-0001",
        stay="D-0001",
        room="holding-1",
        raised_utc_ns=1,
        state="unacknowledged",
        cause_t_ns=0,
        due_utc_ns=0,
    )


@pytest.fixture
def outbox():
    with Outbox(None, journal="j", sql=SQL) as made:
        yield made


def troubled_lane(outbox, receiver):
    """A lane whose next probe is an hour away."""
    lane = Lane(
        ENDPOINT,
        boxes=(outbox,),
        carrier=receiver,
        tell=lambda _: None,
        second_s=A_LONG_SECOND_S,
    )
    for _ in range(TROUBLED_AFTER):
        lane._breaker.failed(now_s=time.monotonic(), chance=0.5)
    return lane


def tried_before(outbox, name, *, severity, given_up=False):
    outbox.take([waiting(name, severity=severity)], tick=1)
    (ticket,) = (each for each in outbox.pending("e", 10) if each.id == name)
    tried = type(ticket)(ticket.journal, name, severity, attempts=7, first_utc_ns=0)
    (outbox.given_up if given_up else outbox.failed)(tried, "status 503")


async def running(lane, story):
    life = asyncio.create_task(lane.run())
    await asyncio.sleep(0.05)
    await story()
    life.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await life


def test_a_new_p2_does_not_wait_behind_an_old_p1_that_waits_for_a_probe(outbox):
    tried_before(outbox, "old P1", severity=1)
    receiver = Refusing()
    lane = troubled_lane(outbox, receiver)

    async def story():
        assert receiver.heard == []
        new = [waiting("new P3", severity=3), waiting("new P2", severity=2)]
        outbox.take([*new, waiting("new P1", severity=1)], tick=2)
        lane.take(["new P3", "new P2", "new P1"])
        await asyncio.sleep(0.05)
        assert receiver.heard == ["new P1", "new P2"]

    asyncio.run(running(lane, story))


def test_what_somebody_sends_again_is_tried_once_at_once(outbox):
    tried_before(outbox, "old P1", severity=1)
    tried_before(outbox, "dead letter", severity=3, given_up=True)
    receiver = Refusing()
    lane = troubled_lane(outbox, receiver)

    async def story():
        outbox.take([], tick=2, again=["dead letter"])
        lane.hurry(frozenset({"dead letter"}))
        await asyncio.sleep(0.05)
        assert receiver.heard == ["dead letter"]
        lane.hurry(frozenset({"old P1"}))
        await asyncio.sleep(0.05)
        assert receiver.heard == ["dead letter", "old P1"]
        lane.take(["old P1"])
        await asyncio.sleep(0.05)
        assert receiver.heard == ["dead letter", "old P1"]

    asyncio.run(running(lane, story))


class Reading(Outbox):
    """An outbox that counts how often a whole queue is read, and may fail."""

    whole = 0
    broken = False

    def pending(self, endpoint, limit):
        self.whole += 1
        return super().pending(endpoint, limit)

    def pending_of(self, endpoint, notices):
        if self.broken and notices:
            raise sqlite3.OperationalError
        return super().pending_of(endpoint, notices)


def test_a_backlog_is_not_read_anew_for_every_alarm():
    outbox = Reading(None, journal="j", sql=SQL)
    outbox.take([waiting(f"old {number}", severity=3) for number in range(100)], tick=1)
    receiver = Refusing()
    lane = troubled_lane(outbox, receiver)

    async def story():
        for number in range(10):
            outbox.take([waiting(f"new {number}", severity=1)], tick=2 + number)
            lane.take([f"new {number}"])
            await asyncio.sleep(0.01)
        assert receiver.heard == [f"new {number}" for number in range(10)]
        assert outbox.whole == 1

    asyncio.run(running(lane, story))


def test_what_could_not_be_read_is_looked_for_again(monkeypatch):
    monkeypatch.setattr("alerts.notify.lane.LOOK_AGAIN_S", 0.01)
    outbox = Reading(None, journal="j", sql=SQL)
    receiver = Refusing()
    lane = troubled_lane(outbox, receiver)

    async def story():
        outbox.broken = True
        outbox.take([waiting("new P1", severity=1)], tick=2)
        lane.take(["new P1"])
        await asyncio.sleep(0.1)
        assert receiver.heard == ["new P1"]

    asyncio.run(running(lane, story))


HAND, LIFE_HAND = 20, 40


@pytest.fixture
def small_hand(monkeypatch):
    monkeypatch.setattr("alerts.notify.lane.IN_HAND_MAX", HAND)
    monkeypatch.setattr("alerts.notify.lane.LIFE_IN_HAND_MAX", LIFE_HAND)
    monkeypatch.setattr("alerts.notify.lane.LOOK_AGAIN_S", 0.01)


class Particular(Refusing):
    """A receiver that takes all but what it does not like, when it is let."""

    def __init__(self):
        super().__init__()
        self.let = asyncio.Event()

    async def carry(self, notice, *, attempt):
        await super().carry(notice, attempt=attempt)
        await self.let.wait()
        return Outcome(422, "status 422") if notice.id.startswith("bad") else Outcome(200)


def lane_to(receiver, *boxes):
    return Lane(
        ENDPOINT, boxes=boxes, carrier=receiver, tell=lambda _: None, second_s=A_LONG_SECOND_S
    )


def many(name, count, *, severity):
    return [waiting(f"{name} {number:04}", severity=severity) for number in range(count)]


async def until(is_so):
    async with asyncio.timeout(10):
        while not is_so():  # noqa: ASYNC110 - no event tells what another task wrote
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("bad", "bad_severity", "severity"),
    # A hand full of refused notices has room for life safety only.
    [(1, 1, 2), (1, 1, 3), (HAND - 5, 3, 2), (HAND - 5, 3, 3), (HAND + 5, 1, 2)],
)
@pytest.mark.usefixtures("small_hand")
def test_what_is_refused_for_ever_holds_up_nothing_else(bad, bad_severity, severity):
    outbox = Reading(None, journal="j", sql=SQL)
    refused = many("bad", bad, severity=bad_severity)
    others = many("good", LIFE_HAND + 100, severity=severity)
    receiver = Particular()
    lane = lane_to(receiver, outbox)

    async def story():
        receiver.let.set()
        for number in range(0, bad, 4):
            # A few at a time and one that is taken: the receiver does not count as in trouble.
            between = waiting(f"between {number}", severity=severity)
            batch = [*refused[number : number + 4], between]
            outbox.take(batch, tick=1)
            lane.take([each.id for each in batch])
            await asyncio.sleep(0.02)
        outbox.take(others, tick=2)
        lane.take([each.id for each in others])
        await until(lambda: {each.id for each in others} <= set(receiver.heard))
        new = many("good new", 3, severity=severity)
        outbox.take(new, tick=3)
        lane.take([each.id for each in new])
        await until(lambda: {each.id for each in new} <= set(receiver.heard))
        await until(lambda: outbox.pending_count() == {"e": bad})
        assert len(receiver.heard) == len(set(receiver.heard))

    asyncio.run(running(lane, story))


@pytest.mark.usefixtures("small_hand")
def test_a_long_queue_is_read_by_the_handful():
    outbox = Reading(None, journal="j", sql=SQL)
    outbox.take([waiting("bad", severity=1), *many("good", 30 * HAND, severity=3)], tick=1)
    receiver = Particular()
    receiver.let.set()

    async def story():
        await until(lambda: outbox.pending_count() == {"e": 1})
        assert 30 <= outbox.whole <= 90

    asyncio.run(running(lane_to(receiver, outbox), story))


@pytest.mark.parametrize("burst", [HAND, LIFE_HAND + 60])
@pytest.mark.usefixtures("small_hand")
def test_life_beyond_the_hand_comes_before_what_is_in_it(outbox, burst):
    outbox.take(many("calm", 3 * HAND, severity=3), tick=1)
    receiver = Particular()
    lane = lane_to(receiver, outbox)

    async def story():
        assert len(receiver.heard) == AT_ONCE_MAX
        life = many("life", burst, severity=2)
        outbox.take(life, tick=2)
        lane.take([each.id for each in life])
        await asyncio.sleep(0.05)
        receiver.let.set()
        await until(lambda: not outbox.pending_count())
        assert set(receiver.heard[AT_ONCE_MAX:][:burst]) == {each.id for each in life}
        assert len(receiver.heard) == burst + 3 * HAND

    asyncio.run(running(lane, story))


@pytest.mark.parametrize("broken", [False, True])
@pytest.mark.usefixtures("small_hand")
def test_what_somebody_sends_again_needs_no_free_hand_and_is_not_forgotten(broken):
    outbox = Reading(None, journal="j", sql=SQL)
    tried_before(outbox, "dead letter", severity=3, given_up=True)
    outbox.take(many("calm", 3 * HAND, severity=3), tick=1)
    outbox.take([replace(waiting("of another", severity=1), endpoint="other")], tick=2)
    receiver = Refusing()
    lane = troubled_lane(outbox, receiver)

    async def story():
        outbox.broken = broken
        outbox.take([], tick=2, again=["dead letter"])
        lane.hurry(frozenset({"dead letter", "of another"}))
        await asyncio.sleep(0.05)
        outbox.broken = False
        await asyncio.sleep(0.05)
        assert receiver.heard == ["dead letter"]

    asyncio.run(running(lane, story))
