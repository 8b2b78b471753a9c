"""Who is told, and who is told next when nobody acknowledges (SYS-01). Pure.

The first tier hears of every alarm at least as bad as the site's limit. What nobody acknowledges
within its severity's limit goes to exactly one next tier, once per wait.
"""

from typing import Final

import numpy as np

from alerts.cells import Cells
from alerts.configuration import Endpoint, Notify
from alerts.machine import RETURNED, UNACKNOWLEDGED, Machine
from alerts.rule import NS_PER_S
from custody.columns import I64

FIRST_TIER: Final = 1
NEXT_TIER: Final = 2


def audience(notify: Notify, told: tuple[str, ...], *, tier: int) -> tuple[Endpoint, ...]:
    """Return who hears of an alarm: the tier's endpoints that serve one of its told codes.

    Nobody told is worse than too many told: without a match the whole tier hears it, and
    without anybody in the tier, everybody of the first.
    """
    members = tuple(point for point in notify.endpoints if point.tier == tier)
    if not members and tier != FIRST_TIER:
        return audience(notify, told, tier=FIRST_TIER)
    chosen = tuple(point for point in members if set(point.told).intersection(told))
    return chosen or members


def leaves_the_house(notify: Notify, severity: int) -> bool:
    """Return whether an alarm of this severity is told to endpoints at all."""
    return severity <= notify.severity_max


def overdue(machine: Machine, cells: Cells, notify: Notify, *, t_ns: int) -> I64:
    """Return the cells whose wait for an acknowledgement is over and whose next tier is due."""
    asked = np.flatnonzero(
        ((machine.state == UNACKNOWLEDGED) | (machine.state == RETURNED))
        & (machine.tier == FIRST_TIER)
    )
    if len(asked) == 0:
        return asked
    severity = cells.severity[asked, machine.raised[asked] - 1]
    limits = np.array([round(s * NS_PER_S) for s in notify.escalate_after_s], dtype=np.int64)
    limit_ns = limits[severity - 1]
    due = (limit_ns > 0) & (t_ns - machine.waiting_t_ns[asked] >= limit_ns)
    return asked[due & (severity <= notify.severity_max)]
