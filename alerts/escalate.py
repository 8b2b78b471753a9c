"""Who is told, and who is told next when nobody answers (SYS-01) or comes (SYS-02). Pure.

What happens follows from the open alarms, the roster and now, and from nothing else. The first
tier hears of every alarm at least as bad as the site's limit. What nobody acknowledges goes to
the next tier at each step of its severity's ladder, and at once where all phones of a tier are
known to be down. What is acknowledged and nobody comes to goes on the same way.
"""

from collections.abc import Container
from typing import Final

import numpy as np

from alerts.cells import Cells
from alerts.configuration import Endpoint, Notify
from alerts.machine import NO_ROOT, Machine
from alerts.rule import NS_PER_S
from alerts.states import ACKNOWLEDGED, RESPONDED, RETURNED, UNACKNOWLEDGED
from custody.columns import I64, Mask, within

FIRST_TIER: Final = 1
NEXT_TIER: Final = 2
TIERS_MAX: Final = 4
SEVERITIES: Final = 4
_NEVER_NS: Final = 2**62
ON_THE_SPOT: Final = "G"
"""A rule that tells the guard on the spot asks for somebody to go there."""


def audience(
    notify: Notify,
    told: tuple[str, ...],
    *,
    tier: int,
    on_duty: frozenset[str] | None = None,
) -> tuple[Endpoint, ...]:
    """Return who hears of an alarm: the tier's endpoints that serve one of its told codes.

    Nobody told is worse than too many told: without a match the whole tier hears it, and
    without anybody in the tier, the one below it. A phone of somebody off duty is left out.
    """
    members = tuple(
        point
        for point in notify.endpoints
        if point.tier == tier and (not point.staff or on_duty is None or point.staff in on_duty)
    )
    if not members and tier > FIRST_TIER:
        return audience(notify, told, tier=tier - 1, on_duty=on_duty)
    chosen = tuple(point for point in members if set(point.told).intersection(told))
    return chosen or members or tuple(p for p in notify.endpoints if p.tier == FIRST_TIER)


def unreachable(points: tuple[Endpoint, ...], down: Container[str]) -> bool:
    """Return whether every phone of an audience is known to be down."""
    return bool(points) and all(f"endpoint {point.id}" in down for point in points)


def leaves_the_house(notify: Notify, severity: int) -> bool:
    """Return whether an alarm of this severity is told to endpoints at all."""
    return severity <= notify.severity_max


def ladder_ns(notify: Notify) -> I64:
    """Return after how long each further tier hears, a row per severity."""
    result = np.full((SEVERITIES, TIERS_MAX), _NEVER_NS, np.int64)
    for severity in range(SEVERITIES):
        steps = notify.ladder_s[severity] if notify.ladder_s else ()
        steps = steps or (notify.escalate_after_s[severity],)
        for step, seconds in enumerate(steps):
            if seconds > 0:
                result[severity, step] = round(seconds * NS_PER_S)
    return result


def waiting(machine: Machine, busy: I64) -> I64:
    """Return the cells whose alarm waits for an acknowledgement."""
    state = machine.state[busy]
    result: I64 = busy[(state == UNACKNOWLEDGED) | (state == RETURNED)]
    return result


def overdue(
    machine: Machine, cells: Cells, notify: Notify, ladder: I64, *, asked: I64, t_ns: int
) -> I64:
    """Return the cells of ``asked`` whose wait is over and whose next tier is due.

    What is shown under a root is told with its root.
    """
    tier = machine.tier[asked].astype(np.int64)
    severity = cells.severity[asked, machine.raised[asked] - 1]
    limit_ns = ladder[severity - 1, within(tier - 1, 0, TIERS_MAX - 1)]
    due = (tier >= FIRST_TIER) & (t_ns - machine.waiting_t_ns[asked] >= limit_ns)
    alone = (machine.root[asked] == NO_ROOT) | (severity == 1)
    result: I64 = asked[due & alone & (severity <= notify.severity_max)]
    return result


def absent(
    machine: Machine, cells: Cells, notify: Notify, visit: Mask, *, busy: I64, t_ns: int
) -> tuple[I64, I64]:
    """Return (cells whose alarm waits for somebody to come, those where that is overdue)."""
    wanted = (machine.state[busy] == ACKNOWLEDGED) & (machine.response[busy] == RESPONDED)
    asked = busy[wanted & visit[busy]]
    if len(asked) == 0:
        return asked, asked
    severity = cells.severity[asked, machine.raised[asked] - 1]
    limits = np.full(SEVERITIES, _NEVER_NS, np.int64)
    for index, seconds in enumerate(notify.arrive_within_s):
        if seconds > 0:
            limits[index] = round(seconds * NS_PER_S)
    asked = asked[limits[severity - 1] < _NEVER_NS]
    severity = cells.severity[asked, machine.raised[asked] - 1]
    late = t_ns - machine.absent_t_ns[asked] >= limits[severity - 1]
    return asked, asked[late]


def asks_for_a_visit(cells: Cells) -> Mask:
    """Return the cells whose rule sends somebody to the person or place."""
    result = np.zeros(cells.size, np.bool_)
    for block in cells.blocks:
        result[block.cells] = ON_THE_SPOT in block.rule.told
    return result
