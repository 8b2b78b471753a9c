"""What rules see of a record: one row of columns, written anew when an event changes it."""

from typing import Final

from custody.layout import NOWHERE
from custody.people import POLICE
from custody.procedure import STAGES
from custody.record import RecordEvent, StayRecord
from custody.remedies import ATTEMPT, REFUSED, put_right
from custody.tables import NEVER
from custody.world import World, flag_bit

SESSION_STATES: Final = ("free", "reserved", "running", "paused", "closing")
"""States of a room session as numbers; checks_ok is passed within the start, closed is free."""
RESERVED: Final = SESSION_STATES.index("reserved")
RESTRAINTS: Final = ("", "drunk", "violence", "escape", "self_harm")
_INT8_MAX: Final = 127
_MEETINGS: Final = ("right.lawyer_meeting_began", "right.lawyer_meeting_ended")


def show(world: World, slot: int, event: RecordEvent, *, t_ns: int) -> None:
    """Show the rules what an event changed."""
    record = world.records[slot]
    _show_stage(world, slot, record, event, t_ns)
    _show_session(world, slot, record, event, t_ns)
    _show_restraint(world, slot, record, event, t_ns)
    _show_refusals(world, slot, record, event)
    _show_before(world, slot, event, t_ns)
    _show_meeting(world, slot, event)
    stays = world.stays
    stays.duties_stale[slot] = True
    stays.searched[slot] = "search_log" in record.evidence
    stays.health_done[slot] = "health_form" in record.evidence
    stays.level[slot] = record.level
    stays.exit_open[slot] = record.exit_until_utc_ns > 0
    ends = [granted.expires_utc_ns for granted in record.overrides]
    stays.overridden_until_utc_ns[slot] = max(ends, default=int(NEVER))
    match event.kind:
        case "swipe.half":
            stays.half_swipe_t_ns[slot] = t_ns
        case "swipe.paired":
            stays.half_swipe_t_ns[slot] = NEVER
        case "handover.offered":
            stays.hand_over_t_ns[slot] = t_ns
        case "handover.accepted" | "officer.assigned":
            stays.hand_over_t_ns[slot] = NEVER
            stays.responsible[slot] = world.layout.staff_ids.index(record.responsible)
        case "observer.began" | "observer.ended":
            known, name = world.layout.staff_ids, record.observer
            stays.observer[slot] = known.index(name) if name in known else NOWHERE
            stays.observer_screens[slot] = record.observer_screens
        case "flag.set" | "flag.cleared":
            _show_flags(world, slot, record)
        case _:
            return  # Only lengthens the record.


def _show_refusals(world: World, slot: int, record: StayRecord, event: RecordEvent) -> None:
    """Let the alarm of a refused attempt stand until it is put right or the stay ends."""
    refused = world.stays.refused
    if record.ended:
        refused[slot] = 0
    elif event.kind == ATTEMPT:
        for rule in (event.data.get("rule"), *str(event.data.get("also", "")).split()):
            if rule in REFUSED:
                refused[slot, REFUSED.index(str(rule))] = 1
    else:
        refused[slot, list(put_right(event.kind))] = 0


def _show_flags(world: World, slot: int, record: StayRecord) -> None:
    stays = world.stays
    stays.flags[slot] = sum(flag_bit(flag) for flag, holds in record.flags.items() if holds)
    stays.never_holding[slot] = never_in_holding(world, slot, record)


def never_in_holding(world: World, slot: int, record: StayRecord) -> bool:
    """Return whether the regime keeps this person out of every holding room (CQ 10)."""
    regime = int(world.stays.regime[slot])
    if regime < 0:
        return False
    protected = world.layout.policies[regime].never_holding
    return any(record.flags.get(flag, False) for flag in protected)


def _show_stage(world: World, slot: int, record: StayRecord, event: RecordEvent, t_ns: int) -> None:
    stays = world.stays
    stays.full[slot] = record.full
    if record.stage in STAGES:
        stays.stage[slot] = STAGES.index(record.stage)
    if event.kind == "stay.arrived":
        stays.registered_t_ns[slot] = t_ns
    if event.kind == "stage.entered":
        stays.stage_t_ns[slot] = t_ns
        rooms = world.layout.rooms.ids
        stays.stage_room[slot] = rooms.index(event.room) if event.room in rooms else NOWHERE
    stays.officers[slot] = min(_INT8_MAX, _officers(world, record.present))


def _show_session(
    world: World, slot: int, record: StayRecord, event: RecordEvent, t_ns: int
) -> None:
    stays, session = world.stays, record.session
    state = 0 if session is None else SESSION_STATES.index(session.state)
    if event.kind.startswith("session."):
        stays.session_t_ns[slot] = t_ns
    if event.kind in ("session.started", "session.resumed"):
        stays.recorder_ok_t_ns[slot] = t_ns
    stays.session[slot] = state
    if session is None:
        stays.session_room[slot] = NOWHERE
        stays.session_away[slot] = False
        return
    rooms = world.layout.rooms.ids
    stays.session_room[slot] = rooms.index(session.room) if session.room in rooms else NOWHERE
    stays.session_single[slot] = session.single_officer
    stays.session_officers[slot] = min(_INT8_MAX, _officers(world, session.officers))
    if event.kind == "session.paused":
        stays.session_away[slot] = session.reason == "detainee_left"


def _show_restraint(
    world: World, slot: int, record: StayRecord, event: RecordEvent, t_ns: int
) -> None:
    stays = world.stays
    if event.kind == "restraint.began":
        stays.restraint_t_ns[slot] = t_ns
        metal = event.data.get("means") == "handcuffs" and record.restraint == "drunk"
        stays.restraint_wrong[slot] = metal or not event.data.get("approver")
    elif event.kind == "restraint.ended":
        stays.restraint_wrong[slot] = False
    stays.restraint[slot] = RESTRAINTS.index(record.restraint)
    drunk = record.restraint == "drunk"
    if not drunk or record.watcher:
        stays.unwatched_t_ns[slot] = NEVER
    elif stays.unwatched_t_ns[slot] == NEVER:
        stays.unwatched_t_ns[slot] = t_ns
    if not drunk or event.data.get("response") == "not_sober":
        stays.sober_t_ns[slot] = NEVER
    elif event.data.get("response") == "sober" and stays.sober_t_ns[slot] == NEVER:
        stays.sober_t_ns[slot] = t_ns


def _show_before(world: World, slot: int, event: RecordEvent, t_ns: int) -> None:
    """Show that somebody or a room waits, or that the person was here before."""
    stays, data = world.stays, event.data
    if event.kind.startswith("session.") or world.records[slot].ended:
        reserved = event.kind == "session.reserved"
        ahead_ns = int(data.get("from_utc_ns") or 0) - event.recorded_utc_ns
        stays.kept_from_t_ns[slot] = t_ns + max(0, ahead_ns) if reserved else -NEVER
    if event.kind in ("stay.arrived", "stay.cancelled"):
        stays.expected_utc_ns[slot] = -NEVER
    elif event.kind == "stay.booked":
        stays.expected_utc_ns[slot] = int(data.get("expected_utc_ns") or 0)
    elif event.kind == "stay.known":
        stays.delivered[slot], stays.again_gap_s[slot] = False, -NEVER
    elif event.kind == "stay.from_detention":
        stays.delivered[slot] = True
    elif event.kind == "stay.again" and _no_serial_summons(world, slot):
        stays.again_gap_s[slot] = int(data.get("gap_s") or 0)


def _show_meeting(world: World, slot: int, event: RecordEvent) -> None:
    """Show that a lawyer meets the person; whoever goes on to another stage has parted."""
    stays, rooms = world.stays, world.layout.rooms.rows()
    if event.kind in _MEETINGS:
        stays.meeting[slot] = event.kind == _MEETINGS[0] and not event.void
        stays.meeting_room[slot] = rooms.get(event.room, int(stays.stage_room[slot]))
    elif event.kind == "stage.entered" and event.data.get("stage") != "S10":
        stays.meeting[slot] = False


def _no_serial_summons(world: World, slot: int) -> bool:
    return world.layout.policies[int(world.stays.regime[slot])].no_serial_summons


def _officers(world: World, names: tuple[str, ...]) -> int:
    """Return how many of some people are police officers on duty."""
    layout, off = world.layout, world.house.off_duty
    staff = [
        layout.staff[layout.staff_ids.index(name)] for name in names if name in layout.staff_ids
    ]
    return sum(
        person.role in POLICE and person.rank != "auxiliary" and not off.get(person.id, False)
        for person in staff
    )
