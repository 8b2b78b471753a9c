"""What a booking would bring about: who would share the room or the way with whom (SEP-06).

A room that is wanted now is looked at as things are now: where people are. One that is wanted
later is looked at as they are planned: where people's steps put them. In both, those who must
never meet (one case, a conflict) are looked for where they will be led meanwhile, and in the rooms
kept for them. Another way round, if the plan has one, is no clash.
"""

from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np

from custody.kept import Session
from custody.layout import NOWHERE
from custody.places import Relations
from custody.relations import relations_of
from custody.separation import HOLDING, WAYS
from custody.session import WALK_NS, Span, kept_for, led
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A room wanted for a person, for a stretch of time."""

    slot: int
    room: str
    span: Span
    utc_ns: int
    """Now."""

    @property
    def later(self) -> bool:
        """Return whether nobody is led there yet: where people are now says nothing of then."""
        return self.span.from_utc_ns > self.utc_ns + WALK_NS


def clash(world: World, wish: Wish) -> Clash | None:
    """Return what bringing a person to a room would break, None when nothing."""
    ids = world.layout.rooms.ids
    if wish.room not in ids:
        return None
    target = ids.index(wish.room)
    barred = _barred(world, wish)
    found = _first(world, barred, wish, target)
    if found is None:
        return None
    at, (rule, who) = found
    return Clash(rule, who, ids[at], _instead(world, barred, wish, target))


Barred = dict[int, tuple[str, str]]
"""Room row -> (rule, who is there)."""


def _first(
    world: World, barred: Barred, wish: Wish, target: int
) -> tuple[int, tuple[str, str]] | None:
    """Return the first room in which somebody would be met, and whom."""
    start = _place(world, wish.slot, later=wish.later)
    if target in barred and target != start:
        return target, barred[target]
    mixed = _mixed(world, wish, target)
    if mixed and target != start:
        return target, ("SEP-01", mixed)
    if start in (NOWHERE, target) or _way(world, start, target, barred):
        return None
    met = [room for room in _way(world, start, target, {})[1:] if room in barred]
    return (met[0], barred[met[0]]) if met else None


def _instead(world: World, barred: Barred, wish: Wish, target: int) -> tuple[str, ...]:
    """Return rooms of the same type, free then, that can be reached without meeting anybody."""
    rooms = world.layout.rooms
    taken = {
        session.room
        for record in world.records.values()
        if (session := record.session) is not None
        and not record.ended
        and kept_for(session, wish.utc_ns).meets(wish.span)
    }
    found = [
        name
        for row, name in enumerate(rooms.ids)
        if rooms.types[row] == rooms.types[target]
        and row != target
        and name not in taken
        and _first(world, barred, wish, row) is None
    ]
    return tuple(found[:OFFERED_MAX])


def _barred(world: World, wish: Wish) -> Barred:
    """Return the rooms where somebody is, or will be led, whom this person must not meet."""
    relations = relations_of(world)
    found: Barred = {}
    for other, record in sorted(world.records.items()):
        rule = _kept_apart(world, relations, wish.slot, other)
        if other == wish.slot or not world.stays.open[other] or not rule:
            continue
        here = _place(world, other, later=wish.later)
        rooms = [here] if here != NOWHERE else []
        if record.session is not None and rule != "SEP-02":
            rooms += _of_session(world, wish, record.session, here)
        for room in rooms:
            found.setdefault(room, (rule, stay_id(int(world.stays.number[other]))))
    for badge in [] if wish.later else relations.witnesses.tolist():
        room = int(world.devices.room[badge])
        if room != NOWHERE:
            found.setdefault(room, ("SEP-04", world.layout.devices.ids[badge]))
    return found


def _of_session(world: World, wish: Wish, session: Session, here: int) -> list[int]:
    """Return the rooms that a session takes: its own meanwhile, its way while one is led there."""
    ids = world.layout.rooms.ids
    if session.room not in ids:
        return []
    target = ids.index(session.room)
    rooms = [target] if kept_for(session, wish.utc_ns).meets(wish.span) else []
    ways = led(session, wish.utc_ns)
    if any(mine.meets(theirs) for mine in wish.span.ways() for theirs in ways):
        rooms += _way(world, here, target, {})
    return rooms


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


def _mixed(world: World, wish: Wish, target: int) -> str:
    """Return who of the other sex is in a holding room, empty for nobody."""
    if world.layout.rooms.types[target] not in HOLDING:
        return ""
    female = world.stays.flags & flag_bit("female") != 0
    for other in np.flatnonzero(world.stays.open & (female != female[wish.slot])).tolist():
        if _place(world, other, later=wish.later) == target:
            return stay_id(int(world.stays.number[other]))
    return ""


def _place(world: World, slot: int, *, later: bool) -> int:
    """Return the room row of a person: where their step put them, for now first by their band."""
    band = NOWHERE if later else int(world.stays.band[slot])
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
