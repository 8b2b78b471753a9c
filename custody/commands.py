"""What people may ask of the engine: one tagged struct per act.

Each command carries an id chosen by the caller, which makes a retry harmless.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from custody.acts import alarms, care, intake, legal, notices, people, rights, steps
from custody.acts.act import Act, Key, Text


class Acknowledge(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="acknowledge"):
    """I have seen this alarm and deal with it."""

    alarm: Key
    note: Text = ""


class CloseAlarm(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="close_alarm"):
    """The alarm is dealt with; SYS-03 refuses a close without cause and action."""

    alarm: Key
    cause: Literal["true", "benign", "false_logic", "false_data", "undetermined"]
    action: Text


class OpenStay(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="open_stay"):
    """A detainee arrives; the engine answers with the stay's pseudonym."""

    regime: Key
    arrived_utc_ns: Annotated[int, Meta(ge=0, le=2**63 - 1)]
    responsible: Key
    flags: intake.Flags = ()


class BindBand(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="bind_band"):
    """A band is put on the wrist of the person of this stay."""

    stay: Key
    band: Key


class AssignOfficer(
    Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="assign_officer"
):
    """A member of staff answers for this person from now on."""

    stay: Key
    staff: Key


class ApproveExit(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="approve_exit"):
    """A temporary exit with purpose and end, 24 h at most, by a station head or above (HZ 4)."""

    stay: Key
    purpose: Literal["recover_items", "identify_scene", "medical", "transfer", "other"]
    """``other`` is not in the list of the law and refused by PROC-17."""
    until_utc_ns: Annotated[int, Meta(ge=0, le=2**63 - 1)]


class CloseStay(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="close_stay"):
    """The person has left custody; the band comes off and the clocks stop."""

    stay: Key
    reason: Literal["released", "transferred", "bail"]


class AdoptConfig(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="adopt_config"):
    """Adopt a configuration: canonical bytes as text (see alerts.configuration)."""

    canonical: str


RecordAct = (
    intake.BookStay
    | intake.Register
    | intake.CancelBooking
    | intake.SetFlags
    | intake.SetLevel
    | intake.AnswerHealth
    | intake.LinkCase
    | people.UnbindBand
    | people.ReplaceCard
    | people.SetDuty
    | people.HandOver
    | people.AcceptHandOver
    | people.SetPresent
    | people.KeepApart
    | people.IssueBadge
    | people.ReturnBadge
    | steps.Swipe
    | steps.TakeStep
    | steps.FastTrack
    | steps.SetIncident
    | steps.TakeSample
    | steps.HoldIdentification
    | steps.ReserveSession
    | steps.FreeSession
    | steps.StartSession
    | steps.PauseSession
    | steps.ResumeSession
    | steps.ChangeSession
    | steps.CloseSession
    | steps.EndSession
    | care.RecordCheck
    | care.Offer
    | care.Rest
    | care.ServeRights
    | care.FamilyNotice
    | care.LawyerRequest
    | care.LawyerAnswer
    | care.LawyerMeeting
    | care.InterpreterRequest
    | care.InterpreterArrived
    | care.MedicalRequest
    | care.MedicalSeen
    | care.MedicineDue
    | care.MedicineGiven
    | care.Complaint
    | care.AnswerComplaint
    | care.AddItem
    | care.NoItems
    | care.SealItem
    | care.ReturnItem
    | care.Restrain
    | care.Hospital
    | rights.AskFor
    | rights.Observe
    | rights.TellIllness
    | rights.Dependants
    | rights.Consul
    | rights.QuestionVictim
    | rights.DeathStep
    | legal.ExtendClock
    | legal.HoldReview
    | legal.PostponeReview
    | legal.Override
    | legal.Correct
    | legal.ReturnFromExit
    | legal.SignReview
    | legal.Decide
    | legal.Release
    | legal.Transfer
    | legal.HandOverReceived
    | legal.NoteCase
)
"""What changes the custody record (see custody.record)."""

AlarmAct = (
    Acknowledge
    | CloseAlarm
    | alarms.Come
    | alarms.Contain
    | alarms.TakeBack
    | alarms.Shelve
    | alarms.Unshelve
    | alarms.TakeOutOfService
    | alarms.ReturnToService
    | alarms.RosterLine
    | alarms.OpenTicket
    | alarms.StepTicket
    | alarms.StartHandOver
    | alarms.SignHandOver
    | notices.ResendNotice
    | notices.AnnounceDrill
)
"""What is done about alarms, the rules that raise them, and what must be put right."""

AnyAct = (
    AlarmAct
    | OpenStay
    | BindBand
    | AssignOfficer
    | ApproveExit
    | CloseStay
    | AdoptConfig
    | RecordAct
)


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who wants what, and when they pressed (UTC ns of the console)."""

    id: Key
    who: Key
    at_ns: int
    what: AnyAct
