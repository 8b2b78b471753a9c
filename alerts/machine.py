"""The one alarm machine: every rule on every subject row is a cell, all cells step at once.

In: a level per cell (0 = nothing wrong). A level must hold for its raise delay and be gone for its
clear delay. Out: changes, in the order of the cells. The states are those of ISA-18.2; shelved,
suppressed and out of service have their place in the table's type when they come. P1 and whatever
a rule leaves to people ends only by ``close``; a severity that rises is never delayed further.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from alerts.rule import LEVELS_MAX
from custody.columns import I8, I16, I32, I64, Mask
from custody.tables import NEVER, Table

NORMAL: Final = 0
UNACKNOWLEDGED: Final = 1
ACKNOWLEDGED: Final = 2
RETURNED: Final = 3
State = Literal["normal", "unacknowledged", "acknowledged", "returned", "closed"]
Change = Literal[
    "raised",
    "escalated_severity",
    "occurred_again",
    "acknowledged",
    "cleared",
    "recurred",
    "closed",
    "told",
]
STATES: Final[tuple[State, ...]] = ("normal", "unacknowledged", "acknowledged", "returned")

OCCUR: Final = "occur"
WORSEN: Final = "worsen"
VANISH: Final = "vanish"
ACKNOWLEDGE: Final = "acknowledge"
CLOSE: Final = "close"

TRANSITIONS: Final[dict[tuple[int, str], tuple[int, Change]]] = {
    (NORMAL, OCCUR): (UNACKNOWLEDGED, "raised"),
    (UNACKNOWLEDGED, OCCUR): (UNACKNOWLEDGED, "occurred_again"),
    (ACKNOWLEDGED, OCCUR): (UNACKNOWLEDGED, "occurred_again"),
    (RETURNED, OCCUR): (UNACKNOWLEDGED, "recurred"),
    (UNACKNOWLEDGED, WORSEN): (UNACKNOWLEDGED, "escalated_severity"),
    (ACKNOWLEDGED, WORSEN): (UNACKNOWLEDGED, "escalated_severity"),
    (UNACKNOWLEDGED, VANISH): (RETURNED, "cleared"),
    (ACKNOWLEDGED, VANISH): (NORMAL, "cleared"),
    (UNACKNOWLEDGED, ACKNOWLEDGE): (ACKNOWLEDGED, "acknowledged"),
    (RETURNED, ACKNOWLEDGE): (NORMAL, "acknowledged"),
    (UNACKNOWLEDGED, CLOSE): (NORMAL, "closed"),
    (ACKNOWLEDGED, CLOSE): (NORMAL, "closed"),
    (RETURNED, CLOSE): (NORMAL, "closed"),
}
"""(state, event) -> (new state, name of the change). What is not listed cannot happen."""


@dataclass(frozen=True, slots=True)
class CellChange:
    """What happened to one cell."""

    cell: int
    change: Change
    state: State
    """ISA state after the change, or ``closed``."""
    level: int
    due_t_ns: int
    """When the raise delay was over; 0 when there was no delay."""


@dataclass(frozen=True, slots=True, eq=False)
class Delays:
    """What the rules ask of each cell, one column per level."""

    raise_ns: I64
    clear_ns: I64
    latched: Mask
    again_ns: I64
    """Per cell: a closed alarm whose condition stands comes back after this; 0 never."""


class Machine(Table):
    """State of every alarm cell."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.state: I8 = np.zeros(size, np.int8)
        self.raised: I8 = np.zeros(size, np.int8)
        self.number: I32 = np.zeros(size, np.int32)
        self.change_count: I32 = np.zeros(size, np.int32)
        self.occurrences: I32 = np.zeros(size, np.int32)
        self.raised_utc_ns: I64 = np.zeros(size, np.int64)
        self.waiting_t_ns: I64 = np.full(size, NEVER)
        self.tier: I16 = np.zeros(size, np.int16)
        self.held_from: I64 = np.full((size, LEVELS_MAX), NEVER)
        self.gone_from: I64 = np.full(size, NEVER)
        self.left: Mask = np.zeros(size, np.bool_)
        self.spent: I8 = np.zeros(size, np.int8)
        self.spent_t_ns: I64 = np.full(size, NEVER)

    def step(
        self, level: I8, occurred: Mask, delays: Delays, *, t_ns: int, utc_ns: int
    ) -> list[CellChange]:
        """Take the levels of one instant; ``occurred`` marks facts that count as news each."""
        assert level.shape == (self.size,), "a level for every cell"
        ripe = self._ripe(level, delays, t_ns)
        gone = self._gone(level, delays, t_ns)
        self._rearm(ripe, gone, delays, t_ns)
        is_open = self.state != NORMAL
        latched = np.take_along_axis(delays.latched, _column(self.raised), axis=1)[:, 0]
        rings = (ripe > 0) & (ripe > self.spent)
        occur = np.where(
            self.state == NORMAL,
            rings,
            (ripe > 0) & ((self.state == RETURNED) | self.left | occurred),
        )
        worsen = is_open & (self.state != RETURNED) & (ripe > self.raised)
        vanish = is_open & gone & ~latched & (self.state != RETURNED)
        self.left |= is_open & gone & latched
        changes = []
        for cell in np.flatnonzero(occur | worsen | vanish):
            event = WORSEN if worsen[cell] else OCCUR if occur[cell] else VANISH
            due = self._due(int(cell), int(ripe[cell]), delays)
            self.raised[cell] = max(int(ripe[cell]), int(self.raised[cell]) if is_open[cell] else 0)
            changes.append(self._move(int(cell), event, due, t_ns=t_ns, utc_ns=utc_ns))
        return changes

    def acknowledge(self, cell: int, *, t_ns: int, utc_ns: int) -> CellChange:
        """Take note that a person deals with it."""
        return self._move(cell, ACKNOWLEDGE, 0, t_ns=t_ns, utc_ns=utc_ns)

    def close(self, cell: int, *, t_ns: int, utc_ns: int) -> CellChange:
        """End an alarm by a person's word; a condition that stands is spent until it goes."""
        change = self._move(cell, CLOSE, 0, t_ns=t_ns, utc_ns=utc_ns)
        self.spent[cell] = self.raised[cell]
        self.spent_t_ns[cell] = t_ns
        return change

    def can(self, cell: int, event: str) -> bool:
        """Return whether an event may happen to a cell as it stands."""
        return (int(self.state[cell]), event) in TRANSITIONS

    def told(self, cell: int) -> CellChange:
        """Note that the next tier was told."""
        self.tier[cell] += 1
        self.change_count[cell] += 1
        state = STATES[self.state[cell]]
        return CellChange(cell, "told", state, int(self.raised[cell]), 0)

    def _ripe(self, level: I8, delays: Delays, t_ns: int) -> I8:
        """Return the highest level that has held for its raise delay."""
        steps = np.arange(1, LEVELS_MAX + 1, dtype=np.int8)
        holds = level[:, None] >= steps
        self.held_from[:] = np.where(
            holds, np.where(self.held_from == NEVER, t_ns, self.held_from), NEVER
        )
        ripe: I8 = (steps * (holds & (t_ns - self.held_from >= delays.raise_ns))).max(axis=1)
        return ripe

    def _gone(self, level: I8, delays: Delays, t_ns: int) -> Mask:
        """Return where nothing has held for the clear delay of what was raised last."""
        self.gone_from[:] = np.where(
            level == 0, np.where(self.gone_from == NEVER, t_ns, self.gone_from), NEVER
        )
        asked = np.maximum(self.raised, self.spent)
        clear_ns = np.take_along_axis(delays.clear_ns, _column(asked), axis=1)[:, 0]
        gone: Mask = (self.gone_from != NEVER) & (t_ns - self.gone_from >= clear_ns)
        return gone

    def _rearm(self, ripe: I8, gone: Mask, delays: Delays, t_ns: int) -> None:
        """Let closed cells ring again: what they were closed on went away, or stands too long."""
        standing = (delays.again_ns > 0) & (t_ns - self.spent_t_ns >= delays.again_ns) & (ripe > 0)
        self.spent[gone | standing] = 0

    def _due(self, cell: int, level: int, delays: Delays) -> int:
        if level == 0 or delays.raise_ns[cell, level - 1] == 0:
            return 0
        return int(self.held_from[cell, level - 1] + delays.raise_ns[cell, level - 1])

    def _move(self, cell: int, event: str, due: int, *, t_ns: int, utc_ns: int) -> CellChange:
        """Make one transition of the table and keep the counts."""
        before = int(self.state[cell])
        after, change = TRANSITIONS[before, event]
        if change == "raised":
            self.number[cell] += 1
            self.change_count[cell] = 0
            self.occurrences[cell] = 0
            self.raised_utc_ns[cell] = utc_ns
        if event == OCCUR:
            self.occurrences[cell] += 1
            self.left[cell] = False
        if event == WORSEN or (event == OCCUR and before != UNACKNOWLEDGED):
            # A new wait begins. One that goes on is not put back by a repeat.
            self.waiting_t_ns[cell] = t_ns
            self.tier[cell] = 1
        if after == NORMAL:
            self.left[cell] = False
            self.spent[cell] = 0
        self.state[cell] = after
        self.change_count[cell] += 1
        state: State = "closed" if event == CLOSE else STATES[after]
        return CellChange(cell, change, state, int(self.raised[cell]), due)


def _column(level: I8) -> I64:
    """Return the column index of each cell's level (level 0 looks at the first column)."""
    return np.maximum(level.astype(np.int64) - 1, 0)[:, None]
