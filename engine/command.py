"""What people ask: each act is done or refused, with the reason and its source."""

from alerts.machine import ACKNOWLEDGE, ACKNOWLEDGED, CLOSE, NORMAL, CellChange
from custody import stay as stays
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
from engine.decisions import Answer
from engine.outcome import alarm_change
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

StayAct = BindBand | AssignOfficer | ApproveExit | CloseStay


def obey(turn: Turn, command: Command) -> Outcome | None:
    """Do what a command asks, or refuse; None when the answer ends the tick."""
    if command.who not in turn.world.layout.staff_ids:
        return unknown(turn, command)
    return _obey_member(turn, command)


def _obey_member(turn: Turn, command: Command) -> Outcome | None:
    what = command.what
    match what:
        case Acknowledge():
            return _acknowledge(turn, what, command.who)
        case CloseAlarm():
            return _close(turn, what, command.who)
        case OpenStay():
            return _open(turn, what, command.who)
        case AdoptConfig():
            return _adopt(turn, what, command)
        case BindBand() | AssignOfficer() | ApproveExit() | CloseStay():
            return _change_stay(turn, what, command.who)
        case _:
            return keep(turn, command, what)


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


def _acknowledge(turn: Turn, act: Acknowledge, who: str) -> Outcome:
    cell = cell_of(turn, act.alarm)
    if isinstance(cell, Outcome):
        return cell
    machine = turn.machine
    if not machine.can(cell, ACKNOWLEDGE):
        assert machine.state[cell] == ACKNOWLEDGED, "open alarms can be acknowledged once"
        return _no("已有人确认", "somebody has acknowledged it already", "SYS-01")
    change = machine.acknowledge(cell, t_ns=turn.tick.t_ns, utc_ns=turn.tick.utc_ns)
    return _told(turn, change, who, act.note)


def _close(turn: Turn, act: CloseAlarm, who: str) -> Outcome:
    cell = cell_of(turn, act.alarm)
    if isinstance(cell, Outcome):
        return cell
    if not act.action.strip():
        return _no("请填写处置措施", "say what was done", "SYS-03")
    assert turn.machine.can(cell, CLOSE), "every open alarm can be closed"
    change = turn.machine.close(cell, t_ns=turn.tick.t_ns, utc_ns=turn.tick.utc_ns)
    return _told(turn, change, who, f"{act.cause}: {act.action.strip()}")


def _told(turn: Turn, change: CellChange, who: str, note: str) -> Outcome:
    cells, machine = turn.force.cells, turn.machine
    turn.alarms.append(alarm_change(turn.scene, cells, machine, change, by=who, note=note))
    return Outcome(accepted=True)


def cell_of(turn: Turn, alarm: str) -> int | Outcome:
    """Return the cell of an open alarm's id, or the refusal."""
    unknown = _no(f"没有告警 {alarm}", f"alarm {alarm} is not known", "alarm list")
    rule, _, rest = alarm.partition(":")
    subject, _, number = rest.rpartition(":")
    for block in turn.force.cells.blocks:
        if block.rule.id != rule:
            continue
        if block.kind == "stay":
            row = turn.world.slot_of(subject)
        else:
            ids = turn.world.layout.ids(block.kind)
            row = ids.index(subject) if subject in ids else -1
        if row < 0:
            continue
        cell = block.start + row
        raised = int(turn.machine.number[cell])
        if not number.isdecimal() or not 1 <= int(number) <= raised:
            return unknown
        if int(number) < raised or turn.machine.state[cell] == NORMAL:
            return _no(f"告警 {alarm} 未处于打开状态", f"alarm {alarm} is not open", "alarm list")
        return cell
    return unknown


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


def _no(zh: str, en: str, source: str) -> Outcome:
    return Outcome(accepted=False, reason=f"{zh} / {en}", source=source)
