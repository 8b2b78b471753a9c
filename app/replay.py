"""``custody replay``: run a journal through a fresh engine and compare every decision."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from engine.clockwork import Clockwork
from engine.replay import Outcome, compare
from engine.tick import RawTick
from store.journal import DecisionBytesReader, JournalDamagedError, TickReader, journal_files

DIFFERENT = 1
UNUSABLE = 2


class StoredDigests:
    """Digests of stored decisions, asked in order of ticks and read ahead in pages."""

    def __init__(self, place: Path) -> None:
        self._reader = DecisionBytesReader(place)
        self._page: dict[int, bytes] = {}
        self._read_to = 0

    def __call__(self, tick: int) -> bytes | None:
        """Return the digest stored with a tick's decisions, or None."""
        while self._read_to < tick:
            rows = self._reader.read(max(self._read_to, tick - 1))
            if not rows:
                return None
            self._page = {row.tick: row.sha for row in rows}
            self._read_to = rows[-1].tick
        return self._page.get(tick)


def ticks_of(place: Path, last: int | None) -> Iterator[RawTick]:
    """Yield a journal's ticks from the first to ``last`` (None = all)."""
    reader = TickReader(place)
    number = 0
    while rows := reader.read(number):
        for raw in rows:
            if last is not None and raw.number > last:
                return
            yield raw
        number = rows[-1].number


def journal_of(place: Path) -> Path:
    """Return the journal of a state directory, or the given journal folder or file itself."""
    inside = place / "journal"
    return inside if inside.is_dir() else place


def replay(place: Path, last: int | None = None) -> Outcome:
    """Return how a journal's replay compares; raises JournalDamagedError."""
    journal = journal_of(place)
    skips = frozenset(TickReader(journal).skips())
    return compare(Clockwork(), ticks_of(journal, last), StoredDigests(journal), skips)


def main(argv: list[str]) -> int:
    """Print the outcome; exit 0 when equal, 1 when different, 2 when there is nothing to read."""
    parser = argparse.ArgumentParser(prog="custody replay", description=__doc__)
    parser.add_argument("place", type=Path, help="state directory, journal folder or journal file")
    parser.add_argument("--to", type=int, default=None, help="last tick to replay")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    if not journal_files(journal_of(options.place)):
        sys.stderr.write(
            f"{options.place}: no journal; name a state directory, a journal folder or a file\n"
        )
        return UNUSABLE
    try:
        outcome = replay(options.place, options.to)
    except JournalDamagedError as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    if options.json:
        report = msgspec.to_builtins(outcome) | {"equal": outcome.equal}
        sys.stdout.write(msgspec.json.encode(report).decode() + "\n")
    else:
        sys.stdout.write(_in_words(outcome))
    return 0 if outcome.equal else DIFFERENT


def _in_words(outcome: Outcome) -> str:
    verdict = "equal, byte for byte" if outcome.equal else "DIFFERENT"
    first = outcome.differences[0] if outcome.differences else None
    where = f"; first at tick {first.tick}" if first else ""
    return (
        f"{outcome.ticks} ticks replayed, {outcome.compared} compared: {verdict}{where}\n"
        f"{outcome.alarms} alarm changes, {outcome.skipped} ticks skipped as the live run did, "
        f"{outcome.without_stored} without stored decisions\nsha256 {outcome.sha256}\n"
    )
