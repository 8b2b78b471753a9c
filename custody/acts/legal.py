"""What the law asks for: extensions, reviews, overrides, corrections, decisions, the way out."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from custody.acts.act import Act, Instant, Key, People, StayAct, Text, Word
from custody.acts.steps import Evidence

Measure = Literal[
    "release",
    "fine",
    "warning",
    "bail",
    "residential_surveillance",
    "admin_detention",
    "criminal_detention",
    "arrest",
    "continued_questioning",
    "charge",
]
CaseEvent = Literal[
    "detention_announced",
    "detention_authorised",
    "arrest",
    "measure_decided",
    "charge",
    "warrant_issued",
    "first_interrogation",
    "arrest_requested",
    "transferred_for_prosecution",
    "bail_began",
    "bail_ended",
    "judgment",
    "identified",
    "appearance_compelled",
    "other_serious_crime",
    "urgent_measure",
    "urgent_measure_approved",
    "foreign_national",
    "foreign_reported",
    "detention_doubted",
    "detention_doubt_decided",
    "change_requested",
    "change_decided",
    "death",
    "appraisal_begun",
    "appraisal_result",
    "terrorism_arrest",
    "schedule_7_detention",
    "schedule_7_ended",
    "rights_delayed",
    "rights_exercised",
    "juvenile_charged",
    "moved_to_local_authority",
]

FeedEvent = Literal[CaseEvent, "person_named"]
"""What a case system may tell: besides, which of its people a stay is."""


class ExtendClock(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="extend_clock"
):
    """Grant the next rung of a clock; who may, on what ground, until when: the policy says."""

    clock: Key
    rung: Annotated[int, Meta(ge=1, le=7)]
    """Rung number from 0: the second limit of the ladder is rung 1."""
    ground: Word
    approver: Key
    evidence: Word
    """Number of the document."""


class HoldReview(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="hold_review"):
    """A review of detention was held by an officer who is not involved."""

    clock: Key
    officer: Key


class PostponeReview(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="postpone_review"
):
    """A review cannot be held in time; later due times keep their anchor."""

    clock: Key
    reason: Annotated[str, Meta(min_length=1, max_length=500)]


class Override(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="override"):
    """Let one rule's condition go for this person until an instant; never the order of steps."""

    rule: Key
    reason: Annotated[str, Meta(min_length=1, max_length=500)]
    approver: Key
    expires_utc_ns: Instant


class Correct(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="correct"):
    """A compensating event: entry ``event`` was wrong; nothing is edited, both stay readable."""

    event: Annotated[int, Meta(ge=1)]
    reason: Annotated[str, Meta(min_length=1, max_length=500)]
    void: bool = False
    evidence: Evidence = msgspec.field(default_factory=dict)
    """Values that stand instead; ``at_utc_ns`` is the instant that stands instead (0 keeps it)."""


class ReturnFromExit(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="return_from_exit"
):
    """The person is back from a temporary exit."""


class SignReview(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="sign_review"):
    """One of the three signatures before a decision; the signer is whoever sends this."""

    level: Literal["officer", "legal_officer", "legal_department"]


class Decide(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="decide"):
    """What follows for the person; needs the three signatures (PROC-25)."""

    measure: Measure
    document: Key
    executable: bool = True
    """PSAPL 23: a detention that is decided but not executed leads to release, never transfer."""


class Release(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="release"):
    """The person leaves (S15): the end time is signed, clocks stop."""

    pick_up: Word = ""
    """Who fetches a protected person at night (PROC-22)."""
    present: People = ()
    evidence: Evidence = msgspec.field(default_factory=dict)
    """The exit checklist: documents, medical_advice."""


class Transfer(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="transfer"):
    """The person sets out for a place of detention (S16)."""

    to: Key
    vehicle: Key
    escorts: Annotated[tuple[Key, ...], Meta(min_length=1, max_length=10)]
    room: Word = ""
    evidence: Evidence = msgspec.field(default_factory=dict)
    """The departure checklist: papers, health_check, headcount, vehicle_check."""


class HandOverReceived(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="hand_over_received"
):
    """The receiving house stamped the arrival (S17, stops CN-06)."""

    receiver: Key
    stamp: Key


class NoteCase(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="note_case"):
    """A case event by hand, where no case system sends it; goes to every stay of the case."""

    case: Key
    event: CaseEvent
    at_utc_ns: Instant
    note: Text = ""
    document: Word = ""
    reference: Word = ""
    """Of whom of the case it is told, by their number in the case system; empty: of all."""
