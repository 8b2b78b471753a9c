"""What people ask: each act is done or refused, with the reason and its source."""

from custody import stay as stays
from custody.acts.alarms import (
    Come,
    Contain,
    OpenTicket,
    ReturnToService,
    RosterLine,
    Shelve,
    SignHandOver,
    StartHandOver,
    StepTicket,
    TakeBack,
    TakeOutOfService,
    Unshelve,
)
from custody.acts.notices import AnnounceDrill, ResendNotice
from custody.commands import (
    Acknowledge,
    AdoptConfig,
    ApproveExit,
    AssignOfficer,
    BindBand,
    CloseAlarm,
    CloseStay,
    Command,
    OpenStay,
)
from custody.refusals import Outcome
from engine import alarm_acts as alarms
from engine import notice_acts, tickets
from engine.decisions import Answer
from engine.record import (
    StayEvent,
    forbidden,
    keep,
    note_quick,
    note_refused,
    stay_change,
    unknown,
)
from engine.turn import Turn

OnAlarm = Acknowledge | CloseAlarm | Come | Contain | TakeBack
AsideAct = Shelve | Unshelve | TakeOutOfService | ReturnToService | RosterLine
TicketAct = OpenTicket | StepTicket | StartHandOver | SignHandOver
StayAct = BindBand | AssignOfficer | ApproveExit | CloseStay


def obey(turn: Turn, command: Command) -> Outcome | None:
    """Do what a command asks, or refuse; None when the answer ends the tick."""
    if command.who not in turn.world.layout.staff_ids:
        return unknown(turn, command)
    return _obey_member(turn, command)


def _obey_member(turn: Turn, command: Command) -> Outcome | None:
    what = command.what
    match what:
        case _ if isinstance(what, OnAlarm | AsideAct | TicketAct):
            return _about_alarms(turn, what, command.who)
        case ResendNotice() | AnnounceDrill():
            return notice_acts.obey(turn, what, command.who)
        case OpenStay():
            return _open(turn, what, command.who)
        case AdoptConfig():
            return _adopt(turn, what, command)
        case BindBand() | AssignOfficer() | ApproveExit() | CloseStay():
            return _change_stay(turn, what, command.who)
        case _:
            return keep(turn, command, what)


def _about_alarms(turn: Turn, what: OnAlarm | AsideAct | TicketAct, who: str) -> Outcome:
    if isinstance(what, OnAlarm):
        return _on_alarm(turn, what, who)
    if isinstance(what, AsideAct):
        return _put_aside(turn, what, who)
    return _on_tickets(turn, what, who)


def _on_alarm(turn: Turn, what: OnAlarm, who: str) -> Outcome:
    match what:
        case Acknowledge():
            return alarms.acknowledge(turn, what, who)
        case CloseAlarm():
            return alarms.close(turn, what, who)
        case Come():
            return alarms.come(turn, what, who)
        case Contain():
            return alarms.contain(turn, what, who)
        case TakeBack():
            return alarms.take_back(turn, what, who)


def _put_aside(turn: Turn, what: AsideAct, who: str) -> Outcome:
    match what:
        case Shelve():
            return alarms.shelve(turn, what, who)
        case Unshelve():
            return alarms.unshelve(turn, what, who)
        case TakeOutOfService():
            return alarms.take_out(turn, what, who)
        case ReturnToService():
            return alarms.put_back(turn, what, who)
        case RosterLine():
            return alarms.set_shift(turn, what, who)


def _on_tickets(turn: Turn, what: TicketAct, who: str) -> Outcome:
    match what:
        case OpenTicket():
            return tickets.open_ticket(turn, what, who)
        case StepTicket():
            return tickets.step_ticket(turn, what, who)
        case StartHandOver():
            return tickets.start_hand_over(turn, what, who)
        case SignHandOver():
            return tickets.sign_hand_over(turn, what, who)


def _adopt(turn: Turn, what: AdoptConfig, command: Command) -> Outcome | None:
    if turn.pending is not None:
        return Outcome(
            accepted=False,
            reason="another configuration is adopted in this instant",
            source="engine",
        )
    turn.pending = (what.canonical, command)
    return None


def _change_stay(turn: Turn, what: StayAct, who: str) -> Outcome:
    """Change an open stay and tell of it."""
    not_so = forbidden(turn, what, who)
    if not_so is not None:
        return not_so
    change, outcome = _stay_act(turn, what)
    if outcome.accepted:
        note_quick(turn, what, who, outcome.slot)
        turn.stays.append(stay_change(turn, outcome.slot, change, who))
    else:
        note_refused(turn, what, who, outcome)
    return outcome


def _stay_act(turn: Turn, what: StayAct) -> tuple[StayEvent, Outcome]:
    world, t_ns, utc_ns = turn.world, turn.tick.t_ns, turn.tick.utc_ns
    match what:
        case BindBand():
            return "band_bound", stays.bind_band(world, what, t_ns=t_ns, utc_ns=utc_ns)
        case AssignOfficer():
            return "officer", stays.assign_officer(world, what)
        case ApproveExit():
            return "exit_approved", stays.approve_exit(world, what, utc_ns=utc_ns)
        case CloseStay():
            return "closed", stays.close_stay(world, what, utc_ns=utc_ns)


def answer_of(command: Command, outcome: Outcome) -> Answer:
    """Return an outcome as the answer people get."""
    return Answer(
        command=command.id,
        accepted=outcome.accepted,
        who=command.who,
        act=command.what.__struct_config__.tag,  # type: ignore[arg-type]  # our tags are names
        reason=outcome.reason,
        source=outcome.source,
        result=outcome.result,
    )


def _open(turn: Turn, act: OpenStay, who: str) -> Outcome:
    world, cells, machine = turn.world, turn.force.cells, turn.machine
    slot = stays.free_slot(world, cells.taken_stays(machine, world.stays.size))
    outcome = stays.open_stay(world, act, slot=slot, utc_ns=turn.tick.utc_ns)
    if outcome.accepted:
        cells.clear_stay(machine, slot)
        note_quick(turn, act, who, slot)
        turn.stays.append(stay_change(turn, slot, "opened", who))
    else:
        note_refused(turn, act, who, outcome)
    return outcome
