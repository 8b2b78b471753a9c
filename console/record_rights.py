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


class Standings:
    """What rights are judged by: one record's clocks and entries, sorted out once."""

    def __init__(
        self,
        record: StayRecord,
        states: Sequence[ClockState],
        events: Sequence[RecordEvent],
        *,
        utc_ns: int,
    ) -> None:
        self.record = record
        self.utc_ns = utc_ns
        self._running = [(kinds_done(state.clock), state) for state in states if state.active]
        self._events: dict[str, list[RecordEvent]] = {}
        for event in events:
            self._events.setdefault(event.kind, []).append(event)

    def events(self, *kinds: str) -> list[RecordEvent]:
        """Return the entries of some kinds as they stand, in their order."""
        found = [event for kind in kinds for event in self._events.get(kind, ())]
        return found if len(kinds) == 1 else sorted(found, key=_happened)

    def running(self, right: Right) -> list[ClockState]:
        """Return the clocks that run for a right: what ends or feeds them is what is done."""
        return [state for kinds, state in self._running if not kinds.isdisjoint(right.done)]


def _happened(event: RecordEvent) -> tuple[int, int]:
    return event.utc_ns, event.number


def kinds_done(clock: TimedClock) -> frozenset[str]:
    """Return the kinds of entries by which what a clock asks for is done."""
    match clock:
        case DeadlineClock():
            return frozenset(kinds_of(clock.stop))
        case IntervalClock():
            return frozenset(kinds_of(clock.proof))
        case RollingClock():
            return frozenset((*kinds_of(clock.counted), *kinds_of(clock.rest)))
        case _:
            return frozenset()


def right_views(standings: Standings) -> tuple[RightView, ...]:
    """Return every right with how it stands."""
    return tuple(_right(right, standings) for right in RIGHTS)


def _right(right: Right, standings: Standings) -> RightView:
    utc_ns, record = standings.utc_ns, standings.record
    done = [event for event in standings.events(*right.done) if _counts(right, event)]
    done_utc_ns = done[-1].utc_ns if done else 0
    running = standings.running(right)
    due_utc_ns = min((instant(one.limit_utc_ns) for one in running), default=0)
    again = any(isinstance(state.clock, _AGAIN) for state in running)
    owed = bool(running) or _owed(right, standings, done_utc_ns)
    state: Standing = "none"
    if _excepted(right, standings):
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


def _owed(right: Right, standings: Standings, done_utc_ns: int) -> bool:
    """Return whether it is owed by the record alone, where no clock of the policy says so."""
    record = standings.record
    asked = standings.events(*right.asked)
    if asked:
        return asked[-1].utc_ns > done_utc_ns or not done_utc_ns
    if right.flags:
        return not done_utc_ns and any(record.flags.get(flag, False) for flag in right.flags)
    return not right.asked and not done_utc_ns and record.full and bool(record.arrived_utc_ns)


def _excepted(right: Right, standings: Standings) -> bool:
    if not right.excepted:
        return False
    said = standings.events(*right.excepted, *right.excepted_ends, *right.done)
    return bool(said) and said[-1].kind in right.excepted


def request_views(standings: Standings) -> tuple[RequestView, ...]:
    """Return what the person asked for and whether it was answered, newest first."""
    found = [
        _request(right, asked, answered, standings)
        for right in RIGHTS
        for asked, answered in _pairs(right, standings)
    ]
    return tuple(sorted(found, key=lambda one: -one.number))


def _pairs(right: Right, standings: Standings) -> Iterator[tuple[RecordEvent, RecordEvent | None]]:
    """Yield every request with the first answer after it; medicine is answered by its name."""
    answers = standings.events(*right.done)
    for asked in standings.events(*right.asked):
        fit = (
            event
            for event in answers
            if _happened(event) > _happened(asked)
            and event.data.get("medicine") == asked.data.get("medicine")
        )
        yield asked, next(fit, None)


def _request(
    right: Right, asked: RecordEvent, answered: RecordEvent | None, standings: Standings
) -> RequestView:
    due = [
        instant(state.limit_utc_ns)
        for state in standings.running(right)
        if asked.number in state.counted
    ]
    due_utc_ns = min(due, default=0)
    state: Standing = "done" if answered else "none" if standings.record.ended else "open"
    if state == "open" and 0 < due_utc_ns <= standings.utc_ns:
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
