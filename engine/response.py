"""What people do about alarms, and what follows when they do not: SYS-01, SYS-02, marks, floods."""

from typing import Final

from alerts.escalate import (
    FIRST_TIER,
    TIERS_MAX,
    absent,
    audience,
    overdue,
    unreachable,
    waiting,
)
from alerts.machine import NO_ROOT
from alerts.rule import MM_PER_M, NS_PER_S
from alerts.tickets import TIERS
from custody.columns import I64, where
from custody.marks import Mark
from engine.alarms import FLOOD_RULE, tell
from engine.nearest import who_came
from engine.tickets import climb
from engine.turn import Turn

ENDPOINT: Final = "endpoint "
"""How a phone that is down is called among the paths that are down."""


def escalate(turn: Turn) -> None:
    """Tell the next tier of what nobody acknowledged in time, or nobody came to."""
    busy = where(turn.machine.busy)
    if len(busy) == 0:
        return
    _nobody_answers(turn, busy)
    _somebody_came(turn, busy)


def _nobody_answers(turn: Turn, busy: I64) -> None:
    machine, force = turn.machine, turn.force
    notify = force.configuration.notify
    asked = waiting(machine, busy)
    if len(asked) == 0:
        return
    due = overdue(machine, force.cells, notify, force.ladder, asked=asked, t_ns=turn.tick.t_ns)
    for cell in due.tolist():
        _climb(turn, cell, "SYS-01")
    if any(name.startswith(ENDPOINT) for name in turn.world.down_since_t_ns):
        for cell in asked.tolist():
            _around_dead_phones(turn, cell)
    _new_shift(turn, asked)


def _climb(turn: Turn, cell: int, why: str) -> None:
    """Tell the next tier; beyond the last one it is told again."""
    tier = min(int(turn.machine.tier[cell]) + 1, TIERS_MAX)
    tell(turn, turn.machine.told(cell), note=f"{why}: tier {tier}", tier=tier)


def _around_dead_phones(turn: Turn, cell: int) -> None:
    """Go past a tier whose phones are all known to be down."""
    force, down = turn.force, turn.world.down_since_t_ns
    notify = force.configuration.notify
    block, _ = force.cells.of(cell)
    severity = int(force.cells.severity[cell, turn.machine.raised[cell] - 1])
    if severity > notify.severity_max or turn.machine.root[cell] != NO_ROOT:
        return
    while FIRST_TIER <= int(turn.machine.tier[cell]) < TIERS_MAX:
        tier = int(turn.machine.tier[cell])
        points = audience(notify, block.rule.told, tier=tier, on_duty=turn.on_duty)
        if not unreachable(points, down):
            return
        _climb(turn, cell, "SYS-01: phone down")


def _new_shift(turn: Turn, asked: I64) -> None:
    """Tell those who came on duty of what the shift before left unanswered."""
    ledger, on_duty = turn.ledger, turn.on_duty
    if on_duty is None:
        return
    before, now = set(ledger.on_duty), on_duty
    if now == before:
        return
    ledger.on_duty = sorted(now)
    if not before:
        return
    for cell in asked.tolist():
        if turn.machine.root[cell] == NO_ROOT:
            change = turn.machine.told_again(cell)
            tell(turn, change, note="shift change", tier=int(turn.machine.tier[cell]))


def _somebody_came(turn: Turn, busy: I64) -> None:
    """Note by position who came to an acknowledged alarm; tell the next tier when nobody did."""
    force, machine, t_ns = turn.force, turn.machine, turn.tick.t_ns
    notify = force.configuration.notify
    asked, late = absent(machine, force.cells, notify, force.visit, busy=busy, t_ns=t_ns)
    near_mm = round(notify.arrive_near_m * MM_PER_M)
    for cell in asked.tolist():
        block, row = force.cells.of(cell)
        slot, room = (row, "") if block.kind == "stay" else (-1, _room_of(turn, block.kind, row))
        officer = who_came(turn, slot, room, near_mm=near_mm)
        if officer:
            alarm = tell(turn, machine.arrived(cell), by=officer)
            turn.ledger.sent.pop(alarm.id, None)
        elif cell in late:
            machine.absent_t_ns[cell] = t_ns
            _climb(turn, cell, "SYS-02: nobody there")


def _room_of(turn: Turn, kind: str, row: int) -> str:
    """Return the room in which somebody must be seen for an alarm that is about no person."""
    world = turn.world
    match kind:
        case "device":
            return world.device_place(row)
        case "door":
            inner = [int(room) for room in world.layout.doors.rooms[row] if room >= 0]
            return world.room_name(inner[0], located=True) if inner else ""
        case "room":
            return world.layout.rooms.ids[row]
        case "staff":
            card = int(world.layout.staff_card[row])
            return world.device_place(card) if card >= 0 else ""
        case _:
            return ""


def judge_ledger(turn: Turn) -> None:
    """Judge floods, tickets and shares once a second, and say so to the rules."""
    ledger, utc_ns = turn.ledger, turn.tick.utc_ns
    if utc_ns // NS_PER_S == ledger.marked_s:
        return
    ledger.marked_s = utc_ns // NS_PER_S
    if ledger.judge_flood(utc_ns) and not ledger.flood_from_utc_ns:
        _end_of_flood(turn)
    ledger.forget(utc_ns)
    climb(turn)
    ledger.marks = marks(turn)
    ledger.changed = False
    turn.world.marks = ledger.marks


def marks(turn: Turn) -> dict[str, Mark]:
    """Return what is to be said of the alarms themselves, by rule."""
    ledger = turn.ledger
    result = {}
    worst = max((ticket.tier for ticket in ledger.tickets.values()), default=0)
    if worst:
        names = [ticket.id for ticket in ledger.tickets.values() if ticket.tier]
        words = f"{TIERS[worst]}: {' '.join(names[:10])}"
        result["SYS-05"] = Mark(level=1, words=words, value=float(len(names)))
    if ledger.flood_from_utc_ns:
        result["SYS-06"] = Mark(level=1, words="10 min", value=float(len(ledger.rings)), limit=10.0)
    if ledger.retired:
        words = " ".join(sorted(ledger.retired)[:10])
        result["SYS-07"] = Mark(level=1, words=words, value=float(len(ledger.retired)))
    elif ledger.changed:
        result["SYS-07"] = Mark(level=1, words="rules.toml", value=1.0)
    if ledger.doubts:
        result["SYS-08"] = Mark(level=1, words=" ".join(ledger.doubts), limit=50.0)
    return result


def _end_of_flood(turn: Turn) -> None:
    """Let what was shown under the flood stand for itself again; its wait begins now."""
    machine = turn.machine
    root = turn.force.cells.at(FLOOD_RULE, "site", 0)
    for cell in where(machine.root == root).tolist():
        if machine.standing(slice(cell, cell + 1))[0]:
            machine.waiting_t_ns[cell] = turn.tick.t_ns
            tell(turn, machine.grouped(cell, NO_ROOT))
