"""The four 一律, word for word, each beside its predicate; the rules ask these in every tick.

The Ministry's short form, as it is commonly quoted; the wording was not seen in the instrument
itself (confidence: memory). What stands behind the first is read: article 4 of the rules on the
use of case-handling areas (HZ 4).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from custody.columns import Mask, some, where
from custody.layout import NOWHERE
from custody.meetings import meeting_rooms
from custody.procedure import in_stages
from custody.tables import CONTACTS, LOCKS, NEVER
from custody.world import World

_CLOSED, _LOCKED = CONTACTS.index("closed"), LOCKS.index("locked")
FIRST_ROOMS: Final = (
    *("sally-port", "intake", "search", "corridor", "toilet", "medical", "stairs", "lift"),
)
"""Where a person may be before the search: the way in, the search itself, a doctor."""
_CARED: Final = in_stages("S0", "S12", "S15", "S17")


def taken_out(world: World, *, fixes: int, utc_ns: int, way_out: bool) -> Mask:
    """Return who is outside of the custody area without an approved exit.

    One fix is enough while a way out is open. Else it takes so many in a row, and the belief that
    they are outside (zones.rooms): a poor fix beside an outer wall is nobody's flight.

    一、违法犯罪嫌疑人被带至公安机关后，一律直接带入办案区，严禁违规带出。
    """
    run = world.of_bands(world.devices.outside_run, np.int16(0))
    allowed = world.exit_approved(utc_ns) | world.stays.evacuating
    out: Mask = world.worn_and_open() & ~allowed & (run > 0)
    if not way_out:
        out = out & (run >= fixes) & ~world.layout.rooms.inside()[world.stay_rooms()]
    return out


def unsearched(world: World) -> Mask:
    """Return who is in another room than the first ones before the search was written down.

    二、违法犯罪嫌疑人进入办案区后，一律先进行人身检查和信息采集。
    """
    stays = world.stays
    early: Mask = stays.open & stays.full & ~stays.searched & ~_CARED[stays.stage]
    if not some(early):
        return early
    room = np.where(stays.band >= 0, world.stay_rooms(), stays.stage_room)
    first = world.layout.rooms.of_types(*FIRST_ROOMS)
    elsewhere: Mask = early & ~first[room] & (room != NOWHERE)
    return elsewhere


def unguarded(world: World, *, utc_ns: int) -> Mask:
    """Return who has nobody on duty with them and no locked room that a living camera watches.

    三、违法犯罪嫌疑人在办案区内，一律有人负责看管。
    """
    alone: Mask = world.worn_and_open() & ~world.accompanied & (world.last_fixes() != NEVER)
    if some(alone):
        room = world.stay_rooms()
        away = world.exit_approved(utc_ns) & (room == NOWHERE)
        alone &= ~observed_rooms(world)[room] & ~away
    return alone


def unseen(world: World) -> Mask:
    """Return which rooms hold a detainee, have cameras, and none of them lives.

    四、在办案区内开展执法活动，一律有视频监控并记录。
    That questioning is recorded is PROC-12's business, at three seconds. Where a lawyer meets the
    person the camera has to be dark (RGT-05).
    """
    unfilmed: Mask = world.layout.filmed() & ~world.filmed_now()
    if some(unfilmed):
        occupied = np.zeros(len(unfilmed), np.bool_)
        occupied[world.stay_rooms()[world.worn_and_open()]] = True
        unfilmed &= occupied & ~meeting_rooms(world)
    return unfilmed[:-1]


def observed_rooms(world: World) -> Mask:
    """Return which rooms stand in for a guard now: type, every door locked, a camera alive.

    The last entry is NOWHERE, which does not.
    """
    layout = world.layout
    shut = (world.doors.contact == _CLOSED) & (world.doors.lock == _LOCKED)
    result: Mask = layout.guarding() & world.filmed_now()
    result[layout.doors.rooms[where(~shut)]] = False
    return result


@dataclass(frozen=True, slots=True)
class Always:
    """One of the four, and the rules that alarm when it does not hold."""

    zh: str
    en: str
    rules: tuple[str, ...]


FOUR: Final = (
    Always(
        "违法犯罪嫌疑人被带至公安机关后，一律直接带入办案区，严禁违规带出",
        "whoever is brought in goes straight into the custody area and is not taken out",
        ("POS-01",),
    ),
    Always(
        "违法犯罪嫌疑人进入办案区后，一律先进行人身检查和信息采集",
        "in the custody area the search and the collection of information come first",
        ("PROC-03",),
    ),
    Always(
        "违法犯罪嫌疑人在办案区内，一律有人负责看管",
        "in the custody area somebody guards each person at all times",
        ("PAIR-02", "PAIR-14"),
    ),
    Always(
        "在办案区内开展执法活动，一律有视频监控并记录",
        "whatever is done there is watched by video and recorded",
        ("DEV-09", "PROC-12"),
    ),
)
