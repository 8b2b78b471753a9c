"""What a booking would bring about: who would share the room or the way with whom (SEP-06).

Rooms are kept by name and at once, so a way is looked at as it is now: where people are, and, for
those who must never meet (one case, a conflict), where they are going to be led. Another way
round, if the plan has one, is no clash.
"""

from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np

from custody.layout import NOWHERE
from custody.places import Relations
from custody.relations import relations_of
from custody.separation import HOLDING, WAYS
from custody.world import World, flag_bit, stay_id

OFFERED_MAX: Final = 3
"""Rooms that are named instead."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Which rule the booking would break, with whom, in which room, and rooms that would do."""

    rule: str
    who: str
    room: str
    instead: tuple[str, ...]


def clash(world: World, slot: int, room: str) -> Clash | None:
    """Return what bringing a person to a room would break, None when nothing."""
    ids = world.layout.rooms.ids
    if room not in ids:
        return None
    target, start = ids.index(room), _place(world, slot)
    barred = _barred(world, slot)
    found = _first(world, barred, slot, start, target)
    if found is None:
        return None
    at, (rule, who) = found
    return Clash(rule, who, ids[at], _instead(world, barred, slot, start, target))


Barred = dict[int, tuple[str, str]]
"""Room row -> (rule, who is there)."""


def _first(
    world: World, barred: Barred, slot: int, start: int, target: int
) -> tuple[int, tuple[str, str]] | None:
    """Return the first room in which somebody would be met, and whom."""
    if target in barred and target != start:
        return target, barred[target]
    mixed = _mixed(world, slot, target)
    if mixed and target != start:
        return target, ("SEP-01", mixed)
    if start in (NOWHERE, target) or _way(world, start, target, barred):
        return None
    met = [room for room in _way(world, start, target, {})[1:] if room in barred]
    return (met[0], barred[met[0]]) if met else None


def _instead(world: World, barred: Barred, slot: int, start: int, target: int) -> tuple[str, ...]:
    """Return free rooms of the same type that can be reached without meeting anybody."""
    rooms = world.layout.rooms
    taken = {
        record.session.room
        for record in world.records.values()
        if record.session is not None and not record.ended
    }
    found = [
        name
        for row, name in enumerate(rooms.ids)
        if rooms.types[row] == rooms.types[target]
        and row != target
        and name not in taken
        and _first(world, barred, slot, start, row) is None
    ]
    return tuple(found[:OFFERED_MAX])


def _barred(world: World, slot: int) -> Barred:
    """Return the rooms where somebody is, or will be led, whom this person must not meet."""
    relations = relations_of(world)
    found: Barred = {}
    for other, record in sorted(world.records.items()):
        rule = _kept_apart(world, relations, slot, other)
        if other == slot or not world.stays.open[other] or not rule:
            continue
        here = _place(world, other)
        rooms = [here] if here != NOWHERE else []
        session = record.session
        ids = world.layout.rooms.ids
        if session is not None and session.room in ids and rule != "SEP-02":
            rooms += _way(world, here, ids.index(session.room), {}) or [ids.index(session.room)]
        for room in rooms:
            found.setdefault(room, (rule, stay_id(int(world.stays.number[other]))))
    for badge in relations.witnesses.tolist():
        room = int(world.devices.room[badge])
        if room != NOWHERE:
            found.setdefault(room, ("SEP-04", world.layout.devices.ids[badge]))
    return found


def _kept_apart(world: World, relations: Relations, slot: int, other: int) -> str:
    """Return the rule that keeps two people apart anywhere, empty when none does."""
    minor = world.stays.flags[[slot, other]] & flag_bit("minor") != 0
    group = relations.group[[slot, other]]
    pair = min(slot, other), max(slot, other)
    if pair in relations.conflicts or relations.isolated[[slot, other]].any():
        return "SEP-05"
    if group[0] >= 0 and group[0] == group[1]:
        return "SEP-03"
    return "SEP-02" if minor[0] != minor[1] else ""


def _mixed(world: World, slot: int, target: int) -> str:
    """Return who of the other sex is in a holding room, empty for nobody."""
    if world.layout.rooms.types[target] not in HOLDING:
        return ""
    female = world.stays.flags & flag_bit("female") != 0
    for other in np.flatnonzero(world.stays.open & (female != female[slot])).tolist():
        if _place(world, other) == target:
            return stay_id(int(world.stays.number[other]))
    return ""


def _place(world: World, slot: int) -> int:
    """Return the room row of a person: by their band, else where their step put them."""
    band = int(world.stays.band[slot])
    seen = int(world.devices.room[band]) if band >= 0 else NOWHERE
    return seen if seen != NOWHERE else int(world.stays.stage_room[slot])


def _way(world: World, start: int, target: int, barred: Barred) -> list[int]:
    """Return the rooms of a shortest way, both ends with it, that leads through no barred room.

    People are led through corridors, stairs, lifts and halls, never through other rooms; empty:
    there is no such way, or it is not known where it begins.
    """
    premises = world.layout.premises
    if start == NOWHERE or target in barred:
        return []
    passable = premises.of_types(*WAYS)
    before, queue = {start: start}, deque([start])
    while queue and target not in before:
        here = queue.popleft()
        for there in np.flatnonzero(premises.joined[here, :-1]).tolist():
            free = there == target or (bool(passable[there]) and there not in barred)
            if there not in before and free:
                before[there] = here
                queue.append(there)
    if target not in before:
        return []
    way = [target]
    while way[-1] != start:
        way.append(before[way[-1]])
    return way[::-1]
