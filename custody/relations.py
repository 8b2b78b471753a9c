"""Who must be kept from whom, and who has to do with whom: read from the records (pure).

Records change rarely; this is made anew when one did, never by the tick.
"""

from typing import Final

import numpy as np

from custody.columns import I32, Mask
from custody.layout import NOWHERE
from custody.places import Relations
from custody.record import StayRecord
from custody.world import World

WITNESSES: Final = ("victim", "witness")


def relations_of(world: World) -> Relations:
    """Return what the records of the open stays say."""
    size, layout = world.stays.size, world.layout
    open_ = {slot: record for slot, record in sorted(world.records.items()) if _open(world, slot)}
    groups = sorted({record.case_group for record in open_.values() if record.case_group})
    group = np.full(size, -1, np.int32)
    tasked = np.zeros((size, len(layout.staff_ids)), np.bool_)
    of_case, isolated = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
    staff = {name: row for row, name in enumerate(layout.staff_ids)}
    conflicts: list[tuple[int, int]] = []
    for slot, record in open_.items():
        if record.case_group:
            group[slot] = groups.index(record.case_group)
        of_case[slot] = bool(record.case and record.lead)
        tasked[slot, [staff[name] for name in _bound(record) if name in staff]] = True
    for pair in sorted(world.house.apart):
        one, _, other = pair.partition(" ")
        slots = world.slot_of(one), world.slot_of(other) if other else NOWHERE
        if min(slots) >= 0:
            conflicts.append((min(slots), max(slots)))
        elif not other and slots[0] >= 0:
            isolated[slots[0]] = True
    policies = np.array([*(policy.police_guard for policy in layout.policies), False])
    return Relations(
        group=group,
        tasked=tasked,
        of_case=of_case,
        police_only=policies[world.stays.regime] & world.stays.open,
        conflicts=tuple(conflicts),
        isolated=isolated,
        same_lawyer=_same_lawyer(world, open_),
        witnesses=_witnesses(world),
    )


def _open(world: World, slot: int) -> bool:
    return bool(world.stays.open[slot])


def _bound(record: StayRecord) -> tuple[str, ...]:
    officers = record.session.officers if record.session is not None else ()
    return (
        *(record.responsible, record.lead, record.hand_over_to, record.watcher),
        *record.present,
        *officers,
    )


def _same_lawyer(world: World, open_: dict[int, StayRecord]) -> Mask:
    result = np.zeros(world.stays.size, np.bool_)
    known: dict[tuple[str, str], list[int]] = {}
    for slot, record in open_.items():
        for lawyer in world.house.lawyers.get(record.stay, ()):
            if record.case_group:
                known.setdefault((record.case_group, lawyer), []).append(slot)
    for slots in known.values():
        if len(slots) > 1:
            result[slots] = True
    return result


def _witnesses(world: World) -> I32:
    """Return the device rows of badges that can be located."""
    ids = world.layout.devices.ids
    rows = [
        ids.index(visitor.badge)
        for visitor in world.house.visitors.values()
        if visitor.kind in WITNESSES and visitor.badge in ids
    ]
    return np.array(sorted(rows) or [NOWHERE], dtype=np.int32)[: len(rows)]
