"""Who is on duty where when a story begins, and which rooms it plays in."""

from typing import Final

from alerts.configuration import Configuration
from custody.registry import Role, Staff
from sim.centre import Centre
from sim.officers import ControlRoom
from sim.people import Officer
from sim.story import Story
from zones.plan import Door, Room

POSTS: Final[dict[Role, tuple[str, ...]]] = {
    "guard": ("guard-post", "corridor"),
    "control_room": ("control",),
    "custody_officer": ("duty-office", "intake", "office"),
    "duty_inspector": ("duty-office", "office"),
    "investigator": ("office", "staff"),
    "medical": ("medical",),
    "legal_review": ("office",),
    "supervision": ("office",),
    "prosecutor": ("office",),
    "property_keeper": ("property",),
    "technician": ("staff", "office"),
}
"""Room types where each role waits for work, the usual one first."""
ON_DUTY: Final[dict[Role, int]] = {
    "guard": 6,
    "control_room": 2,
    "custody_officer": 1,
    "duty_inspector": 1,
    "investigator": 5,
    "medical": 1,
    "property_keeper": 1,
    "legal_review": 1,
}
"""How many of each role a story has."""


class CastError(Exception):
    """The site lacks what a story needs."""


def stage(configuration: Configuration, *, seed: int, start_ns: int) -> Story:
    """Return a centre with its officers at their posts, ready for a scenario."""
    centre = Centre(configuration=configuration, seed=seed, start_ns=start_ns)
    for role, count in ON_DUTY.items():
        for row, member in enumerate(_members(configuration, role)[:count]):
            centre.employ(member.id, _post(centre, role, row))
    clerk = on_duty(centre, "control_room")[0]
    return Story(
        centre=centre,
        control=ControlRoom(centre=centre, clerk=clerk),
        custody_officer=on_duty(centre, "custody_officer")[0],
    )


def on_duty(centre: Centre, *roles: Role) -> list[Officer]:
    """Return the officers of these roles, in the order of the roster; raises CastError."""
    found = [officer for officer in centre.officers.values() if officer.staff.role in roles]
    if not found:
        message = f"staff.toml: nobody on duty with role {' or '.join(roles)}; add one with a card"
        raise CastError(message)
    return found


def cells(centre: Centre) -> list[Room]:
    """Return the holding rooms for adults: a locking door, a camera that lives, room for one."""
    watched = {camera.room for camera in centre.site.cameras}
    return [
        room
        for room in centre.rooms_of("holding")
        if room.id in watched and door_to(centre, room.id).kind == "cell"
    ]


def door_to(centre: Centre, room: str) -> Door:
    """Return the first door of a room."""
    return centre.doors[centre.ways.door_of(room)].door


def first_room(centre: Centre, *types: str, number: int = 0) -> str:
    """Return a room of one of these types; raises CastError."""
    rooms = centre.rooms_of(*types)
    if len(rooms) <= number:
        message = f"the plan has too few rooms of type {' or '.join(types)} for this story"
        raise CastError(message)
    return rooms[number].id


def _members(configuration: Configuration, role: Role) -> list[Staff]:
    return [each for each in configuration.staff if each.role == role and each.card is not None]


def _post(centre: Centre, role: Role, row: int) -> str:
    """Return where the row-th member of a role waits: guards spread, the others stay together."""
    for room_type in POSTS[role]:
        rooms = centre.rooms_of(room_type)
        if rooms:
            return rooms[row % len(rooms) if role == "guard" and row % 3 == 0 else 0].id
    return centre.site.rooms[0].id
