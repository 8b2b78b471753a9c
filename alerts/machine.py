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
        self.busy: Mask = np.zeros(size, np.bool_)
        """Cells that are not at rest: open, holding, or closed on what still stands."""
        self.held_from: I64 = np.full((size, LEVELS_MAX), NEVER)
        self.gone_from: I64 = np.full(size, NEVER)
        self.left: Mask = np.zeros(size, np.bool_)
        self.spent: I8 = np.zeros(size, np.int8)
        self.spent_t_ns: I64 = np.full(size, NEVER)

    def step(
        self, level: I8, occurred: Mask, delays: Delays, *, t_ns: int, utc_ns: int
    ) -> list[CellChange]:
        """Take the levels of one instant; ``occurred`` marks facts that count as news each.

        Only cells that are not at rest are looked at: nearly all are, nearly always.
        """
        assert level.shape == (self.size,), "a level for every cell"
        cells = np.flatnonzero((level > 0) | self.busy)
        if len(cells) == 0:
            return []
        ripe = self._ripe(cells, level[cells], delays, t_ns)
        gone = self._gone(cells, level[cells], delays, t_ns)
        self._rearm(cells, ripe, gone, delays, t_ns)
        state, raised = self.state[cells], self.raised[cells]
        is_open, returned = state != NORMAL, state == RETURNED
        latched = delays.latched[cells, _column(raised)]
        again = returned | self.left[cells] | occurred[cells]
        # What occurs anew is not what a person closed, even in the tick of the close.
        fresh = (ripe > self.spent[cells]) | occurred[cells]
        occur = (ripe > 0) & np.where(is_open, again, fresh)
        worsen = is_open & ~returned & (ripe > raised)
        vanish = is_open & ~returned & gone & ~latched
        self.left[cells] |= is_open & gone & latched
        self.busy[cells] = is_open | (level[cells] > 0) | (self.spent[cells] > 0)
        changes = []
        for index in np.flatnonzero(occur | worsen | vanish):
            cell, ripe_level = int(cells[index]), int(ripe[index])
            event = WORSEN if worsen[index] else OCCUR if occur[index] else VANISH
            due = self._due(cell, ripe_level, delays)
            self.raised[cell] = max(ripe_level, int(raised[index]) if is_open[index] else 0)
            changes.append(self._move(cell, event, due, t_ns=t_ns, utc_ns=utc_ns))
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

    def _ripe(self, cells: I64, level: I8, delays: Delays, t_ns: int) -> I8:
        """Return the highest level that has held for its raise delay."""
        steps = np.arange(1, LEVELS_MAX + 1, dtype=np.int8)
        holds = level[:, None] >= steps
        before = self.held_from[cells]
        held_from = np.where(holds, np.where(before == NEVER, t_ns, before), NEVER)
        self.held_from[cells] = held_from
        ripe: I8 = (steps * (holds & (t_ns - held_from >= delays.raise_ns[cells]))).max(axis=1)
        return ripe

    def _gone(self, cells: I64, level: I8, delays: Delays, t_ns: int) -> Mask:
        """Return where nothing has held for the clear delay of what was raised last."""
        before = self.gone_from[cells]
        gone_from = np.where(level == 0, np.where(before == NEVER, t_ns, before), NEVER)
        self.gone_from[cells] = gone_from
        asked = np.maximum(self.raised[cells], self.spent[cells])
        clear_ns = delays.clear_ns[cells, _column(asked)]
        gone: Mask = (gone_from != NEVER) & (t_ns - gone_from >= clear_ns)
        return gone

    def _rearm(self, cells: I64, ripe: I8, gone: Mask, delays: Delays, t_ns: int) -> None:
        """Let closed cells ring again: what they were closed on went away, or stands too long."""
        again_ns = delays.again_ns[cells]
        standing = (again_ns > 0) & (t_ns - self.spent_t_ns[cells] >= again_ns) & (ripe > 0)
        self.spent[cells[gone | standing]] = 0

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
        self.busy[cell] = True
        self.change_count[cell] += 1
        state: State = "closed" if event == CLOSE else STATES[after]
        return CellChange(cell, change, state, int(self.raised[cell]), due)


def _column(level: I8) -> I64:
    """Return the column index of each cell's level (level 0 looks at the first column)."""
    return np.maximum(level.astype(np.int64) - 1, 0)
