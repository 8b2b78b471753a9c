"""Drives the pure engine tick by tick; a tick that crashes it twice is skipped, with an alarm."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from custody.facts import Meter
from engine.clockwork import Clockwork
from engine.decisions import Decisions, decisions_bytes
from engine.tick import RawFrame, Verdict
from ingest.logs import log
from ingest.recorder import Recorder, Work
from ingest.restore import restore
from ingest.skipped import meter_of, worth_trying_apart


class Stepper:
    """Owns the clockwork and throws a half changed one away."""

    def __init__(
        self,
        clockwork: Clockwork,
        *,
        recorder: Recorder,
        journal: Path,
        snapshots: Path,
        meter: Callable[[Meter], None],
        worker: ThreadPoolExecutor,
        retry: Callable[[list[RawFrame]], None],
    ) -> None:
        """``retry`` takes the facts of a skipped tick: all but one of them may be sound."""
        self.clockwork = clockwork
        self.skipped_count = 0
        self._recorder = recorder
        self._journal = journal
        self._snapshots = snapshots
        self._meter = meter
        self._worker = worker
        self._retry = retry
        self._skips: frozenset[int] = frozenset()

    async def advance(
        self, work: Work, receipted: Callable[[tuple[Verdict, ...]], None]
    ) -> Decisions | None:
        """Return the decisions of a tick, None when it is skipped.

        ``receipted`` hears the verdicts between intake and step: receipts do not wait for rules.
        """
        reason = ""
        for _ in range(2):
            try:
                tick = self.clockwork.intake(work.raw)
                receipted(tick.verdicts.receipts)
                decisions = self.clockwork.step(tick)
                # What cannot be stored must fail here: later it would stop the engine for ever.
                decisions_bytes(decisions)
                return decisions  # noqa: TRY300  # The encoding is part of what is guarded.
            except Exception as error:  # noqa: BLE001  # One bad tick never stops the rest: it alarms.
                reason = repr(error)[:200]
                log("tick_crashed", tick=work.raw.number, reason=reason)
            await self._rebuild(work.raw.number)
        self._skips |= {work.raw.number}
        self.skipped_count += 1
        await self._recorder.skipped(work, reason)
        self._meter(meter_of(work.raw, reason))
        self._retry(worth_trying_apart(work.raw))
        return None

    async def _rebuild(self, crashed: int) -> None:
        """Return to the state before a tick: what crashed has left half of its work behind."""
        held, skips = self._recorder.held, self._skips
        restored = await asyncio.get_running_loop().run_in_executor(
            self._worker,
            lambda: restore(
                journal=self._journal,
                snapshots=self._snapshots,
                up_to=crashed - 1,
                held=held,
                skips=skips,
            ),
        )
        self.clockwork = restored.clockwork
