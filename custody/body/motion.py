"""Impact, then what? A fall is an impact after which the body lies still.

From an impact on, a person is taken as lying still until a motion frame says that they move:
a band that falls silent after the blow therefore ends in an alarm, not in a gap. As soon as
stillness that began within the window lasts long enough the fall is proven (P1). When the window
has passed and the person moves, it was a blow that they got up from (P2). Whoever is still, but
not yet for long enough, when the window ends keeps the question open until one of the two is true.
"""

from typing import Final

import numpy as np

from custody.body.rounds import in_rounds
from custody.columns import Motions, where
from custody.tables import NEVER, DeviceTable

NO_FALL: Final = np.int8(0)
MOVED_AFTER: Final = np.int8(1)
LIES_STILL: Final = np.int8(2)


def take_motions(
    devices: DeviceTable, motions: Motions, *, t_ns: int, impact_mg: int, still_mg: int
) -> None:
    """Fold motion frames into the devices; an impact opens the question of a fall."""
    for frames, _ in in_rounds(motions):
        row = frames.device_row
        devices.motion_t_ns[row] = t_ns
        devices.activity_mg[row] = frames.activity_mg
        hit = frames.peak_mg >= impact_mg
        still = (frames.activity_mg <= still_mg) & ~hit
        known = devices.still_from_t_ns[row]
        begun = np.where(known == NEVER, t_ns, known)
        devices.still_from_t_ns[row] = np.where(still, begun, NEVER)
        hits = where(hit)
        struck = row[hits]
        devices.impact_t_ns[struck] = t_ns
        devices.impact_sent_ns[struck] = frames.t_ns[hits]
        devices.impact_boot[struck] = frames.boot[hits]
        devices.impact_seq[struck] = frames.seq[hits]
        devices.impact_mg[struck] = frames.peak_mg[hits]
        # No motion frame yet says that they move again: taken as lying still.
        devices.still_from_t_ns[struck] = t_ns


def note_fall_bit(
    devices: DeviceTable, row: int, *, t_ns: int, sent_ns: int, boot: int, seq: int
) -> None:
    """Take a band's own fall detector as an impact of unknown force."""
    if devices.impact_t_ns[row] != NEVER:
        return  # The motion frame of the same blow came first and knows the force.
    devices.impact_t_ns[row] = t_ns
    devices.impact_sent_ns[row] = sent_ns
    devices.impact_boot[row] = boot
    devices.impact_seq[row] = seq
    devices.impact_mg[row] = -1
    devices.still_from_t_ns[row] = t_ns


def judge_falls(devices: DeviceTable, *, t_ns: int, still_ns: int, window_ns: int) -> None:
    """Decide open questions; ``fall`` holds a verdict for the tick in which it is found."""
    devices.fall[:] = NO_FALL
    asked = where(devices.impact_t_ns != NEVER)
    if len(asked) == 0:
        return
    impact, still_from = devices.impact_t_ns[asked], devices.still_from_t_ns[asked]
    lying = (still_from != NEVER) & (still_from - impact <= window_ns)
    fallen = lying & (t_ns - still_from >= still_ns)
    moved = ~lying & (t_ns - impact >= window_ns)
    devices.fall[asked[fallen]] = LIES_STILL
    devices.fall[asked[moved]] = MOVED_AFTER
    devices.impact_t_ns[asked[fallen | moved]] = NEVER
