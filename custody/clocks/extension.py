"""Lengthening custody: may the next rung be granted, by whom, on what ground, until when."""

from collections.abc import Sequence

import msgspec

from custody.clocks.happened import FAR, runs
from custody.clocks.limit import Ask, asks_of, climb, fault_of, limit_at, pauses_of
from custody.clocks.owed import reviews_held
from custody.policy import LimitClock, Policy, Rung
from custody.record import RecordEvent, StayRecord, standing
from custody.refusals import Refusal

INVESTIGATOR = "investigator"


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody asks for the next rung: what is wanted, who approves, who writes it down, when."""

    clock: str
    rung: int
    ground: str
    approver: str
    approver_rank: str
    approver_role: str
    evidence: str
    by: str
    utc_ns: int


def extension(
    policy: Policy, events: Sequence[RecordEvent], record: StayRecord, request: Extension
) -> Refusal | RecordEvent:
    """Return the event that grants the rung, or why it is refused; the record is not changed."""
    clock = policy.limit(request.clock)
    if clock is None:
        return _refused(
            "CLK-04", f"本案没有时限 {request.clock}", f"no limit {request.clock} here", policy.id
        )
    why = _ladder(policy, clock, events, request)
    if why is None:
        why = _approver(policy, clock.rungs[request.rung], record, request)
    if why is not None:
        return why
    return RecordEvent(
        number=len(record.events) + 1,
        stay=record.stay,
        utc_ns=request.utc_ns,
        recorded_utc_ns=request.utc_ns,
        kind="clock.extended",
        by=request.by,
        data={
            "clock": clock.id,
            "rung": request.rung,
            "ground": request.ground,
            "approver": request.approver,
            "rank": request.approver_rank,
            "evidence": request.evidence,
        },
        basis=clock.rungs[request.rung].source,
    )


def review_refused(policy: Policy, clock: str, rank: str) -> Refusal | None:
    """Return why a review may not be held: no such review here, or of too low a rank."""
    review = next((one for one in policy.reviews if one.id == clock), None)
    if review is None:
        zh, en = f"本案没有复核 {clock}", f"there is no review {clock} under {policy.id}"
        return _refused("CLK-06", zh, en, policy.id)
    if not _stands(policy, rank, review.officer):
        zh = f"复核人级别 {rank} 低于所需 {review.officer}"
        en = f"rank {rank} may not hold this review; it takes {review.officer}"
        return _refused("CLK-05", zh, en, review.source)
    return None


def _stands(policy: Policy, rank: str, needed: str) -> bool:
    ranks = policy.ranks
    return rank in ranks and needed in ranks and ranks.index(rank) >= ranks.index(needed)


def _ladder(
    policy: Policy, clock: LimitClock, events: Sequence[RecordEvent], request: Extension
) -> Refusal | None:
    """Return why the ladder does not allow it: not running, a rung skipped, ground, too late."""
    now = standing(events)
    found = runs(now, clock.start, clock.stop, clock.restart)
    if not found or found[-1].stop_utc_ns != FAR:
        return _refused("CLK-03", "该时限没有在计算", "this limit is not running", clock.source)
    written = {event.number: event.recorded_utc_ns for event in events if not event.corrects}
    reviews = {
        review.id: tuple(event.utc_ns for event in reviews_held(review, now))
        for review in policy.reviews
    }
    pauses = pauses_of(clock, now)
    reach = climb(clock, found[-1], asks_of(clock, now, written), pauses, reviews)
    ask = Ask(request.utc_ns, request.rung, request.ground)
    fault = fault_of(clock, found[-1], reach, ask, pauses=pauses, reviews=reviews)
    if fault is None:
        return None
    rung = clock.rungs[min(request.rung, len(clock.rungs) - 1)]
    if fault.rule == "CLK-03":
        ended_utc_ns = limit_at(clock, found[-1].start_utc_ns, reach, pauses)
        late_s = (request.utc_ns - ended_utc_ns) / 1e9
        zh = f"原时限已于 {late_s:g} 秒前届满,期满后的延长无效"
        return _refused("CLK-03", zh, fault.why, rung.source)
    zh = f"不得越级或无依据延长:现为第 {reach.rung} 级,申请第 {request.rung} 级"
    return _refused("CLK-04", f"{zh},理由 {request.ground or '无'}", fault.why, rung.source)


def _approver(policy: Policy, rung: Rung, record: StayRecord, request: Extension) -> Refusal | None:
    """Return why this person may not approve it: involved in the case, or of too low a rank."""
    if request.approver_role == INVESTIGATOR or request.approver in _involved(record):
        zh, en = "批准人不得是本案办案人员", "whoever approves must not be involved in the case"
        return _refused("CLK-05", zh, f"{en}: {request.approver}", rung.source)
    if not _stands(policy, request.approver_rank, rung.approver):
        zh = f"批准人级别 {request.approver_rank} 低于所需 {rung.approver}"
        en = f"rank {request.approver_rank} may not approve this; it takes {rung.approver}"
        return _refused("CLK-05", zh, en, rung.source)
    return None


def _involved(record: StayRecord) -> tuple[str, ...]:
    """Return who works on the case: the responsible officer, the lead, whoever questioned."""
    asked = [
        name
        for event in record.of_kind("session.started", "session.changed")
        for name in str(event.data.get("officers", "")).split()
    ]
    return (record.responsible, record.lead, *asked)


def _refused(rule: str, zh: str, en: str, source: str) -> Refusal:
    return Refusal(rule=rule, reason_zh=zh, reason_en=en, source=source)
