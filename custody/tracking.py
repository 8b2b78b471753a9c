"""Where devices are and whether they are heard: fixes, rooms, lost positions, silence."""

from typing import Final

import numpy as np

from custody.belief import RoomBelief, Settle
from custody.body.rounds import in_rounds
from custody.columns import I16, I32, I64, Mask, Positions, some, where
from custody.company import StaffMet, meetings
from custody.layout import KINDS, NOWHERE, Layout
from custody.plausible import plausible
from custody.tables import NEVER, WORN_NO, DeviceTable
from custody.world import World

FOUND: Final = np.int8(0)
LOST: Final = np.int8(1)
LONG_LOST: Final = np.int8(2)
RUN_MAX: Final = np.int16(1000)
NEAR_NS: Final = 500_000_000
"""Who is near is looked at twice a second; who is in one room, in every tick."""
_EVER_NS: Final = 2**60
"""Longer than any engine runs, and shorter ago than NEVER."""
ALIVE_NS: Final = 5_000_000_000
"""A band counts as online (POS-07) so long after its last frame; then DEV-01 takes over."""


def take_fixes(
    devices: DeviceTable,
    positions: Positions,
    room: I16,
    edge_mm: I32,
    *,
    t_ns: int,
    margin_mm: int,
    settle: Settle,
) -> None:
    """Fold position frames into the devices; ``settle`` keeps a stray fix from moving anybody.

    A fix is outside when it lies beyond the custody area's edge by more than the margin and half
    its own accuracy radius.
    """
    for frames, turn in in_rounds(positions):
        seen, edge = room[turn], edge_mm[turn]
        row = frames.device_row
        first = devices.fix_t_ns[row] == NEVER
        _take_places(devices, frames, t_ns)
        devices.fix_sent_ns[row] = frames.t_ns
        devices.fix_boot[row] = frames.boot
        devices.fix_seq[row] = frames.seq
        devices.edge_mm[row] = edge
        # A leap counts here all the same: an alarm asks for fixes in a row, never for a walk.
        outside = edge < -(margin_mm + frames.accuracy_mm // 2)
        devices.outside_run[row] = np.where(outside, _more(devices.outside_run[row]), 0)
        if some(first):  # Whoever is located for the first time is believed where they are.
            devices.room[row[first]] = devices.room_challenger[row[first]] = seen[first]
        belief = RoomBelief(
            devices.room[row],
            devices.room_challenger[row],
            devices.room_count[row],
            devices.room_score[row],
            devices.room_t_ns[row],
        )
        belief = settle(belief, frames, seen, t_ns)
        devices.room[row], devices.room_challenger[row] = belief.room, belief.challenger
        devices.room_count[row], devices.room_score[row] = belief.count, belief.score
        devices.room_t_ns[row] = belief.t_ns


def _take_places(devices: DeviceTable, frames: Positions, t_ns: int) -> None:
    """Move devices to where their fixes are; one that nobody could have walked to waits."""
    believed = plausible(devices, frames, t_ns=t_ns)
    if some(~believed):
        frames = frames.take(believed)
    row = frames.device_row
    devices.fix_t_ns[row] = t_ns
    devices.fix_run[row] = _more(devices.fix_run[row])
    devices.x_mm[row], devices.y_mm[row] = frames.x_mm, frames.y_mm
    devices.accuracy_mm[row], devices.level[row] = frames.accuracy_mm, frames.level


def _more(run: I16) -> I16:
    more: I16 = np.minimum(run + np.int16(1), RUN_MAX)
    return more


def judge_lost(
    world: World, *, t_ns: int, lost_ns: int, long_lost_ns: int, fixes_to_clear: int
) -> None:
    """Decide whose position is lost though the band is worn and lives (POS-07).

    Lost stays lost until so many fixes came in a row. Nothing is decided while telemetry cannot
    reach us; the time before grace is not held against anybody.
    """
    devices = world.devices
    if not world.listening:
        return
    since = np.maximum(devices.fix_t_ns, world.grace_t_ns)
    slots = where(world.worn_and_open())
    bands = world.stays.band[slots]
    since[bands] = np.maximum(since[bands], world.stays.bound_t_ns[slots])
    age = t_ns - since
    online = (t_ns - devices.heard_t_ns <= ALIVE_NS) & (devices.worn != WORN_NO)
    worse = np.where(age > long_lost_ns, LONG_LOST, np.where(age > lost_ns, LOST, FOUND))
    missing = worse > FOUND
    devices.fix_run[missing] = 0
    found = ~missing & (devices.fix_run >= fixes_to_clear)
    now = np.where(missing & online, np.maximum(worse, devices.lost), devices.lost)
    devices.lost[:] = np.where(found, FOUND, now)


def judge_silence(world: World, *, t_ns: int, limit_ns: I64) -> I64:
    """Decide which devices are silent (DEV-01); return the rows where that changed.

    Silent stays silent until the device is heard; nothing is decided while nothing can be heard.
    """
    if not world.listening:
        return np.zeros(0, np.int64)
    devices = world.devices
    late = t_ns - silence_since(world) > limit_ns
    heard = t_ns - devices.heard_t_ns <= limit_ns
    silent = expected(world) & (late | (devices.silent & ~heard))
    changed = where(silent != devices.silent)
    devices.silent[:] = silent
    return changed


def silence_since(world: World) -> I64:
    """Return since when each device's silence counts: last heard, grace, or bound, the latest."""
    since = np.maximum(world.devices.heard_t_ns, world.grace_t_ns)
    slots = where(world.worn_and_open())
    bands = world.stays.band[slots]
    since[bands] = np.maximum(since[bands], world.stays.bound_t_ns[slots])
    return since


def silence_limits(layout: Layout, *, band_ns: int, gateway_ns: int, other_ns: int) -> I64:
    """Return how long each device may be silent; never less than two of its own heartbeats."""
    by_kind = np.full(len(KINDS), other_ns, np.int64)
    by_kind[KINDS.index("band")] = band_ns
    by_kind[KINDS.index("gateway")] = gateway_ns
    limits = np.full(max(1, len(layout.devices.ids)), other_ns, np.int64)
    count = len(layout.devices.ids)
    limits[:count] = np.maximum(by_kind[layout.devices.kind], 2 * layout.devices.heartbeat_ns)
    return limits


def expected(world: World) -> Mask:
    """Return which devices must be heard: with a heartbeat, bands only when worn, cards never."""
    layout = world.layout.devices
    result = np.zeros(world.devices.size, np.bool_)
    count = len(layout.ids)
    result[:count] = layout.fixed_beats()
    slots = where(world.worn_and_open())
    bands = world.stays.band[slots]
    result[bands] = layout.heartbeat_ns[bands] > 0
    return result


def attended(world: World, *, t_ns: int, near_mm: int, fresh_ns: int, told: Mask) -> Mask:
    """Return who counts as being in company; ``told`` says whose absence of it is an open alarm.

    While telemetry cannot reach us, and for one ``fresh_ns`` after, staff stay where they were
    last: nobody becomes unattended by our deafness. An open alarm asks for a fresh fix to end.
    """
    state, world.met = world.places, None
    shared = with_staff(world, t_ns=t_ns, fresh_ns=fresh_ns)
    if t_ns >= state.near_t_ns:
        state.near_t_ns = t_ns + NEAR_NS
        if t_ns >= state.look_t_ns:  # All company is looked at in this tick: once is enough.
            world.met = staff_met(world, t_ns=t_ns, near_mm=near_mm, fresh_ns=fresh_ns)
            state.stays.near[:] = False
            state.stays.near[world.met.slots[world.met.found.one]] = True
            state.stays.near &= ~shared
        else:
            state.stays.near[:] = near_staff(world, t_ns=t_ns, near_mm=near_mm, fresh_ns=fresh_ns)
    found = shared | state.stays.near
    if world.listening and t_ns - world.grace_t_ns > fresh_ns:
        return found
    last_seen = company(world, t_ns=t_ns, near_mm=near_mm, fresh_ns=_EVER_NS)
    result: Mask = found | (last_seen & ~told)
    return result


def staff_met(world: World, *, t_ns: int, near_mm: int, fresh_ns: int) -> StaffMet:
    """Return who of all in custody shares a room with, or has near, whom of the staff on duty."""
    cards = world.cards_on_duty()
    staff = where((cards >= 0) & (t_ns - world.devices.fix_t_ns[cards] <= fresh_ns))
    slots = where(world.worn_and_open())
    found = meetings(
        world.devices,
        world.places.devices,
        world.layout.premises,
        some=world.stays.band[slots],
        others=cards[staff],
        reach_mm=near_mm,
        t_ns=t_ns,
    )
    return StaffMet(slots, staff, found)


def company(world: World, *, t_ns: int, near_mm: int, fresh_ns: int) -> Mask:
    """Return which stays have a member of staff on duty with them: same room, or near."""
    near = near_staff(world, t_ns=t_ns, near_mm=near_mm, fresh_ns=fresh_ns)
    return with_staff(world, t_ns=t_ns, fresh_ns=fresh_ns) | near


def _fresh_cards(world: World, t_ns: int, fresh_ns: int) -> I32:
    """Return the cards of staff on duty whose fixes are fresh."""
    cards = world.cards_on_duty()
    cards = cards[cards >= 0]
    fresh: I32 = cards[t_ns - world.devices.fix_t_ns[cards] <= fresh_ns]
    return fresh


def with_staff(world: World, *, t_ns: int, fresh_ns: int) -> Mask:
    """Return which stays share a room with a member of staff.

    Only fresh fixes of staff count. A person whose own fix is old keeps their last place.
    """
    devices = world.devices
    staffed = np.zeros(len(world.layout.rooms.ids) + 1, np.bool_)
    staffed[devices.room[_fresh_cards(world, t_ns, fresh_ns)]] = True
    staffed[NOWHERE] = False  # Two people in no room are not in one room.
    result: Mask = world.worn_and_open() & staffed[world.stay_rooms()]
    return result


def near_staff(world: World, *, t_ns: int, near_mm: int, fresh_ns: int) -> Mask:
    """Return which of the others have a member of staff near: on one level, no wall between.

    Near is what one walks, through a door where there is a wall (custody.company).
    """
    cards = _fresh_cards(world, t_ns, fresh_ns)
    result = np.zeros(world.stays.size, np.bool_)
    slots = where(world.worn_and_open() & ~with_staff(world, t_ns=t_ns, fresh_ns=fresh_ns))
    if len(cards) == 0 or len(slots) == 0:
        return result
    near = meetings(
        world.devices,
        world.places.devices,
        world.layout.premises,
        some=world.stays.band[slots],
        others=cards,
        reach_mm=near_mm,
        t_ns=t_ns,
    )
    result[slots[near.one]] = True
    return result
