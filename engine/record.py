"""The custody record's part of a tick: acts, swipes at readers, case events, sessions watched."""

from typing import Final, Literal

import numpy as np

from alerts.rule import Limits
from custody.acts import intake, steps
from custody.acts.act import StayAct, Value
from custody.book import act as book
from custody.book import cases
from custody.book import legal as law
from custody.book.desk import ENGINE, Desk, Done
from custody.book.intake import set_flags
from custody.book.watch import watch
from custody.commands import (
    AnyAct,
    ApproveExit,
    AssignOfficer,
    BindBand,
    CloseStay,
    Command,
    OpenStay,
    RecordAct,
)
from custody.facts import DeviceFact
from custody.layout import NOWHERE
from custody.proof import Nearness
from custody.record import EVENTS_MAX, words
from custody.refusals import Outcome, Refusal
from custody.remedies import ATTEMPT, REMEDIES
from custody.stay import band_of, flags_of, free_slot
from custody.wire import CaseState, Swipe
from custody.world import stay_id
from engine.decisions import StayChange
from engine.turn import Turn

Shown = tuple[str, str, tuple[str, ...], bool, str, int]
StayEvent = Literal["opened", "band_bound", "officer", "exit_approved", "closed", "record"]
QuickAct = OpenStay | BindBand | AssignOfficer | ApproveExit | CloseStay
_DISPATCHERS: Final = ("custody_officer", "duty_inspector")
"""Who may name another officer for a person without a hand-over."""


def desk_of(turn: Turn, who: str) -> Desk:
    """Return the desk of somebody in this tick; what it writes goes into the decisions."""
    return Desk(
        world=turn.world,
        t_ns=turn.tick.t_ns,
        utc_ns=turn.tick.utc_ns,
        who=who,
        swipe_window_ns=turn.force.limits["PAIR-05"].ns("second_s"),
        nearness=_nearness(turn.force.limits["CLK-10"]),
        written=turn.record,
    )


def _nearness(limits: Limits) -> Nearness:
    return Nearness(
        near_mm=limits.mm("near_m"), dwell_ns=limits.ns("dwell_s"), door_ns=limits.ns("door_s")
    )


def keep(turn: Turn, command: Command, act: RecordAct) -> Outcome:
    """Do an act on the record; a refusal is written down as an attempt."""
    desk = desk_of(turn, command.who)
    opens = isinstance(act, intake.BookStay | intake.Register)
    if opens:
        taken = turn.force.cells.taken_stays(turn.machine, turn.world.stays.size)
        desk.free_slot = free_slot(turn.world, taken)
    slot = turn.world.slot_of(act.stay) if isinstance(act, StayAct) else NOWHERE
    before = shown(turn, slot)
    answer = book.keep(desk, act)
    if isinstance(answer, Refusal):
        attempt(turn, desk, slot, tag_of(act), answer)
        return answer.outcome()
    if opens:
        turn.force.cells.clear_stay(turn.machine, answer.slot)
    if answer.slot >= 0 and (opens or shown(turn, answer.slot) != before):
        turn.stays.append(stay_change(turn, answer.slot, "record", command.who))
    return answer


def tag_of(act: AnyAct) -> str:
    """Return the name under which people ask for an act."""
    return str(act.__struct_config__.tag)


def attempt(turn: Turn, desk: Desk, slot: int, act: str, refusal: Refusal) -> None:
    """Write down that somebody tried what may not be done; each try is an occurrence of its alarm.

    A full record takes no more attempts: the centre's own does.
    """
    said: dict[str, Value] = {
        "act": act,
        "rule": refusal.rule,
        "also": words(refusal.also),
        "reason": refusal.reason_en,
        "reason_zh": refusal.reason_zh,
    }
    slot = turn.world.slot_of(refusal.stay) if slot < 0 else slot
    record = turn.world.records.get(slot)
    if record is None or len(record.events) >= EVENTS_MAX:
        desk.note(ATTEMPT, said)
        return
    desk.write(slot, ATTEMPT, said, basis=refusal.source)
    for rule in (refusal.rule, *refusal.also):
        if rule in REMEDIES:
            turn.occurred[turn.force.cells.at(rule, "stay", slot)] = True


def note_refused(turn: Turn, act: QuickAct, who: str, outcome: Outcome) -> None:
    """Write down that an act of quick registration was refused."""
    assert outcome.refusal is not None, "a refusal says why"
    slot = NOWHERE if isinstance(act, OpenStay) else turn.world.slot_of(act.stay)
    attempt(turn, desk_of(turn, who), slot, tag_of(act), outcome.refusal)


def unknown(turn: Turn, command: Command) -> Outcome:
    """Refuse somebody who is not on the staff list, and write down that they tried."""
    refusal = Refusal(
        rule="PAIR-04",
        reason_zh=f"{command.who} 不在民警名册",
        reason_en=f"{command.who} is not on the staff list",
        source="config: staff",
    )
    attempt(turn, desk_of(turn, command.who), NOWHERE, tag_of(command.what), refusal)
    return refusal.outcome()


def forbidden(turn: Turn, act: QuickAct, who: str) -> Outcome | None:
    """Refuse a quick act where the full procedure has an act of its own; None when it may go."""
    slot = NOWHERE if isinstance(act, OpenStay) else turn.world.slot_of(act.stay)
    record = turn.world.records.get(slot)
    if record is None or not turn.world.stays.open[slot]:
        return None
    desk = desk_of(turn, who)
    refusal = _forbidden(desk, slot, act, full=record.full)
    if refusal is None:
        return None
    attempt(turn, desk, slot, tag_of(act), refusal)
    return refusal.outcome()


def _forbidden(desk: Desk, slot: int, act: QuickAct, *, full: bool) -> Refusal | None:
    person = desk.staff(desk.who)
    match act:
        case ApproveExit():
            return law.approve_exit(desk, slot, act)
        case _ if not full:
            return None
        case CloseStay():
            return Refusal(
                rule="PROC-01",
                reason_zh="须按出区程序办理(释放或送押)",
                reason_en="this person leaves by release or transfer",
                source="rulebook 7: S14-S17",
            )
        case AssignOfficer() if person is None or person.role not in _DISPATCHERS:
            return Refusal(
                rule="PAIR-09",
                reason_zh="须由负责民警移交、接手民警确认",
                reason_en="the officer hands over and the receiver accepts",
                source="R39",
            )
        case AssignOfficer() if not desk.officer(act.staff):
            return Refusal(
                rule="PAIR-14",
                reason_zh=f"{act.staff} 不是在岗民警",
                reason_en=f"{act.staff} is no officer on duty",
                source="R39",
            )
        case _:
            return None


def note_quick(turn: Turn, act: QuickAct, who: str, slot: int) -> None:
    """Write the event of an act of quick registration that was just done."""
    desk, stays = desk_of(turn, who), turn.world.stays
    match act:
        case OpenStay():
            desk.open_record(slot, stay_id(int(stays.number[slot])))
            said = {"regime": act.regime, "responsible": act.responsible}
            desk.write(slot, "stay.opened", {**said, "arrived_utc_ns": act.arrived_utc_ns})
            set_flags(desk, slot, add=act.flags, remove=())
        case BindBand():
            desk.write(slot, "band.bound", {"band": act.band})
        case AssignOfficer():
            desk.write(slot, "officer.assigned", {"staff": act.staff})
        case ApproveExit():
            said = {"purpose": act.purpose}
            desk.write(slot, "exit.approved", {**said, "until_utc_ns": act.until_utc_ns})
        case CloseStay():
            desk.write(slot, "stay.closed", {"reason": act.reason})


def hear(turn: Turn, fact: DeviceFact) -> None:
    """Take what a reader or a case system says about a person."""
    frame = fact.frame
    layout = turn.world.layout.devices
    desk = desk_of(turn, layout.ids[fact.device_row])
    if isinstance(frame, Swipe) and frame.granted:
        reader = layout.ids[fact.device_row]
        swiped = steps.Swipe(reader=reader, token=frame.token, medium=frame.medium)
        slot = desk.wearer(frame.token) if frame.medium == "band" else NOWHERE
        _heard(turn, desk, slot, "swipe", book.keep(desk, swiped))
    elif isinstance(frame, CaseState):
        _heard(turn, desk, NOWHERE, "note_case", cases.hear_case(desk, frame))


def _heard(turn: Turn, desk: Desk, slot: int, act: str, answer: Done) -> None:
    if isinstance(answer, Refusal):
        attempt(turn, desk, slot, act, answer)


def judge_sessions(turn: Turn) -> None:
    """Watch the sessions that are open: who left, whether the recorder runs."""
    if not np.any(turn.world.stays.session > 0):
        return
    limits = turn.force.limits["PROC-12"]
    watch(
        desk_of(turn, ENGINE),
        gap_ns=limits.ns("gap_s"),
        single_gap_ns=limits.ns("single_gap_s"),
    )


def shown(turn: Turn, slot: int) -> Shown:
    """Return what the console shows of a stay, to see whether it changed."""
    if slot < 0:
        return ("", "", (), False, "", 0)
    world, record = turn.world, turn.world.records.get(slot)
    return (
        band_of(world, slot),
        world.layout.staff_ids[world.stays.responsible[slot]],
        flags_of(world, slot),
        bool(world.stays.open[slot]),
        record.stage if record else "",
        record.level if record else 1,
    )


def stay_change(turn: Turn, slot: int, change: StayEvent, who: str) -> StayChange:
    """Return a stay as it stands after a change."""
    world, row = turn.world, turn.world.stays
    number, record = int(row.number[slot]), turn.world.records.get(slot)
    return StayChange(
        stay=stay_id(number),
        number=number,
        change=change,
        utc_ns=turn.tick.utc_ns,
        regime=world.layout.policies[row.regime[slot]].id,
        arrived_utc_ns=int(row.arrived_utc_ns[slot]),
        band=band_of(world, slot),
        responsible=world.layout.staff_ids[row.responsible[slot]],
        flags=flags_of(world, slot),
        open=bool(row.open[slot]),
        by=who,
        stage=record.stage if record else "",
        level=record.level if record else 1,
        full=record.full if record else False,
    )
