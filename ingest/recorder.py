"""The journal seen from the loop: one writing thread, and what to do when it cannot write.

While the journal cannot be written nothing is acknowledged or receipted, but ticks go on from
memory; they are held here, bounded, and written first once it can be written again.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from engine.decisions import Decisions
from engine.tick import RawTick, Verdict
from ingest.logs import log
from ingest.source import Mark
from store.journal import Journal, JournalUnwritableError, Tip

RETRY_S: Final = 1.0
COMMIT_S_MAX: Final = 2.0
"""A commit that takes longer counts as a journal that cannot be written: alarms do not wait."""
CATCH_UP_TICKS: Final = 20
HELD_TICKS_MAX: Final = 200_000
HELD_FRAMES_MAX: Final = 400_000


@dataclass(slots=True)
class Work:
    """A tick on its way: what to acknowledge and receipt once it is durable."""

    raw: RawTick
    marks: list[Mark]
    receipts: tuple[Verdict, ...] = ()
    skip_reason: str = ""


class Recorder:
    """Commits ticks and decisions in order."""

    def __init__(
        self, journal: Journal, worker: ThreadPoolExecutor, *, pending: Sequence[Decisions] = ()
    ) -> None:
        """``pending`` are decisions of earlier ticks that are not stored yet."""
        self.ok = True
        self.lost_count = 0
        """Ticks dropped from memory because the journal could not be written for hours."""
        self._journal = journal
        self._worker = worker
        self._held: deque[Work] = deque()
        self._held_frames = 0
        self._pending = list(pending)
        self._job: asyncio.Future[None] | None = None
        self._retry_s = 0.0

    @property
    def tip(self) -> Tip:
        """The last durable tick."""
        return self._journal.tip

    @property
    def decided_tick(self) -> int:
        """The last tick whose decisions are durable."""
        return self._journal.decided

    @property
    def file_name(self) -> str:
        """The name of the file that is written now."""
        return self._journal.path.name if self._journal.path is not None else ""

    @property
    def held(self) -> list[RawTick]:
        """Ticks that only memory knows."""
        return [work.raw for work in self._held]

    @property
    def marks_count(self) -> int:
        """Return how many frames wait for their acknowledgement."""
        return sum(len(work.marks) for work in self._held)

    @property
    def full(self) -> bool:
        """Whether telemetry must be shed because memory holds enough unrecorded frames."""
        return self._held_frames >= HELD_FRAMES_MAX

    def rolls(self, t_ns: int) -> bool:
        """Return whether a tick of this time begins a new file."""
        return self._journal.rolls(t_ns)

    async def tick(self, work: Work) -> list[Work]:
        """Commit a tick; return the ticks that became durable, in order (none while it fails)."""
        self._hold(work)
        now_s = asyncio.get_running_loop().time()
        if self.ok or now_s >= self._retry_s:
            works = list(self._held)[:CATCH_UP_TICKS]
            pending = list(self._pending)
            if await self._write(lambda: self._append(works, pending)):
                self._caught_up()
        return self._durable()

    async def decided(self, decisions: Decisions) -> bool:
        """Keep decisions for the next commit, or commit at once when urgent; return durable."""
        self._pending.append(decisions)
        if not (decisions.urgent and self.ok):
            return False
        pending = list(self._pending)
        written = await self._write(lambda: self._journal.append_decisions(pending))
        self._forget_decided()
        return written

    async def skipped(self, work: Work, reason: str) -> None:
        """Record that a tick crashed the step twice; with its row when that is not durable yet."""
        if work.raw.number > self.tip.number:
            work.skip_reason = reason
        elif not await self._write(lambda: self._journal.append_skip(work.raw.number, reason)):
            log("skip_unrecorded", tick=work.raw.number)

    async def flush(self) -> None:
        """Commit decisions that wait for the next tick."""
        pending = list(self._pending)
        if self.ok and pending:
            await self._write(lambda: self._journal.append_decisions(pending))
            self._forget_decided()

    def _hold(self, work: Work) -> None:
        self._held.append(work)
        self._held_frames += len(work.raw.telemetry) + len(work.raw.facts)
        if len(self._held) > HELD_TICKS_MAX:
            oldest = self._held.popleft()
            self._held_frames -= len(oldest.raw.telemetry) + len(oldest.raw.facts)
            self._pending = [each for each in self._pending if each.tick > oldest.raw.number]
            self.lost_count += 1

    def _append(self, works: Sequence[Work], pending: Sequence[Decisions]) -> None:
        """Run in the worker: the only place that writes ticks."""
        for work in works:
            number = work.raw.number
            if number > self._journal.tip.number:
                before = [x for x in pending if self._journal.decided < x.tick < number]
                self._journal.append(work.raw, before)
            if work.skip_reason:
                self._journal.append_skip(number, work.skip_reason)
                work.skip_reason = ""

    async def _write(self, job: Callable[[], None]) -> bool:
        """Return whether a job of the worker succeeded in time."""
        loop = asyncio.get_running_loop()
        if self._job is not None and not self._job.done():
            self._failed("the commit before has not ended yet")
            return False
        self._job = loop.run_in_executor(self._worker, job)
        done, _ = await asyncio.wait({self._job}, timeout=COMMIT_S_MAX)
        if not done:
            # It goes on in its thread; what it commits is seen by the journal's tip later.
            self._job.add_done_callback(_outcome)
            self._failed(f"a commit took longer than {COMMIT_S_MAX} s")
            return False
        try:
            self._job.result()
        except JournalUnwritableError as error:
            self._failed(str(error))
            return False
        return True

    def _failed(self, reason: str) -> None:
        if self.ok:
            log("journal_unwritable", reason=reason, tick=self.tip.number)
        self.ok = False
        self._retry_s = asyncio.get_running_loop().time() + RETRY_S

    def _caught_up(self) -> None:
        self._forget_decided()
        behind = bool(self._held) and self._held[-1].raw.number > self.tip.number
        if not behind and not self.ok:
            log("journal_writable", tick=self.tip.number)
        self.ok = not behind
        self._retry_s = 0.0

    def _durable(self) -> list[Work]:
        if self._job is not None and not self._job.done():
            return []
        durable: list[Work] = []
        tip = self.tip.number
        while self._held and self._held[0].raw.number <= tip and not self._held[0].skip_reason:
            work = self._held.popleft()
            self._held_frames -= len(work.raw.telemetry) + len(work.raw.facts)
            durable.append(work)
        return durable

    def _forget_decided(self) -> None:
        self._pending = [each for each in self._pending if each.tick > self._journal.decided]


def _outcome(job: "asyncio.Future[None]") -> None:
    error = job.exception()
    log("late_commit_ended", reason=str(error) if error is not None else "committed")
