"""Law done: extensions, reviews, overrides, corrections, decisions, exits and the way out."""

from typing import Final

from custody.acts import legal, steps
from custody.book.desk import Desk, Done, done, refuse
from custody.book.gates import unsigned
from custody.book.steps import take_step
from custody.clocks.extension import Extension, extension, review_refused
from custody.clocks.people import events_of, policy_of
from custody.commands import ApproveExit
from custody.people import CASE_ROLES, OVERRIDES_MAX, OVERSIGHT, Overridden
from custody.record import StayRecord, words
from custody.refusals import Refusal

OVERRIDABLE: Final = ("PROC-01", "PROC-04", "PROC-05", "PROC-06", "RGT-09")
"""Rules whose conditions an inspector may let go for a while. The order of steps is none."""
OVERRIDE_MAX_NS: Final = 4 * 3_600_000_000_000
EXIT_RANKS: Final = ("dept_head", "county_duty_head", "county_head")
"""Who may let a person out for a while under the full procedure (HZ 4)."""
RANKS_BELOW: Final = ("auxiliary", "officer")
"""Who may not let anybody out, under quick registration either."""
EXIT_PURPOSES: Final = ("recover_items", "identify_scene", "medical", "transfer")
"""What a temporary exit may be for (HZ 4); life-saving (S12) asks for none."""
SIGNERS: Final[dict[str, tuple[str, ...]]] = {
    "officer": ("investigator", "custody_officer", "guard"),
    "legal_officer": ("legal_review",),
    "legal_department": ("legal_review", "duty_inspector"),
}
"""Roles that may give each of the three signatures (R38)."""


def do(desk: Desk, slot: int, at_utc_ns: int, act: object) -> Done:
    """Do or refuse what the law asks for while a person is here."""
    match act:
        case legal.ExtendClock():
            answer = _extend(desk, slot, act, at_utc_ns)
        case legal.HoldReview():
            answer = _review(desk, slot, act, at_utc_ns)
        case legal.PostponeReview():
            desk.write(slot, "review.postponed", {"clock": act.clock, "reason": act.reason})
            answer = done(slot)
        case legal.Override():
            answer = _override(desk, slot, act)
        case legal.Correct():
            answer = _correct(desk, slot, act)
        case legal.ReturnFromExit():
            answer = _returned(desk, slot, at_utc_ns)
        case _:
            answer = _finish(desk, slot, at_utc_ns, act)
    return answer


def _finish(desk: Desk, slot: int, at_utc_ns: int, act: object) -> Done:
    """Do or refuse what ends custody: review, decision, release, transfer."""
    match act:
        case legal.SignReview():
            answer = _sign(desk, slot, act)
        case legal.Decide():
            answer = _decide(desk, slot, act, at_utc_ns)
        case legal.Release():
            answer = _release(desk, slot, act, at_utc_ns)
        case legal.Transfer():
            answer = _transfer(desk, slot, act, at_utc_ns)
        case legal.HandOverReceived():
            answer = _received(desk, slot, act, at_utc_ns)
        case _:
            message = f"{type(act).__name__} is no act of law"
            raise TypeError(message)
    return answer


def uninvolved(desk: Desk, record: StayRecord, approver: str) -> Refusal | None:
    """Refuse an approver who is unknown, off duty, or works on the case (CLK-05)."""
    person = desk.staff(approver)
    involved = approver in (record.responsible, record.lead)
    if person is None or not desk.on_duty(approver):
        return refuse(
            "CLK-05",
            f"批准人 {approver} 未登记或不在岗",
            f"approver {approver} is unknown or off duty",
            "PACE 40; PCC 80, 200",
        )
    if involved or person.role in CASE_ROLES:
        return refuse(
            "CLK-05",
            f"{approver} 是办案民警，不得自行批准",
            f"{approver} works on the case and cannot approve",
            "PACE 40; PCC 80, 200",
        )
    return None


def _extend(desk: Desk, slot: int, act: legal.ExtendClock, at_utc_ns: int) -> Done:
    record = desk.world.records[slot]
    refused = uninvolved(desk, record, act.approver)
    person = desk.staff(act.approver)
    if refused is not None or person is None:
        return refused or refuse("CLK-05", "批准人未登记", "unknown approver", "PCC 80, 200")
    asked = Extension(
        clock=act.clock,
        rung=act.rung,
        ground=act.ground,
        approver=act.approver,
        approver_rank=person.rank,
        approver_role=person.role,
        evidence=act.evidence,
        by=desk.who,
        # A grant counts from when it is written down: nobody lengthens custody backwards, nor by
        # setting the clock back.
        utc_ns=desk.law_utc_ns,
    )
    granted = extension(policy_of(desk.world, slot), events_of(desk.world, slot), record, asked)
    if isinstance(granted, Refusal):
        return granted
    desk.write(slot, granted.kind, granted.data, at_utc_ns=at_utc_ns)
    return done(slot)


def _review(desk: Desk, slot: int, act: legal.HoldReview, at_utc_ns: int) -> Done:
    refused = uninvolved(desk, desk.world.records[slot], act.officer)
    if refused is not None:
        return refused
    officer = desk.staff(act.officer)
    rank = officer.rank if officer else ""
    refused = review_refused(policy_of(desk.world, slot), act.clock, rank)
    if refused is not None:
        return refused
    desk.write(
        slot, "review.held", {"clock": act.clock, "officer": act.officer}, at_utc_ns=at_utc_ns
    )
    return done(slot)


def _override(desk: Desk, slot: int, act: legal.Override) -> Done:
    approver, record = desk.staff(act.approver), desk.world.records[slot]
    if act.rule not in OVERRIDABLE:
        return refuse(
            "PROC-01",
            f"{act.rule} 不得例外",
            f"{act.rule} cannot be overridden",
            f"only {', '.join(OVERRIDABLE)}; R57",
        )
    if not act.reason.strip():
        return refuse("PROC-01", "例外须写明理由", "an override states its reason", "R57")
    refused = uninvolved(desk, record, act.approver)
    if refused is not None:
        return refused
    if approver is None or approver.role not in OVERSIGHT or act.approver == desk.who:
        return refuse(
            "PROC-01",
            "例外须由另一名值班领导批准",
            "an override needs a duty inspector other than the one who asks",
            "R57; P-24: two persons",
        )
    left_ns = act.expires_utc_ns - desk.law_utc_ns
    if not 0 < left_ns <= OVERRIDE_MAX_NS:
        return refuse(
            "PROC-01",
            "例外期限须在未来 4 小时内",
            "an override ends within the next four hours",
            "P-24: expiry on every override",
        )
    event = desk.write(
        slot,
        "override.granted",
        {
            "rule": act.rule,
            "reason": act.reason.strip(),
            "approver": act.approver,
            "expires_utc_ns": act.expires_utc_ns,
            "count": len(record.overrides) + 1,
        },
    )
    counted = desk.world.house.overrides
    counted.append(Overridden(utc_ns=desk.utc_ns, staff=desk.who, room=event.room))
    del counted[: max(0, len(counted) - OVERRIDES_MAX)]
    return done(slot, str(len(record.overrides)))


def _correct(desk: Desk, slot: int, act: legal.Correct) -> Done:
    """Write a compensating event; stages and refusals stay as they were written."""
    record = desk.world.records[slot]
    if act.event > len(record.events):
        return refuse("REC-05", "没有该条记录", "there is no such entry", "R23")
    wrong = record.events[act.event - 1]
    if wrong.kind == "session.ended" and (act.void or "recording" in act.evidence):
        return refuse(
            "PROC-13",
            "录音录像不得剪接、删改，其校验值不得更正",
            "a recording is never cut, edited or deleted, and its hash never corrected",
            "PSAPL 139(13); PCC 208",
        )
    if (
        wrong.corrects
        or wrong.kind.startswith(("stage.", "attempt.", "stay.booked"))
        or (act.void and wrong.kind == "stay.arrived")
    ):
        return refuse(
            "PROC-01",
            f"{wrong.kind} 不能更正，只能另行记录",
            f"{wrong.kind} cannot be corrected: write what happened as a new entry",
            "R23: no way back",
        )
    # Only the arrival itself may turn out to have been earlier than it was written down.
    early = wrong.kind != "stay.arrived" and 0 < act.at_utc_ns < record.arrived_utc_ns
    if act.at_utc_ns > desk.utc_ns or early:
        return refuse(
            "REC-02",
            "时间在将来或早于到案",
            "the time lies in the future, or before the arrival",
            "P-30: exact instants",
        )
    said = {"reason": act.reason}
    desk.write(
        slot,
        wrong.kind,
        {**wrong.data, **act.evidence, **said},
        at_utc_ns=act.at_utc_ns or wrong.utc_ns,
        room=wrong.room,
        basis=wrong.basis,
        corrects=act.event,
        void=act.void,
    )
    if wrong.kind == "stay.arrived":
        desk.world.stays.arrived_utc_ns[slot] = record.arrived_utc_ns
    return done(slot)


def approve_exit(desk: Desk, slot: int, act: ApproveExit) -> Refusal | None:
    """Refuse a temporary exit for another purpose, or approved by nobody of rank (PROC-17)."""
    record, approver = desk.world.records[slot], desk.staff(desk.who)
    if act.purpose not in EXIT_PURPOSES:
        return refuse(
            "PROC-17",
            f"临时出区事由 {act.purpose} 不在清单内",
            f"no temporary exit for {act.purpose}: only {', '.join(EXIT_PURPOSES)}",
            "HZ 4",
        )
    rank = approver.rank if approver is not None else "auxiliary"
    if rank in EXIT_RANKS or (not record.full and rank not in RANKS_BELOW):
        return None
    if not record.full:
        return refuse(
            "PROC-17",
            f"{desk.who} 级别低于 station_head",
            f"{desk.who} is below station_head",
            "HZ 4: the rank that approves an exit",
        )
    return refuse(
        "PROC-17",
        "临时出区须经办案部门负责人以上批准",
        "a temporary exit is approved by a department head or above",
        f"HZ 4; purpose {act.purpose}",
    )


def _returned(desk: Desk, slot: int, at_utc_ns: int) -> Done:
    record = desk.world.records[slot]
    if not record.exit_until_utc_ns:
        return refuse("PROC-17", "没有未结束的临时出区", "nobody is out on an exit", "HZ 4")
    desk.write(slot, "exit.returned", at_utc_ns=at_utc_ns)
    return done(slot)


def _sign(desk: Desk, slot: int, act: legal.SignReview) -> Done:
    record, signer = desk.world.records[slot], desk.staff(desk.who)
    order = list(SIGNERS)
    missing = unsigned(record)
    if (
        signer is None
        or signer.role not in SIGNERS[act.level]
        or desk.who in (record.signatures.values())
    ):
        return refuse(
            "PROC-25",
            f"{desk.who} 不能签署{act.level}一级",
            f"{desk.who} cannot sign as {act.level}",
            "R38: three people, each of their own level",
        )
    if not missing or missing[0] != act.level:
        return refuse(
            "PROC-25",
            "须依次审核:" + "、".join(order),
            "the levels sign in order: " + ", ".join(order),
            "R38",
        )
    desk.write(slot, "review.signed", {"level": act.level, "staff": desk.who})
    return done(slot)


def _decide(desk: Desk, slot: int, act: legal.Decide, at_utc_ns: int) -> Done:
    record = desk.world.records[slot]
    missing = unsigned(record)
    if missing:
        return refuse(
            "PROC-25",
            f"缺少审核签名：{'、'.join(missing)}",
            f"signatures are missing: {', '.join(missing)}",
            "R38: three-level review",
        )
    desk.write(
        slot,
        "decision.made",
        {"measure": act.measure, "document": act.document, "executable": act.executable},
        at_utc_ns=at_utc_ns,
    )
    return done(slot)


def _release(desk: Desk, slot: int, act: legal.Release, at_utc_ns: int) -> Done:
    """Sign the end time and let the person go (S15)."""
    record = desk.world.records[slot]
    back = all(item.returned for item in record.items.values())
    said = act.evidence | ({"pick_up": act.pick_up} if act.pick_up else {})
    step = steps.TakeStep(
        stay=act.stay,
        to="S15",
        proof="signature",
        at_utc_ns=act.at_utc_ns,
        present=act.present,
        evidence=said,
    )
    given = ("end_signed", "property_returned") if back else ("end_signed",)
    answer = take_step(desk, step, given=given)
    if not isinstance(answer, Refusal):
        desk.write(slot, "release.done", {"pick_up": act.pick_up}, at_utc_ns=at_utc_ns)
    return answer


def _transfer(desk: Desk, slot: int, act: legal.Transfer, at_utc_ns: int) -> Done:
    """Set out for a place of detention (S16)."""
    step = steps.TakeStep(
        stay=act.stay,
        to="S16",
        proof="signature",
        at_utc_ns=act.at_utc_ns,
        room=act.room,
        present=act.escorts,
        evidence=act.evidence,
    )
    answer = take_step(desk, step)
    if not isinstance(answer, Refusal):
        desk.write(
            slot,
            "transfer.departed",
            {"to": act.to, "vehicle": act.vehicle, "escorts": words(act.escorts)},
            at_utc_ns=at_utc_ns,
        )
    return answer


def _received(desk: Desk, slot: int, act: legal.HandOverReceived, at_utc_ns: int) -> Done:
    """Take the receiving house's stamp (S17)."""
    step = steps.TakeStep(
        stay=act.stay, to="S17", proof="signature", at_utc_ns=act.at_utc_ns, note=act.note
    )
    answer = take_step(desk, step, given=("stamp",))
    if not isinstance(answer, Refusal):
        desk.write(
            slot,
            "transfer.received",
            {"receiver": act.receiver, "stamp": act.stamp},
            at_utc_ns=at_utc_ns,
            basis="CPL 85; PCC 153",
        )
    return answer
