"""A story in real time: over a real broker, with officers at a real console."""

import asyncio
import time
from pathlib import Path
from typing import Final

from alerts.configuration import Configuration
from custody.wire import Receipt
from sim.cast import stage
from sim.centre import Centre
from sim.clock import seconds
from sim.desk import Desk
from sim.ledger import Ledger
from sim.mqtt import Broker, Link
from sim.scenarios import SCENARIOS
from sim.story import Story

STEP_NS: Final = 5_000_000
"""The shortest sleep: frames leave within 5 ms of their instant."""
REST_NS: Final = 50_000_000
LEDGER_S: Final = 2.0
CONNECT_S_MAX: Final = 30.0
CASES_S_MAX: Final = 2.0
DRAIN_S_MAX: Final = 4.0
"""Shorter than the shortest silence alarm: the devices say nothing while we wait."""
QUIET_S: Final = 0.2


class BrokerSilentError(Exception):
    """A sender could not connect; names the sender and the broker."""


class LiveRun:
    """One story on real servers."""

    def __init__(
        self,
        *,
        configuration: Configuration,
        scenario: str,
        seed: int,
        broker: Broker,
        logins: dict[str, str],
        desk: Desk | None,
        ledger: Path | None,
    ) -> None:
        self._configuration = configuration
        self._scenario = scenario
        self._seed = seed
        self._broker = broker
        self._desk = desk
        self._ledger = ledger
        self._mono_ns = time.monotonic_ns()
        self._utc_ns = time.time_ns()
        self._story: Story | None = None
        self._asking: set[asyncio.Task[None]] = set()
        senders = dict.fromkeys(device.sender for device in configuration.devices)
        needed = {each.sender for each in configuration.devices if each.kind != "case_feed"}
        missing = [sender for sender in senders if sender in needed and sender not in logins]
        if missing:
            message = f"the logins file has no password for {', '.join(missing)}"
            raise BrokerSilentError(message)
        self._needed = needed
        self.links = {
            sender: self._link(sender, logins[sender]) for sender in senders if sender in logins
        }

    def now_ns(self) -> int:
        """Return the time in UTC ns; it never goes back within a run."""
        return self._utc_ns + time.monotonic_ns() - self._mono_ns

    async def play(self, *, for_s: float | None, stop: asyncio.Event) -> Ledger:
        """Tell the story until its time is over or somebody stops it; return the account."""
        async with asyncio.TaskGroup() as tasks:
            running = [
                tasks.create_task(link.run(), name=f"link-{link.sender}")
                for link in self.links.values()
            ]
            await self._connected()
            if self._desk is not None:
                await self._desk.wait_for_engine()
            story = stage(self._configuration, seed=self._seed, start_ns=self.now_ns())
            self._story = story
            self._leave_cases_out(story.centre)
            if self._desk is not None:
                # The devices speak at once; officers act as soon as they are signed in.
                running.append(tasks.create_task(self._desk.open(), name="sign-in"))
                watch = self._desk.watch(story.control.hear)
                running.append(tasks.create_task(watch, name="alarm-list"))
            running.append(tasks.create_task(self._keep_ledger(story)))
            SCENARIOS[self._scenario](story)
            story.centre.switch_on()
            await self._advance(story, tasks, for_s=for_s, stop=stop)
            await self._drain()
            for task in (*running, *self._asking):
                task.cancel()
        return self._account(story, done=True)

    def _link(self, sender: str, password: str) -> Link:
        return Link(
            broker=self._broker,
            sender=sender,
            password=password,
            hear=self._receipted,
            clock=self.now_ns,
        )

    def _receipted(self, receipt: Receipt) -> None:
        if self._story is not None:
            self._story.centre.receive(receipt)

    async def _connected(self) -> None:
        """Wait for every sender; a case system without an account of the broker's is left out."""
        for link in self.links.values():
            needed = link.sender in self._needed
            try:
                limit_s = CONNECT_S_MAX if needed else CASES_S_MAX
                await asyncio.wait_for(link.connected.wait(), limit_s)
            except TimeoutError as error:
                if not needed:
                    continue
                message = f"{link.sender} cannot connect to {self._broker.host}:{self._broker.port}"
                raise BrokerSilentError(message) from error

    def _leave_cases_out(self, centre: Centre) -> None:
        system = centre.cases
        link = self.links.get(system.device.sender) if system is not None else None
        if link is None or not link.connected.is_set():
            centre.cases = None

    async def _advance(
        self,
        story: Story,
        tasks: asyncio.TaskGroup,
        *,
        for_s: float | None,
        stop: asyncio.Event,
    ) -> None:
        centre = story.centre
        end_ns = None if for_s is None else centre.now_ns + seconds(for_s)
        while not stop.is_set() and (end_ns is None or centre.now_ns < end_ns):
            centre.schedule.run_until(self.now_ns())
            for frame in centre.outgoing:
                self.links[frame.sender].offer(frame)
            centre.outgoing.clear()
            self._act(centre, tasks)
            wait_ns = min(centre.schedule.next_ns() - self.now_ns(), REST_NS)
            await asyncio.sleep(max(STEP_NS, wait_ns) / 1e9)

    def _act(self, centre: Centre, tasks: asyncio.TaskGroup) -> None:
        requests, centre.requests[:] = centre.requests[:], []
        for request in requests:
            if self._desk is not None:
                name = f"request-{request.number}"
                task = tasks.create_task(self._desk.submit(request), name=name)
                self._asking.add(task)
                task.add_done_callback(self._asking.discard)

    async def _drain(self) -> None:
        """Wait until everything that was published has its receipt, or until it is hopeless."""
        deadline_ns = self.now_ns() + seconds(DRAIN_S_MAX)
        while self.now_ns() < deadline_ns:
            await asyncio.sleep(QUIET_S)
            if not any(link.outbox.pending for link in self.links.values()):
                return

    async def _keep_ledger(self, story: Story) -> None:
        while True:
            self._account(story, done=False)
            await asyncio.sleep(LEDGER_S)

    def _account(self, story: Story, *, done: bool) -> Ledger:
        ledger = Ledger.of(
            story,
            scenario=self._scenario,
            outboxes=[link.outbox for link in self.links.values()],
            done=done,
            logins=self._desk.logins if self._desk is not None else 0,
        )
        if self._ledger is not None:
            ledger.write(self._ledger)
        return ledger
