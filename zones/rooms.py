"""In which room somebody is believed to be: the last one, until fixes say otherwise (pure).

Each fix weighs for or against having left: how many of its own deviations it lies beyond the
wall, times the time it stands for. The sum never falls below nothing, so a person who sits by
the wall for an hour is as hard to move as before, and one who walked out is soon believed
(a cumulative sum, the quickest test for a change at a given rate of false alarms).
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from custody.belief import RoomBelief
from custody.columns import I16, I32, I64, Mask, Positions, where, within
from zones.fence import SIGMAS_PER_RADIUS
from zones.plan import Site
from zones.shapes import Shape, Shapes, ring_mm

NO_ROOM: Final = np.int16(-1)
FIXES_TO_BELIEVE: Final = 2
"""No single fix moves anybody: the other room must be named so often in a row ..."""
SCORE_TO_BELIEVE: Final = 2_000
"""... and so much must speak for it (thousandths of a deviation for ``SCORE_NS``) ..."""
SCORE_ALONE: Final = 8 * SCORE_TO_BELIEVE
"""... or so much whichever room was named, as where three rooms meet."""
SCORE_BARRED: Final = 4 * SCORE_TO_BELIEVE
"""... so much where a wall or a shut door is between: two fixes that say all they can ..."""
SCORE_WALLED: Final = 14 * SCORE_TO_BELIEVE
"""... and so much where another room is beyond it.

Nobody walks through a wall, and what bends radio beside one bends it for seconds: two fixes a
little beyond it are one error seen twice, not two witnesses."""
SCORE_WALLED_ALONE: Final = 2 * SCORE_WALLED
SCORE_NS: Final = 200_000_000
LASTS_NS: Final = 500_000_000
"""A fix speaks for no longer than this, however long it was since the one before."""
WEIGHT_MAX: Final = 2_000
"""No fix says more than two deviations do ..."""
WEIGHT_WALLED_MAX: Final = 6_000
"""... nor more than six where a wall is between: there the depth beyond it is what tells."""
HANDICAP: Final = 300
"""So much must a fix lie outside to speak for having left at all."""


Barred = Callable[[I16, I16], Mask]
"""Rooms before, rooms named now -> where one cannot walk from one to the other."""


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

    def settle(
        self,
        belief: RoomBelief,
        fixes: Positions,
        seen: I16,
        t_ns: int,
        barred: Barred | None = None,
    ) -> RoomBelief:
        """Return the belief after one more fix per person; ``seen`` is the room each lies in.

        ``barred`` says between which rooms there is a wall or a shut door: then more must speak
        for having passed, fix by fix, however fast they come. Two far beyond the wall do.
        """
        away = seen != belief.room
        lasted_ns = within(t_ns - belief.t_ns, 0, LASTS_NS)
        wall = np.zeros(len(seen), np.bool_)
        others = where(away)
        if barred is not None and len(others):
            wall[others] = barred(belief.room[others], seen[others])
        # Who gets out of the building is believed soon; who only seems in the next room is not.
        walled = wall & (seen >= 0) & (belief.room >= 0)
        needed = np.where(wall, np.where(walled, SCORE_WALLED, SCORE_BARRED), SCORE_TO_BELIEVE)
        alone = np.where(wall, SCORE_WALLED_ALONE, SCORE_ALONE)
        lasted_ns[wall] = LASTS_NS
        score = belief.score.astype(np.int64)
        asked = where(away | (score > 0))
        if len(asked):
            most = np.where(walled[asked], WEIGHT_WALLED_MAX, WEIGHT_MAX)
            weight = self.weights(belief.room[asked], fixes.take(asked), seen[asked], most)
            gained = (weight - HANDICAP) * lasted_ns[asked] // SCORE_NS
            score[asked] = np.maximum(score[asked] + gained, 0)
        again = seen == belief.challenger
        count = np.where(away, np.where(again, np.minimum(belief.count, 100) + 1, 1), 0)
        enough = (count >= FIXES_TO_BELIEVE) & (score >= needed)
        moved = away & (enough | (score >= alone))
        return RoomBelief(
            room=np.where(moved, seen, belief.room).astype(np.int16),
            challenger=seen,
            count=np.where(moved, 0, count).astype(np.int8),
            score=np.where(moved, 0, np.minimum(score, alone)).astype(np.int32),
            t_ns=np.full(len(seen), t_ns, np.int64),
        )

    def weights(self, room: I16, fixes: Positions, seen: I16, most: I64 | int = WEIGHT_MAX) -> I64:
        """Return how much each fix speaks for having left its room, in thousandths to ``most``."""
        beyond = np.full(len(room), -np.int64(10**9))
        inside = room >= 0
        for chosen, row, sign in ((inside, room, -1), (~inside & (seen >= 0), seen, 1)):
            at = where(chosen)
            if len(at):
                fence = row[at].astype(np.int64)
                beyond[at] = sign * self._shapes.depth_mm(fixes.x_mm[at], fixes.y_mm[at], fence)
        deviations = _deviations(beyond, fixes.accuracy_mm)
        # The last level stands for no room; what it says is not asked.
        elsewhere = inside & (self._level[room] != fixes.level)
        weight = np.clip(deviations, -WEIGHT_MAX, most)
        result: I64 = np.where(elsewhere, most, weight)
        return result


def _deviations(away_mm: I64, accuracy_mm: I32) -> I64:
    """Return distances in thousandths of each fix's own deviation."""
    sigma_um = np.rint(accuracy_mm.astype(np.float64) * (1000 / SIGMAS_PER_RADIUS))
    thousandths: I64 = away_mm * 1_000_000 // np.maximum(sigma_um.astype(np.int64), 1_000)
    return thousandths
