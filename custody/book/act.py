"""Which act is done where: the one table from a command to its place in the book."""

from typing import Final

from custody.acts import care, intake, legal, people, steps
from custody.acts.act import StayAct
from custody.book import activities, cases, sessions
from custody.book import care as caring
from custody.book import intake as intakes
from custody.book import legal as law
from custody.book import people as persons
from custody.book import steps as stepping
from custody.book.desk import Desk, Done, refuse
from custody.commands import RecordAct
from custody.record import EVENTS_MAX
from custody.refusals import Refusal

_SESSION: Final = (
    *(steps.ReserveSession, steps.FreeSession, steps.StartSession),
    *(steps.PauseSession, steps.ResumeSession),
    *(steps.ChangeSession, steps.CloseSession, steps.EndSession),
)
_INTAKE: Final = (
    *(intake.CancelBooking, intake.SetFlags, intake.SetLevel),
    *(intake.AnswerHealth, intake.LinkCase),
)
_BOUND: Final = (
    *(people.UnbindBand, people.HandOver, people.AcceptHandOver, people.SetPresent),
    people.KeepApart,
)
_HOUSE: Final = (people.ReplaceCard, people.SetDuty, people.IssueBadge, people.ReturnBadge)
_LAW: Final = (
    *(legal.ExtendClock, legal.HoldReview, legal.PostponeReview, legal.Override, legal.Correct),
    *(legal.ReturnFromExit, legal.SignReview, legal.Decide, legal.Release, legal.Transfer),
    legal.HandOverReceived,
)
LIFE_SAVING: Final = (steps.FastTrack, steps.SetIncident, care.MedicalRequest, care.Hospital)
"""Acts that a full record does not stop either."""
_SPARE: Final = 100


def keep(desk: Desk, act: RecordAct) -> Done:
    """Do an act on the custody record, or refuse it."""
    match act:
        case intake.BookStay() | intake.Register():
            answer = intakes.begin(desk, act)
        case steps.Swipe():
            answer = stepping.swipe(desk, act)
        case steps.TakeStep():
            answer = stepping.take_step(desk, act)
        case steps.FastTrack():
            answer = stepping.fast_track(desk, act)
        case steps.TakeSample() | steps.HoldIdentification():
            answer = activities.do(desk, act)
        case steps.SetIncident():
            answer = stepping.set_incident(desk, act)
        case legal.NoteCase():
            answer = cases.note_case(desk, act, source="hand")
        case _ if isinstance(act, _HOUSE):
            answer = persons.do_house(desk, act)
        case _:
            assert isinstance(act, StayAct), "every other act is on one stay"
            answer = _on_stay(desk, act)
    return answer


def _on_stay(desk: Desk, act: StayAct) -> Done:
    slot = desk.slot_of(act.stay)
    if isinstance(slot, Refusal):
        return slot
    record = desk.world.records[slot]
    at_utc_ns = desk.utc_ns if isinstance(act, legal.Correct) else desk.time_of(act, record)
    if isinstance(at_utc_ns, Refusal):
        return at_utc_ns
    if len(record.events) > EVENTS_MAX - _SPARE and not isinstance(act, LIFE_SAVING):
        return refuse("REC-06", "记录已满", "the record is full", "design: EVENTS_MAX")
    return _dispatch(desk, slot, at_utc_ns, act)


def _dispatch(desk: Desk, slot: int, at_utc_ns: int, act: StayAct) -> Done:
    if isinstance(act, _SESSION):
        return sessions.do(desk, slot, act)
    if isinstance(act, _INTAKE):
        return intakes.do(desk, slot, at_utc_ns, act)
    if isinstance(act, _BOUND):
        return persons.do_stay(desk, slot, act)
    if isinstance(act, _LAW):
        return law.do(desk, slot, at_utc_ns, act)
    return caring.do(desk, slot, at_utc_ns, act)
