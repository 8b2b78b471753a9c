"""Constant and close observation: whether somebody is there, all the time (CLK-11)."""

from typing import Final

import numpy as np

from custody.book.columns import RESERVED
from custody.columns import I32, Mask, where
from custody.layout import NOWHERE
from custody.procedure import STAGES
from custody.world import World

CONSTANT: Final = 3
"""From this observation level on somebody is there all the time (APP)."""
SCREENS: Final = ("control", "guard-post")
"""Room types from which cameras are watched."""
_AWAY: Final = tuple(STAGES.index(stage) for stage in ("S0", "S12", "S13b", "S15", "S16", "S17"))
"""Stages in which a person is with their escort and outside our badges."""
_EVER_NS: Final = 2**60


def unobserved(
    world: World, *, t_ns: int, utc_ns: int, near_mm: int, reach_mm: int, fresh_ns: int
) -> Mask:
    """Return who should be watched constantly or closely and has nobody there.

    Level 3: somebody of the staff in the same room or near, or the named observer at the screens.
    Level 4: somebody within reach. In a room session the officers of the session are there. While
    telemetry cannot reach us everybody stays where they were last.
    """
    stays = world.stays
    result: Mask = stays.open & (stays.level >= CONSTANT) & (stays.session <= RESERVED)
    slots = where(result)
    if len(slots) == 0:
        return result
    devices, fresh = world.devices, fresh_ns if world.listening else _EVER_NS
    cards = world.cards()
    cards = cards[cards >= 0]
    cards = cards[t_ns - devices.fix_t_ns[cards] <= fresh]
    out = world.exit_approved(utc_ns) & ~stays.full
    for slot in slots.tolist():
        away = int(stays.stage[slot]) in _AWAY or bool(out[slot])
        watched = _at_screens(world, slot, cards) or _beside(
            world, slot, cards, near_mm=near_mm, reach_mm=reach_mm
        )
        result[slot] = not away and not watched
    return result


def _beside(world: World, slot: int, cards: I32, *, near_mm: int, reach_mm: int) -> bool:
    """Return whether a badge is as near to the person as their level asks."""
    stays, devices = world.stays, world.devices
    band, constant = int(stays.band[slot]), int(stays.level[slot]) == CONSTANT
    if band < 0:
        return False
    dx = devices.x_mm[cards].astype(np.int64) - int(devices.x_mm[band])
    dy = devices.y_mm[cards].astype(np.int64) - int(devices.y_mm[band])
    limit_mm = near_mm if constant else reach_mm
    near = (dx * dx + dy * dy <= limit_mm * limit_mm) & (
        devices.level[cards] == devices.level[band]
    )
    if constant:
        room = int(devices.room[band])
        near |= (devices.room[cards] == room) & (room != NOWHERE)
    return bool(near.any())


def _at_screens(world: World, slot: int, cards: I32) -> bool:
    """Return whether the named observer of level 3 is where the cameras are shown."""
    stays = world.stays
    observer = int(stays.observer[slot])
    if observer < 0 or not stays.observer_screens[slot] or int(stays.level[slot]) != CONSTANT:
        return False
    card = int(world.cards()[observer])
    room = int(world.devices.room[card]) if card in cards else NOWHERE
    return room != NOWHERE and world.layout.rooms.types[room] in SCREENS
