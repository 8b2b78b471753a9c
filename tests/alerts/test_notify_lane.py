"""A troubled endpoint is probed, and what must not wait for a probe does not."""

import asyncio
import contextlib
import sqlite3
import time

import pytest

from alerts.configuration import Endpoint
from alerts.notify.lane import Lane
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

    def pending_of(self, notices):
        if self.broken:
            raise sqlite3.OperationalError
        return super().pending_of(notices)


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
