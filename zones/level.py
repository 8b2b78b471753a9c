"""On which level somebody is: the last one, until fixes insist on another (pure)."""

from typing import Final

import numpy as np

from custody.columns import I8, I16

LEVEL_FIXES: Final = 3
"""So many fixes in a row must name the same other level: radio goes through floors."""
NO_LEVEL: Final = np.int16(-1)


def settle_level(held: I16, challenger: I16, count: I8, named: I16) -> tuple[I16, I16, I8]:
    """Return (held, challenger, count) after one more fix per person that names a level.

    The first level named is believed at once; a fix back on the held level ends the challenge,
    and so does a third level. A fix that names none says nothing.
    """
    silent = named == NO_LEVEL
    first = (held == NO_LEVEL) & ~silent
    same = (named == held) & ~silent
    again = (named == challenger) & ~same & ~silent
    run = np.where(again, count + 1, 1)
    run = np.where(silent, count, np.where(same, 0, run))
    moved = first | (run >= LEVEL_FIXES)
    new_held = np.where(moved & ~silent, named, held).astype(np.int16)
    new_challenger = np.where(silent, challenger, named).astype(np.int16)
    return new_held, new_challenger, np.where(moved, 0, run).astype(np.int8)
