"""Acts on alarms: acknowledge, contain, close, shelve, take out of service, the roster."""

from typing import Final

import msgspec

from alerts.escalate import FIRST_TIER, TIERS_MAX
from alerts.filters import NOTHING, SHELF_P1_S
from alerts.ledger import ASKED_MAX, Asked, Retired, Shelf
from alerts.roster import SHIFTS_MAX, Roster, Shift, left_empty
from alerts.rule import NS_PER_S
from alerts.severity import Severity
from alerts.states import (
    ACKNOWLEDGE,
    ACKNOWLEDGED,
    ARRIVED,
    CLOSE,
    CONTAINED,
    DISPOSITIONS,
    KEEP,
    NORMAL,
    OUT_OF_SERVICE,
    RESPONDED,
    RETURNED,
    SHELVE,
    SHELVED,
    TAKE_BACK,
)
from custody.acts.alarms import (
    Come,
    Contain,
    ReturnToService,
    RosterLine,
    Shelve,
    TakeBack,
    TakeOutOfService,
    Unshelve,
)
from custody.commands import Acknowledge, CloseAlarm
from custody.refusals import Outcome, Refusal
from engine.alarms import tell
from engine.record import desk_of
from engine.turn import Turn

ASK_AGAIN_NS: Final = 300 * NS_PER_S
"""So long the first of two people waits for the second."""
_MINUTE_NS: Final = 60 * NS_PER_S
_HOUR_NS: Final = 3600 * NS_PER_S
_STEPS: Final = "rulebook 7: alarm machine"
_ISA: Final = "ISA-18.2 states E and G"
_MANAGED: Final = "ISA-18.2: highly managed alarms; P-24"
_DONE: Final = Outcome(accepted=True)


def acknowledge(turn: Turn, act: Acknowledge, who: str) -> Outcome:
    """Take note that somebody deals with an alarm."""
    cell = cell_of(turn, act.alarm)
    if isinstance(cell, Outcome):
        return cell
    machine, now = turn.machine, _now(turn)
    if not machine.can(cell, ACKNOWLEDGE):
        if machine.state[cell] == SHELVED:
            return _no("该报警已搁置", "the alarm is shelved", "ISA-18.2: unshelve it first")
        return _plain("已有人确认", "somebody has acknowledged it already", "SYS-01")
    latched = bool(turn.force.cells.delays.latched[cell, machine.raised[cell] - 1])
    keeps = latched and machine.state[cell] == RETURNED and machine.can(cell, KEEP)
    change = machine.keep(cell, **now) if keeps else machine.acknowledge(cell, **now)
    tell(turn, change, by=who, note=act.note)
    return _DONE


def come(turn: Turn, act: Come, who: str) -> Outcome:
    """Take note that somebody is on the way, and count them as sent there."""
    cell = cell_of(turn, act.alarm)
    if isinstance(cell, Outcome):
        return cell
    machine = turn.machine
    if machine.response[cell] >= ARRIVED:
        return _plain("已有人到场", "somebody is there already", _STEPS)
    if machine.state[cell] != ACKNOWLEDGED:
        done = acknowledge(turn, Acknowledge(alarm=act.alarm), who)
        if not done.accepted or not machine.standing(slice(cell, cell + 1))[0]:
            return done
    turn.ledger.sent[act.alarm] = who
    tell(turn, machine.coming(cell), by=who)
    return _DONE


def contain(turn: Turn, act: Contain, who: str) -> Outcome:
    """Take note that the danger is over."""
    cell = cell_of(turn, act.alarm)
    if isinstance(cell, Outcome):
        return cell
    response = int(turn.machine.response[cell])
    if response < RESPONDED:
        return _no("该报警尚未确认", "nobody has acknowledged it yet", _STEPS)
    if response >= CONTAINED:
        return _no("已标记为受控", "it is contained already", _STEPS)
    tell(turn, turn.machine.contained(cell), by=who, note=act.note)
    return _DONE


def take_back(turn: Turn, act: TakeBack, who: str) -> Outcome:
    """Let an alarm ask again that somebody acknowledged by mistake, while nobody is there."""
    cell = cell_of(turn, act.alarm)
    if isinstance(cell, Outcome):
        return cell
    machine = turn.machine
    if not machine.can(cell, TAKE_BACK):
        return _no("该报警尚未确认", "nobody has acknowledged it yet", _STEPS)
    if machine.response[cell] >= ARRIVED:
        return _plain("已有人到场", "somebody is there already", _STEPS)
    turn.ledger.sent.pop(act.alarm, None)
    told = min(max(FIRST_TIER, int(machine.tier[cell])), TIERS_MAX)
    tell(turn, machine.take_back(cell, **_now(turn)), by=who, tier=told)
    return _DONE


def close(turn: Turn, act: CloseAlarm, who: str) -> Outcome:
    """End an alarm with what it was and what was done; both are asked for (SYS-03)."""
    cell = cell_of(turn, act.alarm)
    if isinstance(cell, Outcome):
        return cell
    if not act.action.strip():
        return _plain("请填写处置措施", "say what was done", "SYS-03")
    machine, ledger = turn.machine, turn.ledger
    assert machine.can(cell, CLOSE), "every open alarm can be closed"
    change = machine.close(cell, **_now(turn))
    machine.disposition[cell] = DISPOSITIONS.index(act.cause)
    block, _ = turn.force.cells.of(cell)
    false = act.cause in ("false_logic", "false_data")
    if act.alarm not in ledger.drilled:
        ledger.judge(block.rule.id, false=false, utc_ns=turn.tick.utc_ns)
    ledger.sent.pop(act.alarm, None)
    ledger.shelves.pop(act.alarm, None)
    tell(turn, change, by=who, note=f"{act.cause}: {act.action.strip()}")
    return _DONE


def shelve(turn: Turn, act: Shelve, who: str) -> Outcome:
    """Put an open alarm aside; a life alarm asks two people and ten minutes at most."""
    cell = cell_of(turn, act.alarm)
    if isinstance(cell, Outcome):
        return cell
    machine, cells = turn.machine, turn.force.cells
    if not machine.can(cell, SHELVE):
        return _no("该报警不在列表中", "the alarm is not on the list", _ISA)
    block, _ = cells.of(cell)
    life = cells.severity[cell, machine.raised[cell] - 1] == Severity.P1
    chosen = turn.force.configuration.filters.get(block.rule.id, NOTHING)
    longest_s = SHELF_P1_S if life else chosen.shelve_max_s
    if act.minutes * 60 > longest_s:
        return _no(f"最多 {longest_s / 60:.0f} 分钟", f"{longest_s / 60:.0f} minutes at most")
    second = _second(turn, f"shelve {act.alarm}", who) if life else ""
    if second is None:
        return Outcome(accepted=True, result="second person needed")
    length_ns = round(act.minutes * _MINUTE_NS)
    turn.ledger.shelves[act.alarm] = Shelf(
        alarm=act.alarm,
        by=second or who,
        second=who if second else "",
        reason=act.reason,
        until_utc_ns=turn.tick.utc_ns + length_ns,
    )
    change = machine.shelve(cell, turn.tick.t_ns + length_ns, **_now(turn))
    people = f"{second} + {who}" if second else who
    tell(turn, change, by=who, note=f"{people}: {act.reason}")
    return _DONE


def unshelve(turn: Turn, act: Unshelve, who: str) -> Outcome:
    """Take an alarm off the shelf: it asks for an answer again."""
    cell = cell_of(turn, act.alarm)
    if isinstance(cell, Outcome):
        return cell
    if turn.machine.state[cell] != SHELVED:
        return _no("该报警未被搁置", "the alarm is not shelved", _ISA)
    turn.ledger.shelves.pop(act.alarm, None)
    tell(turn, turn.machine.unshelve(cell, **_now(turn)), by=who)
    return _DONE


def take_out(turn: Turn, act: TakeOutOfService, who: str) -> Outcome:
    """Take a rule on a subject out of service: two people, a reason, an end (SYS-07)."""
    cell = cell_named(turn, act.rule, act.subject)
    if cell < 0:
        return _no("没有该规则或对象", f"{act.rule} has no subject {act.subject}", _ISA)
    if turn.machine.state[cell] == OUT_OF_SERVICE:
        return _no("已停用", "it is out of service already", _ISA)
    block, _ = turn.force.cells.of(cell)
    if all(level.severity == Severity.P1 for level in block.rule.levels):
        return _no("生命安全报警不得停用", "a life alarm is never out of service")
    if turn.machine.state[cell] != NORMAL and _is_p1(turn, cell):
        return _no("请先处置该报警", "deal with the open P1 first")
    first = _second(turn, f"retire {act.rule} {act.subject}", who)
    if first is None:
        return Outcome(accepted=True, result="second person needed")
    length_ns = round(act.hours * _HOUR_NS)
    name = f"{act.rule}:{act.subject}"
    until_utc_ns = turn.tick.utc_ns + length_ns
    turn.ledger.retired[name] = Retired(
        rule=act.rule,
        subject=act.subject,
        by=first,
        second=who,
        reason=act.reason,
        until_utc_ns=until_utc_ns,
    )
    was_open = bool(turn.machine.standing(slice(cell, cell + 1))[0])
    change = turn.machine.retire(cell, turn.tick.t_ns + length_ns, **_now(turn))
    if was_open:
        tell(turn, change, by=who, note=f"{first} + {who}: {act.reason}")
    said = {"rule": act.rule, "subject": act.subject, "second": first, "reason": act.reason}
    desk_of(turn, who).note("rule.out_of_service", {**said, "until_utc_ns": until_utc_ns})
    return _DONE


def put_back(turn: Turn, act: ReturnToService, who: str) -> Outcome:
    """Put a rule on a subject back into service."""
    cell = cell_named(turn, act.rule, act.subject)
    if cell < 0 or turn.machine.state[cell] != OUT_OF_SERVICE:
        return _no("未停用", "it is not out of service", _ISA)
    turn.ledger.retired.pop(f"{act.rule}:{act.subject}", None)
    turn.machine.put_back(cell, **_now(turn))
    desk_of(turn, who).note("rule.in_service", {"rule": act.rule, "subject": act.subject})
    return _DONE


def set_shift(turn: Turn, act: RosterLine, who: str) -> Outcome:
    """Set a shift, and the borders of those next to it that move along; all of it, or nothing.

    It stands until the next configuration with a roster of its own.
    """
    unknown = [name for name in act.staff if name not in turn.world.layout.staff_ids]
    if unknown:
        return _no("人员不在名册中", f"{unknown[0]} is not on the staff list", "config: staff")
    shifts = _shifts_after(turn.roster, act)
    if isinstance(shifts, Outcome):
        return shifts
    changed = msgspec.structs.replace(turn.roster, shifts=tuple(shifts.values()))
    roles = {member.id: member.role for member in turn.force.configuration.staff}
    gap = left_empty(turn.roster, changed, roles)
    if gap is not None:
        return _plain(gap.zh, gap.en, "roster: no role may be left empty; SYS-01")
    turn.ledger.shifts = changed.shifts
    _note_shift(turn, who, act.shift, act)
    for name in dict.fromkeys(act.along):
        _note_shift(turn, who, name, shifts[name])
    return _DONE


def _shifts_after(roster: Roster, act: RosterLine) -> dict[str, Shift] | Outcome:
    """Return all shifts as they would be, or the refusal."""
    shifts = {shift.id: shift for shift in roster.shifts}
    before = shifts.get(act.shift)
    if act.staff:
        said = {name: getattr(act, name) for name in ("zh", "en", "begins", "ends", "days")}
        shifts[act.shift] = Shift(id=act.shift, staff=act.staff, **said)
    elif shifts.pop(act.shift, None) is None:
        return _plain(f"没有班次 {act.shift}", f"there is no shift {act.shift}", "roster")
    if act.along and not act.staff:
        zh, en = "删除班次时不能同时移动相邻班次", "a shift that is deleted moves no other"
        return _plain(zh, en, "roster")
    for name in dict.fromkeys(act.along):
        moved = _moved_along(shifts.get(name), before, act)
        if moved is None:
            zh, en = f"班次 {name} 与其不相邻", f"the shift {name} is not next to it"
            return _plain(zh, en, "roster")
        if moved.begins == moved.ends:
            zh, en = f"班次 {name} 将没有时长", f"the shift {name} would have no hours"
            return _plain(zh, en, "roster")
        shifts[name] = moved
    if len(shifts) > SHIFTS_MAX:
        return _plain("班次过多", f"a roster has {SHIFTS_MAX} shifts at most", "roster")
    return shifts


def _moved_along(shift: Shift | None, before: Shift | None, act: RosterLine) -> Shift | None:
    """Return a shift with the border that it shares with another; None where it shares none."""
    if shift is None or before is None or shift.id == act.shift:
        return None
    follows, leads = shift.begins == before.ends, shift.ends == before.begins
    if not (follows or leads):
        return None
    begins = act.ends if follows else shift.begins
    ends = act.begins if leads else shift.ends
    return msgspec.structs.replace(shift, begins=begins, ends=ends)


def _note_shift(turn: Turn, who: str, name: str, shift: Shift | RosterLine) -> None:
    """Write a shift as it was set into the record of the centre."""
    line = {"shift": name, "zh": shift.zh, "en": shift.en}
    hours = {"begins": shift.begins, "ends": shift.ends}
    days = " ".join(str(day) for day in shift.days)
    said = {**line, **hours, "days": days, "staff": " ".join(shift.staff)}
    desk_of(turn, who).note("roster.set", said)


def _second(turn: Turn, what: str, who: str) -> str | None:
    """Return who asked first when this is the second of two people; None when it is the first."""
    ledger, utc_ns = turn.ledger, turn.tick.utc_ns
    asked = ledger.asked.get(what)
    if asked is not None and asked.who != who and utc_ns <= asked.until_utc_ns:
        del ledger.asked[what]
        return asked.who
    ledger.asked[what] = Asked(who=who, until_utc_ns=utc_ns + ASK_AGAIN_NS)
    while len(ledger.asked) > ASKED_MAX:
        del ledger.asked[next(iter(ledger.asked))]
    desk_of(turn, who).note("two_people.asked", {"for": what})
    return None


def _no(zh: str, en: str, source: str = _MANAGED) -> Outcome:
    return Refusal(rule="SYS-07", reason_zh=zh, reason_en=en, source=source).outcome()


def _plain(zh: str, en: str, source: str) -> Outcome:
    """Return a refusal that stands for no rule of its own."""
    return Outcome(accepted=False, reason=f"{zh} / {en}", source=source)


def _is_p1(turn: Turn, cell: int) -> bool:
    level = int(turn.machine.raised[cell]) - 1
    return bool(turn.force.cells.severity[cell, level] == Severity.P1)


def _now(turn: Turn) -> dict[str, int]:
    return {"t_ns": turn.tick.t_ns, "utc_ns": turn.tick.utc_ns}


def cell_named(turn: Turn, rule: str, subject: str) -> int:
    """Return the cell of a rule on a subject, -1 when there is none."""
    for block in turn.force.cells.blocks:
        if block.rule.id != rule:
            continue
        if block.kind == "stay":
            row = turn.world.slot_of(subject)
        else:
            ids = turn.world.layout.ids(block.kind)
            row = ids.index(subject) if subject in ids else -1
        if row >= 0:
            return block.start + row
    return -1


def cell_of(turn: Turn, alarm: str) -> int | Outcome:
    """Return the cell of an open alarm's id, or the refusal."""
    unknown = _plain(f"没有告警 {alarm}", f"alarm {alarm} is not known", "alarm list")
    rule, _, rest = alarm.partition(":")
    subject, _, number = rest.rpartition(":")
    cell = cell_named(turn, rule, subject)
    if cell < 0:
        return unknown
    raised = int(turn.machine.number[cell])
    if not number.isdecimal() or not 1 <= int(number) <= raised:
        return unknown
    if int(number) < raised or turn.machine.state[cell] in (NORMAL, OUT_OF_SERVICE):
        return _plain(f"告警 {alarm} 未处于打开状态", f"alarm {alarm} is not open", "alarm list")
    return cell
