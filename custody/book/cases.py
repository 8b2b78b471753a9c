"""Case events done: written into every stay they concern, kept where nobody of it is here yet."""

from typing import Final

from custody.acts import legal
from custody.acts.act import Value
from custody.book import again
from custody.book.desk import Desk, Done, done, refuse
from custody.people import WAITING_CASES_MAX, WAITING_EVENTS_MAX, CaseNote
from custody.refusals import Refusal
from custody.wire import CaseState

NAMED: Final = "person_named"
"""What a case system tells of a person, not of the law: it begins no clock."""


def hear_case(desk: Desk, told: CaseState) -> Done:
    """Take what a case system says: of the case, of who a stay is, of what began there."""
    if told.event == NAMED:
        answer = _name(desk, told)
    else:
        said = legal.NoteCase(
            case=told.device,
            event=told.event,
            at_utc_ns=told.utc_ns,
            document=told.document,
            reference=told.reference,
        )
        answer = note_case(desk, said, source="feed")
    if not isinstance(answer, Refusal):
        link_case(desk, told)
    return answer


def link_case(desk: Desk, told: CaseState) -> None:
    """Take what a case system says of the case itself into every running stay of it."""
    for slot, record in sorted(desk.world.records.items()):
        if record.case != told.device or not desk.world.stays.open[slot]:
            continue
        group, lead = told.group or record.case_group, told.lead or record.lead
        if (group, lead) == (record.case_group, record.lead) and not told.case_kind:
            continue
        said = {"case": told.device, "kind": told.case_kind, "lead": lead, "group": group}
        desk.write(slot, "case.linked", {**said, "number": told.number, "source": "feed"})


def _name(desk: Desk, told: CaseState) -> Done:
    """Take which person of the case a stay is; the stay must be one of that case."""
    slot = desk.slot_of(told.stay)
    if isinstance(slot, Refusal):
        return slot
    if desk.world.records[slot].case != told.device or not told.reference:
        return refuse(
            "REC-01",
            f"案件 {told.device} 没有人员 {told.stay}，或未说明编号",
            f"{told.stay} is not held in case {told.device}, or no number is told",
            "R21",
        )
    again.known(desk, slot, told.reference, source="feed")
    again.arrived(desk, slot)
    take_waiting(desk, slot)
    return done(slot)


def note_case(desk: Desk, act: legal.NoteCase, *, source: str) -> Done:
    """Write a case event into every running stay of the case, or of the one person it names."""
    if act.at_utc_ns > desk.utc_ns:
        return refuse("REC-02", "时间在将来", "the time lies in the future", "P-30")
    slots = [
        slot
        for slot, record in sorted(desk.world.records.items())
        if record.case == act.case
        and act.reference in ("", record.reference)
        and desk.world.stays.open[slot]
    ]
    if not slots and source == "feed":
        return _keep_waiting(desk, act)
    if not slots:
        return refuse(
            "REC-01", f"没有案件 {act.case} 的在押人员", f"nobody is held in case {act.case}", "R21"
        )
    for slot in slots:
        said = _said(act.case, act.event, document=act.document, reference=act.reference)
        desk.write(slot, "case.event", {**said, "source": source}, at_utc_ns=act.at_utc_ns)
    return done(slots[0])


def _said(case: str, event: str, *, document: str, reference: str) -> dict[str, Value]:
    said: dict[str, Value] = {"case": case, "event": event, "document": document}
    return said | {"reference": reference} if reference else said


def _keep_waiting(desk: Desk, act: legal.NoteCase) -> Done:
    """Keep what a case system tells of a case before anybody it concerns is registered."""
    waiting = desk.world.house.waiting
    notes = waiting.pop(act.case, [])
    note = CaseNote(
        event=act.event, utc_ns=act.at_utc_ns, document=act.document, reference=act.reference
    )
    waiting[act.case] = [*notes, note][-WAITING_EVENTS_MAX:]
    if len(waiting) > WAITING_CASES_MAX:
        del waiting[next(iter(waiting))]
    desk.note("case.waiting", {"case": act.case, "event": act.event})
    return done()


def take_waiting(desk: Desk, slot: int) -> None:
    """Write what was told of a person's case before the record knew the case or the person."""
    record = desk.world.records[slot]
    waiting = desk.world.house.waiting
    notes = waiting.pop(record.case, [])
    theirs = [note for note in notes if note.reference in ("", record.reference)]
    others = [note for note in notes if note not in theirs]
    if others:
        waiting[record.case] = others
    for note in theirs:
        said = _said(record.case, note.event, document=note.document, reference=note.reference)
        desk.write(slot, "case.event", {**said, "source": "feed"}, at_utc_ns=note.utc_ns)
