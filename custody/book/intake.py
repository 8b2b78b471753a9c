"""Intake done: booking, arrival, flags, observation level, health, the case behind the person."""

from typing import Final

from custody.acts import intake
from custody.book import again
from custody.book.cases import take_waiting
from custody.book.desk import Desk, Done, done, refuse
from custody.record import StayRecord
from custody.tables import NEVER
from custody.world import FLAGS, World, stay_id

LEVEL_AT_RISK: Final = 3
LEVEL_DRUNK: Final = 2
LEVEL_LOWERED_BY: Final = ("custody_officer", "duty_inspector", "medical")
"""Roles that may observe a person less closely than before; anybody may do so more closely."""


def begin(desk: Desk, act: intake.BookStay | intake.Register) -> Done:
    """Open a stay under the full procedure, booked (S0) or arrived (S1)."""
    layout = desk.world.layout
    regimes = [policy.id for policy in layout.policies]
    if act.regime not in regimes:
        return refuse(
            "REC-03",
            f"未采用办案类别 {act.regime}",
            f"regime {act.regime} is not adopted",
            "config: policies",
        )
    if not desk.officer(act.responsible):
        return refuse(
            "PAIR-14",
            f"{act.responsible} 不是在岗民警，不能负责",
            f"{act.responsible} is no officer on duty and cannot answer for a person",
            "R39: the responsible officer is never empty",
        )
    if isinstance(act, intake.Register) and act.arrived_utc_ns > desk.utc_ns:
        return refuse("REC-02", "到案时间在将来", "the arrival lies in the future", "PSAPL 97")
    slot = desk.free_slot
    if slot < 0:
        return refuse(
            "REC-04", "没有空余席位", "all places for stays are taken", "config: stays_max"
        )
    record = place(desk.world, desk, slot=slot, regime=regimes.index(act.regime))
    responsible = {
        "responsible": act.responsible,
        "case": act.case,
        "regime": act.regime,
        "reference": act.reference,
    }
    if isinstance(act, intake.Register):
        desk.world.stays.arrived_utc_ns[slot] = act.arrived_utc_ns
        desk.write(slot, "stay.arrived", responsible, at_utc_ns=act.arrived_utc_ns)
        entry = {"stage": "S1", "from": "", "proof": "signature", "staff": desk.who}
        desk.write(
            slot,
            "stage.entered",
            {**entry, "present": act.responsible},
            at_utc_ns=act.arrived_utc_ns,
        )
    else:
        # A person who has not come has no arrival: every limit of theirs lies far ahead.
        desk.world.stays.arrived_utc_ns[slot] = -NEVER
        desk.write(slot, "stay.booked", {"expected_utc_ns": act.expected_utc_ns, **responsible})
    desk.world.stays.responsible[slot] = layout.staff_ids.index(act.responsible)
    set_flags(desk, slot, add=act.flags, remove=())
    if isinstance(act, intake.Register):
        again.arrived(desk, slot)
        take_waiting(desk, slot)
    return done(slot, record.stay)


def place(world: World, desk: Desk, *, slot: int, regime: int) -> StayRecord:
    """Put a new stay into a free slot and begin its record."""
    assert not world.stays.open[slot], "a slot holds one stay at a time"
    stays = world.stays
    stays.clear(slot)
    world.stays_opened += 1
    stays.number[slot] = world.stays_opened
    stays.open[slot] = True
    stays.opened_utc_ns[slot] = desk.utc_ns
    stays.regime[slot] = regime
    world.wearings[slot] = []
    return desk.open_record(slot, stay_id(world.stays_opened))


def do(desk: Desk, slot: int, at_utc_ns: int, act: object) -> Done:
    """Change what is known of a person."""
    match act:
        case intake.CancelBooking():
            return _cancel(desk, slot)
        case intake.SetFlags():
            set_flags(desk, slot, add=act.add, remove=act.remove, at_utc_ns=at_utc_ns)
            return done(slot)
        case intake.SetLevel():
            return _level(desk, slot, act, at_utc_ns)
        case intake.AnswerHealth():
            return _health(desk, slot, act, at_utc_ns)
        case intake.LinkCase():
            desk.write(
                slot,
                "case.linked",
                {"case": act.case, "kind": act.kind, "lead": act.lead, "group": act.group},
                at_utc_ns=at_utc_ns,
            )
            again.known(desk, slot, act.reference, source="hand", at_utc_ns=at_utc_ns)
            again.arrived(desk, slot)
            take_waiting(desk, slot)
            return done(slot)
        case _:
            message = f"{type(act).__name__} is no act of intake"
            raise TypeError(message)


def set_flags(
    desk: Desk,
    slot: int,
    *,
    add: tuple[str, ...],
    remove: tuple[str, ...],
    at_utc_ns: int = 0,
) -> None:
    """Write an event for every flag that changes, in the order of FLAGS."""
    record = desk.world.records[slot]
    for flag in FLAGS:
        now = record.flags.get(flag, False)
        if flag in add and not now:
            desk.write(slot, "flag.set", {"flag": flag}, at_utc_ns=at_utc_ns)
        elif flag in remove and now and flag not in add:
            desk.write(slot, "flag.cleared", {"flag": flag}, at_utc_ns=at_utc_ns)


def _cancel(desk: Desk, slot: int) -> Done:
    if desk.world.records[slot].stage != "S0":
        return refuse(
            "PROC-01", "只有预约可以取消", "only a booking can be cancelled", "R23: no way back"
        )
    desk.write(slot, "stay.cancelled")
    desk.world.stays.open[slot] = False
    desk.world.stays.closed_utc_ns[slot] = desk.utc_ns
    return done(slot)


def _level(desk: Desk, slot: int, act: intake.SetLevel, at_utc_ns: int) -> Done:
    person, record = desk.staff(desk.who), desk.world.records[slot]
    lowers = act.level < record.level
    if lowers and (person is None or person.role not in LEVEL_LOWERED_BY or not act.note.strip()):
        return refuse(
            "CLK-07",
            "降低观察等级须由看管长、值班领导或医务人员说明理由",
            "a lower level needs a custody officer, inspector or medic, and a reason",
            "Code C 9.3; P-09",
        )
    desk.write(slot, "level.set", {"level": act.level, "note": act.note}, at_utc_ns=at_utc_ns)
    return done(slot)


def _health(desk: Desk, slot: int, act: intake.AnswerHealth, at_utc_ns: int) -> Done:
    record = desk.world.records[slot]
    desk.write(
        slot,
        "health.answered",
        {
            "fit": act.fit,
            "interview_fit": act.interview_fit,
            "injured": act.injured,
            "medicine": act.medicine,
        },
        at_utc_ns=at_utc_ns,
        basis="CQ 31",
    )
    said = {
        "pregnant": act.pregnant,
        "intoxicated": act.alcohol_or_drugs,
        "self_harm": act.self_harm_thoughts,
        "medical": act.serious_illness or act.injured or act.medicine,
    }
    said["incapable"] = act.alcohol_or_drugs and act.fit == "hospital"
    flags = tuple(flag for flag, holds in said.items() if holds)
    set_flags(desk, slot, add=flags, remove=(), at_utc_ns=at_utc_ns)
    level = LEVEL_AT_RISK if act.self_harm_thoughts else 1
    level = max(level, LEVEL_DRUNK if act.alcohol_or_drugs or act.serious_illness else 1)
    if level > record.level:
        desk.write(
            slot, "level.set", {"level": level, "note": "health answers"}, at_utc_ns=at_utc_ns
        )
    return done(slot)
