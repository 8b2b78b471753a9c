"""Rights, guarantees and requests of one stay: what is owed, what was done, by when."""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from console.record_clocks import instant
from console.record_types import RequestView, RightView, Standing
from console.words_record import KIND_WORDS, law, named
from custody.clocks.happened import kinds_of
from custody.clocks.state import ClockState
from custody.policy import DeadlineClock, IntervalClock, RollingClock, TimedClock
from custody.record import RecordEvent, StayRecord


class Right(msgspec.Struct, frozen=True, kw_only=True):
    """One right: how it is asked for, done, and excepted, as kinds of the record."""

    key: str
    zh: str
    en: str
    act: str
    done: tuple[str, ...]
    asked: tuple[str, ...] = ()
    """It is owed only once asked for; empty: it is owed to everybody."""
    flags: tuple[str, ...] = ()
    """With one of these flags it is owed unasked."""
    excepted: tuple[str, ...] = ()
    excepted_ends: tuple[str, ...] = ()
    source: str


RIGHTS: Final[tuple[Right, ...]] = (
    Right(
        key="notice",
        zh="权利义务告知",
        en="Rights told",
        act="serve_rights",
        done=("right.notice_served",),
        source="CPL 34; PCC 43; PSAPL 98",
    ),
    Right(
        key="family",
        zh="通知家属",
        en="Family told",
        act="family_notice",
        done=("right.family_told",),
        excepted=("right.family_excepted",),
        excepted_ends=("right.family_ground_ended",),
        source="CPL 85, 93; PSAPL 97; CQ 14",
    ),
    Right(
        key="health",
        zh="健康询问",
        en="Health questions",
        act="answer_health",
        done=("health.answered",),
        source="CQ 31",
    ),
    Right(
        key="adult",
        zh="合适成年人到场",
        en="Appropriate adult",
        act="issue_badge",
        done=("visitor.issued",),
        asked=(),
        flags=("minor", "vulnerable"),
        source="CPL 281; PSAPL 98; Code C 1.7",
    ),
    Right(
        key="lawyer",
        zh="律师帮助",
        en="Lawyer",
        act="lawyer_answer",
        done=("right.lawyer_answered", "right.lawyer_meeting_began"),
        asked=("right.lawyer_requested",),
        source="CPL 39; PCC 52-53",
    ),
    Right(
        key="interpreter",
        zh="翻译",
        en="Interpreter",
        act="interpreter_arrived",
        done=("right.interpreter_arrived",),
        asked=("right.interpreter_requested",),
        flags=("interpreter",),
        source="CPL 121; PCC 204; PSAPL 101",
    ),
    Right(
        key="doctor",
        zh="就医",
        en="Doctor",
        act="medical_seen",
        done=("medical.seen",),
        asked=("medical.requested",),
        source="CQ 23",
    ),
    Right(
        key="medicine",
        zh="用药",
        en="Medicine",
        act="medicine_given",
        done=("medicine.given",),
        asked=("medicine.due",),
        source="APP",
    ),
    Right(
        key="meal",
        zh="饮食",
        en="Meals",
        act="offer",
        done=("offer.meal",),
        source="CPL 119; PSAPL 97",
    ),
    Right(
        key="rest",
        zh="必要休息",
        en="Rest",
        act="rest",
        done=("rest.began",),
        source="CPL 119; PSAPL 97",
    ),
    Right(
        key="complaint",
        zh="投诉处理",
        en="Complaint taken up",
        act="answer_complaint",
        done=("complaint.answered",),
        asked=("complaint.made",),
        source="R56; RGT-19",
    ),
)
"""What every stay page shows, in this order; the law's instants come from the policy's clocks."""

_AGAIN: Final = (IntervalClock, RollingClock)
"""Clocks of what is owed over and over: done today is owed again later."""
_VISITORS: Final = ("appropriate_adult", "guardian")


def right_views(
    record: StayRecord,
    states: Sequence[ClockState],
    events: Sequence[RecordEvent],
    *,
    utc_ns: int,
) -> tuple[RightView, ...]:
    """Return every right with how it stands; ``events`` as they stand after corrections."""
    return tuple(_right(right, record, states, events, utc_ns) for right in RIGHTS)


def _right(
    right: Right,
    record: StayRecord,
    states: Sequence[ClockState],
    events: Sequence[RecordEvent],
    utc_ns: int,
) -> RightView:
    done = [event for event in events if event.kind in right.done and _counts(right, event)]
    done_utc_ns = done[-1].utc_ns if done else 0
    clocks = [state for state in states if _clock_of(state.clock, right)]
    running = [state for state in clocks if state.active]
    due_utc_ns = min((instant(one.limit_utc_ns) for one in running), default=0)
    again = any(isinstance(state.clock, _AGAIN) for state in running)
    owed = bool(running) or _owed(right, record, events, done_utc_ns)
    state: Standing = "none"
    if _excepted(right, events):
        state = "excepted"
    elif done and (not owed or (again and not 0 < due_utc_ns <= utc_ns)):
        state = "done"
    elif owed and not record.ended:
        state = "late" if 0 < due_utc_ns <= utc_ns else "open"
    return RightView(
        key=right.key,
        zh=right.zh,
        en=right.en,
        state=state,
        due_utc_ns=due_utc_ns,
        done_utc_ns=done_utc_ns,
        act=right.act,
        basis=law(running[0].source if running else right.source),
    )


def _counts(right: Right, event: RecordEvent) -> bool:
    return right.key != "adult" or event.data.get("kind") in _VISITORS


def _owed(
    right: Right, record: StayRecord, events: Sequence[RecordEvent], done_utc_ns: int
) -> bool:
    """Return whether it is owed by the record alone, where no clock of the policy says so."""
    asked = [event for event in events if event.kind in right.asked]
    if asked:
        return asked[-1].utc_ns > done_utc_ns or not done_utc_ns
    if right.flags:
        return not done_utc_ns and any(record.flags.get(flag, False) for flag in right.flags)
    return not right.asked and not done_utc_ns and record.full and bool(record.arrived_utc_ns)


def _excepted(right: Right, events: Sequence[RecordEvent]) -> bool:
    stands = False
    for event in events:
        if event.kind in right.excepted:
            stands = True
        elif event.kind in (*right.excepted_ends, *right.done):
            stands = False
    return stands


def _clock_of(clock: TimedClock, right: Right) -> bool:
    """Return whether a clock is about this right: what ends or feeds it is what is done."""
    match clock:
        case DeadlineClock():
            kinds = set(kinds_of(clock.stop))
        case IntervalClock():
            kinds = set(kinds_of(clock.proof))
        case RollingClock():
            kinds = {*kinds_of(clock.counted), *kinds_of(clock.rest)}
        case _:
            return False
    return bool(kinds.intersection(right.done))


def request_views(
    record: StayRecord,
    states: Sequence[ClockState],
    events: Sequence[RecordEvent],
    *,
    utc_ns: int,
) -> tuple[RequestView, ...]:
    """Return what the person asked for and whether it was answered, newest first."""
    found = [
        _request(right, pair, states, ended=record.ended, utc_ns=utc_ns)
        for right in RIGHTS
        for pair in _pairs(right, events)
    ]
    return tuple(sorted(found, key=lambda one: -one.number))


def _pairs(
    right: Right, events: Sequence[RecordEvent]
) -> Iterator[tuple[RecordEvent, RecordEvent | None]]:
    """Yield every request with the first answer after it; medicine is answered by its name."""
    for place, asked in enumerate(events):
        if asked.kind not in right.asked:
            continue
        answers = (
            event
            for event in events[place + 1 :]
            if event.kind in right.done and event.data.get("medicine") == asked.data.get("medicine")
        )
        yield asked, next(answers, None)


def _request(
    right: Right,
    pair: tuple[RecordEvent, RecordEvent | None],
    states: Sequence[ClockState],
    *,
    ended: bool,
    utc_ns: int,
) -> RequestView:
    asked, answered = pair
    due = [
        instant(state.limit_utc_ns)
        for state in states
        if state.active and asked.number in state.counted and _clock_of(state.clock, right)
    ]
    due_utc_ns = min(due, default=0)
    state: Standing = "done" if answered else "none" if ended else "open"
    if state == "open" and 0 < due_utc_ns <= utc_ns:
        state = "late"
    words = named(KIND_WORDS, asked.kind)
    return RequestView(
        number=asked.number,
        kind=asked.kind,
        zh=words.zh,
        en=words.en,
        asked_utc_ns=asked.utc_ns,
        due_utc_ns=due_utc_ns,
        answered_utc_ns=answered.utc_ns if answered else 0,
        state=state,
        act=right.act,
    )
