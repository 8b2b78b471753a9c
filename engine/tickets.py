"""Tickets and the shift's hand-over as acts: who does which step, and the record of each."""

from typing import Final

import msgspec
import numpy as np

from alerts.tickets import (
    FOUND_DUE_NS,
    STEPS,
    TICKETS_MAX,
    TIERS,
    Ticket,
    overdue_tier,
    step_of,
)
from custody.acts.act import Value
from custody.acts.alarms import OpenTicket, SignHandOver, StartHandOver, StepTicket
from custody.refusals import Outcome, Refusal
from engine.decisions import AlarmChange
from engine.outcome import alarm_id
from engine.record import desk_of
from engine.turn import Turn

ENGINE: Final = "engine"
_TELLING: Final = ("shelf", "ticket", "alarm")
LISTED_MAX: Final = 50


def found(turn: Turn, alarm: AlarmChange, place: str) -> None:
    """Open a ticket for a rule that rang three times in a day at one place (SYS-04)."""
    for ticket in turn.ledger.tickets.values():
        if (ticket.rule, ticket.subject) == (alarm.rule, place) and ticket.state != "closed":
            return
    act = OpenTicket(
        rule=alarm.rule,
        subject=place,
        text=f"SYS-04: {alarm.id}",
        alarm=alarm.id,
        room=alarm.room,
    )
    _open(turn, ENGINE, act)


def _open(turn: Turn, who: str, act: OpenTicket) -> Ticket:
    ledger, utc_ns = turn.ledger, turn.tick.utc_ns
    ledger.ticket_count += 1
    ticket = Ticket(
        id=f"T-{ledger.ticket_count:04d}",
        rule=act.rule,
        subject=act.subject,
        text=act.text,
        alarm=act.alarm,
        room=act.room,
        state="found",
        found_utc_ns=utc_ns,
        due_utc_ns=utc_ns + FOUND_DUE_NS,
        by=who,
        utc_ns=utc_ns,
    )
    ledger.tickets[ticket.id] = ticket
    while len(ledger.tickets) > TICKETS_MAX:
        del ledger.tickets[_oldest(ledger.tickets)]
    _note(turn, who, ticket)
    return ticket


def _oldest(tickets: dict[str, Ticket]) -> str:
    """Return the ticket to forget first: a closed one, else the oldest."""
    closed = (name for name, ticket in tickets.items() if ticket.state == "closed")
    return next(closed, next(iter(tickets)))


def open_ticket(turn: Turn, act: OpenTicket, who: str) -> Outcome:
    """Write down by hand that something must be put right."""
    if act.room and act.room not in turn.world.layout.rooms.ids:
        return _refused(f"没有房间 {act.room}", f"there is no room {act.room}")
    return Outcome(accepted=True, result=_open(turn, who, act).id)


def step_ticket(turn: Turn, act: StepTicket, who: str) -> Outcome:
    """Do the next step of a ticket, or say why not."""
    ticket = turn.ledger.tickets.get(act.ticket)
    if ticket is None:
        return _refused(f"没有工单 {act.ticket}", f"ticket {act.ticket} is not known")
    due_utc_ns = act.due_utc_ns if act.due_utc_ns > turn.tick.utc_ns else 0
    zh, en = step_of(ticket, act.step, who, due_utc_ns=due_utc_ns)
    if not en and act.step == "issue" and act.to not in turn.world.layout.staff_ids:
        zh, en = f"{act.to} 不在人员名册中", f"{act.to} is not on the staff list"
    if en:
        return _refused(zh, en)
    ticket.state = STEPS[ticket.state, act.step]
    ticket.by, ticket.note, ticket.utc_ns = who, act.note, turn.tick.utc_ns
    if act.step == "issue":
        ticket.owner, ticket.due_utc_ns = act.to, act.due_utc_ns
    ticket.tier = overdue_tier(ticket, turn.tick.utc_ns)
    _note(turn, who, ticket)
    return Outcome(accepted=True, result=ticket.id)


def climb(turn: Turn) -> None:
    """Let overdue tickets climb a tier (SYS-05)."""
    for ticket in turn.ledger.tickets.values():
        tier = overdue_tier(ticket, turn.tick.utc_ns)
        if tier > ticket.tier:
            ticket.tier = tier
            _note(turn, ENGINE, ticket)


def _note(turn: Turn, who: str, ticket: Ticket) -> None:
    """Write a ticket as it stands into the record of the centre, and tell the screens."""
    desk_of(turn, who).note(
        f"ticket.{ticket.state}",
        {
            "ticket": ticket.id,
            "rule": ticket.rule,
            "subject": ticket.subject,
            "text": ticket.text,
            "alarm": ticket.alarm,
            "room": ticket.room,
            "owner": ticket.owner,
            "due_utc_ns": ticket.due_utc_ns,
            "tier": TIERS[ticket.tier],
            "note": ticket.note,
        },
    )
    turn.tickets.append(msgspec.structs.replace(ticket))


def start_hand_over(turn: Turn, _act: StartHandOver, who: str) -> Outcome:
    """Write the report of a shift: what is open, shelved, out of service and to be put right."""
    ledger = turn.ledger
    standing = _standing(turn)
    tickets = [t.id for t in ledger.tickets.values() if t.state not in ("verified", "closed")]
    ledger.hand_over_count += 1
    ledger.hand_over, ledger.hand_over_by = f"H-{ledger.hand_over_count:04d}", who
    said: dict[str, Value] = {
        "report": ledger.hand_over,
        "alarms": len(standing),
        "tickets": len(tickets),
    }
    words: dict[str, Value] = {
        "alarm_rules": " ".join(sorted({alarm.partition(":")[0] for alarm in standing})),
        "alarm_ids": " ".join(standing[:LISTED_MAX]),
        "ticket_ids": " ".join(tickets[:LISTED_MAX]),
        "shelved": " ".join(sorted(ledger.shelves)[:LISTED_MAX]),
        "out_of_service": " ".join(sorted(ledger.retired)[:LISTED_MAX]),
    }
    desk_of(turn, who).note("shift.reported", {**said, **words})
    return Outcome(accepted=True, result=ledger.hand_over)


def _standing(turn: Turn) -> list[str]:
    """Return the ids of all alarms that are not over, rule by rule."""
    machine = turn.machine
    return [
        alarm_id(turn.world, block, row, int(machine.number[block.start + row]))
        for block in turn.force.cells.blocks
        for row in np.flatnonzero(machine.standing(block.cells)).tolist()
    ]


def sign_hand_over(turn: Turn, act: SignHandOver, who: str) -> Outcome:
    """Let the next shift sign the report; whoever wrote it cannot."""
    ledger = turn.ledger
    if not ledger.hand_over or act.report != ledger.hand_over:
        return _refused(
            "没有待签的交接班报告", f"report {act.report} does not wait for a signature"
        )
    if who == ledger.hand_over_by:
        return _refused("须由接班人员签收", "somebody of the next shift signs")
    ledger.hand_over = ""
    desk_of(turn, who).note("shift.signed", {"report": act.report, "given_by": ledger.hand_over_by})
    return Outcome(accepted=True, result=act.report)


def _refused(zh: str, en: str) -> Outcome:
    source = "rulebook 7: ticket; R51, R52"
    return Refusal(rule="SYS-05", reason_zh=zh, reason_en=en, source=source).outcome()
