"""Who is near: the free officer to send, whether somebody came, the camera that sees the place."""

from typing import Final

import numpy as np

from custody.columns import I64, Mask
from custody.layout import NOWHERE
from custody.registry import Role
from custody.tables import NEVER
from custody.world import World
from engine.decisions import AlarmChange
from engine.turn import Turn

GOING: Final[tuple[Role, ...]] = ("guard", "custody_officer", "investigator", "medical")
"""Roles that walk to a person; the control room and the inspector stay where they are."""
FRESH_NS: Final = 10_000_000_000
"""A fix so old still says where somebody is."""


def nearest_officer(turn: Turn, alarm: AlarmChange, *, busy: set[str]) -> str:
    """Return the nearest free member of staff on duty to an alarm, empty when nobody is seen."""
    world = turn.world
    at = _place_of(world, alarm)
    if at is None:
        return ""
    staff, cards = _on_duty(turn, GOING)
    free = np.array([world.layout.staff_ids[row] not in busy for row in staff], np.bool_)
    staff, cards = (staff[free], cards[free]) if len(staff) else (staff, cards)
    if len(cards) == 0:
        return ""
    x_mm, y_mm, level = at
    devices = world.devices
    away = np.hypot(devices.x_mm[cards] - x_mm, devices.y_mm[cards] - y_mm).round().astype(np.int64)
    away += np.where(devices.level[cards] == level, 0, _A_FLOOR_MM)
    return str(world.layout.staff_ids[int(staff[int(np.argmin(away))])])


_A_FLOOR_MM: Final = 50_000
"""What the stairs cost against the same distance on one level."""


def who_came(turn: Turn, slot: int, room: str, *, near_mm: int) -> str:
    """Return a member of staff on duty who is near a person, or in a place without one."""
    world, devices = turn.world, turn.world.devices
    staff, cards = _on_duty(turn, ())
    if len(cards) == 0:
        return ""
    band = int(world.stays.band[slot]) if slot >= 0 else NOWHERE
    if band >= 0 and turn.tick.t_ns - devices.fix_t_ns[band] <= FRESH_NS:
        away = np.hypot(
            devices.x_mm[cards] - devices.x_mm[band], devices.y_mm[cards] - devices.y_mm[band]
        )
        there: Mask = (away <= near_mm) & (devices.level[cards] == devices.level[band])
    elif room in world.layout.rooms.ids:
        there = devices.room[cards] == world.layout.rooms.ids.index(room)
    else:
        return ""
    found = np.flatnonzero(there)
    return world.layout.staff_ids[staff[found[0]]] if len(found) else ""


def camera_of(world: World, room: str) -> str:
    """Return a live camera in a room, empty when there is none."""
    if room not in world.layout.rooms.ids:
        return ""
    row = world.layout.rooms.ids.index(room)
    for camera in world.layout.camera_device[world.layout.camera_room == row]:
        if not world.devices.silent[camera]:
            return str(world.layout.devices.ids[int(camera)])
    return ""


def _on_duty(turn: Turn, roles: tuple[Role, ...]) -> tuple[I64, I64]:
    """Return (staff rows, their cards) that are on duty and located lately."""
    world = turn.world
    layout, off = world.layout, world.house.off_duty
    rows = [
        row
        for row, person in enumerate(layout.staff)
        if layout.staff_card[row] >= 0
        and (not roles or person.role in roles)
        and not off.get(person.id, False)
    ]
    staff = np.array(rows, np.int64)
    cards = layout.staff_card[staff].astype(np.int64)
    seen = turn.tick.t_ns - world.devices.fix_t_ns[cards] <= FRESH_NS
    return staff[seen], cards[seen]


def _place_of(world: World, alarm: AlarmChange) -> tuple[int, int, int] | None:
    """Return where an alarm is: its person's band, else its device's last fix."""
    slot = world.slot_of(alarm.stay) if alarm.stay else NOWHERE
    row = int(world.stays.band[slot]) if slot >= 0 else NOWHERE
    ids = world.layout.devices.ids
    if row < 0 and alarm.evidence is not None and alarm.evidence.device in ids:
        row = ids.index(alarm.evidence.device)
    devices = world.devices
    if row < 0 or devices.fix_t_ns[row] == NEVER:
        return None
    return int(devices.x_mm[row]), int(devices.y_mm[row]), int(devices.level[row])
