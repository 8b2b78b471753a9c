"""The engine's frozen states on disk: newest two, each bound to its tick's hash in the journal."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from store.journal_format import JournalDamagedError, compress, decompress

KEPT: Final = 2
_MAGIC: Final = b"custody-snapshot 1\n"
_HASH_BYTES: Final = 32
_PREFIX: Final = "snapshot-"
_SUFFIX: Final = ".bin"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A state after a tick; ``tick_hash`` tells whether it belongs to this journal."""

    tick: int
    tick_hash: bytes
    state: bytes


def save(folder: Path, snapshot: Snapshot) -> None:
    """Write a snapshot whole or not at all, then delete all but the newest two."""
    assert len(snapshot.tick_hash) == _HASH_BYTES, "a tick's hash is a SHA-256"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{_PREFIX}{snapshot.tick:012d}{_SUFFIX}"
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("wb") as file:
        file.write(_MAGIC + snapshot.tick_hash + compress(snapshot.state))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    for old in _files(folder)[KEPT:]:
        old.unlink()


def newest_first(folder: Path) -> Iterator[Snapshot]:
    """Yield the readable snapshots; a torn one is passed over."""
    for path in _files(folder):
        content = path.read_bytes()
        head, body = content[: len(_MAGIC)], content[len(_MAGIC) :]
        if head != _MAGIC:
            continue
        try:
            state = decompress(body[_HASH_BYTES:])
        except JournalDamagedError:
            continue
        tick = int(path.name.removeprefix(_PREFIX).removesuffix(_SUFFIX))
        yield Snapshot(tick=tick, tick_hash=body[:_HASH_BYTES], state=state)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"{_PREFIX}*{_SUFFIX}"), reverse=True)
