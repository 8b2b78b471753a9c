"""Care and rights done: checks, food, rest, rights, lawyer, doctor, belongings, restraint."""

from typing import Final

from custody.acts import care
from custody.acts.act import StayAct
from custody.book.desk import Desk, Done, done, refuse
from custody.book.intake import set_flags
from custody.people import ADULTS, KEEPERS

TOLD: Final[dict[type[StayAct], tuple[str, tuple[str, ...]]]] = {
    care.Offer: ("offer.{act.what}", ("taken", "note")),
    care.Rest: ("rest.{act.phase}", ("note",)),
    care.LawyerRequest: ("right.lawyer_requested", ("kind",)),
    care.LawyerAnswer: ("right.lawyer_answered", ("outcome",)),
    care.LawyerMeeting: ("right.lawyer_meeting_{act.phase}", ("badge",)),
    care.InterpreterRequest: ("right.interpreter_requested", ("note",)),
    care.InterpreterArrived: ("right.interpreter_arrived", ("badge",)),
    care.MedicalRequest: ("medical.requested", ("urgent", "note")),
    care.MedicalSeen: ("medical.seen", ("fit", "interview_fit")),
    care.MedicineDue: ("medicine.due", ("medicine", "due_utc_ns")),
    care.MedicineGiven: ("medicine.given", ("medicine", "taken")),
    care.Complaint: ("complaint.made", ("about",)),
    care.AnswerComplaint: ("complaint.answered", ("note",)),
    care.Hospital: ("hospital.{act.phase}", ("purpose",)),
}
"""Acts that nothing refuses: the kind of their event, and what of them it holds."""


def do(desk: Desk, slot: int, at_utc_ns: int, act: StayAct) -> Done:
    """Write what was done for a person, or refuse."""
    match act:
        case care.RecordCheck():
            return _check(desk, slot, act, at_utc_ns)
        case care.ServeRights():
            return _rights(desk, slot, act, at_utc_ns)
        case care.FamilyNotice():
            return _family(desk, slot, act, at_utc_ns)
        case care.AddItem() | care.SealItem() | care.ReturnItem():
            return _item(desk, slot, act, at_utc_ns)
        case care.Restrain():
            return _restrain(desk, slot, act, at_utc_ns)
        case _:
            kind, names = TOLD[type(act)]
            said = {name: getattr(act, name) for name in names}
            desk.write(slot, kind.format(act=act), said, at_utc_ns=at_utc_ns)
            if isinstance(act, care.MedicalSeen) and act.fit != "hospital":
                set_flags(desk, slot, add=(), remove=("incapable",), at_utc_ns=at_utc_ns)
            return done(slot)


def _check(desk: Desk, slot: int, act: care.RecordCheck, at_utc_ns: int) -> Done:
    """Write a check; place and card say whether it is proven (rulebook 5.1)."""
    record = desk.world.records[slot]
    here, there = desk.room_of(record), desk.room_of_device(desk.card_of(desk.who))
    near = _near(desk, here, there)
    proven = near and at_utc_ns == desk.utc_ns
    desk.write(
        slot,
        f"check.{act.kind}",
        {"proven": proven, "response": act.response, "card_room": there, "note": act.note},
        at_utc_ns=at_utc_ns,
    )
    if act.kind == "sobriety" and act.response == "sober":
        desk.write(slot, "evidence.given", {"sober": True}, at_utc_ns=at_utc_ns)
    return done(slot, "proven" if proven else "not proven")


def _near(desk: Desk, here: str, there: str) -> bool:
    """Return whether the officer is in the person's room or right before one of its doors."""
    if not here or not there:
        return False
    if here == there:
        return True
    rooms, doors = desk.world.layout.rooms.ids, desk.world.layout.doors.rooms
    pair = sorted((rooms.index(here), rooms.index(there))) if there in rooms else []
    return any(sorted(int(side) for side in sides) == pair for sides in doors)


def _rights(desk: Desk, slot: int, act: care.ServeRights, at_utc_ns: int) -> Done:
    record = desk.world.records[slot]
    adult = desk.visitor(act.adult)
    needs = record.flags.get("minor", False) or record.flags.get("vulnerable", False)
    if needs and (adult is None or adult.kind not in ADULTS):
        return refuse(
            "RGT-11",
            "告知权利时法定代理人或合适成年人须在场",
            "a guardian or appropriate adult must be there when rights are told",
            "CPL 281; Code C 1.7, 3.15",
        )
    helper = desk.visitor(act.interpreter)
    if record.flags.get("interpreter", False) and (helper is None or helper.kind != "interpreter"):
        return refuse(
            "RGT-14",
            "须有翻译人员在场告知权利",
            "an interpreter must be there when rights are told",
            "CPL 121; PCC 204; PSAPL 101",
        )
    desk.write(
        slot,
        "right.notice_served",
        {"signed": act.signed, "adult": act.adult, "interpreter": act.interpreter},
        at_utc_ns=at_utc_ns,
        basis="CPL 34; PCC 43; Code C 3",
    )
    return done(slot)


def _family(desk: Desk, slot: int, act: care.FamilyNotice, at_utc_ns: int) -> Done:
    if act.outcome == "ground" and not act.ground:
        return refuse(
            "RGT-02", "未说明不通知的理由", "no ground for not telling is named", "CPL 85, 93"
        )
    kind = {"done": "told", "ground": "excepted", "ground_ended": "ground_ended"}[act.outcome]
    desk.write(
        slot, f"right.family_{kind}", {"ground": act.ground, "note": act.note}, at_utc_ns=at_utc_ns
    )
    return done(slot)


def _item(
    desk: Desk,
    slot: int,
    act: care.AddItem | care.SealItem | care.ReturnItem,
    at_utc_ns: int,
) -> Done:
    """Change the item list; the keeper is never the investigator (EVD-13)."""
    items, keeper = desk.world.records[slot].items, desk.staff(desk.who)
    if keeper is None or keeper.role not in KEEPERS:
        return refuse(
            "EVD-13",
            "须由财物保管员办理，办案民警不得保管",
            "a property keeper does this, never the investigator",
            "PAC 188; 2012 rules art 6",
        )
    known = items.get(act.code)
    new = isinstance(act, care.AddItem)
    if (known is not None) == new or (known is not None and known.returned):
        return refuse(
            "EVD-09",
            f"物品 {act.code} 已登记" if new else f"没有可办理的物品 {act.code}",
            f"item {act.code} is booked already" if new else f"item {act.code} is not kept",
            "R40: one item, one code",
        )
    match act:
        case care.AddItem():
            said = {"code": act.code, "what": act.what, "kind": act.kind, "keeper": desk.who}
            desk.write(slot, "item.added", said, at_utc_ns=at_utc_ns)
        case care.SealItem():
            desk.write(slot, "item.sealed", {"code": act.code}, at_utc_ns=at_utc_ns)
        case care.ReturnItem():
            desk.write(slot, "item.returned", {"code": act.code, "to": act.to}, at_utc_ns=at_utc_ns)
    return done(slot)


def _restrain(desk: Desk, slot: int, act: care.Restrain, at_utc_ns: int) -> Done:
    """Write restraint as it is; PROC-19 and PROC-20 judge it, for nothing may delay safety."""
    record = desk.world.records[slot]
    if (act.phase != "began") != bool(record.restraint):
        return refuse(
            "PROC-19",
            "约束状态不符",
            "restraint ends and is watched where it began, and begins where there is none",
            "PAC 58",
        )
    desk.write(
        slot,
        f"restraint.{act.phase}",
        {"kind": act.kind, "means": act.means, "approver": act.approver, "watcher": act.watcher},
        at_utc_ns=at_utc_ns,
        basis="PSAPL 15; PAC 58",
    )
    return done(slot)
