"""From a change of a cell to what people read: alarm changes, evidence, notices."""

from typing import Final

import numpy as np

from alerts.cell import CellChange
from alerts.cells import Block, Cells
from alerts.configuration import Notify
from alerts.escalate import FIRST_TIER, audience, leaves_the_house
from alerts.machine import Machine
from alerts.rule import Finding, Scene, SubjectKind
from alerts.states import DISPOSITIONS, OUT_OF_SERVICE, RESPONSES, SHELVED
from custody.world import World, stay_id
from engine.decisions import AlarmChange, Evidence, Notice, NoticeReason, Sample

TAKEN_BACK: Final = "taken_back"
_TOLD_FIRST: Final = (
    "raised",
    "occurred_again",
    "recurred",
    "escalated_severity",
    "realarmed",
    TAKEN_BACK,
    "unshelved",
    "unsuppressed",
)
_REASONS: Final[dict[str, NoticeReason]] = {
    "raised": "first",
    "escalated_severity": "severity",
    "told": "escalation",
    TAKEN_BACK: "taken_back",
}


def subject_name(world: World, kind: SubjectKind, row: int) -> str:
    """Return how a subject is called in alarms."""
    if kind == "stay":
        return stay_id(int(world.stays.number[row]))
    return world.layout.ids(kind)[row]


def alarm_id(world: World, block: Block, row: int, number: int) -> str:
    """Return rule:subject:raise number."""
    return f"{block.rule.id}:{subject_name(world, block.kind, row)}:{number}"


def _stay_and_room(world: World, kind: SubjectKind, row: int, place: str) -> tuple[str, str]:
    """Return the stay an alarm is about, if any, and the room it is in."""
    match kind:
        case "stay":
            return stay_id(int(world.stays.number[row])), world.stay_room(row) or place
        case "device":
            slot = int(world.holders()[row])
            stay = stay_id(int(world.stays.number[slot])) if slot >= 0 else ""
            return stay, world.device_place(row) or place
        case "door":
            rooms = [int(room) for room in world.layout.doors.rooms[row] if room >= 0]
            return "", place or (world.room_name(rooms[0], located=True) if rooms else "")
        case "staff":
            cards = np.flatnonzero(world.devices.card_of == row)
            return "", world.device_place(int(cards[0])) if len(cards) else place
        case "room":
            return "", world.layout.rooms.ids[row]
        case "perimeter" | "site":
            return "", place


def evidence_of(scene: Scene, finding: Finding, *, room: str, due_t_ns: int) -> Evidence:
    """Return a finding as evidence; vital signs are withheld where P-15 says so."""
    world, cause = scene.world, finding.cause
    known = world.layout.devices.ids
    row = known.index(finding.device) if finding.device in known else -1
    secret = row >= 0 and _is_secret(scene, row, finding)
    vital = any(reading.vital for reading in finding.readings)
    samples = tuple(
        Sample(
            name=reading.name,
            value=None if secret and reading.vital else _told(reading.value),
            threshold=None if reading.threshold is None else float(reading.threshold),
            t_ns=reading.t_ns,
        )
        for reading in finding.readings
    )
    due_utc_ns = finding.due_utc_ns or (scene.utc_of(due_t_ns) if due_t_ns else 0)
    return Evidence(
        samples=samples,
        room=room,
        device=finding.device,
        cause_device=cause.device if cause else "",
        cause_boot=cause.boot if cause else 0,
        cause_seq=cause.seq if cause else 0,
        cause_t_ns=cause.sent_ns if cause else 0,
        due_utc_ns=due_utc_ns,
        withheld=secret and vital,
    )


def _told(value: float | str | None) -> float | str | None:
    """Return a value as readers decode it: whole numbers too are floats in the byte form."""
    return value if value is None or isinstance(value, str) else float(value)


def _is_secret(scene: Scene, row: int, finding: Finding) -> bool:
    """Return whether P-15 withholds a finding: for the place now, or where it was measured."""
    devices = scene.world.devices
    oxygen = any(reading.vital and "oxygen" in reading.name for reading in finding.readings)
    mark = devices.oxygen_withheld if oxygen else devices.vitals_withheld
    return bool(scene.world.withheld(scene.t_ns)[row] or mark[row])


def alarm_change(
    scene: Scene,
    cells: Cells,
    machine: Machine,
    change: CellChange,
    *,
    finding: Finding | None = None,
    by: str = "",
    note: str = "",
) -> AlarmChange:
    """Return the change of a cell as people and outlets read it."""
    world, cell = scene.world, change.cell
    block, row = cells.of(cell)
    place = finding.place if finding else ""
    stay, room = _stay_and_room(world, block.kind, row, place)
    evidence = None
    if finding is not None:
        evidence = evidence_of(scene, finding, room=room, due_t_ns=change.due_t_ns)
    return AlarmChange(
        id=alarm_id(world, block, row, int(machine.number[cell])),
        n=int(machine.change_count[cell]),
        change=change.change,
        state=change.state,
        rule=block.rule.id,
        severity=int(cells.severity[cell, change.level - 1]),
        subject_kind=block.kind,
        subject=subject_name(world, block.kind, row),
        stay=stay,
        room=room,
        utc_ns=scene.utc_ns,
        raised_utc_ns=int(machine.raised_utc_ns[cell]),
        by=by,
        note=note,
        occurrences=int(machine.occurrences[cell]),
        evidence=evidence,
        response=RESPONSES[machine.response[cell]],
        disposition=DISPOSITIONS[machine.disposition[cell]],
        root=_root(world, cells, machine, cell),
        until_utc_ns=_until(scene, machine, cell),
    )


def _root(world: World, cells: Cells, machine: Machine, cell: int) -> str:
    """Return the id of the alarm under which a cell is shown, empty when there is none."""
    root = int(machine.root[cell])
    if root < 0:
        return ""
    block, row = cells.of(root)
    return alarm_id(world, block, row, int(machine.number[root]))


def _until(scene: Scene, machine: Machine, cell: int) -> int:
    """Return when a shelf or being out of service ends, 0 where neither is."""
    if machine.state[cell] not in (SHELVED, OUT_OF_SERVICE):
        return 0
    return scene.utc_of(int(machine.quiet_until_t_ns[cell]))


def notices_of(
    alarm: AlarmChange,
    told: tuple[str, ...],
    notify: Notify,
    *,
    tier: int,
    on_duty: frozenset[str] | None = None,
) -> list[Notice]:
    """Return who must be told of an alarm change now.

    That nobody deals with it after all, every tier hears that was told before.
    """
    escalation = alarm.change == "told"
    rings = alarm.change in _TOLD_FIRST and alarm.state == "unacknowledged"
    if not escalation and not rings:
        return []
    if not leaves_the_house(notify, alarm.severity):
        return []
    reason = _REASONS.get(alarm.change, "occurred_again")
    tiers = range(FIRST_TIER, tier + 1) if reason == TAKEN_BACK else (tier,)
    asked = [audience(notify, told, tier=each, on_duty=on_duty) for each in tiers]
    points = {point.id: point for each in asked for point in each}
    return [
        Notice(
            id=f"{alarm.id}:{endpoint.id}:{alarm.n}:{reason}",
            alarm=alarm.id,
            endpoint=endpoint.id,
            tier=endpoint.tier,
            reason=reason,
            utc_ns=alarm.utc_ns,
            alarm_state=alarm,
        )
        for endpoint in points.values()
    ]
