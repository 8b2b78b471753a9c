"""What is owed to a person: checks, food, rest, rights, lawyer, doctor, belongings, complaint."""

from typing import Literal

from custody.acts.act import Instant, Key, StayAct, Word


class RecordCheck(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="record_check"
):
    """A check in person; the engine itself says whether card and place prove it."""

    kind: Literal["visit", "rouse", "sobriety"]
    response: Literal["", "woke", "spoke", "obeyed", "no_response", "sober", "not_sober"] = ""


class Offer(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="offer"):
    """Something was offered; a refusal by the person is recorded and counts as offered."""

    what: Literal["meal", "drink", "toilet", "bedding", "exercise", "diet", "religion"]
    taken: bool = True


class Rest(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="rest"):
    """Rest begins or ends."""

    phase: Literal["began", "ended"]


class ServeRights(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="serve_rights"
):
    """Rights were told in a language understood; refusal to sign is noted."""

    signed: Literal["signed", "refused"]
    adult: Word = ""
    """Badge of the guardian or appropriate adult who was there (a minor's, RGT-11)."""
    interpreter: Word = ""


class FamilyNotice(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="family_notice"
):
    """The family was told, cannot be for a ground, or the ground has ended (CN-08)."""

    outcome: Literal["done", "ground", "ground_ended"]
    ground: Literal["", "cannot_notify", "identity_unknown", "security_harmful"] = ""


class LawyerRequest(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="lawyer_request"
):
    """A lawyer (or legal aid) is asked for, or documents were shown."""

    kind: Literal["lawyer", "legal_aid", "duty_lawyer"] = "lawyer"


class LawyerAnswer(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="lawyer_answer"
):
    """The request was answered."""

    outcome: Literal["arranged", "forwarded", "restricted"]


class LawyerMeeting(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="lawyer_meeting"
):
    """A meeting with the lawyer began or ended; times only, never content."""

    phase: Literal["began", "ended"]
    badge: Word = ""


class InterpreterRequest(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="interpreter_request"
):
    """An interpreter or sign helper is needed."""


class InterpreterArrived(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="interpreter_arrived"
):
    """The interpreter is here."""

    badge: Word = ""


class MedicalRequest(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="medical_request"
):
    """A doctor is asked for, by the person or for them."""

    urgent: bool = False


class MedicalSeen(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="medical_seen"
):
    """A health professional saw the person."""

    fit: Literal["fit", "hold", "hospital"]
    interview_fit: bool


class MedicineDue(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="medicine_due"
):
    """Medicine is to be given at an instant (which may lie ahead)."""

    medicine: Key
    due_utc_ns: Instant


class MedicineGiven(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="medicine_given"
):
    """Medicine was given, or the person refused it."""

    medicine: Key
    taken: bool = True


class Complaint(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="complaint"):
    """A complaint or a mark of ill-treatment: evidence is held, supervision is told (RGT-19)."""

    about: Literal["treatment", "injury", "conditions", "procedure"]


class AnswerComplaint(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="answer_complaint"
):
    """Supervision has taken the complaint up; the evidence hold stays."""


class AddItem(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="add_item"):
    """A belonging is taken in: one item, one code (R40)."""

    code: Key
    what: Key
    kind: Literal["personal", "evidence", "prohibited"] = "personal"


class NoItems(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="no_items"):
    """Nothing was found on the person: the keeper sends it, a second member of staff saw it too.

    It stands for the list of belongings (S3) and is signed by the person as the list would be.
    """

    second: Key
    signed: Literal["signed", "refused"]


class SealItem(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="seal_item"):
    """An item is sealed."""

    code: Key


class ReturnItem(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="return_item"):
    """An item goes back to the person or on with the case."""

    code: Key
    to: Literal["person", "case", "transfer"] = "person"


class Restrain(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="restrain"):
    """Restraint begins or ends; drunk restraint pauses CN-03 and takes no metal (PAC 58).

    ``watched`` names who watches a person that is restrained already.
    """

    phase: Literal["began", "watched", "ended"]
    kind: Literal["drunk", "violence", "escape", "self_harm"]
    means: Literal["strap", "hold", "handcuffs"] = "strap"
    approver: Word = ""
    watcher: Word = ""


class Hospital(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="hospital"):
    """Times at a hospital, and questioning there, for clocks that pause."""

    phase: Literal["left_for", "returned", "questioning_began", "questioning_ended"]
    purpose: Literal["treatment", "investigation"] = "treatment"
