"""Where a lawyer meets a detainee now, and what looks or listens there all the same (CPL 39).

A meeting is what the record says: begun and not ended. Its room is where the person is, which need
not be a lawyer room: whatever looks or records there falls silent for as long as they talk. Where
no meeting is held the person only passes, or was led back and nobody wrote that it ended.
"""

from typing import Final

import numpy as np

from custody.columns import I32, Mask, where
from custody.layout import NOWHERE
from custody.world import World

MEETING_TYPES: Final = ("lawyer", "interview", "juvenile-interview")
"""Types of room where lawyers meet detainees; another one has to be named by the record."""


def meeting_rooms(world: World) -> Mask:
    """Return, by room and no room (which is none), where a lawyer meets a detainee now.

    A holding room that stands in for a guard is watched, whatever the record says.
    """
    found = np.zeros(len(world.layout.rooms.ids) + 1, np.bool_)
    stays = world.stays
    slots = where(stays.meeting & stays.open)
    if len(slots):
        located = world.stay_rooms()[slots]
        room = np.where(located != NOWHERE, located, stays.stage_room[slots])
        rooms = world.layout.rooms
        held = rooms.of_types(*MEETING_TYPES)[room] | (room == stays.meeting_room[slots])
        found[room[held]] = True
        found[:-1] &= ~rooms.observed
        found[NOWHERE] = False
    return found


def analysed(world: World, room: int) -> bool:
    """Return whether cameras' software may speak of a room: by its type (P-05), and now."""
    allowed = room != NOWHERE and bool(world.layout.rooms.analytics[room])
    return allowed and not meeting_rooms(world)[room]


def witnesses(world: World, *, t_ns: int, sign_ns: int) -> I32:
    """Return the cameras and recorders that gave a sign lately from the room of a meeting.

    Nothing says that a device is off; one that beats is on.
    """
    rooms = meeting_rooms(world)
    if not rooms.any():
        return np.zeros(0, np.int32)
    layout = world.layout
    devices = np.concatenate((layout.recorder_device, layout.camera_device))
    places = np.concatenate((layout.recorder_room, layout.camera_room))
    lately = world.devices.heard_t_ns[devices] > t_ns - sign_ns
    return np.asarray(devices[lately & rooms[places]], np.int32)


def overheard(world: World, *, t_ns: int, sign_ns: int) -> Mask:
    """Return in which rooms a meeting is looked at or recorded."""
    result = np.zeros(len(world.layout.rooms.ids), np.bool_)
    result[world.layout.devices.place[witnesses(world, t_ns=t_ns, sign_ns=sign_ns)]] = True
    return result
