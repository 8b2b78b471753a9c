"""The gates of a step: order, proof, place, people, evidence. Each says which condition failed."""

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from custody.acts.act import Value
from custody.acts.steps import TakeStep
from custody.book.desk import Desk, refuse
from custody.people import POLICE
from custody.procedure import BY_ID, RELEASED, STAGES, Step, may_follow, wanted
from custody.record import StayRecord
from custody.refusals import Refusal

AT_THE_DESK: Final = ("custody_officer", "duty_inspector", "medical", "property_keeper")
"""Roles that may take a step with anybody; all others must be bound to the person (PAIR-04)."""
_REVIEWS: Final = ("officer", "legal_officer", "legal_department")
_DETAINED: Final = ("admin_detention", "criminal_detention", "arrest")
_YOUNG: Final = ("juvenile-holding", "juvenile-interview", "juvenile-care")
_HOLDING: Final = ("holding", "juvenile-holding", "sobering")
_LAST: Final = ("S14", "S15", "S16")
NIGHT_FROM_HOUR: Final = 21
NIGHT_TO_HOUR: Final = 7
NS_PER_S: Final = 1_000_000_000


def order(record: StayRecord, to: str) -> Refusal | None:
    """Refuse a step that the table does not know: out of order, skipped or reversed."""
    if record.full and may_follow(record.stage, to):
        return None
    now = BY_ID.get(record.stage)
    here = f"{record.stage} {now.zh if now else ''}".strip()
    there = BY_ID[to]
    back = now is not None and STAGES.index(to) <= STAGES.index(record.stage)
    way = "不得倒回" if back else "不得跳越"
    way_en = "no way back" if back else "no skipping"
    return refuse(
        "PROC-01",
        f"{here}之后不能进入 {to} {there.zh}，{way}",
        f"{to} {there.en} does not follow {record.stage}: {way_en}",
        f"{there.basis_en}; R23",
    )


def proof(desk: Desk, record: StayRecord, act: TakeStep) -> Refusal | None:
    """Refuse without a dual swipe just made, or without the signature of somebody bound."""
    if act.proof == "swipe":
        unpaired = _pair(desk, record)
        if unpaired is not None:
            return unpaired
    return bound(desk, record)


def _pair(desk: Desk, record: StayRecord) -> Refusal | None:
    fresh = record.paired_utc_ns and desk.utc_ns - record.paired_utc_ns <= desk.swipe_window_ns
    if fresh and record.paired_staff == desk.who:
        return None
    if fresh:
        return refuse(
            "PAIR-04",
            f"门卡属于 {record.paired_staff}，操作人是 {desk.who}",
            f"the card was {record.paired_staff}'s, the step is asked for by {desk.who}",
            "R02, R03",
        )
    for other in desk.world.records.values():
        recent = desk.utc_ns - other.paired_utc_ns <= desk.swipe_window_ns
        if other.paired_staff == desk.who and recent and not other.ended:
            return refuse(
                "PAIR-10",
                f"所刷手环属于 {other.stay}",
                f"the band that was swiped is on {other.stay}",
                "R01, R03",
            )
    return refuse(
        "PAIR-05",
        "60 秒内没有门卡与手环的双刷",
        "no card and band were swiped together within the last minute",
        "R03",
    )


def bound(desk: Desk, record: StayRecord) -> Refusal | None:
    """Refuse somebody who is neither bound to this person nor of the desk."""
    person = desk.staff(desk.who)
    if person is not None and desk.on_duty(person.id):
        theirs = (record.responsible, record.hand_over_to, record.lead)
        officers = record.session.officers if record.session is not None else ()
        if person.role in AT_THE_DESK or person.id in (*theirs, *officers):
            return None
    return refuse(
        "PAIR-04",
        f"{desk.who} 未与该人员关联或不在岗",
        f"{desk.who} is not bound to this person or not on duty",
        "R02, R03",
    )


def place(desk: Desk, record: StayRecord, act: TakeStep) -> str | Refusal:
    """Return the room of the step, or refuse the wrong zone; a known position always wins."""
    step = BY_ID[act.to]
    room = desk.room_of(record) or act.room
    zones = zones_of(desk, record, step)
    if not step.zones or record_allows(desk, record, "PROC-01"):
        return room
    kind = desk.type_of(room)
    if kind in zones:
        return room
    if kind in _HOLDING and desk.world.stays.never_holding[desk.world.slot_of(record.stay)]:
        return refuse(
            "PROC-21",
            "该人员不得进入候问室，应在关爱室由民警陪同",
            "this person may not be in a holding room: wait with an officer in a care room",
            "CQ 10",
        )
    minor = record.flags.get("minor", False) and kind in step.zones
    said = room or "—"
    return refuse(
        "SEP-02" if minor else "PROC-01",
        f"{act.to} {step.zh}不能在 {said} 进行" + (",未成年人须在专区" if minor else ""),
        f"{step.en} is not done in {said}" + (": minors have rooms of their own" if minor else ""),
        "CPL 280; PCC 328" if minor else step.basis_en,
    )


def zones_of(desk: Desk, record: StayRecord, step: Step) -> tuple[str, ...]:
    """Return the room types where this person's stage may be."""
    slot = desk.world.slot_of(record.stay)
    zones = step.zones
    if desk.world.stays.never_holding[slot]:
        zones = tuple(zone for zone in zones if zone not in _HOLDING)
    minor = record.flags.get("minor", False)
    have = desk.world.layout.rooms.types
    if minor:
        young = tuple(zone for zone in zones if zone in _YOUNG and zone in have)
        grown = tuple(zone for zone in zones if f"juvenile-{zone}" in young)
        return tuple(zone for zone in zones if zone not in grown)
    return tuple(zone for zone in zones if zone not in _YOUNG)


def people(desk: Desk, record: StayRecord, act: TakeStep, room: str) -> Refusal | None:
    """Refuse while somebody the table asks for is not there."""
    step, present = BY_ID[act.to], tuple(dict.fromkeys((desk.who, *act.present)))
    strange = _strangers(desk, act, room)
    if strange is not None:
        return strange
    if act.to == "S2":
        return _search(desk, record, present)
    if record_allows(desk, record, "PROC-01"):
        return None
    officers = sum(desk.officer(name) for name in present)
    if officers < step.officers:
        return refuse(
            "PROC-01",
            f"{step.zh}需要 {step.officers} 名民警在场，现有 {officers} 名",
            f"{step.en} needs {step.officers} officers, {officers} named",
            step.basis_en,
        )
    roles = [person.role for name in present if (person := desk.staff(name)) is not None]
    if step.roles and not set(roles) & set(step.roles):
        return refuse(
            "PROC-01",
            f"{step.zh}缺少应到场人员({'、'.join(step.roles)})",
            f"{step.en} needs one of: {', '.join(step.roles)}",
            step.basis_en,
        )
    return None


def _strangers(desk: Desk, act: TakeStep, room: str) -> Refusal | None:
    """Refuse people who are named and unknown, or located somewhere else."""
    for name in act.present:
        if desk.staff(name) is None and desk.visitor(name) is None:
            return refuse("PROC-01", f"不认识 {name}", f"nobody is known as {name}", "R02")
        elsewhere = desk.room_of_device(desk.card_of(name))
        if BY_ID[act.to].zones and room and elsewhere and elsewhere != room:
            return refuse(
                "PAIR-06",
                f"{name} 在 {elsewhere}，不在 {room}",
                f"{name} is in {elsewhere}, not in {room}",
                "R03: card, band and place agree",
            )
    return None


def _search(desk: Desk, record: StayRecord, present: tuple[str, ...]) -> Refusal | None:
    """Refuse a search by too few, or of a woman without a woman or a doctor (PSAPL 103)."""
    staff = [person for name in present if (person := desk.staff(name)) is not None]
    woman = record.flags.get("female", False)
    fit = any(person.sex == "female" or person.role == "medical" for person in staff)
    fit |= any(
        visitor.kind == "doctor" or visitor.sex == "female"
        for name in present
        if (visitor := desk.visitor(name)) is not None
    )
    if woman and not fit and not record_allows(desk, record, "PROC-04"):
        return refuse(
            "PROC-04",
            "检查女性须由女性工作人员或医师进行",
            "a woman is searched by female staff or a doctor",
            "PSAPL 103; PCC 217",
        )
    count = sum(desk.officer(name) or _searcher(desk, name) for name in present)
    if count < BY_ID["S2"].officers and not record_allows(desk, record, "PROC-05"):
        return refuse(
            "PROC-05",
            "人身安全检查须由二名以上民警进行",
            "a search needs two officers",
            "PSAPL 103",
        )
    return None


def _searcher(desk: Desk, name: str) -> bool:
    """Return whether a doctor of the house searches in an officer's place."""
    person = desk.staff(name)
    return person is not None and person.role == "medical" and person.role not in POLICE


def evidence(
    record: StayRecord, act: TakeStep, *, given: tuple[str, ...], utc_ns: int
) -> Refusal | None:
    """Refuse while what the table asks for is not proven; say which."""
    missing = [
        name
        for name in wanted(record.stage, act.to)
        if name not in given
        and not (_given(record.evidence.get(name)) or _given(act.evidence.get(name)))
    ]
    rule = "PROC-16" if act.to == RELEASED else "PROC-01"
    rule = "PROC-17" if "exit_returned" in missing else rule
    rule = "PROC-25" if "decision" in missing else rule
    if not missing or record.allowed(rule, utc_ns):
        return None
    return refuse(
        rule,
        f"离开 {record.stage} {BY_ID[record.stage].zh}前缺少：{'、'.join(missing)}",
        f"before leaving {BY_ID[record.stage].en} this is missing: {', '.join(missing)}",
        BY_ID[record.stage].basis_en,
    )


def _given(value: Value) -> bool:
    """Return whether evidence says something; a count of none is something."""
    return value is not None and value is not False and value != ""


def way_out(desk: Desk, record: StayRecord, act: TakeStep) -> Refusal | None:
    """Refuse to leave a session open, to go out unapproved, to leave against the decision."""
    session = record.session
    if (
        session is not None
        and session.state != "reserved"
        and (record.stage == "S9" or act.to in _LAST)
    ):
        return refuse(
            "PROC-08",
            f"{session.room} 的讯(询)问尚未结束",
            f"the session in {session.room} is still open",
            "CPL 120; PCC 206",
        )
    if act.to == "S13b" and record.exit_until_utc_ns <= desk.utc_ns:
        return refuse("PROC-17", "临时出区未经批准", "no temporary exit is approved", "HZ 4")
    if act.to == "S16":
        return _transferable(record)
    if act.to == RELEASED:
        return _releasable(desk, record, act)
    return None


def _transferable(record: StayRecord) -> Refusal | None:
    if not record.measure:
        return refuse(
            "PROC-25",
            "未经三级审核作出决定，不得送押",
            "no transfer without a decision of three-level review",
            "R38",
        )
    if record.measure in _DETAINED and record.executable:
        return None
    return refuse(
        "PROC-24",
        "该决定不执行拘留，不得送押，应办理出区",
        "nobody is transferred on a decision without executable detention: release",
        "PSAPL 23",
    )


def _releasable(desk: Desk, record: StayRecord, act: TakeStep) -> Refusal | None:
    if record.measure in _DETAINED and record.executable:
        return refuse(
            "PROC-25",
            f"已决定 {record.measure}，不得释放",
            f"{record.measure} is decided: transfer, no release",
            "HZ 5",
        )
    policy = desk.world.layout.policies[desk.world.stays.regime[desk.world.slot_of(record.stay)]]
    protected = any(record.flags.get(flag, False) for flag in policy.night_pick_up)
    if protected and _is_night(desk) and not _given(act.evidence.get("pick_up")):
        return refuse(
            "PROC-22",
            "21 时至次日 7 时释放须有家属领回或送回住处",
            "between 21:00 and 07:00 somebody fetches the person or they are taken home",
            "CQ 10",
        )
    return None


def _is_night(desk: Desk) -> bool:
    """Return whether it is night by the centre's own clock."""
    zone = ZoneInfo(desk.world.layout.timezone)
    hour = datetime.fromtimestamp(desk.utc_ns // NS_PER_S, UTC).astimezone(zone).hour
    return hour >= NIGHT_FROM_HOUR or hour < NIGHT_TO_HOUR


def record_allows(desk: Desk, record: StayRecord, rule: str) -> bool:
    """Return whether an override is in force."""
    return record.allowed(rule, desk.law_utc_ns)


def unsigned(record: StayRecord) -> tuple[str, ...]:
    """Return the levels of review that have not signed yet (PROC-25)."""
    return tuple(level for level in _REVIEWS if level not in record.signatures)
