"""From a state directory to a running engine: journal, restored state, first facts."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import shapely

from alerts.configuration import Configuration, canonical, digest
from custody.facts import (
    FACT_TOPIC_CONFIG,
    FACT_TOPIC_START,
    ConfigAdopted,
    EngineStarted,
    Meter,
)
from engine import VERSION
from engine.clockwork import Clockwork
from engine.decisions import Decisions
from engine.tick import RawFrame, RawTick
from ingest.logs import log
from ingest.restore import ReplayCrashedError, Restored, restore
from ingest.skipped import meter_of, worth_trying_apart
from store.journal import Journal, JournalDamagedError, TickReader, journal_files
from store.journal_format import first_tick_of

TICKS_PER_FILE_MAX: Final = 400_000
"""More than an hour of the shortest ticks: no number of a damaged file is used again."""
MISMATCHES_TOLD_MAX: Final = 10

_encoder: Final = msgspec.json.Encoder()


class NoConfigurationError(Exception):
    """Neither a site was given nor does the journal know one."""


@dataclass(frozen=True, slots=True)
class Folders:
    """What lies where in the state directory."""

    state: Path

    @property
    def journal(self) -> Path:
        """Hourly journal files."""
        return self.state / "journal"

    @property
    def snapshots(self) -> Path:
        """The newest two frozen states."""
        return self.state / "snapshots"

    @property
    def socket(self) -> Path:
        """The engine's control socket."""
        return self.state / "engine.sock"


@dataclass(slots=True)
class Started:
    """Everything the loop begins with."""

    journal: Journal
    clockwork: Clockwork
    config: ConfigAdopted
    first_facts: list[RawFrame]
    meters: list[Meter]
    next_number: int
    last_t_ns: int
    apart: list[RawFrame]
    """Facts of ticks that were skipped at this start, to be tried one by one."""
    pending: list[Decisions]
    """Decided again: stored with the first commit, which may have to wait for a full disk."""


def start(folders: Folders, configuration: Configuration | None) -> Started:
    """Open the journal, restore the state and compare it with what is stored; say how to go on."""
    began_s = time.monotonic()
    skipped: list[tuple[RawTick, str]] = []
    journal, restored, damaged = _opened(folders, skipped)
    clockwork = restored.clockwork
    missing = [each for each in restored.missing if each.tick > journal.decided]
    log(
        "restored",
        tick=clockwork.number,
        replayed=restored.ticks,
        missing=len(missing),
        mismatches=len(restored.mismatches),
        seconds=round(time.monotonic() - began_s, 3),
    )
    config = _config(clockwork, configuration)
    last_utc_ns = max(journal.tip.utc_ns, clockwork.utc_ns)
    last_t_ns = max(journal.tip.t_ns, clockwork.t_ns)
    gap_ns = max(1, time.time_ns() - last_utc_ns) if last_t_ns else 1
    begun = RawFrame(FACT_TOPIC_START, _encoder.encode(EngineStarted(gap_ns=gap_ns)))
    facts = [begun]
    if config.sha256 != clockwork.config_sha256:
        facts.insert(0, RawFrame(FACT_TOPIC_CONFIG, _encoder.encode(config)))
    return Started(
        journal=journal,
        clockwork=clockwork,
        config=config,
        first_facts=facts,
        meters=[*_told(restored, damaged), *(meter_of(raw, why) for raw, why in skipped)],
        apart=[frame for raw, _ in skipped for frame in worth_trying_apart(raw)],
        next_number=max([journal.tip.number, clockwork.number, *map(_beyond, damaged)]) + 1,
        last_t_ns=last_t_ns + gap_ns,
        pending=[] if damaged else missing,
    )


def _opened(
    folders: Folders, skipped: list[tuple[RawTick, str]]
) -> tuple[Journal, Restored, list[str]]:
    """Return journal and state; a damaged newest file is put aside and its name returned."""
    damaged: list[str] = []
    while True:
        try:
            journal = Journal(folders.journal)
            trusted = bool(damaged)
            restored = _restored(folders, journal, skipped, trust_snapshot=trusted)
            return journal, restored, damaged  # noqa: TRY300  # Both may find damage.
        except JournalDamagedError as error:
            newest = journal_files(folders.journal)[-1]
            log("journal_damaged", file=newest.name, reason=str(error))
            damaged.append(newest.name)
            for path in folders.journal.glob(f"{newest.name}*"):
                path.rename(path.with_name(f"damaged-{path.name}"))


def _restored(
    folders: Folders,
    journal: Journal,
    skipped: list[tuple[RawTick, str]],
    *,
    trust_snapshot: bool,
) -> Restored:
    """Return the state; a tick that crashes the replay twice is skipped as a live one is.

    What was skipped is added to ``skipped`` with the reason: somebody must hear of it.
    """
    crashed = 0
    while True:
        try:
            return restore(
                journal=folders.journal,
                snapshots=folders.snapshots,
                trust_snapshot=trust_snapshot,
            )
        except ReplayCrashedError as error:
            log("replay_crashed", tick=error.tick, reason=error.reason)
            if error.tick == crashed:
                journal.append_skip(error.tick, error.reason)
                found = TickReader(folders.journal).read(error.tick - 1, 1)
                skipped += [(raw, error.reason) for raw in found]
            crashed = error.tick


def _config(clockwork: Clockwork, configuration: Configuration | None) -> ConfigAdopted:
    if configuration is None and not clockwork.canonical:
        message = "no configuration: name a site folder, the journal does not know one yet"
        raise NoConfigurationError(message)
    text = clockwork.canonical if configuration is None else canonical(configuration).decode()
    return ConfigAdopted(
        sha256=digest(text.encode()),
        engine=VERSION,
        numpy=np.__version__,
        geos=shapely.geos_version_string,
        canonical=text,
    )


def _told(restored: Restored, damaged: list[str]) -> list[Meter]:
    told = [
        Meter(name="decision_mismatch", value=float(tick), text=str(tick))
        for tick in restored.mismatches[:MISMATCHES_TOLD_MAX]
    ]
    return told + [Meter(name="decision_mismatch", text=name) for name in damaged]


def _beyond(damaged: str) -> int:
    return (first_tick_of(damaged) or 0) + TICKS_PER_FILE_MAX
