"""Who may have an interview room, and when: bookings that clash in time or on the way (R32)."""

from custody.acts import steps
from custody.book.booking import Wish, clash
from custody.book.desk import Desk, Done, done, refuse
from custody.clocks.needs import together_wrongly
from custody.clocks.people import policy_of
from custody.local import time_of_day
from custody.policy import Policy, SeparationClock
from custody.record import StayRecord
from custody.refusals import Refusal
from custody.session import ENDLESS_NS, Span, kept_for


def reserve(desk: Desk, slot: int, act: steps.ReserveSession) -> Done:
    """Keep a room for a person who has none kept yet."""
    span = Span(
        max(act.from_utc_ns, desk.utc_ns),
        act.until_utc_ns or ENDLESS_NS,
    )
    if span.until_utc_ns <= span.from_utc_ns:
        return refuse(
            "REC-02",
            "截止时间须晚于开始时间和现在",
            "the end must be later than the beginning, and than now",
            "P-30: exact instants",
        )
    refused = taken(desk, slot, act.room, span) or _planned(desk, slot, act.room, span)
    if refused is not None:
        return refused
    until = {"until_utc_ns": act.until_utc_ns} if act.until_utc_ns else {}
    data = {"from_utc_ns": span.from_utc_ns, **until}
    desk.write(slot, "session.reserved", data, room=act.room)
    return done(slot)


def taken(desk: Desk, slot: int, room: str, span: Span) -> Refusal | None:
    """Refuse a room that is kept for somebody else at that time.

    For somebody of the same case it is SEP-08, else PROC-27.
    """
    mine = desk.world.records[slot]
    for other, record in sorted(desk.world.records.items()):
        session = record.session
        if other == slot or session is None or session.room != room or record.ended:
            continue
        kept = kept_for(session, desk.utc_ns)
        if not kept.meets(span):
            continue
        zh, en = _times(desk, kept)
        if co_detained(mine, record):
            return refuse(
                "SEP-08",
                f"同案人员 {record.stay} {zh}使用 {room}，讯(询)问应当分别进行",
                f"{record.stay} of the same case has {room} {en}: question them separately",
                "PCC 202: separately",
            )
        apart = kept_apart(policy_of(desk.world, slot), mine, record)
        if apart is not None:
            return refuse(
                apart.id,
                f"{room} {zh}已用于 {record.stay}：{apart.zh}",
                f"{room} is in use for {record.stay} {en}: {apart.en}",
                apart.source,
            )
        return refuse(
            "PROC-27",
            f"{room} {zh}已用于 {record.stay}",
            f"{room} is in use for {record.stay} {en}",
            "R32: room allocation",
        )
    return None


def _times(desk: Desk, kept: Span) -> tuple[str, str]:
    """Return from when until when a room is taken, in words."""
    timezone = desk.world.layout.timezone
    begins = kept.from_utc_ns > desk.utc_ns
    zh = en = ""
    if begins:
        at = time_of_day(timezone, kept.from_utc_ns)
        zh, en = f"{at}起", f"from {at}"
    if kept.until_utc_ns == ENDLESS_NS:
        return zh, f"{en}, no end named".removeprefix(", ")
    at = time_of_day(timezone, kept.until_utc_ns)
    return f"{zh}至{at}", f"{en} until {at}".strip()


def _planned(desk: Desk, slot: int, room: str, span: Span) -> Refusal | None:
    """Refuse a room to which nobody can be led without meeting those they are kept from."""
    met = clash(desk.world, Wish(slot=slot, room=room, span=span, utc_ns=desk.utc_ns))
    if met is None:
        return None
    others = " ".join(met.instead)
    return refuse(
        "SEP-06",
        f"前往 {room} 会在 {met.room} 遇到 {met.who}({met.rule})"
        + (f",可改用 {others}" if others else ",请待其离开"),
        f"on the way to {room} the person would meet {met.who} in {met.room} ({met.rule}): "
        + (f"take {others}" if others else "wait until they have gone"),
        f"R32; {met.rule}",
    )


def kept_apart(policy: Policy, one: StayRecord, other: StayRecord) -> SeparationClock | None:
    """Return the separation of the regime (primitive 7) that two people in one room would break."""
    pair = _of_separation(one), _of_separation(other)
    return next((clock for clock in policy.separations if together_wrongly(clock, *pair)), None)


def _of_separation(record: StayRecord) -> dict[str, str | bool]:
    """Return what a separation may ask of a person: flags, their opposites, the case."""
    flags = record.flags
    return {
        **flags,
        "adult": not flags.get("minor", False),
        "male": not flags.get("female", False),
        "case": record.case,
    }


def co_detained(one: StayRecord, other: StayRecord) -> bool:
    """Return whether two people are of one case, or of one group of co-detainees."""
    same_case = bool(one.case) and one.case == other.case
    return same_case or (bool(one.case_group) and one.case_group == other.case_group)
