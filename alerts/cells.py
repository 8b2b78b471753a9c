"""Which cell of the machine belongs to which rule and which subject, for one layout."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from alerts.cell import Delays
from alerts.filters import NOTHING, Filter, Filters
from alerts.machine import Machine
from alerts.rule import (
    LEVELS_MAX,
    NS_PER_S,
    AnyRule,
    DutyRule,
    Level,
    Limits,
    StateRule,
    SubjectKind,
)
from alerts.severity import Severity
from custody.columns import I8, I64, Mask
from custody.duties.duty import RULES as DUTIES
from custody.layout import Layout
from custody.tables import NEVER


@dataclass(frozen=True, slots=True)
class Block:
    """The cells of one rule on one kind of subject, side by side."""

    rule: AnyRule
    kind: SubjectKind
    start: int
    count: int

    @property
    def cells(self) -> slice:
        """Return the block as a slice of all cells."""
        return slice(self.start, self.start + self.count)


Questions = tuple[tuple[StateRule, slice, Limits], ...]


class Cells:
    """The blocks of all rules, in the order of the rules."""

    def __init__(
        self,
        rules: tuple[AnyRule, ...],
        layout: Layout,
        limits: dict[str, Limits],
        filters: dict[str, Filter] | None = None,
    ) -> None:
        blocks: list[Block] = []
        start = 0
        for rule in rules:
            for kind in rule.subjects:
                blocks.append(Block(rule, kind, start, layout.count(kind)))
                start += layout.count(kind)
        self.blocks = tuple(blocks)
        self.size = start
        self._starts = np.array([block.start for block in blocks], dtype=np.int64)
        self.by_key = {(block.rule.id, block.kind): block for block in blocks}
        self.severity = np.full((start, LEVELS_MAX), 0, dtype=np.int8)
        self.delays = self._delays(limits, filters or {})
        asked = [
            (block.rule, block.cells, limits[block.rule.id])
            for block in blocks
            if isinstance(block.rule, StateRule)
        ]
        self.each_tick: Questions = tuple(each for each in asked if each[0].pace == "tick")
        """Rules that are asked in every tick, each with its cells and thresholds."""
        self.of_record: Questions = tuple(each for each in asked if each[0].pace == "record")
        """Rules that are asked when facts came, and else once a second."""
        self.duties, self._level_of = self._duty_cells()

    def _duty_cells(self) -> tuple[slice, I8]:
        """Return the cells of the duty rules, side by side, and each one's level by severity."""
        blocks = [block for block in self.blocks if isinstance(block.rule, DutyRule)]
        named = tuple(block.rule.id for block in blocks)
        assert named == (DUTIES if blocks else ()), "the rules of the board, in its order"
        first, last = (blocks[0], blocks[-1]) if blocks else (None, None)
        cells = slice(first.start, last.start + last.count) if first and last else slice(0, 0)
        levels = [
            [block.rule.level_of(severity) for severity in range(Severity.P4 + 1)]
            for block in blocks
            if isinstance(block.rule, DutyRule)
        ]
        return cells, np.array(levels, np.int8).reshape(-1, Severity.P4 + 1)

    def duty_levels(self, severity: I8) -> I8:
        """Return the levels of all duty cells from the severities of the board."""
        by_severity = np.take_along_axis(self._level_of, severity.astype(np.int64), axis=1)
        levels: I8 = by_severity.ravel()
        return levels

    def _delays(self, limits: dict[str, Limits], filters: dict[str, Filter]) -> Delays:
        shape = (self.size, LEVELS_MAX)
        raise_ns, clear_ns = np.full(shape, -NEVER), np.zeros(shape, np.int64)
        latched, again_ns = np.ones(shape, np.bool_), np.zeros(self.size, np.int64)
        asked = Filters.none(self.size)
        for block in self.blocks:
            chosen = filters.get(block.rule.id, NOTHING)
            asked.put(block.cells, block.rule, chosen)
            off_ns = round(chosen.off_delay_s * NS_PER_S)
            for number, level in enumerate(block.rule.levels):
                raise_ns[block.cells, number] = _raise_ns(level, limits[block.rule.id])
                own_ns = _clear_ns(level, limits[block.rule.id])
                clear_ns[block.cells, number] = max(own_ns, off_ns)
                latched[block.cells, number] = chosen.latch or block.rule.latched(number + 1)
                self.severity[block.cells, number] = level.severity
            again_ns[block.cells] = round(block.rule.again_after_s * NS_PER_S)
        return Delays(raise_ns, clear_ns, latched, again_ns, asked)

    def at(self, rule: str, kind: SubjectKind, row: int) -> int:
        """Return the cell of a rule on a subject."""
        block = self.by_key[rule, kind]
        assert 0 <= row < block.count, f"{rule} has no {kind} row {row}"
        return block.start + row

    def of(self, cell: int) -> tuple[Block, int]:
        """Return the block and the subject row of a cell."""
        index = int(np.searchsorted(self._starts, cell, side="right")) - 1
        block = self.blocks[index]
        return block, cell - block.start

    def taken_stays(self, machine: Machine, stays_max: int) -> Mask:
        """Return which slots still have an open alarm."""
        taken = np.zeros(stays_max, np.bool_)
        for block in self.blocks:
            if block.kind == "stay":
                taken |= machine.standing(block.cells)
        return taken

    def clear_stay(self, machine: Machine, slot: int) -> None:
        """Give a slot fresh cells for its next stay."""
        for block in self.blocks:
            if block.kind == "stay":
                machine.clear(block.start + slot)

    def open_rows(self, machine: Machine, kind: str) -> Mask:
        """Return which rows of a kind of subject have an open alarm, over all rules."""
        found = [machine.standing(b.cells) for b in self.blocks if b.kind == kind]
        return np.logical_or.reduce(found) if found else np.zeros(0, np.bool_)

    def kept(self, old: "Cells", rows_of: Callable[[str], I64]) -> I64:
        """Return, for each cell, the cell of the same rule and subject in ``old`` (-1 none)."""
        result = np.full(self.size, -1, np.int64)
        for block in self.blocks:
            before = old.by_key.get((block.rule.id, block.kind))
            if before is not None:
                rows = rows_of(block.kind)
                result[block.cells] = np.where(rows >= 0, before.start + rows, -1)
        return result


def _raise_ns(level: Level, limits: Limits) -> int:
    return limits.ns(level.raise_after) if level.raise_after else 0


def _clear_ns(level: Level, limits: Limits) -> int:
    if level.clear_after:
        return limits.ns(level.clear_after)
    return round(level.clear_after_s * NS_PER_S)
