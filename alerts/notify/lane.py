"""One endpoint's own lane: its queue, its attempts, its troubles. No lane waits for another."""

import asyncio
import heapq
import logging
import random
import sqlite3
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from alerts.configuration import Endpoint
from alerts.notify.carriers import Carrier
from alerts.notify.letters import NS_PER_S
from alerts.notify.outbox import Outbox, Ticket
from alerts.notify.outcome import Outcome, failure
from alerts.notify.schedule import P2, Breaker, next_after_s
from custody.facts import Meter

Place = tuple[str, str]
"""Journal and notice id."""

AT_ONCE_MAX: Final = 8
IN_HAND_MAX: Final = 2_000
"""Notices in hand at once; those that wait for their next attempt count, until they end."""
LIFE_IN_HAND_MAX: Final = 4_000
"""Life safety, and what somebody asked for, is taken in hand beyond IN_HAND_MAX, so far; P1 by
another IN_HAND_MAX."""
ROOM_PARTS: Final = 10
"""While lesser notices are ready, a look for worse ones waits until such a part of IN_HAND_MAX is
free: the queue is not read anew for each notice that leaves."""
DOWN_AFTER: Final = 3
GONE_REST_S: Final = 60.0
"""What a receiver that says it is gone is spared between two attempts of the same notice."""
LOOK_AGAIN_S: Final = 5.0

_log = logging.getLogger("outlets")


@dataclass(slots=True, order=True, kw_only=True)
class Trial:
    """A ticket in hand; the worst first, then what was never tried, then by due instant."""

    severity: int
    is_again: bool
    due_s: float
    """Monotonic."""
    ticket: Ticket = field(compare=False)
    box: Outbox = field(compare=False)
    began_s: float = field(compare=False)
    """When it was first tried; before our start when an earlier process tried it."""
    is_asked: bool = field(default=False, compare=False)
    """Somebody asked for it by hand and it was not tried since."""


class Lane:
    """Sends one endpoint's notices until each was taken."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        boxes: Sequence[Outbox],
        carrier: Carrier,
        tell: Callable[[Meter], None],
        second_s: float = 1.0,
    ) -> None:
        """``second_s`` is how long a second of the schedule takes."""
        self.endpoint = endpoint
        self.gone = False
        """The receiver answered 410; it counts as down until it takes a notice again."""
        self._boxes = boxes
        self._carrier = carrier
        self._tell = tell
        self._second_s = second_s
        self._breaker = Breaker(second_s=second_s)
        self._news = asyncio.Event()
        self._in_hand: set[Place] = set()
        self._sent_before: set[Place] = set()
        """Sent while the outbox could not be written; it may still have to learn of it."""
        self._asked: frozenset[str] = frozenset()
        """What somebody asked for and a look into the outbox may find."""
        self._left: int | None = None
        """The worst severity that found no room in our hand since the last look."""
        self._ready: list[Trial] = []
        self._waiting: list[tuple[float, int, Trial]] = []
        self._count = 0
        self._busy = 0
        self._look = True
        self._fresh: list[str] = []
        """Ids that came since the last look; a backlog is not read anew for each of them."""

    @property
    def down(self) -> bool:
        """Return whether notices do not get through."""
        return self.gone or self._breaker.failures >= DOWN_AFTER

    @property
    def troubled(self) -> bool:
        """Return whether so much failed lately that only probes and new notices of life go out."""
        return self._breaker.troubled

    def take(self, notices: Collection[str]) -> None:
        """Take these out of the outbox, where they are new."""
        self._fresh += notices
        if len(self._fresh) > IN_HAND_MAX:
            self._fresh.clear()
            self._look = True
        self._news.set()

    def hurry(self, notices: Collection[str]) -> None:
        """Try these at once: somebody asked for them."""
        self._asked |= frozenset(notices)
        due = [entry for entry in self._waiting if entry[2].ticket.id in notices]
        if due:
            self._waiting = [entry for entry in self._waiting if entry not in due]
            heapq.heapify(self._waiting)
            self._ready += [trial for _, _, trial in due]
            heapq.heapify(self._ready)
        for trial in self._ready:
            trial.is_asked |= trial.ticket.id in notices
        self._look = True
        self._news.set()

    async def run(self) -> None:
        """Send what is due, for ever."""
        try:
            async with asyncio.TaskGroup() as group:
                while True:
                    self._news.clear()
                    self._refill()
                    trial = self._next()
                    if trial is None:
                        await self._wait()
                        continue
                    self._busy += 1
                    name = f"notify {trial.ticket.id}"
                    group.create_task(self._attempt(trial), name=name)
        finally:
            await self._carrier.close()

    def _refill(self) -> None:
        looks, fresh = self._look or self._has_room_for_left(), self._fresh
        if not looks and not fresh:
            return
        self._look, self._fresh = False, []
        if looks:
            self._left = None
        refused: set[str] = set()
        for box in self._boxes:
            try:
                tickets = self._all_of(box) if looks else box.pending_of(self.endpoint.id, fresh)
            except sqlite3.Error as error:
                _log.error("outbox_unreadable endpoint=%s error=%s", self.endpoint.id, error)
                self._look = True
                continue
            refused.update(each.id for each in tickets if not self._take_in_hand(each, box))
        if looks and not self._look:
            self._asked &= refused

    def _has_room_for_left(self) -> bool:
        """Return whether what was left in the outbox is next and fits into our hand."""
        if self._left is None:
            return False
        room = _most(self._left) - len(self._in_hand)
        if not self._ready:
            return room > 0
        wanted = 1 if self._left < P2 else IN_HAND_MAX / ROOM_PARTS
        return self._ready[0].severity > self._left and room >= wanted

    def _all_of(self, box: Outbox) -> list[Ticket]:
        """Return what was asked for, then the worst that waits, in hand or not.

        It reads so far past what we know already that, when it does not reach the end, some of
        it finds no room.
        """
        known = len(self._in_hand) + len(self._sent_before)
        asked = box.pending_of(self.endpoint.id, sorted(self._asked))
        return asked + box.pending(self.endpoint.id, known + LIFE_IN_HAND_MAX + IN_HAND_MAX + 1)

    def _take_in_hand(self, ticket: Ticket, box: Outbox) -> bool:
        """Take a ticket unless we know it; return whether there was room."""
        if ticket.place in self._in_hand:
            return True
        if ticket.place in self._sent_before:
            self._note(box.sent, ticket)
            return True
        is_asked = ticket.id in self._asked
        most = LIFE_IN_HAND_MAX if is_asked else _most(ticket.severity)
        if len(self._in_hand) >= most:
            self._left = min(ticket.severity, self._left or ticket.severity)
            return False
        self._in_hand.add(ticket.place)
        now_s = time.monotonic()
        tried_ns = time.time_ns() - ticket.first_utc_ns if ticket.first_utc_ns else 0
        began_s = now_s - max(0, tried_ns) / NS_PER_S
        trial = Trial(
            severity=ticket.severity,
            is_again=ticket.attempts > 0,
            due_s=now_s,
            ticket=ticket,
            box=box,
            began_s=began_s,
            is_asked=is_asked,
        )
        heapq.heappush(self._ready, trial)
        return True

    def _next(self) -> Trial | None:
        now_s = time.monotonic()
        while self._waiting and self._waiting[0][0] <= now_s:
            heapq.heappush(self._ready, heapq.heappop(self._waiting)[2])
        if not self._ready or self._busy >= AT_ONCE_MAX:
            return None
        if self._breaker.troubled and (self._busy or self._breaker.permits_at_s() > now_s):
            return self._next_at_once()
        return heapq.heappop(self._ready)

    def _next_at_once(self) -> Trial | None:
        """Return the worst of what waits for no probe; retries before it stay where they are."""
        at_once = [trial for trial in self._ready if self._is_first_of_life(trial)]
        if not at_once:
            return None
        chosen = min(at_once)
        self._ready = [trial for trial in self._ready if trial is not chosen]
        heapq.heapify(self._ready)
        return chosen

    def _is_first_of_life(self, trial: Trial) -> bool:
        """Return whether it never waits: life safety not tried yet, or asked for by somebody."""
        return trial.is_asked or (trial.severity <= P2 and trial.ticket.attempts == 0)

    async def _wait(self) -> None:
        now_s = time.monotonic()
        until_s = now_s + LOOK_AGAIN_S
        if self._waiting:
            until_s = min(until_s, self._waiting[0][0])
        if self._ready and self._breaker.troubled and not self._busy:
            until_s = min(until_s, self._breaker.permits_at_s())
        try:
            async with asyncio.timeout(max(until_s - now_s, 0.001)):
                await self._news.wait()
        except TimeoutError:
            return

    async def _attempt(self, trial: Trial) -> None:
        ticket = replace(trial.ticket, attempts=trial.ticket.attempts + 1)
        try:
            notice = trial.box.notice(ticket)
            self._finish(trial, ticket, await self._carrier.carry(notice, attempt=ticket.attempts))
        except Exception as error:  # noqa: BLE001 - one notice that we cannot send must not stop the others
            _log.exception("attempt_failed endpoint=%s id=%s", self.endpoint.id, ticket.id)
            self._finish(trial, ticket, failure(error))
        finally:
            self._busy -= 1
            self._news.set()

    def _finish(self, trial: Trial, ticket: Ticket, outcome: Outcome) -> None:
        if outcome.taken:
            self._taken(trial, ticket)
            return
        if outcome.gone:
            # A wrong answer for a minute must not cost an alarm: new ones of life are still tried.
            self.gone = True
            _log.error("endpoint_gone endpoint=%s", self.endpoint.id)
        self._not_taken(trial, ticket, outcome)

    def _taken(self, trial: Trial, ticket: Ticket) -> None:
        if not self._note(trial.box.sent, ticket) or trial.box is not self._boxes[0]:
            self._sent_before.add(ticket.place)
        self._leave(ticket)
        was_troubled, self.gone = self._breaker.troubled or self.gone, False
        self._breaker.succeeded()
        if was_troubled:
            _log.info("endpoint_up endpoint=%s", self.endpoint.id)
            # It takes notices again: nobody waits for the schedule of the trouble.
            self._ready += [trial for _, _, trial in self._waiting]
            heapq.heapify(self._ready)
            self._waiting.clear()

    def _not_taken(self, trial: Trial, ticket: Ticket, outcome: Outcome) -> None:
        now_s, chance = time.monotonic(), random.random()  # noqa: S311 - spreads attempts only
        self._breaker.failed(now_s=now_s, chance=chance)
        if self._breaker.failures == DOWN_AFTER:
            _log.warning("endpoint_down endpoint=%s error=%s", self.endpoint.id, outcome.error)
        began_s = now_s if trial.ticket.attempts == 0 else trial.began_s
        wait_s = next_after_s(
            severity=ticket.severity,
            elapsed_s=(now_s - began_s) / self._second_s,
            chance=chance,
            retry_after_s=outcome.retry_after_s,
        )
        if ticket.attempts == 1 or wait_s is None:
            attempts = float(ticket.attempts)
            self._tell(Meter(name="delivery_failed", text=ticket.id, value=attempts))
        if wait_s is None:
            self._note(trial.box.given_up, ticket, outcome.error)
            self._leave(ticket)
            return
        self._note(trial.box.failed, ticket, outcome.error)
        rest_s = max(wait_s, GONE_REST_S) if outcome.gone else wait_s
        due_s = now_s + rest_s * self._second_s
        again = replace(
            trial, is_again=True, is_asked=False, due_s=due_s, ticket=ticket, began_s=began_s
        )
        self._count += 1
        heapq.heappush(self._waiting, (due_s, self._count, again))

    def _note(self, write: Callable[[Ticket, str], None], ticket: Ticket, error: str = "") -> bool:
        """Write into an outbox; return whether it could be written."""
        try:
            write(ticket, error)
        except sqlite3.Error as reason:
            # Sending goes on: at worst it is sent again, under the same id, after a restart.
            _log.error("outbox_unwritable endpoint=%s error=%s", self.endpoint.id, reason)
            return False
        return True

    def _leave(self, ticket: Ticket) -> None:
        self._in_hand.discard(ticket.place)
        if not self._in_hand:
            # What could not be noted as sent may be noted now.
            self._look = True


def _most(severity: int) -> int:
    """Return how full our hand may be when a notice of a severity is taken."""
    if severity < P2:
        return LIFE_IN_HAND_MAX + IN_HAND_MAX
    return LIFE_IN_HAND_MAX if severity == P2 else IN_HAND_MAX
