"""What changed on doors, lines, devices and clocks, for the map and the health lamps."""

from typing import Final

import numpy as np

from custody.clocks.people import states_of
from custody.clocks.worst import limits, worst
from custody.columns import where
from custody.doors import STATES as DOOR_STATES
from custody.evacuation import missing_names, missing_staff
from custody.tables import CONTACTS, LOCKS, RELEASES, STATUSES, STRAPS
from custody.world import World, stay_id
from engine.decisions import ThingChange

_NS_PER_S: Final = 1_000_000_000


def door_thing(world: World, row: int, utc_ns: int) -> ThingChange:
    """Return a door as it stands."""
    state: dict[str, str | int | float | bool | None] = {
        "contact": CONTACTS[world.doors.contact[row]],
        "lock": LOCKS[world.doors.lock[row]],
        "release": RELEASES[world.doors.release[row]],
        "door": DOOR_STATES[world.doors.state[row]],
    }
    return ThingChange(kind="door", id=world.layout.doors.ids[row], state=state, utc_ns=utc_ns)


def perimeter_thing(world: World, row: int, utc_ns: int) -> ThingChange:
    """Return a guarded line as it stands."""
    return ThingChange(
        kind="perimeter",
        id=world.layout.perimeter_ids[row],
        state={
            "status": STATUSES[world.perimeter.status[row]],
            "armed": not world.perimeter.disarmed[row],
        },
        utc_ns=utc_ns,
    )


def device_thing(world: World, row: int, utc_ns: int) -> ThingChange:
    """Return a device's health as it stands."""
    devices = world.devices
    battery = int(devices.battery_cpct[row])
    return ThingChange(
        kind="device",
        id=world.layout.devices.ids[row],
        state={
            "silent": bool(devices.silent[row]),
            "battery_pct": None if battery < 0 else battery / 100,
            "worn": None if devices.worn[row] < 0 else bool(devices.worn[row]),
            "strap": STRAPS[devices.strap[row]],
            "odd_fixes": int(devices.odd_count[row]),
            "overtaken_fixes": int(devices.overtaken_count[row]),
            "clock_behind_s": round(int(devices.clock_behind_ns[row]) / _NS_PER_S, 1),
        },
        utc_ns=utc_ns,
    )


def clock_things(world: World, utc_ns: int) -> list[ThingChange]:
    """Return the clocks whose colour or limit is not yet shown, one per stay: the worst."""
    stays = world.stays
    key = world.clock_warned * np.int64(10) + world.clock_expired
    changed = []
    for slot in where(stays.open & (stays.shown_clock != key)):
        stays.shown_clock[slot] = key[slot]
        state = worst(limits(states_of(world, int(slot), world.law_utc_ns)))
        if state is None:
            continue
        changed.append(
            ThingChange(
                kind="clock",
                id=stay_id(int(stays.number[slot])),
                state={
                    "clock": state.clock.id,
                    "rung": state.rung,
                    "limit_utc_ns": state.shown_utc_ns,
                    "paused": state.status == "paused",
                    "colour": state.colour,
                    "due_utc_ns": state.next_utc_ns,
                },
                utc_ns=utc_ns,
            )
        )
    return changed


def duty_thing(world: World, slot: int, utc_ns: int) -> ThingChange:
    """Return what is owed to a person: each duty by rule and name, its severities and instants.

    ``CLK-07 visit`` is the next check: its first instant is the prompt, its last the ceiling.
    """
    return ThingChange(
        kind="duties",
        id=stay_id(int(world.stays.number[slot])),
        state={
            f"{duty.rule} {duty.key}": " ".join(
                f"P{due.severity}:{due.utc_ns}" for due in duty.dues if due.severity
            )
            for duty in world.duties.duties.get(slot, ())
        },
        utc_ns=utc_ns,
    )


def muster_thing(world: World, utc_ns: int) -> ThingChange:
    """Return an evacuation as it stands: who was not yet seen at the muster place, by name."""
    muster = world.access.muster
    missing = missing_names(world)
    return ThingChange(
        kind="muster",
        id=world.layout.site,
        state={
            "active": muster is not None,
            "since_utc_ns": muster.since_utc_ns if muster is not None else None,
            "missing_count": len(missing.split()),
            "missing": missing,
            "missing_staff": missing_staff(world) if muster is not None else "",
        },
        utc_ns=utc_ns,
    )


def head_count_thing(world: World, utc_ns: int) -> ThingChange:
    """Return the head count as it stands, with everybody who is not accounted for."""
    heads = world.access.heads
    return ThingChange(
        kind="head_count",
        id=world.layout.site,
        state={
            "register": heads.register,
            "here": heads.here,
            "behind_doors": heads.behind_doors,
            "away": heads.away,
            "missing_count": len(heads.missing),
            "missing": "; ".join(heads.missing),
            "rooms": "; ".join(heads.rooms),
            "agreed": not heads.missing and not heads.rooms,
        },
        utc_ns=utc_ns,
    )
