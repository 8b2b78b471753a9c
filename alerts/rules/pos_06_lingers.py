"""POS-06: a person stays long where one only passes."""

from functools import lru_cache

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, I64, as_level, where
from custody.layout import NOWHERE
from custody.premises import Premises
from custody.tables import NEVER

_KEYS = {"corridor": "corridor_s", "sally-port": "sally_s", "toilet": "toilet_s"}


def _limits_ns(scene: Scene, limits: Limits) -> I64:
    """Return how long one may stay, by room and no room; -NEVER is for ever."""
    return _by_room(scene.world.layout.premises, limits)


@lru_cache(maxsize=4)
def _by_room(premises: Premises, limits: Limits) -> I64:
    of_type = [limits.ns(_KEYS[kind]) if kind in _KEYS else -int(NEVER) for kind in premises.types]
    return np.array([*of_type, -int(NEVER)], dtype=np.int64)[premises.kind]


def _holds(scene: Scene, limits: Limits) -> I8:
    world = scene.world
    rooms, long_ns = world.stay_rooms(), _limits_ns(scene, limits)[world.stay_rooms()]
    passes = world.worn_and_open() & (rooms != NOWHERE) & (long_ns != -NEVER)
    slots, devices = where(passes), world.places.devices
    if len(slots):
        band = world.stays.band[slots]
        since = np.maximum(devices.room_since_t_ns[band], world.stays.bound_t_ns[slots])
        long = scene.t_ns - since > long_ns[slots]
        # Tracks are followed twice a second: in between, ``since`` may still be of the room before.
        passes[slots] = long & (devices.room_seen[band] == rooms[slots])
    return as_level(passes)


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    band, room = int(world.stays.band[row]), int(world.stay_rooms()[row])
    limit_ns = int(_limits_ns(scene, limits)[room])
    since = max(int(world.places.devices.room_since_t_ns[band]), int(world.stays.bound_t_ns[row]))
    return Finding(
        readings=(
            Reading(name="in room", value=world.layout.rooms.ids[room]),
            Reading(name="longer than s", value=limit_ns / 10**9, threshold=limit_ns / 10**9),
        ),
        device=world.layout.devices.ids[band],
        due_utc_ns=scene.utc_of(since + limit_ns),
    )


POS_06 = StateRule(
    id="POS-06",
    zh="在通道或卫生间停留过久",
    en="Lingering on the way",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("G", "CR"),
    guidance_zh="到场查看人员状况，带往应到房间。",
    guidance_en="Go and look after the person, take them to where they should be.",
    basis_zh="通道、车辆通道、卫生间只供通过或短时使用，停留过久须查明原因。",
    basis_en="Corridors, sally port and toilets are passed or used briefly; who stays must be"
    " looked after.",
    source="CQ 33; rulebook POS-06",
    thresholds=(
        Threshold(key="corridor_s", unit="s", meaning="longest time in a corridor"),
        Threshold(key="sally_s", unit="s", meaning="longest time in the sally port"),
        Threshold(key="toilet_s", unit="s", meaning="longest time in a toilet"),
    ),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
    pace="record",
)
