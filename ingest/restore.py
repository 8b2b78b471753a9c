"""Back to where we were: newest snapshot plus the journal after it, compared with what is stored.

Runs at the start, and again when a tick crashed the step and half of its work is in the state.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from engine.clockwork import Clockwork
from engine.decisions import Decisions, decisions_bytes
from engine.snapshot import SnapshotUnreadableError
from engine.tick import RawTick
from ingest.logs import log
from store.journal import DecisionBytesReader, TickReader
from store.journal_format import sha256
from store.snapshots import newest_first

BATCH: Final = 200
MISMATCHES_MAX: Final = 1_000


class ReplayCrashedError(Exception):
    """A journaled tick crashed the step; the state is half changed and must be thrown away."""

    def __init__(self, tick: int, reason: str) -> None:
        super().__init__(f"tick {tick}: {reason}")
        self.tick = tick
        self.reason = reason


@dataclass(slots=True)
class Restored:
    """The engine as it was, and what the comparison found."""

    clockwork: Clockwork
    ticks: int = 0
    missing: list[Decisions] = field(default_factory=list)
    """Decided again: their rows were not stored before the crash."""
    mismatches: list[int] = field(default_factory=list)
    """Ticks whose decisions differ from the stored ones (the first thousand)."""


def restore(
    *,
    journal: Path,
    snapshots: Path,
    up_to: int | None = None,
    held: Sequence[RawTick] = (),
    skips: frozenset[int] = frozenset(),
    trust_snapshot: bool = False,
) -> Restored:
    """Return the engine after the last tick (or ``up_to``); raises ReplayCrashedError.

    ``held`` are later ticks that only memory knows while the journal cannot be written, ``skips``
    ticks to leave out beside those that the journal lists. ``trust_snapshot`` takes the newest
    state although the damaged journal file that it belongs to was put aside.
    """
    reader, stored = TickReader(journal), DecisionBytesReader(journal)
    skips = skips | frozenset(reader.skips())
    clockwork = _newest_state(snapshots, None if trust_snapshot else reader, up_to)
    restored, after = Restored(clockwork), clockwork.number
    try:
        while ticks := reader.read(after, BATCH):
            shas = {row.tick: row.sha for row in stored.read(after, BATCH)}
            for raw in ticks:
                if _wanted(raw, up_to, skips):
                    _advance(restored, raw, shas.get(raw.number))
            after = ticks[-1].number
    finally:
        reader.close()
        stored.close()
    for raw in held:
        if raw.number > after and _wanted(raw, up_to, skips):
            _advance(restored, raw, None)
    return restored


def _newest_state(snapshots: Path, reader: TickReader | None, up_to: int | None) -> Clockwork:
    for snapshot in newest_first(snapshots):
        if up_to is not None and snapshot.tick > up_to:
            continue
        if reader is not None and reader.tick_hash(snapshot.tick) != snapshot.tick_hash:
            log("snapshot_of_another_journal", tick=snapshot.tick)
            continue
        try:
            return Clockwork.restore(snapshot.state)
        except (SnapshotUnreadableError, KeyError, ValueError, AssertionError) as error:
            log("snapshot_unreadable", tick=snapshot.tick, reason=repr(error))
    return Clockwork()


def _wanted(raw: RawTick, up_to: int | None, skips: frozenset[int]) -> bool:
    return raw.number not in skips and (up_to is None or raw.number <= up_to)


def _advance(restored: Restored, raw: RawTick, stored_sha: bytes | None) -> None:
    try:
        decisions = restored.clockwork.advance(raw)
        # Encoding is part of the tick: what cannot be stored is skipped, live and here.
        body = decisions_bytes(decisions)
    except Exception as error:  # Whatever it is: the caller tries again or skips.
        raise ReplayCrashedError(raw.number, repr(error)) from error
    restored.ticks += 1
    if stored_sha is None:
        restored.missing.append(decisions)
        return
    differs = sha256(body) != stored_sha
    if differs and len(restored.mismatches) < MISMATCHES_MAX:
        restored.mismatches.append(raw.number)
