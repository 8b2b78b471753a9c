"""What the engine does beside its ticks: disk and retention."""

import asyncio
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Final

from custody.facts import Meter
from ingest.logs import log
from store.journal_keep import Keep, Kept, journal_bytes, prune

DISK_EVERY_S: Final = 10.0
PRUNE_EVERY_S: Final = 60.0
_CURSOR_LAG: Final = "cursor_lag"


class Housekeeping:
    """Slow, periodic work; none of it holds up a tick."""

    def __init__(
        self,
        *,
        journal: Path,
        keep: Keep,
        meter: Callable[[Meter], None],
        tick: Callable[[], int],
    ) -> None:
        self.journal_bytes = 0
        self._journal = journal
        self._keep = keep
        self._meter = meter
        self._tick = tick
        self._cursors: dict[str, int] = {}

    @property
    def slowest_cursor(self) -> int:
        """Return the tick up to which every outlet has read; 0 until one has said so."""
        return min(self._cursors.values(), default=0)

    def note_cursor(self, meter: Meter) -> None:
        """Take from a ``cursor_lag`` meter how far an outlet has read."""
        if meter.name == _CURSOR_LAG:
            self._cursors[meter.text] = max(0, self._tick() - int(meter.value))

    async def watch_disk(self) -> None:
        """Tell the share of free disk space each 10 s, for ever."""
        while True:
            seen = await asyncio.to_thread(os.statvfs, self._journal)
            free_pct = 100.0 * seen.f_bavail / max(1, seen.f_blocks)
            self._meter(Meter(name="disk_free_pct", value=round(free_pct, 2)))
            self.journal_bytes = await asyncio.to_thread(journal_bytes, self._journal)
            await asyncio.sleep(DISK_EVERY_S)

    async def keep_quota(self) -> None:
        """Delete what retention allows each minute, for ever."""
        while True:
            await asyncio.sleep(PRUNE_EVERY_S)
            kept = await asyncio.to_thread(self._prune)
            if kept is not None and (kept.deleted or kept.stripped):
                log("journal_pruned", deleted=len(kept.deleted), stripped=len(kept.stripped))

    def _prune(self) -> Kept | None:
        try:
            return prune(self._journal, self._keep, slowest_cursor=self.slowest_cursor)
        except (sqlite3.Error, OSError) as error:
            log("journal_prune_failed", reason=str(error))
            return None
