"""Case events done: written into every stay of the case, kept where nobody of it is here yet."""

from custody.acts import legal
from custody.book.desk import Desk, Done, done, refuse
from custody.people import WAITING_CASES_MAX, WAITING_EVENTS_MAX, CaseNote
from custody.wire import CaseState


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


def note_case(desk: Desk, act: legal.NoteCase, *, source: str) -> Done:
    """Write a case event into every running stay of the case."""
    if act.at_utc_ns > desk.utc_ns:
        return refuse("REC-02", "时间在将来", "the time lies in the future", "P-30")
    slots = [
        slot
        for slot, record in sorted(desk.world.records.items())
        if record.case == act.case and desk.world.stays.open[slot]
    ]
    if not slots and source == "feed":
        return _keep_waiting(desk, act)
    if not slots:
        return refuse(
            "REC-01", f"没有案件 {act.case} 的在押人员", f"nobody is held in case {act.case}", "R21"
        )
    for slot in slots:
        desk.write(
            slot,
            "case.event",
            {"case": act.case, "event": act.event, "document": act.document, "source": source},
            at_utc_ns=act.at_utc_ns,
        )
    return done(slots[0])


def _keep_waiting(desk: Desk, act: legal.NoteCase) -> Done:
    """Keep what a case system tells of a case before anybody is registered in it."""
    waiting = desk.world.house.waiting
    notes = waiting.pop(act.case, [])
    note = CaseNote(event=act.event, utc_ns=act.at_utc_ns, document=act.document)
    waiting[act.case] = [*notes, note][-WAITING_EVENTS_MAX:]
    if len(waiting) > WAITING_CASES_MAX:
        del waiting[next(iter(waiting))]
    desk.note("case.waiting", {"case": act.case, "event": act.event})
    return done()


def take_waiting(desk: Desk, slot: int) -> None:
    """Write what was told of a person's case before the record knew the case."""
    record = desk.world.records[slot]
    for note in desk.world.house.waiting.pop(record.case, []):
        said = {"case": record.case, "event": note.event, "document": note.document}
        desk.write(slot, "case.event", {**said, "source": "feed"}, at_utc_ns=note.utc_ns)
