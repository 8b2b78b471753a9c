"""Care and rights done: checks, food, rest, rights, lawyer, doctor, belongings, restraint."""

from typing import Final

from custody.acts import care, rights
from custody.acts.act import StayAct, Value
from custody.book.desk import Desk, Done, done, refuse
from custody.book.intake import set_flags
from custody.duties.rounds import AWAKE
from custody.people import ADULTS, INDEPENDENT, KEEPERS
from custody.proof import Presence, presence
from custody.refusals import Refusal

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
    care.Hospital: ("hospital.{act.phase}", ("purpose",)),
    rights.AskFor: ("need.asked", ("what", "note")),
    rights.TellIllness: ("illness.told", ("to", "note")),
    rights.Dependants: ("dependants.{act.phase}", ("note",)),
    rights.Consul: ("right.consul_{act.phase}", ("note",)),
    rights.QuestionVictim: ("victim.questioned", ("person", "child")),
    rights.DeathStep: ("death.{act.step}", ("note",)),
}
"""Acts that nothing refuses: the kind of their event, and what of them it holds."""
CLOSE: Final = 4
"""Observation within reach."""
_NOT_PROVEN: Final[dict[Presence, str]] = {
    "proven": "not proven: no good answer",
    "short": "not proven: stay at the cell and enter it again",
    "elsewhere": "not proven: the badge is elsewhere",
    "unknown": "not proven",
}


def do(desk: Desk, slot: int, at_utc_ns: int, act: StayAct) -> Done:
    """Write what was done for a person, or refuse."""
    match act:
        case care.RecordCheck():
            answer = _check(desk, slot, act, at_utc_ns)
        case care.ServeRights():
            answer = _rights(desk, slot, act, at_utc_ns)
        case care.FamilyNotice():
            answer = _family(desk, slot, act, at_utc_ns)
        case care.AddItem() | care.SealItem() | care.ReturnItem():
            answer = _item(desk, slot, act, at_utc_ns)
        case care.NoItems():
            answer = _no_items(desk, slot, act, at_utc_ns)
        case care.Restrain():
            answer = _restrain(desk, slot, act, at_utc_ns)
        case care.AnswerComplaint():
            answer = _answer_complaint(desk, slot, act, at_utc_ns)
        case rights.Observe():
            answer = _observe(desk, slot, act, at_utc_ns)
        case _:
            kind, names = TOLD[type(act)]
            said = {name: getattr(act, name) for name in names}
            desk.write(slot, kind.format(act=act), said, at_utc_ns=at_utc_ns)
            if isinstance(act, care.MedicalSeen) and act.fit != "hospital":
                set_flags(desk, slot, add=(), remove=("incapable",), at_utc_ns=at_utc_ns)
            answer = done(slot)
    return answer


def _check(desk: Desk, slot: int, act: care.RecordCheck, at_utc_ns: int) -> Done:
    """Write a check; place and card say whether it is proven (rulebook 5.1)."""
    record = desk.world.records[slot]
    there = desk.room_of_device(desk.card_of(desk.who))
    shown: Presence = "unknown"
    if at_utc_ns == desk.utc_ns:  # Of a late entry no badge can say anything any more.
        cell = desk.room_of(record) or desk.stage_room(slot)
        shown = presence(desk.world, desk.who, cell, t_ns=desk.t_ns, asked=desk.nearness)
    proven = shown == "proven" and (act.kind != "rouse" or act.response in AWAKE)
    said: dict[str, Value] = {"proven": proven, "elsewhere": shown == "elsewhere"}
    said |= {"response": act.response, "card_room": there, "note": act.note}
    desk.write(slot, f"check.{act.kind}", said, at_utc_ns=at_utc_ns)
    if act.kind == "sobriety" and act.response == "sober":
        desk.write(slot, "evidence.given", {"sober": True}, at_utc_ns=at_utc_ns)
    return done(slot, "proven" if proven else _NOT_PROVEN[shown])


def _answer_complaint(desk: Desk, slot: int, act: care.AnswerComplaint, at_utc_ns: int) -> Done:
    """Let only somebody outside the shift take a complaint up (P-27)."""
    person = desk.staff(desk.who)
    mine = desk.who == desk.world.records[slot].responsible
    if person is None or person.role not in INDEPENDENT or mine:
        return refuse(
            "RGT-19",
            "投诉须由督察、法制部门或值班领导受理，本班人员不得受理",
            "supervision, legal officers or the inspector take it up, never the shift itself",
            "R56; P-27",
        )
    desk.write(slot, "complaint.answered", {"note": act.note}, at_utc_ns=at_utc_ns)
    return done(slot)


def _observe(desk: Desk, slot: int, act: rights.Observe, at_utc_ns: int) -> Done:
    if not act.observer:
        desk.write(slot, "observer.ended", {"note": act.note}, at_utc_ns=at_utc_ns)
        return done(slot)
    if desk.staff(act.observer) is None or not desk.on_duty(act.observer):
        return refuse(
            "CLK-11",
            f"{act.observer} 不在岗，不能看护",
            f"{act.observer} is not on duty and cannot observe",
            "APP: observation levels 3 and 4",
        )
    if act.at_screens and desk.world.records[slot].level >= CLOSE:
        return refuse(
            "CLK-11",
            "四级观察须贴身看护，不得以视频代替",
            "level 4 is within reach: no camera stands in for it",
            "APP: observation level 4",
        )
    said: dict[str, Value] = {"staff": act.observer, "at_screens": act.at_screens}
    desk.write(slot, "observer.began", {**said, "note": act.note}, at_utc_ns=at_utc_ns)
    return done(slot)


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
    stranger = _no_keeper(desk)
    if stranger is not None:
        return stranger
    known = desk.world.records[slot].items.get(act.code)
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


def _no_keeper(desk: Desk) -> Refusal | None:
    keeper = desk.staff(desk.who)
    if keeper is not None and keeper.role in KEEPERS:
        return None
    return refuse(
        "EVD-13",
        "须由财物保管员办理，办案民警不得保管",
        "a property keeper does this, never the investigator",
        "PAC 188; 2012 rules art 6",
    )


def _no_items(desk: Desk, slot: int, act: care.NoItems, at_utc_ns: int) -> Done:
    """Write that there are no belongings; two members of staff say so, never one alone."""
    stranger = _no_keeper(desk)
    if stranger is not None:
        return stranger
    record = desk.world.records[slot]
    if record.items or record.nothing_found:
        return refuse(
            "EVD-09",
            "财物清单已登记",
            "the list of belongings is written already",
            "R40: one item, one code",
        )
    if act.second == desk.who or desk.staff(act.second) is None or not desk.on_duty(act.second):
        return refuse(
            "EVD-13",
            f"须有另一名在岗人员见证，{act.second} 不能见证",
            f"another member of staff on duty must have seen it: {act.second} cannot",
            "PAC 53: search and belongings by two",
        )
    said: dict[str, Value] = {"keeper": desk.who, "second": act.second, "signed": act.signed}
    desk.write(slot, "item.none", said, at_utc_ns=at_utc_ns, basis="PAC 53, 190")
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
