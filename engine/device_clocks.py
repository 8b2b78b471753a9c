"""How far each device's clock is from ours, learnt from what it sends (pure).

A frame cannot arrive before it was sent, so the least of (our time less its stamp) over a while
is how far the device's clock is behind, give or take the quickest way a frame took. A device
whose clock is off is put right by that much; nobody is silenced and no alarm waits for a clock:
delays and silence go by arrival.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np

from custody.columns import I8, I32, I64, Mask
from custody.tables import NEVER, Table

SAME_NS: Final = 500_000_000
"""A clock that differs by less is right: frames travel and wait for their tick so long."""
WINDOW_NS: Final = 30_000_000_000
"""The least is taken over this window and the one before; a clock set back is learnt by then."""
STEP_NS: Final = 1_000_000_000
"""A frame from so much further in the future contradicts what is known ..."""
STEPS: Final = np.int8(3)
"""... and is believed when so many in a row do."""
USABLE_NS: Final = 30_000_000_000
"""A clock further off than this is not corrected: its stamps say nothing."""
TRUST_NS: Final = 5_000_000_000
"""A stamp that is still further from its arrival is not believed; arrival decides."""
TOLD_NS: Final = 500_000_000
"""The world is told again when a clock moved by so much."""
_FAR_NS: Final = 2**58
"""Nine years: so far and further is one and the same."""
_UNKNOWN: Final = np.int64(2**60)


class DeviceClocks(Table):
    """What is known of each device's clock; a row per device."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.least_ns: I64 = np.full(size, _UNKNOWN)
        """Least lag of the window that runs ..."""
        self.before_ns: I64 = np.full(size, _UNKNOWN)
        """... and of the one before."""
        self.since_t_ns: I64 = np.full(size, NEVER)
        """When the window that runs began."""
        self.steps: I8 = np.zeros(size, np.int8)
        """Frames in a row that contradict the rest."""
        self.told_ns: I64 = np.zeros(size, np.int64)
        """What the world was told last."""

    def behind_ns(self, row: I32) -> I64:
        """Return how far clocks are behind ours; 0 where a clock is right or not known."""
        least = np.minimum(self.least_ns[row], self.before_ns[row])
        right = (least == _UNKNOWN) | (np.abs(least) <= SAME_NS)
        return np.where(right, np.int64(0), least)

    def put_right(self, row: I32, stamp_ns: I64, *, utc_ns: int) -> I64:
        """Return when frames were sent, by our clock; never later than now."""
        behind = self.behind_ns(row)
        sent = stamp_ns + np.where(np.abs(behind) <= USABLE_NS, behind, 0)
        believed = np.abs(utc_ns - sent) <= TRUST_NS
        return np.where(believed, np.minimum(sent, utc_ns), utc_ns)

    def learn(self, row: I32, stamp_ns: I64, *, t_ns: int, utc_ns: int) -> None:
        """Take the stamps of frames that just came; of one device the last of a tick counts."""
        lag = np.clip(utc_ns - stamp_ns, -_FAR_NS, _FAR_NS)
        new = self.least_ns[row] == _UNKNOWN
        known = np.minimum(self.least_ns[row], self.before_ns[row])
        early = ~new & (lag < known - STEP_NS)
        self.steps[row] = np.where(early, np.minimum(self.steps[row] + 1, STEPS), 0)
        stepped = early & (self.steps[row] >= STEPS)
        used = ~early | stepped
        row, lag, anew = row[used], lag[used], (new | stepped)[used]
        over: Mask = anew | (t_ns - self.since_t_ns[row] > WINDOW_NS)
        least = self.least_ns[row]
        self.before_ns[row] = np.where(anew, lag, np.where(over, least, self.before_ns[row]))
        self.least_ns[row] = np.where(over, lag, np.minimum(least, lag))
        self.since_t_ns[row] = np.where(over, t_ns, self.since_t_ns[row])
        self.steps[row[anew]] = 0

    def news(self, rows: Iterable[I32]) -> tuple[tuple[int, int], ...]:
        """Return, once, (device row, ns behind) of the clocks that moved, in the order of rows."""
        found: dict[int, int] = {}
        for row in rows:
            behind = self.behind_ns(row)
            for at in np.flatnonzero(np.abs(behind - self.told_ns[row]) > TOLD_NS).tolist():
                found[int(row[at])] = int(behind[at])
        for device, behind_ns in found.items():
            self.told_ns[device] = behind_ns
        return tuple(sorted(found.items()))
