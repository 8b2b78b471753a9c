"""Open sessions watched: what pauses questioning by itself, and what the rules see of it."""

from custody.book.columns import SESSION_STATES
from custody.book.desk import Desk
from custody.columns import where
from custody.kept import Session
from custody.layout import NOWHERE
from custody.record import StayRecord

_RUNNING = SESSION_STATES.index("running")


def watch(desk: Desk, *, gap_ns: int, single_gap_ns: int) -> None:
    """Write automatic pauses and keep the columns of sessions true.

    Sessions are as many as interview rooms, a handful; nobody else is looked at.
    """
    stays = desk.world.stays
    for row in where((stays.session > 0) & stays.open):
        slot = int(row)
        record = desk.world.records[slot]
        session = record.session
        assert session is not None, "the column says that a session is open"
        here = desk.room_of(record)
        stays.session_officers[slot] = _officers(desk, session)
        stays.recorder_ok_t_ns[slot] = max(
            int(stays.recorder_ok_t_ns[slot]), _recorded(desk, session)
        )
        if here == session.room:
            stays.session_away[slot] = False
        if stays.session[slot] == _RUNNING:
            limit_ns = single_gap_ns if session.single_officer else gap_ns
            _pause(desk, slot, record, limit_ns=limit_ns)
        elif here and here != session.room and session.state == "closing":
            stays.session_away[slot] = True


def _pause(desk: Desk, slot: int, record: StayRecord, *, limit_ns: int) -> None:
    session, stays = record.session, desk.world.stays
    assert session is not None, "only an open session pauses"
    here = desk.room_of(record)
    if here and here != session.room:
        reason = "detainee_left"
    elif not session.single_officer and stays.session_officers[slot] < 2:  # noqa: PLR2004 - two
        reason = "second_officer_left"
    elif desk.t_ns - int(stays.recorder_ok_t_ns[slot]) > limit_ns:
        reason = "recorder_fault"
    else:
        return
    desk.write(slot, "session.paused", {"reason": reason}, room=session.room)


def _officers(desk: Desk, session: Session) -> int:
    """Return how many officers are in the room: named, on duty, and located nowhere else."""
    return sum(
        desk.officer(name) and desk.room_of_device(desk.card_of(name)) in ("", session.room)
        for name in session.officers
    )


def _recorded(desk: Desk, session: Session) -> int:
    """Return when the room's recorder last said that it records; now where it has no voice."""
    if session.recorder != "ok":
        return 0
    layout, world = desk.world.layout, desk.world
    room = layout.rooms.ids.index(session.room) if session.room in layout.rooms.ids else NOWHERE
    for device, place in zip(layout.recorder_device, layout.recorder_room, strict=True):
        if place == room and room != NOWHERE:
            return max(int(world.devices.heard_t_ns[device]), world.grace_t_ns)
    return desk.t_ns
