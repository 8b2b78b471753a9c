"""Who may ask for which act: one table, a line an act; the engine judges the person besides."""

from typing import Final

from custody import commands
from custody.acts import alarms, care, intake, legal, notices, people, rights, steps
from custody.acts.act import Act
from custody.registry import Role

Roles = tuple[Role, ...]

INSPECTORS: Final[Roles] = ("supervision", "prosecutor")
"""They read everything and ask for nothing (P-25, R55)."""
READERS: Final[Roles] = (
    *("control_room", "custody_officer", "duty_inspector", "guard", "medical", "investigator"),
    *("legal_review", "property_keeper", *INSPECTORS),
)
"""Who may read a custody record: whoever has to do with people; not who keeps machines (P-14)."""
EXPORTERS: Final[Roles] = ("custody_officer", "duty_inspector", "legal_review", *INSPECTORS)
"""Who may take a record out as a file (EVD-04); each time is logged."""
_DESK: Final[Roles] = ("control_room", "custody_officer", "duty_inspector")
_GUARDS: Final[Roles] = (*_DESK, "guard")
_CARERS: Final[Roles] = (*_GUARDS, "medical")
_CASE: Final[Roles] = ("custody_officer", "duty_inspector", "investigator")
_ESCORTS: Final[Roles] = (*_GUARDS, "investigator")
_ALL: Final[Roles] = (*_CARERS, "investigator", "legal_review", "property_keeper")
_ANYBODY: Final[Roles] = (*_ALL, "technician")
"""What saves a life waits for no role of the house."""
_HEALTH: Final[Roles] = ("custody_officer", "duty_inspector", "medical")
_KEEPERS: Final[Roles] = ("property_keeper", "custody_officer")
_LEADERS: Final[Roles] = ("custody_officer", "duty_inspector")
_RIGHTS: Final[Roles] = (*_CASE, "guard", "control_room")

ROLES: Final[dict[type[Act], Roles]] = {
    commands.Acknowledge: _CARERS,
    commands.CloseAlarm: _DESK,
    alarms.Come: _CARERS,
    alarms.Contain: _CARERS,
    alarms.TakeBack: _CARERS,
    alarms.Shelve: _DESK,
    alarms.Unshelve: _DESK,
    alarms.TakeOutOfService: (*_LEADERS, "technician"),
    alarms.ReturnToService: (*_LEADERS, "technician"),
    alarms.RosterLine: _LEADERS,
    alarms.OpenTicket: _ANYBODY,
    alarms.StepTicket: _ANYBODY,
    alarms.StartHandOver: _DESK,
    alarms.SignHandOver: _DESK,
    notices.ResendNotice: (*_DESK, "technician"),
    notices.AnnounceDrill: _DESK,
    commands.OpenStay: _DESK,
    commands.BindBand: _GUARDS,
    commands.AssignOfficer: _DESK,
    commands.ApproveExit: (*_DESK, "investigator"),
    commands.CloseStay: _DESK,
    commands.AdoptConfig: ("technician", "duty_inspector"),
    intake.BookStay: (*_CASE, "control_room"),
    intake.Register: (*_CASE, "control_room"),
    intake.CancelBooking: (*_CASE, "control_room"),
    intake.SetFlags: (*_CARERS, "investigator"),
    intake.SetLevel: _CARERS,
    intake.AnswerHealth: _HEALTH,
    intake.LinkCase: (*_CASE, "legal_review"),
    people.UnbindBand: _GUARDS,
    people.ReplaceCard: (*_DESK, "technician"),
    people.SetDuty: _DESK,
    people.HandOver: _ESCORTS,
    people.AcceptHandOver: _ESCORTS,
    people.SetPresent: _ALL,
    people.IssueBadge: _GUARDS,
    people.ReturnBadge: _GUARDS,
    people.KeepApart: (*_CARERS, "investigator"),
    steps.Swipe: _ALL,
    steps.TakeStep: _ALL,
    steps.FastTrack: _ANYBODY,
    steps.SetIncident: _ANYBODY,
    steps.TakeSample: (*_CASE, "medical"),
    steps.HoldIdentification: _CASE,
    steps.ReserveSession: (*_CASE, "control_room"),
    steps.FreeSession: (*_CASE, "control_room"),
    steps.StartSession: _CASE,
    steps.PauseSession: (*_ESCORTS, "medical"),
    steps.ResumeSession: _CASE,
    steps.ChangeSession: _CASE,
    steps.CloseSession: _CASE,
    steps.EndSession: _CASE,
    care.RecordCheck: _CARERS,
    care.Offer: (*_CARERS, "investigator"),
    care.Rest: (*_CARERS, "investigator"),
    care.ServeRights: _CASE,
    care.FamilyNotice: _CASE,
    care.LawyerRequest: _ALL,
    care.LawyerAnswer: (*_CASE, "legal_review"),
    care.LawyerMeeting: _RIGHTS,
    care.InterpreterRequest: _ALL,
    care.InterpreterArrived: _RIGHTS,
    care.MedicalRequest: _ANYBODY,
    care.MedicalSeen: _HEALTH,
    care.MedicineDue: _HEALTH,
    care.MedicineGiven: _HEALTH,
    care.Complaint: _ALL,
    care.AnswerComplaint: ("duty_inspector", "legal_review"),
    care.AddItem: _KEEPERS,
    care.NoItems: _KEEPERS,
    care.SealItem: _KEEPERS,
    care.ReturnItem: _KEEPERS,
    care.Restrain: _CARERS,
    care.Hospital: _CARERS,
    rights.AskFor: _ALL,
    rights.Observe: (*_GUARDS, "medical"),
    rights.TellIllness: (*_CASE, "medical", "control_room"),
    rights.Dependants: _CASE,
    rights.Consul: (*_CASE, "legal_review"),
    rights.QuestionVictim: _CASE,
    rights.DeathStep: (*_CARERS, "legal_review"),
    legal.ExtendClock: (*_CASE, "legal_review"),
    legal.HoldReview: (*_LEADERS, "legal_review"),
    legal.PostponeReview: (*_LEADERS, "legal_review"),
    legal.Override: _LEADERS,
    legal.Correct: _ALL,
    legal.ReturnFromExit: _ESCORTS,
    legal.SignReview: (*_CASE, "guard", "legal_review"),
    legal.Decide: (*_LEADERS, "legal_review"),
    legal.Release: _LEADERS,
    legal.Transfer: _LEADERS,
    legal.HandOverReceived: _ESCORTS,
    legal.NoteCase: (*_CASE, "legal_review"),
}
"""Every act there is; a test holds it against the engine's list."""

_BY_TAG: Final[dict[str, Roles]] = {
    str(act.__struct_config__.tag): roles for act, roles in ROLES.items()
}


def roles_of(act: str) -> Roles:
    """Return the roles that may ask for an act by its tag."""
    return _BY_TAG.get(act, ())


def may(role: str, act: str) -> bool:
    """Return whether a role may ask for an act by its tag; an unknown act nobody may."""
    return role in _BY_TAG.get(act, ())
