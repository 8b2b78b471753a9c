"""A configuration comes into force: rows of the site, thresholds of the rules, or a refusal."""

from typing import Final, get_args

import msgspec
import numpy as np

from alerts.cells import Cells
from alerts.configuration import Configuration
from alerts.machine import Machine
from alerts.rule import NS_PER_S, AnyRule, Limits, SubjectKind
from custody.columns import I16
from custody.ids import OUTSIDE
from custody.layout import KINDS, NOWHERE, TYPES_MAX, Devices, Layout, Rooms
from custody.local import minute_written
from custody.registry import Device
from custody.tables import NEVER
from custody.world import World, stay_id
from engine.fixtures import doors_of, lines_of, muster_of
from engine.premises import premises_of
from zones.plan import Site

SALLY_PORT: Final = "sally-port"


class ConfigurationUnfitError(ValueError):
    """The configuration cannot come into force; the message says what is wrong with it."""


def limits_of(
    rules: tuple[AnyRule, ...], thresholds: dict[str, dict[str, float]]
) -> dict[str, Limits]:
    """Return the thresholds of every rule; raises ConfigurationUnfitError."""
    for rule in rules:
        given = thresholds.get(rule.id, {})
        for threshold in rule.thresholds:
            if threshold.key not in given:
                message = f"rules.toml: {rule.id}.{threshold.key} is missing"
                raise ConfigurationUnfitError(message)
    try:
        return {rule.id: Limits(thresholds.get(rule.id, {}), rule.id) for rule in rules}
    except ValueError as error:
        message = f"rules.toml: {error}"
        raise ConfigurationUnfitError(message) from error


def layout_of(configuration: Configuration) -> Layout:
    """Return the rows of a configuration; raises ConfigurationUnfitError."""
    site, devices, staff = configuration.site, configuration.devices, configuration.staff
    device_rows = {device.id: row for row, device in enumerate(devices)}
    _check_names(configuration)
    room_rows = {room.id: row for row, room in enumerate(site.rooms)} | {OUTSIDE: NOWHERE}
    doors = doors_of(site, room_rows, device_rows)
    return Layout(
        site=site.id,
        rooms=_rooms(site),
        doors=doors,
        devices=_devices(configuration, room_rows),
        staff_ids=tuple(person.id for person in staff),
        staff_card=np.array(
            [device_rows.get(person.card or "", NOWHERE) for person in staff], dtype=np.int32
        ),
        perimeter_ids=tuple(line.id for line in site.perimeter),
        camera_device=np.array(
            [device_rows[camera.device] for camera in site.cameras], dtype=np.int32
        ),
        camera_room=np.array([room_rows[camera.room] for camera in site.cameras], dtype=np.int16),
        level_ids=tuple(level.id for level in site.levels),
        policies=configuration.policies,
        stays_max=configuration.limits.stays_max,
        staff=staff,
        timezone=site.timezone,
        premises=premises_of(configuration),
        recorder_device=np.array(
            [row for row, device in enumerate(devices) if device.kind == "recorder"], dtype=np.int32
        ),
        recorder_room=np.array(
            [
                room_rows.get(device.room or "", NOWHERE)
                for device in devices
                if device.kind == "recorder"
            ],
            dtype=np.int16,
        ),
        lines=lines_of(site, device_rows),
        muster=muster_of(site),
        roll_calls=tuple(minute_written(at) for at in site.roll_calls),
    )


def _check_names(configuration: Configuration) -> None:
    """Refuse a door, line, camera, room or card that names what is not there.

    The loader of the site's files says it better; this guards the step against everybody else.
    """
    site = configuration.site
    rooms = {room.id for room in site.rooms} | {OUTSIDE}
    kinds = {kind.id for kind in site.room_types}
    devices = {device.id for device in configuration.devices}
    named = (
        *((f"room {room.id}", room.type, kinds) for room in site.rooms),
        *((f"door {door.id}", room, rooms) for door in site.doors for room in door.rooms),
        *((f"camera {camera.id}", camera.room, rooms) for camera in site.cameras),
        *((f"door {door.id}", door.device, devices) for door in site.doors),
        *((f"line {line.id}", line.device, devices) for line in site.perimeter),
        *((f"camera {camera.id}", camera.device, devices) for camera in site.cameras),
        *((f"staff {person.id}", person.card, devices) for person in configuration.staff),
    )
    for thing, name, known in named:
        if name and name not in known:
            message = f"{thing} names {name}, which is not there"
            raise ConfigurationUnfitError(message)


def _rooms(site: Site) -> Rooms:
    types = {kind.id: kind for kind in site.room_types}
    kinds = [types[room.type] for room in site.rooms]
    seen = [*dict.fromkeys(room.type for room in site.rooms)]
    if len(seen) > TYPES_MAX:
        message = f"{len(seen)} room types are too many, {TYPES_MAX} can be told apart"
        raise ConfigurationUnfitError(message)
    return Rooms(
        ids=tuple(room.id for room in site.rooms),
        custody=np.array([kind.custody_area for kind in kinds], dtype=np.bool_),
        observed=np.array([kind.observed_when_locked for kind in kinds], dtype=np.bool_),
        withhold=np.array([kind.withhold_vitals for kind in kinds], dtype=np.bool_),
        types=tuple(kind.id for kind in kinds),
        bits=np.array([*(1 << seen.index(kind.id) for kind in kinds), 0], np.int64),
        port=np.array([*(kind.id == SALLY_PORT for kind in kinds), False], np.bool_),
        analytics=np.array([kind.analytics and not kind.silent for kind in kinds], np.bool_),
    )


def _devices(configuration: Configuration, room_rows: dict[str, int]) -> Devices:
    site, devices = configuration.site, configuration.devices
    door = {door.device: row for row, door in enumerate(site.doors) if door.device}
    line = {line.device: row for row, line in enumerate(site.perimeter)}
    reader = {name: row for row, door in enumerate(site.doors) for name in door.readers}
    senders = [*dict.fromkeys(device.sender for device in devices)]
    return Devices(
        ids=tuple(device.id for device in devices),
        kind=np.array([KINDS.index(device.kind) for device in devices], dtype=np.int8),
        heartbeat_ns=np.array(
            [round(device.heartbeat_s * NS_PER_S) for device in devices], dtype=np.int64
        ),
        door=np.array([door.get(device.id, NOWHERE) for device in devices], dtype=np.int32),
        perimeter=np.array([line.get(device.id, NOWHERE) for device in devices], dtype=np.int32),
        place=_places(site, devices, room_rows),
        reader_door=np.array([reader.get(device.id, NOWHERE) for device in devices], np.int32),
        sender=np.array([senders.index(device.sender) for device in devices], np.int16),
    )


def _places(site: Site, devices: tuple[Device, ...], room_rows: dict[str, int]) -> I16:
    """Return the room of what is screwed to a wall: doors, their readers, cameras."""
    place: dict[str, int] = {}
    for door in site.doors:
        inner = next((room_rows[room] for room in door.rooms if room != OUTSIDE), NOWHERE)
        for device in (door.device, *door.readers):
            if device:
                place[device] = inner
    place |= {camera.device: room_rows[camera.room] for camera in site.cameras}
    place |= {device.id: room_rows[device.room] for device in devices if device.room}
    return np.array([place.get(device.id, NOWHERE) for device in devices], dtype=np.int16)


def refusal(world: World, cells: Cells, machine: Machine, layout: Layout) -> str:
    """Return why a layout cannot replace the present one now; empty when it can."""
    lost_slots = np.flatnonzero(world.stays.open | cells.taken_stays(machine, world.stays.size))
    if len(lost_slots) and int(lost_slots[-1]) >= layout.stays_max:
        return f"stays_max {layout.stays_max} is less than the stays in use"
    return (
        _person_left(world, layout)
        or _alarm_left(world, cells, machine, layout)
        or _law_left(world, layout)
    )


def _person_left(world: World, layout: Layout) -> str:
    """Return whose room, band, card holder or officer would be gone."""
    rooms, devices = set(layout.rooms.ids), set(layout.devices.ids)
    bands = np.where(layout.devices.of_kind("band"))[0]
    known_bands = {layout.devices.ids[row] for row in bands}
    for slot in np.flatnonzero(world.stays.open):
        who = stay_id(int(world.stays.number[slot]))
        band, room = int(world.stays.band[slot]), world.stay_room(int(slot))
        if band >= 0 and world.layout.devices.ids[band] not in known_bands:
            return f"{world.layout.devices.ids[band]} is worn by {who}"
        if room not in ("", OUTSIDE) and room not in rooms:
            return f"{who} is in room {room}"
        officer = world.layout.staff_ids[world.stays.responsible[slot]]
        if officer not in layout.staff_ids:
            return f"{officer} answers for {who}"
    for row in np.flatnonzero(world.devices.card_of >= 0):
        card = world.layout.devices.ids[row]
        room = world.device_place(int(row))
        carried = world.devices.fix_t_ns[row] != NEVER
        if carried and card in devices and room not in ("", OUTSIDE) and room not in rooms:
            return f"the holder of {card} is in room {room}"
    return ""


def _alarm_left(world: World, cells: Cells, machine: Machine, layout: Layout) -> str:
    """Return the subject of an open alarm that would be gone."""
    for kind in get_args(SubjectKind):
        if kind == "stay":
            continue  # Stays keep their slots; ``refusal`` counts those.
        left = set(layout.ids(kind))
        for row in np.flatnonzero(cells.open_rows(machine, kind)):
            name = world.layout.ids(kind)[row]
            if name not in left:
                return f"{kind} {name} has an open alarm"
    return ""


def _law_left(world: World, layout: Layout) -> str:
    """Return the regime of an open stay that would be gone."""
    regimes = {policy.id for policy in layout.policies}
    for slot in np.flatnonzero(world.stays.open):
        regime = world.layout.policies[world.stays.regime[slot]].id
        if regime not in regimes:
            return f"{stay_id(int(world.stays.number[slot]))} is held under {regime}"
    return ""


def readable(canonical: str) -> Configuration | str:
    """Return the configuration of canonical text, or why it cannot be read."""
    try:
        return msgspec.json.decode(canonical, type=Configuration)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        return str(error)
