"""Fixes nobody could have walked to: held back once, counted, believed when they come again."""

from typing import Final

import numpy as np

from custody.columns import I32, I64, Mask, Positions, some, where, within
from custody.tables import NEVER, DeviceTable

SPEED_MMPS: Final = 15_000
"""Nobody runs faster; a fix that asks for more is a teleport."""
SLACK_MM: Final = 3_000
"""Room for what accuracy radii do not say."""
HELD_NS: Final = 10_000_000_000
"""A held fix speaks for the next one so long; then both start afresh."""


def plausible(devices: DeviceTable, fixes: Positions, *, t_ns: int) -> Mask:
    """Return which fixes can be where they say, and count those that cannot.

    The first fix of a device is believed; so is one that agrees with the fix held back before:
    a band that truly is elsewhere is followed at once, and none is ever silenced.
    """
    row = fixes.device_row
    known = devices.fix_t_ns[row] != NEVER
    near_last = _reachable(
        fixes,
        devices.x_mm[row],
        devices.y_mm[row],
        devices.accuracy_mm[row],
        t_ns - devices.fix_t_ns[row],
    )
    believed: Mask = ~known | near_last
    if some(~believed):
        age_ns = t_ns - devices.odd_t_ns[row]
        believed |= (age_ns <= HELD_NS) & _reachable(
            fixes, devices.odd_x_mm[row], devices.odd_y_mm[row], fixes.accuracy_mm, age_ns
        )
        held = where(~believed)
        odd = row[held]
        devices.odd_count[odd] += 1
        devices.odd_t_ns[odd] = t_ns
        devices.odd_x_mm[odd], devices.odd_y_mm[odd] = fixes.x_mm[held], fixes.y_mm[held]
    devices.odd_t_ns[row[believed]] = NEVER
    return believed


def _reachable(fixes: Positions, x_mm: I32, y_mm: I32, accuracy_mm: I32, since_ns: I64) -> Mask:
    """Return which fixes could be reached from a place in a time."""
    dx = fixes.x_mm.astype(np.int64) - x_mm
    dy = fixes.y_mm.astype(np.int64) - y_mm
    ran_ms = within(since_ns // 1_000_000, 0, 3_600_000)
    reach = SPEED_MMPS * ran_ms // 1000 + SLACK_MM + fixes.accuracy_mm.astype(np.int64)
    reach = reach + accuracy_mm
    near: Mask = dx * dx + dy * dy <= reach * reach
    return near
