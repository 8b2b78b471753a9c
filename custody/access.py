"""Who may pass: duty, cards and visitors as columns, and what explains a crossing."""

from custody.layout import NOWHERE
from custody.notes import DoorNotes, SwipeNote, swipes_at
from custody.world import World


def let_out(world: World, line: int, *, since_t_ns: int) -> list[SwipeNote]:
    """Return the swipes that explain somebody crossing a line: granted, trusted, at its exits.

    Of staff or visitors: a detainee's own band lets nobody out.
    """
    ids = world.layout.doors.ids
    return [
        note
        for door in world.layout.lines.exits[line]
        for note in swipes_at(notes_of(world, ids[door]), since_t_ns=since_t_ns)
        if note.trusted
        and (holder_row(world, note.token) != NOWHERE or note.token in world.house.visitors)
    ]


def someone_approved(world: World, *, utc_ns: int, within_ns: int) -> bool:
    """Return whether an exit that still runs was approved, or a stay closed, this recently."""
    stays = world.stays
    recent = utc_ns - stays.exit_from_utc_ns <= within_ns
    approved = stays.open & world.exit_approved(utc_ns) & recent
    released = ~stays.open & (utc_ns - stays.closed_utc_ns <= within_ns)
    return bool((approved | released).any())


def notes_of(world: World, door: str) -> DoorNotes:
    """Return what happened at a door lately; nothing for a door nobody noted."""
    return world.access.doors.get(door, DoorNotes())


def holder_row(world: World, card: str) -> int:
    """Return the staff row whose active card it is, NOWHERE for a dead or unknown one."""
    ids = world.layout.devices.ids
    return int(world.devices.card_of[ids.index(card)]) if card in ids else NOWHERE


def show_house(world: World) -> None:
    """Write duty, cards and visitors into columns; called whenever one of them changed."""
    layout, house, devices = world.layout, world.house, world.devices
    rows = {name: row for row, name in enumerate(layout.devices.ids)}
    devices.card_of[:] = NOWHERE
    devices.off_duty[:] = False
    devices.visitor[:] = False
    devices.visitor_types[:] = 0
    for row, person in enumerate(layout.staff):
        card = rows.get(house.cards.get(person.id, person.card or ""), NOWHERE)
        if card != NOWHERE:
            devices.card_of[card] = row
            devices.off_duty[card] = house.off_duty.get(person.id, False)
    kinds = layout.rooms.kinds
    for visitor in house.visitors.values():
        badge = rows.get(visitor.badge, NOWHERE)
        if badge != NOWHERE:
            devices.visitor[badge] = True
            devices.visitor_types[badge] = sum(
                1 << bit for bit, kind in enumerate(kinds) if kind in visitor.places
            )


def passed(world: World, door: int, *, since_t_ns: int) -> DoorNotes:
    """Return the granted swipes and counted people at a door since an instant."""
    notes = notes_of(world, world.layout.doors.ids[door])
    return DoorNotes(
        swipes=swipes_at(notes, since_t_ns=since_t_ns),
        crossings=[note for note in notes.crossings if note.t_ns >= since_t_ns],
    )


def holders_at(world: World, door: int, *, since_t_ns: int) -> tuple[int, ...]:
    """Return whose cards were granted and trusted at a door since an instant."""
    notes = passed(world, door, since_t_ns=since_t_ns).swipes
    rows = [holder_row(world, note.token) for note in notes if note.trusted]
    return tuple(sorted({row for row in rows if row != NOWHERE}))
