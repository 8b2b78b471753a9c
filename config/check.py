"""Does the configuration contradict itself: every contradiction is refused with file and key."""

import zoneinfo
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Final

from alerts.configuration import Configuration
from config.check_notify import TOLD, notify_problems
from config.check_policy import policy_problems
from config.check_roster import roster_problems
from config.earth import earth_problems
from config.errors import ConfigError, Place
from config.explain import nearest
from config.fences import fence_problems
from config.geometry import geometry_problems, unwatched_exits
from config.lint import hours_problems, lint
from config.places import Places
from config.privacy import privacy_problems
from custody.ids import OUTSIDE
from custody.registry import DeviceKind, Role
from zones.plan import Site

OVERSEERS: Final[tuple[Role, ...]] = ("supervision", "prosecutor")
"""One of them reads everything and gets copies of the named alarms; no centre is without."""


def problems(
    configuration: Configuration, places: Places, senders: tuple[str, ...]
) -> Iterator[ConfigError]:
    """Yield every contradiction, the plainest first."""
    site = configuration.site
    yield from _twins(places)
    yield from _site_words(configuration)
    yield from _references(site, places)
    yield from _devices(configuration, places, senders)
    yield from _device_uses(configuration, places)
    yield from _cards(configuration, places)
    yield from _oversight(configuration)
    yield from privacy_problems(site, places)
    yield from geometry_problems(site, places)
    yield from hours_problems(site, places)
    yield from fence_problems(site, places)
    yield from earth_problems(site)
    yield from policy_problems(configuration.policies, places)
    yield from notify_problems(configuration, places)
    yield from roster_problems(configuration)


def _twins(places: Places) -> Iterator[ConfigError]:
    for kind in places.kinds():
        seen: dict[str, Place] = {}
        for name, place in places.of(kind):
            if name in seen:
                first = seen[name]
                problem = f"the id {name} already stands at {first.file} {first.key}"
                yield ConfigError(_id_key(kind, place), problem, "give it an id of its own")
            seen[name] = place


def _id_key(kind: str, place: Place) -> Place:
    return place.at("properties", "id") if kind[0].isupper() else place.at("id")


def _site_words(configuration: Configuration) -> Iterator[ConfigError]:
    yield from _time_zone(configuration.site.timezone, Place("site.toml", "timezone"))
    law = [policy.id for policy in configuration.policies]
    if configuration.default_policy not in law:
        place = Place("site.toml", "default_policy")
        problem = f"{configuration.default_policy} is not one of the site's policies"
        yield ConfigError(place, problem, nearest(configuration.default_policy, law))


def _time_zone(name: str, place: Place) -> Iterator[ConfigError]:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        known = zoneinfo.available_timezones()
        remedy = nearest(name, known) if known else "install the system's package tzdata"
        yield ConfigError(place, f"there is no time zone {name!r}", remedy)


def _references(site: Site, places: Places) -> Iterator[ConfigError]:
    """Yield rooms, types and levels that are named and do not exist."""
    kinds = {kind.id: kind for kind in site.room_types}
    rooms = {room.id for room in site.rooms}
    for room in site.rooms:
        place = places.place("Room", room.id).at("properties")
        if room.id == OUTSIDE:
            problem = "a room must not be called outside"
            yield ConfigError(place.at("id"), problem, "call it by another id")
        if room.type not in kinds:
            problem = f"{room.id}: there is no room type {room.type}"
            yield ConfigError(place.at("type"), problem, nearest(room.type, kinds))
        elif kinds[room.type].observed_when_locked and room.capacity == 0:
            problem = f"{room.id}: a {room.type} room holds nobody"
            yield ConfigError(place.at("capacity"), problem, "write how many people it is for")
    for door in site.doors:
        place = places.place("Door", door.id).at("properties", "rooms")
        yield from _unknown(door.rooms, rooms | {OUTSIDE}, place, door.id)
        yield from _door_sides(door.id, door.rooms, place)
    for zone in site.zones:
        place = places.place("Zone", zone.id).at("properties", "room")
        yield from _unknown((zone.room,), rooms, place, zone.id)
    for camera in site.cameras:
        place = places.place("Camera", camera.id).at("properties", "room")
        yield from _unknown((camera.room,), rooms, place, camera.id)
    for connector in site.connectors:
        place = places.place("connector", connector.id).at("rooms")
        yield from _unknown(connector.rooms, rooms, place, connector.id)
        yield from _one_room_a_level(site, connector.rooms, place)


def _unknown(
    named: Iterable[str], known: set[str], place: Place, who: str
) -> Iterator[ConfigError]:
    for name in named:
        if name not in known:
            yield ConfigError(place, f"{who}: there is no room {name}", nearest(name, known))


def _door_sides(door: str, rooms: tuple[str, str], place: Place) -> Iterator[ConfigError]:
    if rooms[0] == rooms[1]:
        yield ConfigError(place, f"{door}: both sides are {rooms[0]}", "name its two rooms")


def _one_room_a_level(site: Site, rooms: tuple[str, ...], place: Place) -> Iterator[ConfigError]:
    levels = [room.level for room in site.rooms if room.id in rooms]
    if len(set(levels)) < len(levels) or len(rooms) < 2:  # noqa: PLR2004 - from here to there.
        problem = "a connector has one room on each of two or more levels"
        yield ConfigError(place, problem, "name one room a level")


def _devices(
    configuration: Configuration, places: Places, senders: tuple[str, ...]
) -> Iterator[ConfigError]:
    for device in configuration.devices:
        if device.sender not in senders:
            place = places.place("device", device.id).at("sender")
            problem = f"{device.id}: there is no sender {device.sender}"
            yield ConfigError(place, problem, nearest(device.sender, senders))


def _device_uses(configuration: Configuration, places: Places) -> Iterator[ConfigError]:
    """Yield devices that the plan names and that are unknown, of another kind, or used twice."""
    kinds = {device.id: device.kind for device in configuration.devices}
    used: dict[str, str] = {}
    for kind, wanted, thing, device in _uses(configuration.site):
        key = "readers" if wanted == "reader" else "device"
        place = places.place(kind, thing).at("properties", key)
        if device not in kinds:
            same = [name for name, found in kinds.items() if found == wanted]
            yield ConfigError(place, f"{thing}: there is no device {device}", nearest(device, same))
        elif kinds[device] != wanted:
            problem = f"{thing}: {device} is a {kinds[device]}, not a {wanted}"
            yield ConfigError(place, problem, f"name a {wanted}")
        elif device in used:
            problem = f"{thing}: {device} already belongs to {used[device]}"
            yield ConfigError(place, problem, "give each its own device")
        used[device] = thing


def _uses(site: Site) -> Iterator[tuple[str, DeviceKind, str, str]]:
    for door in site.doors:
        if door.device is not None:
            yield "Door", "door", door.id, door.device
        for reader in door.readers:
            yield "Door", "reader", door.id, reader
    for line in site.perimeter:
        yield "PerimeterLine", "perimeter", line.id, line.device
    for camera in site.cameras:
        yield "Camera", "camera", camera.id, camera.device
    for anchor in site.anchors:
        yield "Anchor", "anchor", anchor.id, anchor.device


def _cards(configuration: Configuration, places: Places) -> Iterator[ConfigError]:
    cards = [device.id for device in configuration.devices if device.kind == "card"]
    holders: dict[str, str] = {}
    for person in configuration.staff:
        if person.card is None:
            continue
        place = places.place("staff", person.id).at("card")
        if person.card not in cards:
            problem = f"{person.id}: {person.card} is no card of devices.toml"
            yield ConfigError(place, problem, nearest(person.card, cards))
        elif person.card in holders:
            problem = f"{person.id}: {person.card} already belongs to {holders[person.card]}"
            yield ConfigError(place, problem, "give each their own card")
        holders[person.card] = person.id


def _oversight(configuration: Configuration) -> Iterator[ConfigError]:
    """Refuse a roster that nobody from outside looks at (R55, P-25)."""
    if not any(member.role in OVERSEERS for member in configuration.staff):
        problem = "nobody of the roster is supervision or procurator (R55, P-25)"
        remedy = f"name one with role = {' or '.join(OVERSEERS)}"
        yield ConfigError(Place("staff.toml", "staff"), problem, remedy)


def warnings(configuration: Configuration, places: Places) -> list[str]:
    """Return what is lawful and yet looks wrong, a line each."""
    site = configuration.site
    found = []
    for room in _unreachable(site):
        place = places.place("Room", room)
        found.append(f"{place.file}: {place.key}: no door leads to {room}; draw one")
    for door in unwatched_exits(site):
        place = places.place("Door", door.id)
        problem = f"no perimeter line within 2 m of the exit {door.id}"
        found.append(f"{place.file}: {place.key}: {problem}; draw one")
    found += _unseen_rooms(site, places) + _unused_devices(configuration, places)
    found += lint(site, places)
    return found + _untold(configuration)


def _unreachable(site: Site) -> list[str]:
    """Return the rooms that nobody can walk to from outside, in plan order."""
    ways: dict[str, list[str]] = {}
    for door in site.doors:
        ways.setdefault(door.rooms[0], []).append(door.rooms[1])
        ways.setdefault(door.rooms[1], []).append(door.rooms[0])
    for connector in site.connectors:
        for room in connector.rooms:
            ways.setdefault(room, []).extend(connector.rooms)
    seen: set[str] = {OUTSIDE}
    todo: deque[str] = deque(seen)
    while todo:
        for room in ways.get(todo.popleft(), []):
            if room not in seen:
                seen.add(room)
                todo.append(room)
    return [room.id for room in site.rooms if room.id not in seen]


def _unseen_rooms(site: Site, places: Places) -> list[str]:
    kinds = {kind.id for kind in site.room_types if kind.camera}
    seen = {camera.room for camera in site.cameras}
    found = []
    for room in site.rooms:
        if room.type in kinds and room.id not in seen:
            place = places.place("Room", room.id)
            problem = f"{room.id} should have a camera ({room.type}) and has none"
            found.append(f"{place.file}: {place.key}: {problem}; draw one")
    return found


def _unused_devices(configuration: Configuration, places: Places) -> list[str]:
    used = {device for _, _, _, device in _uses(configuration.site)}
    found = []
    for device in configuration.devices:
        if device.kind in {"door", "reader", "perimeter", "camera", "anchor"}:
            if device.id in used:
                continue
            place = places.place("device", device.id)
            found.append(
                f"{place.file}: {place.key}: {device.id} is on no plan; draw it or remove it"
            )
    return found


def _untold(configuration: Configuration) -> list[str]:
    served = {code for endpoint in configuration.notify.endpoints for code in endpoint.told}
    return [
        f"notify.toml: endpoints: nobody is told for {code}; add it to an endpoint"
        for code in TOLD
        if code not in served
    ]
