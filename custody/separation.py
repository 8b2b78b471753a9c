"""The look at company, separation and rooms: who is with whom that must not be, or is missing."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from custody.book.columns import RESERVED
from custody.columns import I8, I16, I32, I64, Mask, some, where
from custody.company import Meetings, meetings
from custody.doors import open_now
from custody.layout import NOWHERE
from custody.places import COMPANY_RULES, ROOM_RULES, SEPARATIONS, Relations
from custody.procedure import STAGES
from custody.sight import in_sight
from custody.tables import NEVER
from custody.tracking import staff_met
from custody.world import World, flag_bit

HOLDING: Final = ("holding", "juvenile-holding", "sobering")
GUARDED: Final = (*HOLDING, "interview", "juvenile-interview")
"""Rooms that a post must watch while somebody is in them (CQ 26, 29)."""
WAITING: Final = (
    *(*HOLDING, "care", "juvenile-care", "intake", "sally-port"),
    *("identification", "vehicle"),
)
"""Where several people may stand together."""
PRIVATE: Final = ("search", "toilet", "medical", "care", "juvenile-care", *HOLDING)
"""Where a woman or a minor is not alone with staff of the other sex (AJR 15; DCR 21)."""
WAYS: Final = ("corridor", "stairs", "lift", "sally-port", "exit-lobby", "reception")
"""Where a person who moves is being led."""
MEETING_TYPES: Final = ("reception",)
"""Where witnesses cannot be kept from one another: a public hall."""
INTERVIEW_TYPES: Final = ("interview", "juvenile-interview")
TALKED_IN: Final = tuple(STAGES.index(stage) for stage in ("S8", "S9"))
"""Steps in which nobody but a session asks for the officers of the case (PROC-09)."""
_TALKED_IN: Final = np.array([row in TALKED_IN for row in range(len(STAGES))])
IDENTIFICATION: Final = STAGES.index("S10")
STALE_NS: Final = 3_000_000_000
"""A speed older than this moves nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearness:
    """Distances and numbers of the rules, as the site sets them."""

    fresh_ns: int
    company_mm: int
    group: int
    group_mm: int
    escorts: int
    risk_more: int
    moving_mmps: int
    carried_mmps: int
    contact_mm: int
    minor_mm: int
    minor_ns: int
    session_ns: int
    group_apart_mm: int
    sight_mm: int
    witness_mm: int
    conflict_mm: int


def located(world: World) -> I64:
    """Return the slots of open stays whose worn band has ever been located."""
    seen = world.of_bands(world.devices.fix_t_ns, NEVER) != NEVER
    return where(world.worn_and_open() & seen)


def look_rooms(world: World, near: Nearness, *, t_ns: int) -> None:
    """Count people by room: too many, both sexes, groups, posts that nobody holds."""
    state, premises = world.places.rooms, world.layout.premises
    count = len(world.layout.rooms.ids)
    slots = located(world)
    room = world.devices.room[world.stays.band[slots]]
    people = np.bincount(room[room >= 0], minlength=count)
    female = world.stays.flags[slots] & flag_bit("female") != 0
    women = np.bincount(room[female & (room >= 0)], minlength=count)
    level = state.level
    level[:] = 0
    state.people[:] = people
    crowded = (premises.capacity > 0) & (people > premises.capacity)
    level[:, ROOM_RULES.index("POS-05")] = crowded
    mixed = (women > 0) & (women < people) & premises.of_types(*HOLDING)[:-1]
    level[:, ROOM_RULES.index("SEP-01")] = mixed
    level[_left_posts(world, people, near, t_ns=t_ns), ROOM_RULES.index("POS-11")] = 1
    waits = premises.of_types(*WAITING)[:-1]
    full = where((people >= near.group) & ~waits)
    level[_groups(world, slots, full, near, t_ns=t_ns), ROOM_RULES.index("POS-10")] = 1


def _left_posts(world: World, people: I64, near: Nearness, *, t_ns: int) -> I64:
    """Return the rooms of posts where nobody on duty is while what they guard is occupied."""
    premises, posts = world.layout.premises, world.layout.premises.posts
    if len(posts.ids) == 0:
        return np.zeros(0, np.int64)
    guarded = (people > 0) & premises.of_types(*GUARDED)[:-1]
    cards = world.cards_on_duty()
    cards = cards[cards >= 0]
    cards = cards[t_ns - world.devices.fix_t_ns[cards] <= near.fresh_ns]
    manned = np.zeros(len(world.layout.rooms.ids) + 1, np.bool_)  # the last entry is no room
    manned[world.devices.room[cards]] = True
    busy = np.zeros(len(world.layout.level_ids) + 1, np.bool_)
    busy[premises.room_level[guarded]] = True
    return posts.room[busy[posts.level] & ~manned[posts.room]].astype(np.int64)


def _groups(world: World, slots: I64, rooms: I64, near: Nearness, *, t_ns: int) -> I64:
    """Return the rooms in which so many people stand so close together."""
    if len(rooms) == 0:
        return rooms
    bands = world.stays.band[slots]
    full = np.zeros(len(world.layout.rooms.ids) + 1, np.bool_)  # the last entry is no room
    full[rooms] = True
    bands = bands[full[world.devices.room[bands]]]
    found = _met(world, bands, bands, near.group_mm, t_ns=t_ns)
    close = found.only((found.one != found.other) & (found.apart_mm <= near.group_mm))
    neighbours = np.bincount(close.one, minlength=len(bands))
    together = bands[neighbours >= near.group - 1]
    return np.unique(world.devices.room[together]).astype(np.int64)


def _met(world: World, some: I32, others: I32, reach_mm: int, *, t_ns: int) -> Meetings:
    return meetings(
        world.devices,
        world.places.devices,
        world.layout.premises,
        some=some,
        others=others,
        reach_mm=reach_mm,
        t_ns=t_ns,
    )


def look_apart(world: World, relations: Relations, near: Nearness, *, t_ns: int) -> None:
    """Find people together who are to be kept apart."""
    state = world.places.stays
    state.apart[:], state.other[:] = 0, -1
    slots = located(world)
    _apart_people(world, relations, near, slots, t_ns=t_ns)
    _near_witnesses(world, relations, near, slots, t_ns=t_ns)
    together = state.apart > 0
    if not some(together):
        state.since_t_ns[:], state.long[:] = NEVER, False
        _witnesses_together(world, relations)
        return
    since = np.where(state.since_t_ns == NEVER, t_ns, state.since_t_ns)
    state.since_t_ns[:] = np.where(together, since, NEVER)
    patience = np.full(len(SEPARATIONS), -NEVER)
    patience[SEPARATIONS.index("SEP-02")] = near.minor_ns
    patience[SEPARATIONS.index("SEP-08")] = near.session_ns
    state.long[:] = together & (t_ns - since >= patience)
    _witnesses_together(world, relations)


def _apart_people(
    world: World, relations: Relations, near: Nearness, slots: I64, *, t_ns: int
) -> None:
    """SEP-02, SEP-03, SEP-05: only those with a relation are looked at."""
    flags = world.stays.flags
    minor = flags & flag_bit("minor") != 0
    listed = np.zeros(world.stays.size, np.bool_)
    listed[[slot for pair in relations.conflicts for slot in pair]] = True
    some = slots[(minor | (relations.group >= 0) | relations.isolated | listed)[slots]]
    if len(some) == 0:
        return
    reach = max(near.minor_mm, near.group_apart_mm, near.conflict_mm)
    bands = world.stays.band
    found = _met(world, bands[some], bands[slots], reach, t_ns=t_ns)
    one, other = some[found.one], slots[found.other]
    for rule, relation, reach_mm in (
        ("SEP-02", minor[one] & ~minor[other], near.minor_mm),
        ("SEP-03", _co_suspects(relations, one, other), near.group_apart_mm),
        ("SEP-05", _conflict(relations, one, other), near.conflict_mm),
    ):
        close = relation & (one != other) & (found.same_room | (found.apart_mm <= reach_mm))
        level = np.ones(int(close.sum()), np.int8)
        if rule == "SEP-05":
            violent = flags & flag_bit("violent") != 0
            level += (violent[one[close]] | violent[other[close]]).astype(np.int8)
        _note_apart(world, rule, one[close], other[close], level)
    _see_each_other(world, relations, near, slots)
    stays = world.stays
    asked = (stays.session > RESERVED) & (stays.session_room == world.stay_rooms())
    one_session = _co_suspects(relations, one, other) & found.same_room
    one_session &= asked[one] | asked[other]
    level = np.ones(int(one_session.sum()), np.int8)
    _note_apart(world, "SEP-08", one[one_session], other[one_session], level)


def _see_each_other(world: World, relations: Relations, near: Nearness, slots: I64) -> None:
    """SEP-03: people of one case who see each other through open doors, however far."""
    some = slots[relations.group[slots] >= 0]
    if len(some) < 2:  # noqa: PLR2004 - one sees nobody
        return
    one, other = (side.ravel() for side in np.meshgrid(some, some, indexing="ij"))
    pairs = _co_suspects(relations, one, other)
    one, other = one[pairs], other[pairs]
    bands = world.stays.band
    seen = in_sight(world, bands[one], bands[other], within_mm=near.sight_mm)
    _note_apart(world, "SEP-03", one[seen], other[seen], np.ones(int(seen.sum()), np.int8))


def _co_suspects(relations: Relations, one: I64, other: I64) -> Mask:
    """Return pairs of one group, each once: the stay that was opened first speaks for it."""
    same: Mask = (relations.group[one] >= 0) & (relations.group[one] == relations.group[other])
    return same & (one < other)


def _conflict(relations: Relations, one: I64, other: I64) -> Mask:
    pairs = set(relations.conflicts)
    named = [pair in pairs for pair in zip(one.tolist(), other.tolist(), strict=True)]
    return np.array(named, dtype=np.bool_) | relations.isolated[one]


def _note_apart(world: World, rule: str, slot: I64, other: I64, level: I8) -> None:
    state, column = world.places.stays, SEPARATIONS.index(rule)
    state.apart[slot, column] = np.maximum(state.apart[slot, column], level)
    state.other[slot, column] = other


def _near_witnesses(
    world: World, relations: Relations, near: Nearness, slots: I64, *, t_ns: int
) -> None:
    """SEP-04: a victim or witness near; in an identification they look at the person."""
    badges = relations.witnesses
    badges = badges[t_ns - world.devices.fix_t_ns[badges] <= near.fresh_ns]
    slots = slots[world.stays.stage[slots] != IDENTIFICATION]
    if len(badges) == 0 or len(slots) == 0:
        return
    found = _met(world, world.stays.band[slots], badges, near.witness_mm, t_ns=t_ns)
    level = np.ones(len(found.one), np.int8)
    _note_apart(world, "SEP-04", slots[found.one], badges[found.other].astype(np.int64), level)


def _witnesses_together(world: World, relations: Relations) -> None:
    """SEP-07: witnesses in one room that is no public hall."""
    devices = world.places.devices
    devices.witness[:] = 0
    badges = relations.witnesses
    room = world.devices.room[badges]
    hall = world.layout.premises.of_types(*MEETING_TYPES)
    for badge, place in zip(badges, room, strict=True):
        if place >= 0 and not hall[place] and int((room == place).sum()) > 1:
            devices.witness[badge] = 1


def look_company(world: World, relations: Relations, near: Nearness, *, t_ns: int) -> None:
    """Find who is led, guarded or met by the wrong people, or by too few."""
    state = world.places.stays
    state.company[:], state.escorts[:] = 0, 0
    _carried(world, near, t_ns=t_ns)
    slots = located(world)
    if len(slots) == 0:
        return
    cards, bands = world.cards_on_duty(), world.stays.band[slots]
    met = world.met or staff_met(world, t_ns=t_ns, near_mm=near.company_mm, fresh_ns=near.fresh_ns)
    found, slot, officer = met.found, met.slots[met.found.one], met.staff[met.found.other]
    state.escorts[:] = np.minimum(_count(world, slot), np.iinfo(np.int16).max)
    room = np.full(world.stays.size, NOWHERE, np.int16)
    room[slots] = world.devices.room[bands]
    _few_escorts(world, near, slots, room, t_ns=t_ns)
    inside = found.same_room | _door_open(world, room[slot], world.devices.room[cards[officer]])
    _wrong_company(world, relations, slot, officer, room=room, inside=inside)
    contact = world.layout.premises.crew.investigator[officer]
    contact &= found.apart_mm <= near.contact_mm
    strange = contact & relations.of_case[slot] & ~relations.tasked[slot, officer]
    state.company[slot[strange], COMPANY_RULES.index("PAIR-13")] = 1
    # PROC-09: the officers of the case, while no step asks for them, in no interview room.
    interview = world.layout.premises.of_types(*INTERVIEW_TYPES)
    held = _TALKED_IN[world.stays.stage[slot]]
    talk = contact & relations.tasked[slot, officer] & held & ~interview[room[slot]]
    state.company[slot[talk], COMPANY_RULES.index("PROC-09")] = 1


def _carried(world: World, near: Nearness, *, t_ns: int) -> None:
    """PAIR-10: bands on nobody's wrist that walk through the rooms."""
    devices, places = world.devices, world.places.devices
    walks = (places.speed_mmps > near.carried_mmps) & (devices.room != NOWHERE)
    walks[: len(world.layout.devices.ids)] &= world.layout.devices.of_kind("band")
    if some(walks):
        walks &= (t_ns - devices.fix_t_ns <= STALE_NS) & (world.holders() < 0)
    if not some(walks):
        places.carried_t_ns[:] = NEVER
        return
    since = np.where(places.carried_t_ns == NEVER, t_ns, places.carried_t_ns)
    places.carried_t_ns[:] = np.where(walks, since, NEVER)


def _count(world: World, slot: I64) -> I64:
    count: I64 = np.bincount(slot, minlength=world.stays.size)
    return count


def _few_escorts(world: World, near: Nearness, slots: I64, room: I16, *, t_ns: int) -> None:
    """PAIR-03: somebody who moves on the ways of the house has fewer officers than asked for."""
    state, bands = world.places.stays, world.stays.band[slots]
    fresh = t_ns - world.devices.fix_t_ns[bands] <= STALE_NS
    moves = fresh & (world.places.devices.speed_mmps[bands] >= near.moving_mmps)
    led = slots[moves & world.layout.premises.of_types(*WAYS)[room[slots]]]
    risky = world.stays.flags[led] & (flag_bit("escape_risk") | flag_bit("violent")) != 0
    needed = near.escorts + np.where(risky, near.risk_more, 0)
    state.company[led, COMPANY_RULES.index("PAIR-03")] = state.escorts[led] < needed


def _door_open(world: World, one: I16, other: I16) -> Mask:
    """Return between which rooms a door stands open now."""
    stands_open = np.append(open_now(world.doors), np.False_)  # the last entry is no door
    doors = world.layout.premises.between[one, other]
    return np.asarray(stands_open[doors].any(axis=1))


def _wrong_company(
    world: World, relations: Relations, slot: I64, officer: I64, *, room: I16, inside: Mask
) -> None:
    """PAIR-11 and PAIR-12: guarded, only not by those who must be there.

    Who walks past the shut door of a cell is near, and is not alone with anybody: for PAIR-11
    those count who are ``inside``, in the room or at its open door.
    """
    crew, state = world.layout.premises.crew, world.places.stays
    flags, private = world.stays.flags, world.layout.premises.of_types(*PRIVATE)
    guarded = state.escorts > 0
    woman = flags & flag_bit("female") != 0
    apt = crew.doctor[officer] | (crew.female[officer] == woman[slot])
    protected = (woman | (flags & flag_bit("minor") != 0)) & private[room]
    attended = _count(world, slot[inside]) > 0
    unfit = protected & attended & (_count(world, slot[apt]) == 0)
    state.company[unfit, COMPANY_RULES.index("PAIR-11")] = 1
    police = _count(world, slot[crew.police[officer]])
    lay = relations.police_only & guarded & (police == 0)
    state.company[lay, COMPANY_RULES.index("PAIR-12")] = 1
