"""The alarm phases of a step: rules asked, machine stepped, people told, repeats remembered."""

from typing import Final

import msgspec
import numpy as np

from alerts.cell import CellChange
from alerts.cells import Questions
from alerts.escalate import FIRST_TIER, NEXT_TIER, TIERS_MAX
from alerts.fuse import FUSED, INCIDENTS_MAX, RECENT_MAX, Incident, Ring, fused
from alerts.machine import NO_ROOT
from alerts.rule import DutyRule, Finding, StateRule
from alerts.severity import Severity
from alerts.states import NORMAL
from custody.book.desk import ENGINE
from custody.columns import I8
from engine.decisions import AlarmChange
from engine.drills import marked
from engine.nearest import camera_of, nearest_officer
from engine.outcome import TAKEN_BACK, alarm_change, notices_of, subject_name
from engine.reach import note_overdue, note_ring
from engine.record import desk_of
from engine.tickets import found
from engine.turn import Turn

_OCCASIONS: Final = (
    "raised",
    "escalated_severity",
    "occurred_again",
    "recurred",
    "suppressed",
    "unsuppressed",
    "unshelved",
    "realarmed",
)
RINGS: Final = (
    "raised",
    "escalated_severity",
    "occurred_again",
    "recurred",
    "unsuppressed",
    "unshelved",
    "realarmed",
    TAKEN_BACK,
)
"""Changes at which the wall sounds and people are told, when they leave it unacknowledged."""
FLOOD_RULE: Final = "SYS-06"
_REPEATING: Final = ("raised", "recurred")
_NOT_REPEATED: Final = ("SYS", "CLK")
"""Rules about alarms and instants of law are no matter of putting something right (SYS-04)."""


def step_alarms(turn: Turn) -> None:
    """Ask the rules, step the machine, tell of its changes."""
    cells, tick, machine = turn.force.cells, turn.tick, turn.machine
    for cell in turn.cut_again:
        turn.occurred[cell] |= machine.state[cell] == NORMAL
    note_overdue(turn)
    level = _levels(turn)
    changes = machine.step(
        level,
        turn.occurred,
        cells.delays,
        t_ns=tick.t_ns,
        utc_ns=tick.utc_ns,
        roots=turn.force.gateways.roots(turn.world, machine, level, t_ns=tick.t_ns),
    )
    for change in changes:
        if change.change == "in_service":
            _note_service(turn, change.cell)
        else:
            tell(turn, change)


def _note_service(turn: Turn, cell: int) -> None:
    """Write down that a rule on a subject is in service again by itself; no alarm says so."""
    block, row = turn.force.cells.of(cell)
    subject = subject_name(turn.world, block.kind, row)
    desk_of(turn, ENGINE).note("rule.in_service", {"rule": block.rule.id, "subject": subject})


def _levels(turn: Turn) -> I8:
    """Ask every rule whose turn it is: a level for every cell."""
    cells, asked = turn.force.cells, turn.asked
    with turn.world.still():
        if asked.due(turn.tick):
            _ask(turn, cells.of_record, asked.level)
        level = asked.level.copy()
        level[cells.duties] = turn.world.duties.levels(cells.duty_levels)
        _ask(turn, cells.each_tick, level)
    for cell, broken in turn.levels.items():
        level[cell] = broken
    return level


def _ask(turn: Turn, questions: Questions, level: I8) -> None:
    """Write what rules say of their cells."""
    scene, loose = turn.scene, turn.force.loose
    for rule, cells, limits in questions:
        level[cells] = rule.holds(scene, limits)
        if loose and rule.id in loose:
            level[cells] = _with_deadband(turn, rule, cells, level[cells])


def _with_deadband(turn: Turn, rule: StateRule, cells: slice, level: I8) -> I8:
    """Hold an open alarm at its level until the value is back beyond its deadband."""
    machine = turn.machine
    raised = np.where(machine.standing(cells), machine.raised[cells], 0)
    still = rule.holds(turn.scene, turn.force.loose[rule.id])
    return np.maximum(level, np.minimum(still, raised)).astype(np.int8)


def tell(
    turn: Turn, change: CellChange, *, by: str = "", note: str = "", tier: int = FIRST_TIER
) -> AlarmChange:
    """Make a change readable, with its reason, and note who must hear of it."""
    cells, machine = turn.force.cells, turn.machine
    block, _ = cells.of(change.cell)
    rings = change.change in RINGS and change.state == "unacknowledged"
    if rings:
        _group(turn, change)
    finding = _finding(turn, change)
    alarm = alarm_change(turn.scene, cells, machine, change, finding=finding, by=by, note=note)
    alarm = marked(turn, alarm)
    if rings and alarm.severity <= Severity.P2:
        alarm = msgspec.structs.replace(
            alarm, officer=_send(turn, change.cell, alarm), camera=camera_of(turn.world, alarm.room)
        )
    notices = []
    if not alarm.root or change.change == "told":
        notices = notices_of(
            alarm,
            block.rule.told,
            turn.force.configuration.notify,
            tier=tier,
            on_duty=turn.on_duty,
        )
    if notices and rings:
        machine.notified(change.cell)
        alarm = msgspec.structs.replace(alarm, response="notified")
        notices = [msgspec.structs.replace(each, alarm_state=alarm) for each in notices]
    turn.alarms.append(alarm)
    turn.notices += notices
    note_ring(turn, alarm, expected=rings and bool(notices))
    if rings and not alarm.drill:
        _remember(turn, alarm, change.cell)
    return alarm


def _finding(turn: Turn, change: CellChange) -> Finding | None:
    """Return why an alarm rings, asked of its rule; None of what is over by now.

    What people put aside comes back to them even when its condition ended meanwhile.
    """
    block, row = turn.force.cells.of(change.cell)
    if change.change not in _OCCASIONS:
        return None
    if isinstance(block.rule, DutyRule):
        return block.rule.why(turn.scene, row)
    if not isinstance(block.rule, StateRule):
        return turn.findings.get(change.cell)
    limits = turn.force.limits[block.rule.id]
    if change.cell not in turn.levels and not block.rule.holds(turn.scene, limits)[row]:
        return None
    return block.rule.why(turn.scene, limits, row, change.level)


def _group(turn: Turn, change: CellChange) -> None:
    """In a flood, show what is no life alarm under the flood's own alarm."""
    cells, machine = turn.force.cells, turn.machine
    root = cells.at(FLOOD_RULE, "site", 0)
    if not turn.ledger.flood_from_utc_ns or change.cell == root:
        return
    if cells.severity[change.cell, change.level - 1] == Severity.P1:
        machine.root[change.cell] = NO_ROOT
    elif machine.standing(slice(root, root + 1))[0]:
        machine.root[change.cell] = root


def _remember(turn: Turn, alarm: AlarmChange, cell: int) -> None:
    """Count a ring, join it to what belongs together, find what repeats."""
    ledger, utc_ns = turn.ledger, turn.tick.utc_ns
    if alarm.change == TAKEN_BACK:
        return  # Nothing happened anew: it is what it was before somebody acknowledged it.
    if alarm.rule != FLOOD_RULE:
        ledger.ring(utc_ns)
        ledger.marked_s = 0
    if alarm.rule in FUSED:
        _fuse(turn, alarm, cell)
    place = alarm.stay or alarm.room or alarm.subject
    repeats = alarm.change in _REPEATING and not alarm.rule.startswith(_NOT_REPEATED)
    if repeats and ledger.repeated(alarm.rule, place, utc_ns):
        found(turn, alarm, place)


def _fuse(turn: Turn, alarm: AlarmChange, cell: int) -> None:
    ledger, t_ns = turn.ledger, turn.tick.t_ns
    news = Ring(alarm=alarm.id, rule=alarm.rule, stay=alarm.stay, t_ns=t_ns)
    number = ledger.incident_count + 1
    incident = fused(ledger.recent, news, ledger.incidents, number=number, utc_ns=turn.tick.utc_ns)
    ledger.recent = [*ledger.recent, news][-RECENT_MAX:]
    if incident is None:
        return
    if incident.id not in ledger.incidents:
        ledger.incident_count = number
    ledger.incidents[incident.id] = incident
    if len(ledger.incidents) > INCIDENTS_MAX:
        del ledger.incidents[next(iter(ledger.incidents))]
    turn.incidents.append(incident)
    _tell_incident(turn, incident, cell)


def _tell_incident(turn: Turn, incident: Incident, cell: int) -> None:
    """Let the next tier hear of an incident at once: it is worse than its parts."""
    if turn.machine.tier[cell] < TIERS_MAX:
        change = turn.machine.told(cell)
        tell(turn, change, note=f"{incident.id}: {incident.zh} / {incident.en}", tier=NEXT_TIER)


def _send(turn: Turn, cell: int, alarm: AlarmChange) -> str:
    """Return the nearest free member of staff, and remember that they are asked to go."""
    sent = turn.ledger.sent
    officer = nearest_officer(turn, alarm, busy=set(sent.values()) - {sent.get(alarm.id, "")})
    if officer and turn.force.visit[cell]:
        sent[alarm.id] = officer
    return officer
