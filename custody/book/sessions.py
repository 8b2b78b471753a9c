"""Room sessions: the PROC-06 set before questioning runs, pauses, the end with its proof."""

from typing import Final

from custody.acts import steps
from custody.book.desk import Desk, Done, done, refuse
from custody.book.rooms import reserve, taken
from custody.clocks.needs import absent
from custody.clocks.people import policy_of
from custody.kept import Session
from custody.layout import NOWHERE
from custody.people import ADULTS
from custody.policy import Policy, PresenceClock
from custody.record import StayRecord, words
from custody.refusals import Refusal
from custody.session import Span, may_become

RECORDER_NS: Final = 3_000_000_000
"""A recorder that was not heard for so long does not run (DEV-01: 3 s in session)."""
_ROOMS: Final = ("interview", "juvenile-interview")


def do(desk: Desk, slot: int, act: object) -> Done:
    """Change a room session."""
    match act:
        case steps.ReserveSession():
            answer = _reserve(desk, slot, act)
        case steps.FreeSession():
            answer = _free(desk, slot)
        case steps.StartSession():
            answer = _start(desk, slot, act)
        case steps.PauseSession():
            answer = _move(desk, slot, "paused", reason=act.reason)
        case steps.ResumeSession():
            answer = _resume(desk, slot, act)
        case steps.ChangeSession():
            answer = _change(desk, slot, act)
        case steps.CloseSession():
            answer = _move(desk, slot, "closing")
        case steps.EndSession():
            answer = _end(desk, slot, act)
        case _:
            message = f"{type(act).__name__} is no act of a session"
            raise TypeError(message)
    return answer


def _reserve(desk: Desk, slot: int, act: steps.ReserveSession) -> Done:
    if _state(desk.world.records[slot]) != "free":
        return _wrong(desk.world.records[slot], "reserved")
    return reserve(desk, slot, act)


def _free(desk: Desk, slot: int) -> Done:
    record = desk.world.records[slot]
    if _state(record) != "reserved" or record.session is None:
        return _wrong(record, "free")
    desk.write(slot, "session.freed", room=record.session.room)
    return done(slot)


def _start(desk: Desk, slot: int, act: steps.StartSession) -> Done:
    record = desk.world.records[slot]
    if _state(record) not in ("free", "reserved"):
        return _wrong(record, "running")
    until_utc_ns = _planned_end(record, act.room)
    at_once = Span(desk.utc_ns, max(until_utc_ns, desk.utc_ns + 1))
    refused = taken(desk, slot, act.room, at_once) or checks(
        desk,
        slot,
        Session(
            state="checks_ok",
            room=act.room,
            kind=act.kind,
            officers=tuple(dict.fromkeys(act.officers)),
            others=act.others,
            recorder=act.recorder,
            single_officer=act.single_officer,
        ),
    )
    if refused is not None:
        return refused
    desk.write(
        slot,
        "session.started",
        {
            "kind": act.kind,
            "officers": words(dict.fromkeys(act.officers)),
            "others": words(act.others),
            "recorder": act.recorder,
            "single_officer": act.single_officer,
            **({"until_utc_ns": until_utc_ns} if until_utc_ns else {}),
        },
        room=act.room,
        basis="PCC 198-204; PSAPL 97-101, 108",
    )
    return done(slot, act.room)


def _planned_end(record: StayRecord, room: str) -> int:
    """Return until when this room is kept for the session that now begins, 0 if nobody said."""
    kept = record.session
    return kept.until_utc_ns if kept is not None and kept.room == room else 0


def _resume(desk: Desk, slot: int, act: steps.ResumeSession) -> Done:
    record = desk.world.records[slot]
    session = record.session
    if session is None or not may_become(session.state, "running"):
        return _wrong(record, "running")
    again = Session(
        state="checks_ok",
        room=session.room,
        kind=session.kind,
        officers=session.officers,
        others=session.others,
        recorder=act.recorder,
        single_officer=session.single_officer,
    )
    refused = checks(desk, slot, again)
    if refused is not None:
        return refused
    desk.write(slot, "session.resumed", {"recorder": act.recorder}, room=session.room)
    return done(slot)


def _change(desk: Desk, slot: int, act: steps.ChangeSession) -> Done:
    record = desk.world.records[slot]
    session = record.session
    if session is None or session.state == "reserved":
        return _wrong(record, "running")
    adult_gone = record.flags.get("minor", False) and not _adult(desk, act.others)
    desk.write(
        slot,
        "session.changed",
        {
            "officers": words(dict.fromkeys(act.officers)),
            "others": words(act.others),
            "recorder": act.recorder,
        },
        room=session.room,
    )
    if session.state == "running" and (adult_gone or act.recorder != "ok"):
        reason = "adult_left" if adult_gone else "recorder_fault"
        desk.write(slot, "session.paused", {"reason": reason}, room=session.room)
    return done(slot)


def _move(desk: Desk, slot: int, to: str, *, reason: str = "") -> Done:
    record = desk.world.records[slot]
    if not may_become(_state(record), to) or record.session is None:
        return _wrong(record, to)
    desk.write(slot, f"session.{to}", {"reason": reason}, room=record.session.room)
    return done(slot)


def _end(desk: Desk, slot: int, act: steps.EndSession) -> Done:
    record = desk.world.records[slot]
    session = record.session
    if session is None or not may_become(session.state, "closed"):
        return _wrong(record, "closed")
    desk.write(
        slot,
        "session.ended",
        {"record": act.record, "recording": act.recording, "signed": act.signed},
        room=session.room,
        basis="CPL 120; PCC 206-208",
    )
    return done(slot)


def checks(desk: Desk, slot: int, session: Session) -> Refusal | None:
    """Return the first of the PROC-06 conditions that is not true, None when all are."""
    record = desk.world.records[slot]
    if record.allowed("PROC-06", desk.law_utc_ns):
        return None
    for failed in (_place, _recording, _staff, _rights, _company, _health):
        reasons = failed(desk, slot, record, session)
        if reasons is not None:
            zh, en, source, *also = reasons
            return refuse("PROC-06", zh, en, source, also=tuple(also))
    return None


Reasons = tuple[str, str, str] | tuple[str, str, str, str] | None
"""Why in Chinese and English, the legal basis, and a further rule that it breaks."""


def _place(desk: Desk, _slot: int, record: StayRecord, session: Session) -> Reasons:
    kind = desk.type_of(session.room)
    if kind not in _ROOMS:
        return f"{session.room} 不是讯(询)问室", f"{session.room} is no interview room", "PCC 198"
    young = "juvenile-interview" in desk.world.layout.rooms.types
    if record.flags.get("minor", False) and young and kind != "juvenile-interview":
        return "未成年人须在专用讯(询)问室", "a minor has an interview room of their own", "CPL 281"
    here = desk.room_of(record)
    if here and here != session.room:
        return f"被询问人在 {here}", f"the person is in {here}", "PCC 198"
    if record.full and record.stage != "S9":
        return "尚未进入讯(询)问环节(S9)", "the person is not in stage S9", "R23"
    return None


def _recording(desk: Desk, _slot: int, _record: StayRecord, session: Session) -> Reasons:
    if session.recorder != "ok" or recorder_silent(desk, session.room):
        return (
            "同步录音录像未正常工作",
            "the recorder does not run",
            "PSAPL 97, 108, 137; CPL 123; PCC 208",
        )
    return None


def _staff(desk: Desk, slot: int, record: StayRecord, session: Session) -> Reasons:
    officers = [name for name in session.officers if desk.officer(name)]
    policy = policy_of(desk.world, slot)
    alone = session.single_officer and policy.single_officer and session.kind == "questioning"
    lacking = None if alone else lacked(desk, policy, record, session)
    if lacking is not None:
        return f"不符合{lacking.zh}要求", f"too few for: {lacking.en}", lacking.source
    if len(officers) < (1 if alone else 2):
        return (
            f"民警不足：现有 {len(officers)} 名",
            f"{len(officers)} officers are not enough",
            "CPL 118; PCC 202; PSAPL 108",
        )
    staff = [person for name in session.officers if (person := desk.staff(name)) is not None]
    girl = record.flags.get("minor", False) and record.flags.get("female", False)
    if girl and not any(person.sex == "female" for person in staff):
        return (
            "询问女性未成年人须有女性工作人员在场",
            "a girl is questioned with female staff present",
            "CPL 281; PCC 324",
        )
    return None


def lacked(
    desk: Desk, policy: Policy, record: StayRecord, session: Session
) -> PresenceClock | None:
    """Return the first presence of the regime (primitive 6) for which too few are named."""
    people = [_attributes(desk, name) for name in (*session.officers, *session.others)]
    for clock in policy.presences:
        during = any(
            one.kind == "session.started" and one.where.get("kind", session.kind) == session.kind
            for span in clock.during
            for one in span.on
        )
        owed = not clock.when or any(record.flags.get(flag, False) for flag in clock.when)
        if during and owed and absent(clock, people):
            return clock
    return None


def _attributes(desk: Desk, name: str) -> tuple[str, ...]:
    """Return what a presence may ask of somebody: role, sex, police on duty, kind of badge."""
    visitor, person = desk.visitor(name), desk.staff(name)
    if visitor is not None:
        return f"badge:{visitor.kind}", f"sex:{visitor.sex}"
    if person is None:
        return ()
    police = ("role:police",) if desk.officer(name) else ()
    return f"role:{person.role}", f"sex:{person.sex}", *police


def _rights(_desk: Desk, _slot: int, record: StayRecord, _session: Session) -> Reasons:
    if record.full and not record.evidence.get("rights_notice"):
        return "尚未告知权利", "rights have not been told", "CPL 34; PCC 43; PSAPL 97"
    return None


def _company(desk: Desk, _slot: int, record: StayRecord, session: Session) -> Reasons:
    needs_adult = record.flags.get("minor", False) or record.flags.get("vulnerable", False)
    if needs_adult and not _adult(desk, session.others):
        return (
            "法定代理人或合适成年人未到场",
            "no guardian or appropriate adult is there",
            "CPL 281; PCC 323; PSAPL 98",
            "RGT-11",
        )
    kinds = [visitor.kind for name in session.others if (visitor := desk.visitor(name)) is not None]
    if record.flags.get("interpreter", False) and "interpreter" not in kinds:
        return "翻译人员未到场", "no interpreter is there", "CPL 121; PCC 204; PSAPL 101"
    return None


def _health(_desk: Desk, _slot: int, record: StayRecord, _session: Session) -> Reasons:
    if not record.interview_fit or record.flags.get("intoxicated", False):
        return (
            "身体状况不适宜讯(询)问",
            "the person is not fit to be questioned",
            "PSAPL 15; PCC 198",
        )
    return None


def _adult(desk: Desk, others: tuple[str, ...]) -> bool:
    return any(
        (visitor := desk.visitor(name)) is not None and visitor.kind in ADULTS for name in others
    )


def recorder_silent(desk: Desk, room: str) -> bool:
    """Return whether the recorder of a room, where it has one of ours, is not heard."""
    layout = desk.world.layout
    row = layout.rooms.ids.index(room) if room in layout.rooms.ids else NOWHERE
    for device, place in zip(layout.recorder_device, layout.recorder_room, strict=True):
        if place == row and row != NOWHERE:
            heard = max(int(desk.world.devices.heard_t_ns[device]), desk.world.grace_t_ns)
            return desk.t_ns - heard > RECORDER_NS
    return False


def _state(record: StayRecord) -> str:
    return "free" if record.session is None else record.session.state


def _wrong(record: StayRecord, to: str) -> Refusal:
    state = _state(record)
    return refuse(
        "PROC-01",
        f"讯(询)问状态为 {state}，不能转为 {to}",
        f"the session is {state}: it cannot become {to}",
        "R23",
    )
