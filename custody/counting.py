"""The head count: register, tags, doors and cameras reconciled, the difference named by person."""

from typing import Final

import numpy as np

from custody.columns import I8, I64, Mask, some, where
from custody.doors import FAULT, open_now
from custody.four import observed_rooms
from custody.layout import NOWHERE
from custody.meetings import meeting_rooms
from custody.notes import HeadCount
from custody.tables import NEVER
from custody.world import World, stay_id

FRESH_NS: Final = 15_000_000_000
"""A fix older than this does not say that somebody is here; closed doors may."""
COUNTED_NS: Final = 15_000_000_000
"""A camera counts every five seconds (docs/device-contract.md); an older count says nothing."""
EVERY_NS: Final = 1_000_000_000
ARRIVING: Final = ("sally-port", "vehicle", "intake", "reception", "exit-lobby")
"""Types of room where people are before they have a band, or after."""
_HERE, _BEHIND, _AWAY, _OUTSIDE, _NO_BAND, _NO_FIX = range(6)
WHY: Final = ("here", "behind closed doors", "away", "outside", "no band", "no fix")
"""How each person of the register is accounted for; the last three are the difference."""


def count(world: World, *, t_ns: int, utc_ns: int) -> HeadCount:
    """Reconcile the four ways of counting; who is booked and has not come is not here."""
    slots = where(world.stays.open & (world.stays.arrived_utc_ns != -NEVER))
    how = _accounted(world, slots, t_ns=t_ns, utc_ns=utc_ns)
    lacking = where(how >= _OUTSIDE)
    numbers: list[int] = np.bincount(how, minlength=len(WHY)).tolist()
    return HeadCount(
        register=len(slots),
        here=numbers[_HERE],
        behind_doors=numbers[_BEHIND],
        away=numbers[_AWAY],
        missing=tuple(f"{_name(world, slots[each])} {WHY[how[each]]}" for each in lacking),
        rooms=tuple(
            f"{world.layout.rooms.ids[room]} camera {camera_count(world, room)}"
            f" tags {int(tags(world)[room])}{_who(world, room)}"
            for room in where(world.miscounted).tolist()
        ),
    )


def _accounted(world: World, slots: I64, *, t_ns: int, utc_ns: int) -> I8:
    """Return how each open stay is accounted for, as a place in WHY."""
    stays, devices = world.stays, world.devices
    band = stays.band[slots]
    room = np.where(band >= 0, devices.room[band], NOWHERE)
    fixed = np.where(band >= 0, devices.fix_t_ns[band], NEVER)
    fresh, known = t_ns - fixed <= FRESH_NS, room != NOWHERE
    here = fresh & known
    result = np.full(len(slots), _HERE, np.int8)
    if some(~here):
        # What comes later speaks louder.
        opened = np.append(_last_opened(world, t_ns), t_ns)  # the last entry is no room
        shut = known & (opened[room] <= fixed)
        away = world.exit_approved(utc_ns)[slots] & ~known
        result[:] = _NO_FIX
        for how, cases in (
            (_BEHIND, shut),
            (_OUTSIDE, fresh & ~known),
            (_NO_BAND, band < 0),
            (_AWAY, away),
            (_HERE, here),
        ):
            result[cases] = how
    return result


def _last_opened(world: World, t_ns: int) -> I64:
    """Return when a door of each room was open last; now where one is, or nobody knows."""
    doors, layout = world.doors, world.layout.doors
    open_or_odd = open_now(doors) | (doors.state == FAULT)
    open_or_odd |= world.devices.silent[layout.device]
    when = np.where(open_or_odd, t_ns, doors.opened_t_ns)
    result = np.full(len(world.layout.rooms.ids) + 1, NEVER)
    for side in (0, 1):
        np.maximum.at(result, layout.rooms[:, side], when)
    return result[:-1]


def tags(world: World) -> I64:
    """Return how many people each room holds by their tags: detainees, staff, visitors."""
    devices = world.devices
    carried = (devices.card_of >= 0) | devices.visitor
    carried[world.stays.band[world.worn_and_open()]] = True
    rooms = devices.room[carried]
    return np.bincount(rooms[rooms >= 0], minlength=len(world.layout.rooms.ids))


def _counted(world: World) -> tuple[I64, I64]:
    """Return the rooms with a seeing camera that counts, and the most that one of theirs counts.

    Two cameras see two parts of a room; who counts more has seen more of it. Where a lawyer meets a
    detainee nobody counts, so nothing there is compared.
    """
    told = world.places.cameras
    told.take(list(world.access.counts.values()))
    blind = (world.devices.silent | world.devices.covered)[told.camera]
    sees = (told.camera != NOWHERE) & (told.room != NOWHERE) & ~blind
    sees &= ~meeting_rooms(world)[told.room]
    most = np.full(len(world.layout.rooms.ids), -1)
    np.maximum.at(most, told.room[sees], told.people[sees])
    rooms = where(most >= 0)
    return rooms, most[rooms]


def camera_counts(world: World) -> dict[int, int]:
    """Return the same by room row; rooms that no camera counts are left out."""
    rooms, people = _counted(world)
    return dict(zip(rooms.tolist(), people.tolist(), strict=True))


def camera_count(world: World, room: int) -> int:
    """Return what a room's camera counts, -1 where none does or it sees nothing now."""
    return camera_counts(world).get(room, -1)


def nobody_on_floor(world: World, room: int, *, since_t_ns: int, t_ns: int) -> bool:
    """Return whether a room's cameras see its people, and none of them on the floor since then.

    All of them must see, and have counted lately as many people as tags are there: whom they miss
    may be the one who lies in a corner that they do not see.
    """
    if room == NOWHERE or camera_count(world, room) < 1:
        return False
    layout, devices = world.layout, world.devices
    cameras = layout.camera_device[layout.camera_room == room]
    blind = devices.silent[cameras] | devices.covered[cameras]
    name = layout.rooms.ids[room]
    counts = [each for each in world.access.counts.values() if each.room == name]
    lately = [each.people for each in counts if t_ns - each.t_ns <= COUNTED_NS]
    if blind.any() or max(lately, default=0) != max(1, int(tags(world)[room])):
        return False
    seen = devices.floor[cameras] | (devices.floor_t_ns[cameras] >= since_t_ns)
    return not bool(seen.any())


def behind_doors(world: World, slots: I64, *, t_ns: int) -> Mask:
    """Return who is where they were last located: in a locked room that a living camera watches.

    The last fix lay in that room, no door of it has been open since, all of its doors are heard of,
    and the camera counts no others than the tags.
    """
    band, devices = world.stays.band[slots], world.devices
    room, fixed = devices.room[band], devices.fix_t_ns[band]
    opened = np.append(_last_opened(world, t_ns), t_ns)  # the last entry is no room
    watched = observed_rooms(world) & ~np.append(world.miscounted, np.True_)
    sure = (devices.room_challenger[band] == room) & (devices.outside_run[band] == 0)
    result: Mask = watched[room] & sure & (opened[room] <= fixed)
    return result


def compare(world: World) -> None:
    """Write where cameras and tags count differently (POS-09), and where more (POS-13).

    POS-09 is about holding rooms, and one difference is one alarm: POS-13 is about the rest of the
    custody area. Somebody registered who has no band yet explains one more there, wherever they
    wait (PAIR-01 gives them three minutes), and so does a visitor whose badge cannot be located.
    Where people arrive and leave nobody counts: they come without a band and go without one.
    """
    rooms, ids = world.layout.rooms, world.layout.devices.ids
    held = tags(world)
    badges = [visitor.badge for visitor in world.house.visitors.values()]
    known = len(unbanded(world)) + sum(badge not in ids for badge in badges)
    passed = rooms.of_types(*ARRIVING)
    _forget_private(world)
    world.miscounted[:], world.untagged[:] = False, False
    room, seen = _counted(world)
    if len(room):
        held_there, more = rooms.observed[room], seen > held[room] + known
        world.miscounted[room] = held_there & (seen != held[room])
        world.untagged[room] = rooms.custody[room] & ~held_there & ~passed[room] & more


def _forget_private(world: World) -> None:
    """Forget what was counted in a room before a meeting began there; afterwards it is old."""
    private, rooms, counts = meeting_rooms(world), world.layout.rooms.rows(), world.access.counts
    if not some(private):
        return
    for camera, told in tuple(counts.items()):
        if private[rooms.get(told.room, NOWHERE)]:
            del counts[camera]


def unbanded(world: World) -> I64:
    """Return the slots of open stays that wear no band."""
    return where(world.stays.open & (world.stays.band < 0))


def _who(world: World, room: int) -> str:
    """Return who should be in a room, by their tags."""
    here = where(world.worn_and_open() & (world.stay_rooms() == room))
    names = ", ".join(_name(world, slot) for slot in here.tolist())
    return f" ({names})" if names else ""


def _name(world: World, slot: int) -> str:
    return stay_id(int(world.stays.number[slot]))
