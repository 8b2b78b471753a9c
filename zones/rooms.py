"""In which room somebody is believed to be: the last one, until fixes say otherwise (pure)."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from custody.columns import I8, I16, I64, Mask, Positions
from custody.tables import NEVER
from zones.fence import SIGMAS_PER_RADIUS, sigmas_pm
from zones.plan import Site
from zones.shapes import Shape, Shapes, ring_mm

NO_ROOM: Final = np.int16(-1)
FIXES_TO_BELIEVE: Final = 2
"""A new room counts after so many sure fixes in a row (design default; one stray moves nobody)."""
DOUBT_NS: Final = 1_000_000_000
"""Or after fixes have lain outside the old room for so long, however unsure each of them is."""
SURE_SHARE: Final = 0.8
"""A fix is surely outside a room when the chance of it is at least so high."""
COUNT_MAX: Final = 100


@dataclass(frozen=True, slots=True, eq=False)
class RoomBelief:
    """Where people are believed to be; rows of rooms, -1 is nowhere inside."""

    room: I16
    challenger: I16
    count: I8
    """Sure fixes in a row outside the room."""
    doubt_t_ns: I64
    """Since when fixes lie outside the room; NEVER: they do not."""


class RoomJudge:
    """Decides when a fix in another room is believed."""

    def __init__(self, site: Site) -> None:
        rows = {level.id: row for row, level in enumerate(site.levels)}
        self._level = np.array([rows[room.level] for room in site.rooms], dtype=np.int16)
        self._shapes = Shapes(
            tuple(
                Shape(rows[room.level], tuple(ring_mm(ring) for ring in (room.outer, *room.holes)))
                for room in site.rooms
            )
        )
        self._sigmas = sigmas_pm(SURE_SHARE)

    def settle(self, belief: RoomBelief, fixes: Positions, seen: I16, *, t_ns: int) -> RoomBelief:
        """Return the belief after one more fix per person; ``seen`` is the room each lies in."""
        away = seen != belief.room
        sure = away & self._surely(belief.room, fixes, seen)
        count = np.where(sure, np.minimum(belief.count + 1, COUNT_MAX), 0).astype(np.int8)
        began = belief.doubt_t_ns
        doubt = np.where(away, np.where(began == NEVER, t_ns, began), NEVER)
        moved = (count >= FIXES_TO_BELIEVE) | (away & (t_ns - doubt >= DOUBT_NS))
        return RoomBelief(
            room=np.where(moved, seen, belief.room).astype(np.int16),
            challenger=seen,
            count=np.where(moved, 0, count).astype(np.int8),
            doubt_t_ns=np.where(moved, NEVER, doubt),
        )

    def _surely(self, room: I16, fixes: Positions, seen: I16) -> Mask:
        """Return which fixes lie so far beyond the wall that their error cannot explain it."""
        margin = np.rint(fixes.accuracy_mm / SIGMAS_PER_RADIUS * self._sigmas / 1000)
        beyond = np.zeros(len(room), np.int64)
        left = room >= 0
        for chosen, row, sign in ((left, room, -1), (~left & (seen >= 0), seen, 1)):
            at = np.flatnonzero(chosen)
            depth = self._shapes.depth_mm(fixes.x_mm[at], fixes.y_mm[at], row[at].astype(np.int64))
            beyond[at] = sign * depth
        other_level = np.zeros(len(room), np.bool_)
        other_level[left] = self._level[room[left]] != fixes.level[left]
        result: Mask = (beyond > margin) | other_level
        return result
