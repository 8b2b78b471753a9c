"""An evacuation: who was seen at the muster place since the doors were released."""

from typing import Final

import numpy as np

from custody.columns import I64, Mask
from custody.near import distances_mm
from custody.notes import Muster
from custody.tables import NEVER
from custody.world import World, stay_id

INSIDE_NS: Final = 60_000_000_000
"""Staff whose card was located in the building this lately must be counted outside."""


def begin(world: World, *, t_ns: int, utc_ns: int) -> None:
    """Begin to count: everybody whose stay is open, and staff who were inside just now."""
    if world.access.muster is not None:
        return
    world.access.muster = Muster(since_t_ns=t_ns, since_utc_ns=utc_ns)
    world.stays.mustered[:] = False
    world.devices.mustered[:] = False
    inside = (world.devices.room >= 0) & (t_ns - world.devices.fix_t_ns <= INSIDE_NS)
    world.devices.evacuated[:] = inside & (world.devices.card_of >= 0)


def end(world: World) -> None:
    """End the evacuation: a person closed its alarm."""
    world.access.muster = None
    world.stays.evacuating[:] = False


def follow(world: World, *, t_ns: int, muster_ns: int) -> bool:
    """Note who is at a muster place now; return whether anybody came.

    Until the time is over, and for who is there, being outside is no escape.
    """
    muster = world.access.muster
    assert muster is not None, "somebody gathers"
    seen = _there(world, since_t_ns=muster.since_t_ns)
    slots = np.flatnonzero(world.worn_and_open())
    came = slots[seen[world.stays.band[slots]] & ~world.stays.mustered[slots]]
    world.stays.mustered[came] = True
    staff = np.flatnonzero(world.devices.evacuated & seen & ~world.devices.mustered)
    world.devices.mustered[staff] = True
    in_time = t_ns - muster.since_t_ns <= muster_ns
    world.stays.evacuating[:] = world.stays.open & (world.stays.mustered | in_time)
    return bool(len(came) or len(staff))


def missing_stays(world: World) -> I64:
    """Return the slots of those who were here when it began and were not seen at the place."""
    muster = world.access.muster
    if muster is None:
        return np.zeros(0, np.int64)
    away = world.exit_approved(muster.since_utc_ns) & (world.stay_rooms() < 0)
    arrived = world.stays.arrived_utc_ns != -NEVER  # Not who is only booked.
    here = world.stays.open & (world.stays.opened_utc_ns <= muster.since_utc_ns) & arrived & ~away
    return np.flatnonzero(here & ~world.stays.mustered)


def missing_names(world: World) -> str:
    """Return the pseudonyms of the missing, in the order of their slots."""
    return " ".join(stay_id(int(world.stays.number[slot])) for slot in missing_stays(world))


def missing_staff(world: World) -> str:
    """Return the missing staff by id."""
    rows = np.flatnonzero(world.devices.evacuated & ~world.devices.mustered)
    return " ".join(world.layout.staff_ids[row] for row in sorted(world.devices.card_of[rows]))


def _there(world: World, *, since_t_ns: int) -> Mask:
    """Return which tags are at a muster place by a fix of this evacuation."""
    rows = np.arange(world.devices.size, dtype=np.int32)
    result = np.zeros(world.devices.size, np.bool_)
    for place in world.layout.muster:
        apart = distances_mm(world, rows, x_mm=place.x_mm, y_mm=place.y_mm, level=place.level)
        result |= apart <= place.radius_mm
    return result & (world.devices.fix_t_ns >= since_t_ns)
