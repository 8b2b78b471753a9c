"""What goes into the alarm machine and comes out of it: delays, an instant's view, changes."""

from dataclasses import dataclass

from alerts.filters import Filters
from alerts.states import Change, State
from custody.columns import I8, I32, I64, Mask


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
    filters: Filters | None = None
    """What the site asks beyond the rules; None filters nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Now:
    """What the busy cells look like in one instant."""

    cells: I64
    ripe: I8
    passed: I8
    gone: Mask
    news: Mask
    root: I32
    t_ns: int
