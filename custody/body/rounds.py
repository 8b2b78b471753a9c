"""Several frames of one device in a tick, taken one after the other without a Python loop."""

from collections.abc import Iterator
from typing import Final, TypeVar

import numpy as np

from custody.columns import I32, I64, Columns, Mask, some, where

C = TypeVar("C", bound=Columns)
EVERY: Final = slice(None)


def in_rounds(columns: C) -> Iterator[tuple[C, I64 | slice]]:
    """Yield frames of which each device sent at most one, oldest first, and their places.

    Nearly always these are the columns as they are, and nothing is copied.
    """
    row = columns.device_row
    if len(row) and not some(row[1:] == row[:-1]):
        yield columns, EVERY
        return
    for turn in rounds(row):
        yield columns.take(turn), turn


def rounds(device_row: I32) -> Iterator[I64]:
    """Yield row sets in which each device stands at most once, oldest frames first.

    ``device_row`` is grouped by device, oldest first, as intake orders it. Nearly always there
    is one round.
    """
    count = len(device_row)
    if count == 0:
        return
    place = np.arange(count)
    again: Mask = device_row[1:] == device_row[:-1]
    if not some(again):
        yield place
        return
    begins = np.ones(count, np.bool_)
    begins[1:] = ~again
    rank = place - np.maximum.accumulate(np.where(begins, place, 0))
    for turn in range(int(rank.max()) + 1):
        yield where(rank == turn)
