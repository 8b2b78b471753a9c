"""A door as a state machine: contact, lock, release and time lead from one state to the next."""

from typing import Final

import numpy as np

from custody.columns import I16, I64, Mask, where
from custody.layout import Layout
from custody.tables import CONTACTS, LOCKS, RELEASES, DoorTable
from custody.wire import DoorState

LOCKED: Final = 0
CLOSED: Final = 1
OPEN: Final = 2
HELD: Final = 3
FORCED: Final = 4
FAULT: Final = 5
STATES: Final = ("locked", "closed", "open", "held", "forced", "fault")
"""``fault`` is what nobody knows: no word yet, a contact or lock that cannot tell, a lid opened."""

LOCKS_UP: Final = "locks"
CLOSES: Final = "closes"
OPENS: Final = "opens"
BREAKS: Final = "breaks"
OVERSTAYS: Final = "overstays"
FAILS: Final = "fails"

TRANSITIONS: Final[dict[tuple[int, str], int]] = {
    (LOCKED, CLOSES): CLOSED,
    (LOCKED, OPENS): OPEN,
    (LOCKED, BREAKS): FORCED,
    (LOCKED, FAILS): FAULT,
    (CLOSED, LOCKS_UP): LOCKED,
    (CLOSED, OPENS): OPEN,
    (CLOSED, BREAKS): FORCED,
    (CLOSED, FAILS): FAULT,
    (OPEN, LOCKS_UP): LOCKED,
    (OPEN, CLOSES): CLOSED,
    (OPEN, OVERSTAYS): HELD,
    (OPEN, FAILS): FAULT,
    (HELD, LOCKS_UP): LOCKED,
    (HELD, CLOSES): CLOSED,
    (HELD, FAILS): FAULT,
    (FORCED, LOCKS_UP): LOCKED,
    (FORCED, CLOSES): CLOSED,
    (FORCED, FAILS): FAULT,
    (FAULT, LOCKS_UP): LOCKED,
    (FAULT, CLOSES): CLOSED,
    (FAULT, OPENS): OPEN,
    (FAULT, BREAKS): FORCED,
}
"""(state, event) -> new state. What is not listed changes nothing: an open door that opens again,
a forced door that somebody releases afterwards."""

_OPEN_STATES: Final = np.array([False, False, True, True, True, False])


def open_now(doors: DoorTable) -> Mask:
    """Return which doors stand open, for whatever reason."""
    result: Mask = _OPEN_STATES[doors.state]
    return result


def event_of(doors: DoorTable, row: int, frame: DoorState, *, t_ns: int, release_ns: int) -> str:
    """Return what a controller's frame means for a door as it stands."""
    if frame.contact == "unknown" or frame.tamper:
        return FAILS
    if frame.contact == "open":
        return BREAKS if forced(doors, row, frame, t_ns=t_ns, release_ns=release_ns) else OPENS
    if frame.lock == "unknown":
        return FAILS
    return LOCKS_UP if frame.lock == "locked" else CLOSES


def forced(doors: DoorTable, row: int, frame: DoorState, *, t_ns: int, release_ns: int) -> bool:
    """Return whether a leaf opens that was locked and that nobody released (ACC-01)."""
    if frame.contact != "open" or frame.release != "none":
        return False
    was_locked = doors.lock[row] == LOCKS.index("locked") or frame.lock == "locked"
    was_open = doors.contact[row] == CONTACTS.index("open")
    released = t_ns - int(doors.released_t_ns[row]) <= release_ns
    return bool(was_locked and not was_open and not released)


def take(doors: DoorTable, row: int, frame: DoorState, *, t_ns: int, release_ns: int) -> bool:
    """Fold a controller's frame; return whether anything that is shown changed."""
    event = event_of(doors, row, frame, t_ns=t_ns, release_ns=release_ns)
    contact, lock = CONTACTS.index(frame.contact), LOCKS.index(frame.lock)
    release = RELEASES.index(frame.release)
    before = (doors.contact[row], doors.lock[row], doors.state[row], doors.release[row])
    if frame.contact == "open" and doors.contact[row] != contact:
        doors.opened_t_ns[row] = t_ns
    if frame.release != "none" and frame.lock == "unlocked":
        doors.released_t_ns[row] = t_ns
    doors.contact[row], doors.lock[row], doors.release[row] = contact, lock, release
    move(doors, row, event, t_ns=t_ns)
    return before != (doors.contact[row], doors.lock[row], doors.state[row], doors.release[row])


def move(doors: DoorTable, row: int, event: str, *, t_ns: int) -> None:
    """Make one transition of the table, where it has one."""
    after = TRANSITIONS.get((int(doors.state[row]), event))
    if after is not None:
        doors.state[row] = after
        doors.state_t_ns[row] = t_ns


def overstay(layout: Layout, doors: DoorTable, *, t_ns: int, held_ns: int, exit_ns: int) -> I64:
    """Let doors that stand open for too long be held; return which were (ACC-02).

    A door that the fire panel released is meant to stand open.
    """
    waiting = where(doors.state == OPEN)
    if len(waiting) == 0:
        return waiting
    limit = np.where(layout.doors.leads_out[waiting], exit_ns, held_ns)
    fire = doors.release[waiting] == RELEASES.index("fire")
    late: I64 = waiting[~fire & (t_ns - doors.opened_t_ns[waiting] > limit)]
    for row in late.tolist():
        move(doors, row, OVERSTAYS, t_ns=t_ns)
    return late


def cells_open(layout: Layout, doors: DoorTable) -> list[int]:
    """Return which doors of cells stand open, in their order; the fire panel's are meant to."""
    fire = doors.release == RELEASES.index("fire")
    found: list[int] = where(open_now(doors) & layout.doors.cell & ~fire).tolist()
    return found


def interlocked(layout: Layout, doors: DoorTable) -> I16:
    """Return the rooms beside the sally-port doors that stand open, a room for each door side."""
    rooms: I16 = layout.doors.rooms[open_now(doors) & layout.doors.sally].ravel()
    return rooms
