"""The one alarm machine: every rule on every subject row is a cell, all cells step at once.

In: a level per cell (0 = nothing wrong). A level must hold for its raise delay and be gone for its
clear delay; a site may filter further (alerts.filters). Out: changes, in the order of the cells.
The states and what may happen stand in alerts.states. P1 and whatever a rule leaves to people ends
only by ``close``; no filter, shelf or suppression keeps a P1 that is news, or a severity that
rises, from ringing in the same instant.
"""

from typing import Final, Self

import numpy as np

from alerts.cell import CellChange, Delays, Now
from alerts.filters import EDGES_MAX, Filters
from alerts.rule import LEVELS_MAX
from alerts.states import (
    ACKNOWLEDGE,
    ACKNOWLEDGED,
    ARRIVED,
    CLOSE,
    CLOSED,
    CONTAINED,
    KEEP,
    NORMAL,
    NOTIFIED,
    OCCUR,
    OUT_OF_SERVICE,
    REALARM,
    RESPONDED,
    RESUME,
    RETIRE,
    RETURN,
    RETURNED,
    SHELVE,
    SHELVED,
    STATES,
    SUPPRESS,
    SUPPRESSED,
    TAKE_BACK,
    TRANSITIONS,
    UNACKNOWLEDGED,
    UNSHELVE,
    VANISH,
    WORSEN,
    Change,
    State,
)
from custody.columns import I8, I16, I32, I64, Mask, some, where
from custody.tables import NEVER, Table

NO_ROOT: Final = -1
ROOT_UNDECIDED: Final = -2
"""Whether a root stands behind it is not known yet: what is mild waits, a P1 never does."""
_RINGS: Final = (OCCUR, WORSEN, RESUME, REALARM, TAKE_BACK)
"""Events after which people must respond anew."""
_NEW_WAIT: Final = (OCCUR, WORSEN, RESUME, REALARM)
"""Events that begin a new wait, with the first tier; what is taken back waits on where it was."""
_ORDER: Final = (WORSEN, OCCUR, SUPPRESS, RESUME, UNSHELVE, VANISH, REALARM, RETURN)
"""Of several events of one instant the first happens; the others are judged again next time."""


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
        self._response(size)

    def _response(self, size: int) -> None:
        """Add what people do with it, and what keeps it quiet."""
        self.response: I8 = np.zeros(size, np.int8)
        self.disposition: I8 = np.zeros(size, np.int8)
        """Of the last alarm of the cell that was closed."""
        self.acknowledged_t_ns: I64 = np.full(size, NEVER)
        self.absent_t_ns: I64 = np.full(size, NEVER)
        """Since when an acknowledged alarm waits for somebody to come; SYS-02 sets it anew."""
        self.quiet_until_t_ns: I64 = np.full(size, NEVER)
        """End of the shelf, or of being out of service."""
        self.root: I32 = np.full(size, NO_ROOT, np.int32)
        """Cell of the alarm under which this one is shown."""
        self.edges: I64 = np.full((size, EDGES_MAX), NEVER)
        """Last beginnings, newest first, of cells whose filter counts."""

    def step(
        self,
        level: I8,
        occurred: Mask,
        delays: Delays,
        *,
        t_ns: int,
        utc_ns: int,
        roots: I32 | None = None,
    ) -> list[CellChange]:
        """Take the levels of one instant; ``occurred`` marks facts that count as news each.

        ``roots`` names the cell behind each cell's trouble, where there is one. Only cells that
        are not at rest are looked at: nearly all are, nearly always.
        """
        assert level.shape == (self.size,), "a level for every cell"
        cells = where((level > 0) | self.busy)
        if len(cells) == 0:
            return []
        news = occurred[cells]
        began = news | ((level[cells] > 0) & (self.held_from[cells, 0] == NEVER))
        ripe = self._ripe(cells, level[cells], delays, t_ns)
        gone = self._gone(cells, level[cells], delays, t_ns)
        self._rearm(cells, ripe, gone, delays, t_ns)
        root = np.full(len(cells), NO_ROOT, np.int32) if roots is None else roots[cells]
        filters = delays.filters
        passed = ripe if filters is None else self._passed(cells, began, ripe, delays, t_ns)
        now = Now(cells, ripe, passed, gone, news, root, t_ns)
        wanted = self._wanted(now, delays)
        self.busy[cells] = (
            (self.state[cells] != NORMAL) | (level[cells] > 0) | (self.spent[cells] > 0)
        )
        changes = []
        anything = np.logical_or.reduce([wanted[event] for event in _ORDER])
        for index in where(anything).tolist():
            event = next(event for event in _ORDER if wanted[event][index])
            cell, ripe_level = int(cells[index]), int(ripe[index])
            due = self._due(cell, ripe_level, delays) if event in (OCCUR, WORSEN) else 0
            before = int(self.raised[cell]) if self.state[cell] in _LIVING else 0
            self.raised[cell] = max(ripe_level, before)
            if event == SUPPRESS:
                self.root[cell] = root[index]
            changes.append(self._move(cell, event, due, t_ns=t_ns, utc_ns=utc_ns))
        return changes

    def _wanted(self, now: "Now", delays: Delays) -> dict[str, Mask]:
        """Return for each event which of the cells ask for it."""
        cells, ripe, passed = now.cells, now.ripe, now.passed
        state, raised = self.state[cells], self.raised[cells]
        filters = delays.filters
        urgent = np.int8(LEVELS_MAX + 1) if filters is None else filters.urgent[cells]
        latched = delays.latched[cells, _column(raised)]
        shown = (state == UNACKNOWLEDGED) | (state == ACKNOWLEDGED)
        is_open = shown | (state == RETURNED)
        again = self.left[cells] | now.news
        self.left[cells] |= (is_open | (state == SHELVED)) & now.gone & latched
        # What occurs anew is not what a person closed, even in the tick of the close.
        fresh = (ripe > self.spent[cells]) | now.news
        mild = now.root == NO_ROOT
        begins = (state == NORMAL) & (passed > 0) & fresh
        rooted = (now.root >= 0) & (ripe < urgent)
        over = _come(self.quiet_until_t_ns[cells], now.t_ns)
        shelved, hidden = state == SHELVED, state == SUPPRESSED
        return {
            WORSEN: (shown | shelved | (hidden & (ripe >= urgent))) & (ripe > raised),
            OCCUR: (begins & (mild | (ripe >= urgent)))
            | ((state == RETURNED) & ((passed > 0) | (ripe > raised)))
            | (shown & (ripe > 0) & again)
            | (shelved & (ripe > 0) & again & (raised >= urgent))
            | ((state == OUT_OF_SERVICE) & (ripe >= urgent) & fresh),
            SUPPRESS: begins & rooted,
            RESUME: (shelved & over & ((ripe > 0) | latched))
            | (hidden & mild & ((ripe > 0) | latched)),
            UNSHELVE: shelved & over & (ripe == 0) & ~latched,
            VANISH: (shown | hidden) & now.gone & ~latched,
            REALARM: (state == ACKNOWLEDGED) & (ripe > 0) & self._asks_again(cells, filters, now),
            RETURN: (state == OUT_OF_SERVICE) & over,
        }

    def _asks_again(self, cells: I64, filters: Filters | None, now: "Now") -> Mask:
        if filters is None:
            return np.zeros(len(cells), np.bool_)
        after_ns = filters.realarm_ns[cells]
        since = now.t_ns - self.acknowledged_t_ns[cells]
        result: Mask = (after_ns > 0) & (since >= after_ns)
        return result

    def acknowledge(self, cell: int, *, t_ns: int, utc_ns: int) -> CellChange:
        """Take note that a person deals with it."""
        return self._move(cell, ACKNOWLEDGE, 0, t_ns=t_ns, utc_ns=utc_ns)

    def take_back(self, cell: int, *, t_ns: int, utc_ns: int) -> CellChange:
        """Undo an acknowledgement: nobody deals with it after all, and its wait goes on."""
        return self._move(cell, TAKE_BACK, 0, t_ns=t_ns, utc_ns=utc_ns)

    def keep(self, cell: int, *, t_ns: int, utc_ns: int) -> CellChange:
        """Take note of a latched alarm that had returned: it stays until somebody closes it."""
        return self._move(cell, KEEP, 0, t_ns=t_ns, utc_ns=utc_ns)

    def shelve(self, cell: int, until_t_ns: int, *, t_ns: int, utc_ns: int) -> CellChange:
        """Put an open alarm aside until an instant."""
        self.quiet_until_t_ns[cell] = until_t_ns
        return self._move(cell, SHELVE, 0, t_ns=t_ns, utc_ns=utc_ns)

    def unshelve(self, cell: int, *, t_ns: int, utc_ns: int) -> CellChange:
        """Take an alarm off the shelf before its time: it asks for an answer again."""
        return self._move(cell, RESUME, 0, t_ns=t_ns, utc_ns=utc_ns)

    def retire(self, cell: int, until_t_ns: int, *, t_ns: int, utc_ns: int) -> CellChange:
        """Take a cell out of service until an instant; its P1 levels ring all the same."""
        self.quiet_until_t_ns[cell] = until_t_ns
        return self._move(cell, RETIRE, 0, t_ns=t_ns, utc_ns=utc_ns)

    def put_back(self, cell: int, *, t_ns: int, utc_ns: int) -> CellChange:
        """Put a cell back into service before its time."""
        return self._move(cell, RETURN, 0, t_ns=t_ns, utc_ns=utc_ns)

    def notified(self, cell: int) -> None:
        """Note that somebody is told of what rang in this instant."""
        self.response[cell] = max(NOTIFIED, int(self.response[cell]))

    def coming(self, cell: int) -> CellChange:
        """Note that a person says they are on the way; only a card there proves an arrival."""
        return self._respond(cell, int(self.response[cell]), "coming")

    def arrived(self, cell: int) -> CellChange:
        """Note that somebody is there."""
        return self._respond(cell, ARRIVED, "arrived")

    def contained(self, cell: int) -> CellChange:
        """Note that a person calls the danger over."""
        return self._respond(cell, CONTAINED, "contained")

    def told_again(self, cell: int) -> CellChange:
        """Note that the same tier was told once more."""
        return self._respond(cell, int(self.response[cell]), "told")

    def grouped(self, cell: int, root: int) -> CellChange:
        """Show an open alarm under another one; it stays what it is."""
        self.root[cell] = root
        return self._respond(cell, int(self.response[cell]), "grouped")

    def _respond(self, cell: int, response: int, change: Change) -> CellChange:
        self.response[cell] = response
        self.change_count[cell] += 1
        state = STATES[self.state[cell]]
        return CellChange(cell, change, state, int(self.raised[cell]), 0)

    def close(self, cell: int, *, t_ns: int, utc_ns: int) -> CellChange:
        """End an alarm by a person's word; a condition that stands is spent until it goes."""
        change = self._move(cell, CLOSE, 0, t_ns=t_ns, utc_ns=utc_ns)
        self.spent[cell] = self.raised[cell]
        self.spent_t_ns[cell] = t_ns
        return change

    def standing(self, cells: slice) -> Mask:
        """Return which cells have an alarm that people can name, shown or put aside."""
        state = self.state[cells]
        result: Mask = (state != NORMAL) & (state != OUT_OF_SERVICE)
        return result

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
        holds = level[:, None] >= _STEPS
        before = self.held_from[cells]
        before[before == NEVER] = t_ns
        held_from = np.where(holds, before, NEVER)
        self.held_from[cells] = held_from
        ripe: I8 = (_STEPS * (holds & (t_ns - held_from >= delays.raise_ns[cells]))).max(axis=1)
        return ripe

    def _passed(self, cells: I64, began: Mask, ripe: I8, delays: Delays, t_ns: int) -> I8:
        """Return the highest level that may ring anew: past the site's on-delay, or often enough.

        Levels of severity P1 have no on-delay to pass.
        """
        filters = delays.filters
        assert filters is not None, "asked only where there are filters"
        counted = where(began & (filters.count[cells] > 0))
        for cell in cells[counted].tolist():
            self.edges[cell, 1:] = self.edges[cell, :-1].copy()
            self.edges[cell, 0] = t_ns
        on_ns = filters.on_ns[cells]
        if not some(on_ns > 0):
            return ripe
        long_ns = t_ns - self.held_from[cells]
        held = (ripe[:, None] >= _STEPS) & (self.held_from[cells] != NEVER)
        # The on-delay runs when the rule's own hold is over; ``ripe`` says that it is.
        passes = held & (long_ns >= delays.raise_ns[cells] + on_ns)
        count = np.maximum(filters.count[cells], 1)
        first = self.edges[cells, count - 1]
        often = (filters.count[cells] > 0) & (t_ns - first <= filters.window_ns[cells])
        lasting: I8 = (_STEPS * passes).max(axis=1)
        return np.where(often, ripe, lasting).astype(np.int8)

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
        if change == "raised" or (before == NORMAL and event == SUPPRESS):
            self._begin(cell, utc_ns)
        if event == OCCUR:
            self.occurrences[cell] += 1
        if event == WORSEN or (event in _NEW_WAIT and before != UNACKNOWLEDGED):
            # A wait that goes on is not put back by a repeat.
            self.waiting_t_ns[cell] = t_ns
            self.tier[cell] = 1
        self._note(cell, event, after, t_ns)
        self.state[cell] = after
        self.busy[cell] = True
        self.change_count[cell] += 1
        state: State = "closed" if event == CLOSE else STATES[after]
        return CellChange(cell, change, state, int(self.raised[cell]), due)

    def _begin(self, cell: int, utc_ns: int) -> None:
        """Give a cell's next alarm its number."""
        self.number[cell] += 1
        self.change_count[cell] = 0
        self.occurrences[cell] = 0
        self.raised_utc_ns[cell] = utc_ns
        self.disposition[cell] = 0

    def _note(self, cell: int, event: str, after: int, t_ns: int) -> None:
        """Keep how far people are, and forget what the new state ends."""
        if event in (OCCUR, RESUME):
            self.left[cell] = False
        if event in _RINGS:
            self.response[cell] = 0
        elif event in (ACKNOWLEDGE, KEEP):
            self.response[cell] = RESPONDED
            self.acknowledged_t_ns[cell] = self.absent_t_ns[cell] = t_ns
        elif event == CLOSE:
            self.response[cell] = CLOSED
        if event not in (SUPPRESS, OCCUR):
            self.root[cell] = NO_ROOT
        if after in (NORMAL, OUT_OF_SERVICE):
            self.left[cell] = False
            self.spent[cell] = 0

    def moved_from(self, old: Self, kept: I64) -> None:
        """Take over the cells that were kept; a root is found again under its new place."""
        self.take_over(old, kept)
        place = np.full(old.size + 1, NO_ROOT, np.int32)
        here = where(kept >= 0)
        place[kept[here]] = here
        self.root[here] = place[np.maximum(old.root[kept[here]], NO_ROOT)]


_STEPS: Final = np.arange(1, LEVELS_MAX + 1, dtype=np.int8)
_LIVING: Final = (UNACKNOWLEDGED, ACKNOWLEDGED, RETURNED, SHELVED, SUPPRESSED)
"""States in which a cell has an alarm that people can name."""


def _come(until_t_ns: I64, t_ns: int) -> Mask:
    """Return which instants have come."""
    result: Mask = until_t_ns <= t_ns
    return result


def _column(level: I8) -> I64:
    """Return the column index of each cell's level (level 0 looks at the first column)."""
    return np.maximum(level.astype(np.int64) - 1, 0)
