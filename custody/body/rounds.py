"""Several frames of one device in a tick, taken one after the other without a Python loop."""

from collections.abc import Iterator

import numpy as np

from custody.columns import I32, I64


def rounds(device_row: I32) -> Iterator[I64]:
    """Yield row sets in which each device stands at most once, oldest frames first.

    ``device_row`` is grouped by device, oldest first, as intake orders it. Nearly always there
    is one round.
    """
    count = len(device_row)
    if count == 0:
        return
    place = np.arange(count)
    begins = np.ones(count, np.bool_)
    begins[1:] = device_row[1:] != device_row[:-1]
    rank = place - np.maximum.accumulate(np.where(begins, place, 0))
    for turn in range(int(rank.max()) + 1):
        yield np.flatnonzero(rank == turn)
