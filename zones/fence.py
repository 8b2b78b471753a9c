"""Who is in which fence, with the accuracy of their fixes in mind (pure).

A fix is a circle, not a point. Someone enters when the circle lies well inside, leaves when it
lies well outside (or a little outside for long enough), and is lost inside when nothing more is
heard. All people and all fences step at once; only those that moved cost anything.
"""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np

from custody.columns import I8, I16, I32, I64, Mask, where, within
from custody.tables import NEVER, Table
from zones.shapes import ANY_LEVEL, FAR_MM, Shape, Shapes

UNKNOWN, OUTSIDE, INSIDE = np.int8(0), np.int8(1), np.int8(2)
EVENTS: Final = ("enter", "exit", "cross", "dwell", "lost", "found")
ENTER, EXIT, CROSS, DWELL, LOST, FOUND = range(6)
SIGMAS_PER_RADIUS: Final = 1.515
"""An accuracy radius holds 68 % of truth: so many deviations of a round Gaussian."""
FOREVER: Final = np.int64(2**62)
_PER_MILLE: Final = 1000


@dataclass(frozen=True, slots=True)
class FenceRule:
    """A fence and how patient it is."""

    shape: Shape
    sure_share: float = 0.9
    """A fix counts as in (or out) at once when the chance of it is at least so high."""
    exit_tolerance_mm: int = 0
    """So far outside still counts as inside, for a while."""
    tolerance_timeout_ns: int = 3_000_000_000
    """How long a doubtful fix is let pass, in and out."""
    exit_delay_ns: int = 300_000_000
    """How long a sure exit must hold."""
    dwell_ns: int = 0
    """A stay so long is an event of its own; 0: never."""
    lost_ns: int = 10_000_000_000
    """Without a fix for so long, someone inside is lost inside."""


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """New fixes of some people, each at most once."""

    person: I64
    x_mm: I32
    y_mm: I32
    z_mm: I32
    level: I16
    accuracy_mm: I32


@dataclass(frozen=True, slots=True, eq=False)
class FenceEvents:
    """What happened, ordered by person and fence; ``initial`` is no movement but a first look."""

    person: I64
    fence: I64
    kind: I8
    initial: Mask


class FenceTable(Table):
    """State of every person (rows) in every fence (columns)."""

    def __init__(self, people: int, fences: int) -> None:
        self.size = people
        shape = (people, fences)
        self.state: I8 = np.full(shape, UNKNOWN)
        self.since_t_ns: I64 = np.full(shape, NEVER)
        """Since when inside."""
        self.sure_t_ns: I64 = np.full(shape, NEVER)
        """Since when fixes surely say the opposite of the state; NEVER: they do not."""
        self.doubt_t_ns: I64 = np.full(shape, NEVER)
        """Since when fixes say so at all."""
        self.dwelled: Mask = np.zeros(shape, np.bool_)
        self.lost: Mask = np.zeros(shape, np.bool_)
        self.fix_t_ns: I64 = np.full(people, NEVER)
        self.x_mm: I32 = np.zeros(people, np.int32)
        self.y_mm: I32 = np.zeros(people, np.int32)
        self.level: I16 = np.full(people, -1, np.int16)


class Fences:
    """Steps people through fences."""

    def __init__(self, people: int, rules: tuple[FenceRule, ...]) -> None:
        self.shapes = Shapes(tuple(rule.shape for rule in rules))
        self.table = FenceTable(people, len(rules))
        self._tolerance: I64 = np.array([rule.exit_tolerance_mm for rule in rules], np.int64)
        self._timeout: I64 = np.array([rule.tolerance_timeout_ns for rule in rules], np.int64)
        self._delay: I64 = np.array([rule.exit_delay_ns for rule in rules], np.int64)
        self._dwell: I64 = np.array([rule.dwell_ns for rule in rules], np.int64)
        self._lost: I64 = np.array([rule.lost_ns for rule in rules], np.int64)
        self._sigmas: I64 = np.array([sigmas_pm(rule.sure_share) for rule in rules], np.int64)
        self._reach_mm = int(self._tolerance.max(initial=0)) + 1
        self._timed: Mask = np.zeros(self.table.state.shape, np.bool_)
        """Where some timer may run."""
        self._due_t_ns = int(FOREVER)
        """No timer fires before this; until then only those who moved cost anything."""

    def step(self, moves: Moves, *, t_ns: int) -> FenceEvents:
        """Take new fixes and let timers run; return what happened by ``t_ns``."""
        if len(moves.person) == 0 and t_ns < self._due_t_ns:
            empty = _nothing()
            return FenceEvents(empty[0], empty[1], empty[2].astype(np.int8), empty[3] > 0)
        crossed = self._move(moves, t_ns)
        parts = [crossed, self._run_timers(t_ns, *self._waiting(moves, t_ns))]
        person, fence, kind, initial = (
            np.concatenate([part[column] for part in parts]) for column in range(4)
        )
        order = np.lexsort((kind, fence, person))
        return FenceEvents(
            person[order], fence[order], kind[order].astype(np.int8), initial[order] > 0
        )

    def _move(self, moves: Moves, t_ns: int) -> tuple[I64, I64, I64, I64]:
        table = self.table
        looked, point, fence, depth = self._depths(moves)
        crossed = self._crossed(moves, looked, t_ns)
        self._judge(moves, point, fence, depth, t_ns)
        here = where(moves.level >= 0)
        row = moves.person[here]
        table.x_mm[row], table.y_mm[row] = moves.x_mm[here], moves.y_mm[here]
        table.level[row], table.fix_t_ns[row] = moves.level[here], t_ns
        return crossed

    def _depths(self, moves: Moves) -> tuple[Mask, I64, I64, I64]:
        """Return where a move lies in a fence, and the depth of each pair that matters.

        What matters is near, or it is about somebody who is inside or nearly; far is -FAR_MM.
        """
        shapes, told = self.shapes, moves.level >= 0
        reach = moves.accuracy_mm.astype(np.int64) * 4 + self._reach_mm
        near_point, near_fence = shapes.near(moves.x_mm, moves.y_mm, moves.level, reach)
        matters = self._timed[moves.person] & told[:, None]
        matters[near_point, near_fence] = True
        point, fence = np.nonzero(matters)
        depth = np.full(len(point), -FAR_MM)
        level = shapes.level[fence]
        here = where((level == moves.level[point]) | (level == ANY_LEVEL))
        at, of = point[here], fence[here]
        flat = shapes.depth_mm(moves.x_mm[at], moves.y_mm[at], of)
        depth[here] = shapes.depth_in_height_mm(flat, moves.z_mm[at], of)
        inside = np.zeros(matters.shape, np.bool_)
        inside[point, fence] = depth >= 0
        return inside, point, fence, depth

    def _judge(self, moves: Moves, point: I64, fence: I64, depth: I64, t_ns: int) -> None:
        """Fold fixes into the states and their timers; a fix without level says nothing."""
        table, row = self.table, moves.person[point]
        margin = self._margin(moves.accuracy_mm[point], self._sigmas[fence])
        inside = table.state[row, fence] == INSIDE
        against = np.where(inside, depth < 0, depth >= 0)
        well_out = depth < -(self._tolerance[fence] + margin)
        well_in = depth >= np.minimum(margin, self.shapes.slim_mm[fence])
        sure = np.where(inside, well_out, well_in) & against
        for column, says in ((table.doubt_t_ns, against), (table.sure_t_ns, sure)):
            began = column[row, fence]
            column[row, fence] = np.where(says, np.where(began == NEVER, t_ns, began), NEVER)
        self._timed[row, fence] |= against | inside
        people = moves.person[moves.level >= 0]
        fresh = (table.state[people] == UNKNOWN) & (table.doubt_t_ns[people] == NEVER)
        table.state[people] = np.where(fresh, OUTSIDE, table.state[people])

    def _margin(self, accuracy_mm: I32, sigmas: I64) -> I64:
        """Return how far from the edge a fix must lie for its side to be sure."""
        sigma = accuracy_mm.astype(np.float64) / SIGMAS_PER_RADIUS
        margin: I64 = np.rint(sigma * sigmas / _PER_MILLE).astype(np.int64)
        return margin

    def _crossed(self, moves: Moves, inside: Mask, t_ns: int) -> tuple[I64, I64, I64, I64]:
        """Find fences somebody went through between two fixes that both lie outside."""
        table, row = self.table, moves.person
        follows = (table.level[row] == moves.level) & (moves.level >= 0)
        follows &= t_ns - table.fix_t_ns[row] <= int(self._lost.max(initial=0))
        at = where(follows)
        if len(at) == 0:
            return _nothing()
        start = np.stack((table.x_mm[row[at]], table.y_mm[row[at]]), axis=1).astype(np.int64)
        end = np.stack((moves.x_mm[at], moves.y_mm[at]), axis=1).astype(np.int64)
        middle = ((start + end) // 2).astype(np.int32)
        half = np.abs(end - start).max(axis=1) // 2 + 1
        point, fence = self.shapes.near(middle[:, 0], middle[:, 1], moves.level[at], half)
        outside = (table.state[row[at[point]], fence] == OUTSIDE) & ~inside[at[point], fence]
        point, fence = point[outside], fence[outside]
        through = self.shapes.crossing_depth_mm(start[point], end[point], fence)
        person, radius_mm = row[at[point]], moves.accuracy_mm[at[point]]
        margin = self._margin(radius_mm, self._sigmas[fence])
        sure = through >= np.minimum(margin, self.shapes.slim_mm[fence])
        sure &= self.shapes.at_height(moves.z_mm[at[point]], fence, slack_mm=radius_mm)
        person, fence = person[sure], fence[sure]
        return person, fence, np.full(len(person), CROSS), np.zeros(len(person), np.int64)

    def _waiting(self, moves: Moves, t_ns: int) -> tuple[I64, I64]:
        """Return the pairs whose timers must be looked at: of those who moved, or all."""
        if t_ns >= self._due_t_ns:
            self._due_t_ns = int(FOREVER)
            person, fence = np.nonzero(self._timed)
            return person, fence
        point, fence = np.nonzero(self._timed[moves.person])
        return moves.person[point], fence

    def _run_timers(self, t_ns: int, person: I64, fence: I64) -> tuple[I64, I64, I64, I64]:
        """Let time pass where somebody is inside or about to change sides."""
        table = self.table
        state, doubt = table.state[person, fence], table.doubt_t_ns[person, fence]
        sure = table.sure_t_ns[person, fence]
        late = (doubt != NEVER) & (t_ns - doubt >= self._timeout[fence])
        inside, first = state == INSIDE, state == UNKNOWN
        held = (sure != NEVER) & (t_ns - sure >= np.where(inside, self._delay[fence], 0))
        leaves = inside & (late | held)
        enters = ~inside & (late | held | (first & (doubt != NEVER)))
        quiet = t_ns - table.fix_t_ns[person] > self._lost[fence]
        lost = inside & ~leaves & quiet & ~table.lost[person, fence]
        found = inside & ~leaves & ~quiet & table.lost[person, fence]
        stayed = (self._dwell[fence] > 0) & ~table.dwelled[person, fence] & inside & ~leaves
        stayed &= t_ns - table.since_t_ns[person, fence] >= self._dwell[fence]
        self._change(person[enters], fence[enters], INSIDE, t_ns)
        self._change(person[leaves], fence[leaves], OUTSIDE, t_ns)
        table.lost[person[lost], fence[lost]] = True
        table.lost[person[found], fence[found]] = False
        table.dwelled[person[stayed], fence[stayed]] = True
        still = (table.state[person, fence] == INSIDE) | (table.doubt_t_ns[person, fence] != NEVER)
        self._timed[person, fence] = still
        self._note_due(person[still], fence[still])
        kinds = ((enters, ENTER), (leaves, EXIT), (lost, LOST), (found, FOUND), (stayed, DWELL))
        chosen = [(where(mask), kind) for mask, kind in kinds]
        at = np.concatenate([rows for rows, _ in chosen])
        kind = np.concatenate([np.full(len(rows), kind) for rows, kind in chosen])
        return person[at], fence[at], kind, (first & enters)[at].astype(np.int64)

    def _note_due(self, person: I64, fence: I64) -> None:
        """Remember the first instant at which one of these timers could fire."""
        table = self.table
        due = np.full(len(person), FOREVER)
        inside = table.state[person, fence] == INSIDE
        doubt, sure = table.doubt_t_ns[person, fence], table.sure_t_ns[person, fence]
        silence = table.fix_t_ns[person] + self._lost[fence] + 1
        dwell = table.since_t_ns[person, fence] + self._dwell[fence]
        dwells = inside & (self._dwell[fence] > 0) & ~table.dwelled[person, fence]
        for waits, until in (
            (doubt != NEVER, doubt + self._timeout[fence]),
            (sure != NEVER, sure + np.where(inside, self._delay[fence], 0)),
            (inside & ~table.lost[person, fence], silence),
            (dwells, dwell),
        ):
            due = np.where(waits, np.minimum(due, until), due)
        self._due_t_ns = min(self._due_t_ns, int(due.min(initial=FOREVER)))

    def _change(self, person: I64, fence: I64, state: np.int8, t_ns: int) -> None:
        table = self.table
        table.state[person, fence] = state
        table.since_t_ns[person, fence] = t_ns if state == INSIDE else NEVER
        table.doubt_t_ns[person, fence] = NEVER
        table.sure_t_ns[person, fence] = NEVER
        table.dwelled[person, fence] = False
        table.lost[person, fence] = False

    def forget(self, person: int) -> None:
        """Let a person's slot start afresh: the next fix is a first look again."""
        fresh = FenceTable(1, self.shapes.count)
        for name, column in self.table.columns().items():
            column[person] = fresh.columns()[name][0]
        self._timed[person] = False

    def load(self, saved: object) -> None:
        """Take back what ``table.export`` gave."""
        self.table.load(saved)
        self._timed = (self.table.state == INSIDE) | (self.table.doubt_t_ns != NEVER)
        self._due_t_ns = int(NEVER)


def sigmas_pm(share: float) -> int:
    """Return how many thousandths of a deviation inside an edge hold a share of a Gaussian."""
    assert 0.5 <= share < 1, "sure means more likely than not"  # noqa: PLR2004
    return round(NormalDist().inv_cdf(share) * _PER_MILLE)


def chance_inside_pct(depth_mm: I64, accuracy_mm: I32) -> I16:
    """Return the chance in whole percent that the truth lies beyond an edge's inner side.

    ``depth_mm`` is the fix's depth; a fix without an error is certain: 0 or 100.
    """
    sigma = np.maximum(accuracy_mm.astype(np.float64) / SIGMAS_PER_RADIUS, 1e-6)
    score = within(np.asarray(depth_mm, np.float64) / sigma, -4, 4)
    share = np.interp(score, _SCORES, _SHARES)
    certain = np.where(np.asarray(depth_mm) >= 0, 1.0, 0.0)
    pct: I16 = np.rint(np.where(accuracy_mm == 0, certain, share) * 100).astype(np.int16)
    return pct


_SCORES: Final = np.arange(-40, 41) / 10
_SHARES: Final = np.array([round(NormalDist().cdf(step / 10), 6) for step in range(-40, 41)])


def _nothing() -> tuple[I64, I64, I64, I64]:
    empty = np.zeros(0, np.int64)
    return empty, empty, empty, empty
