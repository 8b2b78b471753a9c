"""Steps done: swipes are paired, stages entered, the fast track taken."""

from msgspec.structs import replace

from custody.acts import steps
from custody.book import again, gates
from custody.book.cases import take_waiting
from custody.book.desk import Desk, Done, done, refuse
from custody.people import CardSeen, HalfSwipe
from custody.procedure import MEDICAL, PROVEN_BY_ACTS, may_follow
from custody.record import words
from custody.refusals import Refusal
from custody.stay import take_off
from custody.tables import NEVER


def swipe(desk: Desk, act: steps.Swipe) -> Done:
    """Take one of two swipes at a reader; with its other half it opens one step (R03)."""
    layout = desk.world.layout.devices
    if act.reader not in layout.ids or not layout.of_kind("reader")[layout.ids.index(act.reader)]:
        return refuse(
            "PAIR-05", f"没有读卡器 {act.reader}", f"there is no reader {act.reader}", "R03"
        )
    if act.medium == "card" and not desk.holder_of(act.token):
        return refuse(
            "PAIR-07",
            f"门卡 {act.token} 未登记或已停用",
            f"card {act.token} is unknown or was replaced",
            "R02: one officer, one card",
        )
    if act.medium == "card":
        seen = CardSeen(reader=act.reader, t_ns=desk.t_ns)
        desk.world.house.seen[desk.holder_of(act.token)] = seen
    slot = desk.wearer(act.token) if act.medium == "band" else -1
    if act.medium == "band" and slot < 0:
        return refuse(
            "PAIR-10", f"手环 {act.token} 无人佩戴", f"nobody wears band {act.token}", "R01"
        )
    waiting = desk.half(act.reader)
    if waiting is None or waiting.medium == act.medium:
        half = HalfSwipe(token=act.token, medium=act.medium, t_ns=desk.t_ns)
        desk.world.house.halves[act.reader] = half
        if slot >= 0:
            desk.write(slot, "swipe.half", {"medium": "band", "reader": act.reader})
        return done(slot)
    card, band = act.token, waiting.token
    if act.medium == "band":
        card, band = band, card
    answer = _paired(desk, card=card, band=band, reader=act.reader)
    if not isinstance(answer, Refusal):
        # A swipe that does not fit leaves the waiting one waiting: the right one may still come.
        del desk.world.house.halves[act.reader]
    return answer


def _paired(desk: Desk, *, card: str, band: str, reader: str) -> Done:
    slot, staff = desk.wearer(band), desk.holder_of(card)
    if slot < 0 or not staff:
        return refuse(
            "PAIR-10", "门卡或手环已解除关联", "card or band was unbound meanwhile", "R01, R03"
        )
    officer = desk.of(staff)
    stranger = gates.bound(officer, desk.world.records[slot])
    if stranger is not None:
        return replace(stranger, stay=desk.world.records[slot].stay)
    desk.write(
        slot,
        "swipe.paired",
        {"staff": staff, "card": card, "band": band, "reader": reader},
        basis="R03",
    )
    return done(slot, desk.world.records[slot].stay)


def take_step(desk: Desk, act: steps.TakeStep, *, given: tuple[str, ...] = ()) -> Done:
    """Enter a stage if every gate of the table is open; ``given`` the calling act proves."""
    slot = desk.slot_of(act.stay)
    if isinstance(slot, Refusal):
        return slot
    record = desk.world.records[slot]
    at_utc_ns = desk.time_of(act, record)
    if isinstance(at_utc_ns, Refusal):
        return at_utc_ns
    if act.to == MEDICAL and may_follow(record.stage, MEDICAL):
        return _enter(desk, slot, act, room=act.room, at_utc_ns=at_utc_ns)
    room = gates.place(desk, record, act)
    refused = (
        gates.order(record, act.to)
        or gates.proof(desk, record, act)
        or _claimed(act)
        or gates.evidence(record, act, given=given, utc_ns=desk.law_utc_ns)
        or gates.way_out(desk, record, act)
    )
    if refused is not None:
        return refused
    if isinstance(room, Refusal):
        return room
    refused = gates.people(desk, record, act, room)
    return refused or _enter(desk, slot, act, room=room, at_utc_ns=at_utc_ns)


def _claimed(act: steps.TakeStep) -> Refusal | None:
    """Refuse evidence that only its own act can give."""
    claimed = [name for name in act.evidence if name in PROVEN_BY_ACTS]
    if not claimed:
        return None
    return refuse(
        "PROC-01",
        f"{'、'.join(claimed)} 只能由相应操作产生",
        f"{', '.join(claimed)} comes only from its own act",
        "R17: whole trace",
    )


def _enter(desk: Desk, slot: int, act: steps.TakeStep, *, room: str, at_utc_ns: int) -> Done:
    record = desk.world.records[slot]
    before = record.stage
    if act.evidence:
        desk.write(slot, "evidence.given", act.evidence, at_utc_ns=at_utc_ns, room=room)
    if record.stage == "S0":
        desk.world.stays.arrived_utc_ns[slot] = at_utc_ns
        desk.write(
            slot,
            "stay.arrived",
            {
                "responsible": record.responsible,
                "case": record.case,
                "regime": desk.world.layout.policies[desk.world.stays.regime[slot]].id,
            },
            at_utc_ns=at_utc_ns,
            room=room,
        )
        again.arrived(desk, slot)
        take_waiting(desk, slot)
    if act.to == MEDICAL and record.session is not None and record.session.state == "running":
        desk.write(slot, "session.paused", {"reason": "medical"}, at_utc_ns=at_utc_ns)
    present = tuple(dict.fromkeys((desk.who, *act.present)))
    entry = {"stage": act.to, "from": before, "proof": act.proof, "staff": desk.who}
    desk.write(
        slot,
        "stage.entered",
        {**entry, "present": words(present), "note": act.note},
        at_utc_ns=at_utc_ns,
        room=room,
    )
    if record.ended:
        again.left(desk, record, at_utc_ns)
        end(desk, slot)
    return done(slot, act.to)


def end(desk: Desk, slot: int) -> None:
    """End a stay: the band comes off, nobody waits for anything any more."""
    world, record = desk.world, desk.world.records[slot]
    if record.band:
        band = record.band
        take_off(world, slot, desk.utc_ns)
        desk.write(slot, "band.removed", {"band": band})
    world.stays.open[slot] = False
    world.stays.closed_utc_ns[slot] = desk.utc_ns
    world.stays.exit_from_utc_ns[slot] = NEVER
    world.stays.exit_until_utc_ns[slot] = NEVER


def fast_track(desk: Desk, act: steps.FastTrack) -> Done:
    """Enter the medical fast track at once; a stay of quick registration only notes it."""
    slot = desk.slot_of(act.stay)
    if isinstance(slot, Refusal):
        return slot
    record = desk.world.records[slot]
    if record.full and not may_follow(record.stage, MEDICAL):
        return gates.order(record, MEDICAL) or done(slot)
    desk.write(slot, "medical.requested", {"urgent": True, "note": act.note}, basis="CQ 23")
    if not record.full:
        return done(slot)
    step = steps.TakeStep(stay=act.stay, to="S12", proof="signature", note=act.note)
    return _enter(desk, slot, step, room=desk.room_of(record), at_utc_ns=desk.utc_ns)


def set_incident(desk: Desk, act: steps.SetIncident) -> Done:
    """Raise or take down the incident flag."""
    slot = desk.slot_of(act.stay)
    if isinstance(slot, Refusal):
        return slot
    desk.write(slot, "incident.raised" if act.on else "incident.cleared", {"note": act.note})
    return done(slot)


def set_present(desk: Desk, slot: int, present: tuple[str, ...]) -> Done:
    """Note who is with the person now."""
    for name in present:
        if desk.staff(name) is None and desk.visitor(name) is None:
            return refuse("PROC-01", f"不认识 {name}", f"nobody is known as {name}", "R02")
    desk.write(slot, "stage.present", {"present": words(present)})
    return done(slot)
