"""What each device sent last: drops repeats, keeps order, lets no late frame act as news."""

from collections import deque
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, Generic, TypeVar

import numpy as np

from custody.body.rounds import rounds
from custody.columns import I8, I16, I32, I64, NO_LEVEL, Columns, Mask, Positions
from custody.latch import BOOT_LOST_NS
from zones.level import settle_level

KINDS: Final = ("position", "vitals", "motion", "heartbeat", "ranges")
CASES_MAX: Final = 5_000
"""Cases whose frames are remembered; a case is no device, so the registry bounds nothing."""
RECENT_MAX: Final = 128
"""Alarm and state frames remembered per device to answer a repeat with ``duplicate``."""
_NUMBERS_PER_FRAME: Final = 3

TURNS: Final = 2
"""An older and a newer boot that have spoken in turn so often are two devices under one id."""
TURNS_MAX: Final = 100

OVERTAKEN_SEQS: Final = 62
"""Numbers before the newest that are remembered, to tell a fix that was overtaken from a repeat."""
RESTARTED_SEQS: Final = 1_000
"""A sequence that fell so far back began anew; believed after as long a silence as a boot."""

C = TypeVar("C", bound=Columns)


@dataclass(frozen=True, slots=True)
class InOrder(Generic[C]):
    """Frames as they are taken: new ones, ones that newer ones overtook, how many were dropped."""

    kept: C
    overtaken: C
    dropped: int


class TelemetryMemory:
    """Last boot, sequence and level per device row and kind, as arrays."""

    def __init__(self, device_count: int) -> None:
        shape = (len(KINDS), device_count)
        self._boot: I64 = np.full(shape, -1, dtype=np.int64)
        self._seq: I64 = np.full(shape, -1, dtype=np.int64)
        self._heard_ns: I64 = np.zeros(shape, dtype=np.int64)
        self._recent: I64 = np.zeros(device_count, dtype=np.int64)
        """Fixes seen before the newest: bit n stands for n + 1 numbers earlier."""
        self._level: I16 = np.full(device_count, NO_LEVEL, dtype=np.int16)
        self._challenger: I16 = np.full(device_count, NO_LEVEL, dtype=np.int16)
        self._insisted: I8 = np.zeros(device_count, dtype=np.int8)
        self._older_ns: I64 = np.zeros(device_count, dtype=np.int64)
        """When a frame of an older boot last came; 0: the newer boot has spoken since."""
        self._turns: I8 = np.zeros(device_count, dtype=np.int8)
        """How often the older and the newer boot have spoken in turn."""
        self._twins: list[int] = []

    def newest_last(self, kind: str, columns: C, *, t_ns: int) -> tuple[C, int]:
        """Return the new frames ordered by device and sequence, and how many were dropped.

        Dropped are repeats and frames older than the newest of their device and kind.
        """
        if len(columns) == 0:
            return columns, 0
        order, fresh = self._fresh(KINDS.index(kind), columns, t_ns)
        kept = columns.take(order[fresh])
        self._keep(KINDS.index(kind), kept, t_ns)
        return kept, len(columns) - len(kept)

    def fixes_in_order(self, fixes: Positions, *, t_ns: int) -> InOrder[Positions]:
        """Do the same for fixes, and set those apart that newer ones overtook on their way."""
        if len(fixes) == 0:
            return InOrder(fixes, fixes, 0)
        index = KINDS.index("position")
        order, fresh = self._fresh(index, fixes, t_ns)
        kept, rest = fixes.take(order[fresh]), fixes.take(order[~fresh])
        overtaken = rest.take(self._first_seen(index, rest)) if len(rest) else rest
        if len(overtaken):
            steps = self._seq[index][overtaken.device_row] - overtaken.seq
            np.bitwise_or.at(self._recent, overtaken.device_row, np.int64(1) << (steps - 1))
        for turn in rounds(kept.device_row):
            self._shift(index, kept.take(turn))
        self._keep(index, kept, t_ns)
        return InOrder(kept, overtaken, len(fixes) - len(kept) - len(overtaken))

    def _first_seen(self, index: int, rest: Positions) -> Mask:
        """Return which frames are older than their device's newest and are no repeat."""
        device = rest.device_row
        steps = self._seq[index][device] - rest.seq
        near = (rest.boot == self._boot[index][device]) & (steps > 0) & (steps <= OVERTAKEN_SEQS)
        bit = np.int64(1) << np.where(near, steps - 1, 0)
        found: Mask = near & (self._recent[device] & bit == 0)
        found[1:] &= (device[1:] != device[:-1]) | (rest.seq[1:] != rest.seq[:-1])
        return found

    def _shift(self, index: int, newest: Positions) -> None:
        """Move what was seen lately on to a newer fix each of some devices."""
        device = newest.device_row
        steps = newest.seq - self._seq[index][device]
        same = (newest.boot == self._boot[index][device]) & (steps > 0)
        steps = np.where(same & (steps <= OVERTAKEN_SEQS), steps, 0)
        seen = (self._recent[device] << steps) | (np.int64(1) << np.maximum(steps - 1, 0))
        mask = np.int64((1 << OVERTAKEN_SEQS) - 1)
        self._recent[device] = np.where(steps > 0, seen & mask, 0)
        self._boot[index][device], self._seq[index][device] = newest.boot, newest.seq

    def _fresh(self, index: int, columns: Columns, t_ns: int) -> tuple[I64, Mask]:
        """Return the order of frames by device and sequence, and which of them are news."""
        order = np.lexsort((columns.seq, columns.boot, columns.device_row))
        device, boot, seq = columns.device_row[order], columns.boot[order], columns.seq[order]
        last_boot, last_seq = self._boot[index][device], self._seq[index][device]
        silent = t_ns - self._heard_ns[index][device] > BOOT_LOST_NS
        fresh = (boot > last_boot) | ((boot == last_boot) & (seq > last_seq))
        fresh |= (boot < last_boot) & silent
        # One frame with a number far too high must not silence its device for ever.
        fresh |= (boot == last_boot) & (seq < last_seq - RESTARTED_SEQS) & silent
        repeat = (device[1:] == device[:-1]) & (boot[1:] == boot[:-1]) & (seq[1:] == seq[:-1])
        fresh[1:] &= ~repeat
        older = (boot < last_boot) & ~silent
        if older.any() or self._older_ns.any():
            self._note_turns(device[older], device[fresh], t_ns)
        return order, fresh

    def _keep(self, index: int, kept: Columns, t_ns: int) -> None:
        self._boot[index][kept.device_row] = kept.boot
        self._seq[index][kept.device_row] = kept.seq
        self._heard_ns[index][kept.device_row] = t_ns

    def _note_turns(self, older: I32, newer: I32, t_ns: int) -> None:
        """Note devices of which an older boot speaks between frames of the newer one.

        One that restarted falls silent under its older number, one that lost its counters under
        the newer: only two devices under one id go on speaking in turn (PAIR-10).
        """
        newer = np.unique(newer)
        answered = newer[(self._older_ns[newer] > 0) & (self._older_ns[newer] < t_ns)]
        answered = answered[t_ns - self._older_ns[answered] <= BOOT_LOST_NS]
        self._turns[answered] = np.minimum(self._turns[answered] + 1, TURNS_MAX)
        self._older_ns[answered] = 0
        self._older_ns[np.unique(older)] = t_ns
        self._twins += answered[self._turns[answered] >= TURNS].tolist()

    def twins(self) -> tuple[int, ...]:
        """Return, once, the devices found to be two since the last question."""
        found, self._twins = tuple(dict.fromkeys(self._twins)), []
        return found

    def hold_levels(self, positions: Positions) -> None:
        """Give each fix the level its device is believed to be on, in place."""
        for turn in rounds(positions.device_row):
            row = positions.device_row[turn]
            self._level[row], self._challenger[row], self._insisted[row] = settle_level(
                self._level[row], self._challenger[row], self._insisted[row], positions.level[turn]
            )
            positions.level[turn] = self._level[row]

    def remapped(self, old_ids: tuple[str, ...], new_ids: tuple[str, ...]) -> "TelemetryMemory":
        """Return the memory for a new registry; devices are matched by id."""
        memory = TelemetryMemory(len(new_ids))
        rows = {device: row for row, device in enumerate(old_ids)}
        pairs = [(rows[device], row) for row, device in enumerate(new_ids) if device in rows]
        if pairs:
            old, new = (np.array(side, dtype=np.int64) for side in zip(*pairs, strict=True))
            memory._boot[:, new] = self._boot[:, old]
            memory._seq[:, new] = self._seq[:, old]
            memory._heard_ns[:, new] = self._heard_ns[:, old]
            memory._recent[new] = self._recent[old]
            memory._level[new] = self._level[old]
            memory._challenger[new] = self._challenger[old]
            memory._insisted[new] = self._insisted[old]
            memory._older_ns[new], memory._turns[new] = self._older_ns[old], self._turns[old]
        return memory

    def export(self) -> dict[str, object]:
        """Return all arrays for the snapshot."""
        return {
            "boot": self._boot,
            "seq": self._seq,
            "heard_ns": self._heard_ns,
            "recent": self._recent,
            "level": self._level,
            "challenger": self._challenger,
            "insisted": self._insisted,
            "older_ns": self._older_ns,
            "turns": self._turns,
        }

    def load(self, state: dict[str, object]) -> None:
        """Take back what ``export`` gave."""
        for name, array in (
            ("boot", self._boot),
            ("seq", self._seq),
            ("heard_ns", self._heard_ns),
            ("recent", self._recent),
            ("level", self._level),
            ("challenger", self._challenger),
            ("insisted", self._insisted),
            ("older_ns", self._older_ns),
            ("turns", self._turns),
        ):
            saved = state[name]
            assert isinstance(saved, np.ndarray), "a snapshot holds arrays"
            assert saved.shape == array.shape, "snapshot and registry belong together"
            array[...] = saved


def digest_of(frame_class: str, kind: str, payload: bytes) -> int:
    """Return a short digest of what a frame says: its kind and payload."""
    body = f"{frame_class}/{kind}\n".encode() + payload
    return int.from_bytes(blake2b(body, digest_size=8).digest(), "little")


class FactMemory:
    """Recent alarm and state frames per device, to tell a repeat and a late one.

    A repeat is told by its content, too: a band that lost its counters uses numbers again.
    """

    def __init__(self, names_max: int = 0) -> None:
        self._names_max = names_max
        """How many names are remembered, the one longest silent goes first; 0: the registry's."""
        self._recent: dict[str, deque[tuple[int, int, int]]] = {}
        self._newest: dict[str, tuple[int, int]] = {}

    def judge(self, device: str, boot: int, seq: int, digest: int) -> tuple[str, bool]:
        """Return ("journaled" | "duplicate", late) and remember the frame."""
        recent = self._recent.pop(device, None) or deque(maxlen=RECENT_MAX)
        self._recent[device] = recent
        if self._names_max and len(self._recent) > self._names_max:
            silent = next(iter(self._recent))
            del self._recent[silent], self._newest[silent]
        if (boot, seq, digest) in recent:
            return "duplicate", False
        recent.append((boot, seq, digest))
        newest = self._newest.get(device, (-1, -1))
        self._newest[device] = max(newest, (boot, seq))
        # Equal numbers with other content: which came first is not known, so it is no state.
        return "journaled", (boot, seq) <= newest

    def export(self) -> dict[str, object]:
        """Return the memory for the snapshot, the name that was silent longest first."""
        return {
            device: [*self._newest[device], *(n for key in self._recent[device] for n in key)]
            for device in self._recent
        }

    def load(self, state: dict[str, object]) -> None:
        """Take back what ``export`` gave."""
        for device, numbers in state.items():
            assert isinstance(numbers, list), "a snapshot holds lists"
            self._newest[device] = (numbers[0], numbers[1])
            size = _NUMBERS_PER_FRAME
            parts = (numbers[2 + first :: size] for first in range(size))
            self._recent[device] = deque(zip(*parts, strict=True), maxlen=RECENT_MAX)
