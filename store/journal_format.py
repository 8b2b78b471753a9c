"""How a journal row is made and checked: encoding, compression, hash chain. Touches no file."""

import hashlib
import struct
import threading
from dataclasses import dataclass
from typing import Final

import msgspec
import zstandard

from engine.decisions import Decisions
from engine.tick import RawFrame, RawTick

FORMAT_VERSION: Final = 1
CHAIN_START: Final = bytes(32)
BLOB_BYTES_MAX: Final = 256 * 1024 * 1024
FILE_PREFIX: Final = "journal-"
FILE_SUFFIX: Final = ".sqlite"

_HEADER: Final = struct.Struct("<qqq")
_ZSTD_LEVEL: Final = 1
"""On frames of a tick the fastest level is also the one that packs best (5.6 % against 6.3)."""
_of_thread: Final = threading.local()
_encoder: Final = msgspec.msgpack.Encoder()
_frames_decoder: Final = msgspec.msgpack.Decoder(tuple[RawFrame, ...])
_decisions_decoder: Final = msgspec.msgpack.Decoder(Decisions)


class JournalDamagedError(Exception):
    """A journal file cannot be read or its chain does not hold: which file, which tick, what."""


class JournalUnwritableError(Exception):
    """The journal cannot be written now (disk full, I/O error); trying again may help."""


@dataclass(frozen=True, slots=True)
class TickRow:
    """One row of the ticks table; ``telemetry`` None means deleted by retention."""

    number: int
    t_ns: int
    utc_ns: int
    facts_sha: bytes
    telemetry_sha: bytes
    hash: bytes
    facts: bytes
    telemetry: bytes | None


def sha256(content: bytes) -> bytes:
    """Return the digest that the chain is made of."""
    return hashlib.sha256(content).digest()


def file_name(first_tick: int) -> str:
    """Return the name of the file that begins with this tick."""
    return f"{FILE_PREFIX}{first_tick:012d}{FILE_SUFFIX}"


def first_tick_of(name: str) -> int | None:
    """Return the first tick a journal file's name promises; None for any other file."""
    middle = name.removeprefix(FILE_PREFIX).removesuffix(FILE_SUFFIX)
    whole = name == f"{FILE_PREFIX}{middle}{FILE_SUFFIX}"
    return int(middle) if whole and middle.isascii() and middle.isdigit() else None


def tick_row(raw: RawTick, previous: bytes) -> TickRow:
    """Return the row of a tick: blobs compressed, hashes over the uncompressed bytes."""
    facts = _encoder.encode(raw.facts)
    telemetry = _encoder.encode(raw.telemetry)
    facts_sha, telemetry_sha = sha256(facts), sha256(telemetry)
    return TickRow(
        number=raw.number,
        t_ns=raw.t_ns,
        utc_ns=raw.utc_ns,
        facts_sha=facts_sha,
        telemetry_sha=telemetry_sha,
        hash=row_hash(previous, (raw.number, raw.t_ns, raw.utc_ns), facts_sha, telemetry_sha),
        facts=compress(facts),
        telemetry=compress(telemetry),
    )


def row_hash(
    previous: bytes, header: tuple[int, int, int], facts_sha: bytes, telemetry_sha: bytes
) -> bytes:
    """Return H(previous, header, H(facts), H(telemetry)); header = number, t_ns, utc_ns."""
    return sha256(previous + _HEADER.pack(*header) + facts_sha + telemetry_sha)


def skip_hash(previous: bytes, tick: int, reason: str) -> bytes:
    """Return the chained hash of a skipped tick."""
    return sha256(previous + _HEADER.pack(tick, 0, 0) + reason.encode())


def raw_tick(row: TickRow) -> RawTick:
    """Return the tick of a row; deleted telemetry comes back empty."""
    telemetry = () if row.telemetry is None else _frames_decoder.decode(decompress(row.telemetry))
    return RawTick(
        number=row.number,
        t_ns=row.t_ns,
        utc_ns=row.utc_ns,
        facts=_frames_decoder.decode(decompress(row.facts)),
        telemetry=telemetry,
    )


def decisions_of(content: bytes) -> Decisions:
    """Return the decisions of their byte form."""
    return _decisions_decoder.decode(content)


def compress(content: bytes) -> bytes:
    """Return the zstd frame of some bytes."""
    # A compressor is not safe between threads, and making one costs more than a small blob.
    compressor: zstandard.ZstdCompressor | None = getattr(_of_thread, "compressor", None)
    if compressor is None:
        compressor = zstandard.ZstdCompressor(level=_ZSTD_LEVEL)
        _of_thread.compressor = compressor
    return compressor.compress(content)


def decompress(content: bytes) -> bytes:
    """Return what was compressed; raises JournalDamagedError."""
    try:
        return zstandard.ZstdDecompressor().decompress(content, max_output_size=BLOB_BYTES_MAX)
    except zstandard.ZstdError as error:
        message = f"a compressed journal blob is damaged: {error}"
        raise JournalDamagedError(message) from error
