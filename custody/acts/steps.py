"""The procedure: swipes, steps from stage to stage, the medical fast track, room sessions."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from custody.acts.act import Act, Instant, Key, People, StayAct, Value, Word

Stage = Literal[
    "S0",
    "S1",
    "S2",
    "S3",
    "S4",
    "S5",
    "S6",
    "S7",
    "S8",
    "S9",
    "S10",
    "S11",
    "S12",
    "S13",
    "S13b",
    "S14",
    "S15",
    "S16",
    "S17",
]
SessionKind = Literal["interrogation", "questioning"]
PauseReason = Literal[
    "break",
    "meal",
    "adult_left",
    "recorder_fault",
    "detainee_left",
    "second_officer_left",
    "medical",
]
Evidence = Annotated[dict[Word, Value], Meta(max_length=20)]


class Swipe(Act, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="swipe"):
    """A card or band was held to a reader of the console's desk; readers send the same as facts."""

    reader: Key
    token: Key
    medium: Literal["card", "band"]


class TakeStep(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="take_step"):
    """Go on to a stage: proven by a dual swipe just made, or by the signer's named signature."""

    to: Stage
    proof: Literal["swipe", "signature"]
    room: Word = ""
    """Where, if no position is known; a known position always wins."""
    present: People = ()
    evidence: Evidence = msgspec.field(default_factory=dict)


class FastTrack(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="fast_track"):
    """Medical fast track (S12) at once; nothing blocks it."""


class SetIncident(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="set_incident"
):
    """The incident flag (SX) is raised or taken down; it stops no clock."""

    on: bool


class TakeSample(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="take_sample"):
    """A sampling step was done: that, by whom and when, never the value (P-07).

    The same kind again is refused (PROC-14) unless ``note`` says why it must be.
    """

    kind: Literal["fingerprints", "photograph", "measurements", "swab", "blood", "urine", "other"]


class HoldIdentification(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="hold_identification"
):
    """An identification: what was shown, how many to choose from, held by which officers."""

    shown: Literal["persons", "photographs", "objects"]
    count: Annotated[int, Meta(ge=0, le=1000)]
    officers: People
    witness: Word = ""
    """Badge of the witness, who is alone with the officers (PCC 259)."""


class ReserveSession(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="reserve_session"
):
    """A room is kept for a session with this person (R32)."""

    room: Key
    from_utc_ns: Instant = 0
    """From when; 0: from now on."""
    until_utc_ns: Instant = 0
    """Until when; 0: nobody knows yet, and the room is kept from everybody who asks for later."""


class FreeSession(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="free_session"
):
    """A room that was kept is not needed: it is free for others (PROC-27)."""


class StartSession(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="start_session"
):
    """Begin questioning: the whole PROC-06 set must be true."""

    room: Key
    kind: SessionKind
    officers: People
    others: People = ()
    recorder: Literal["ok", "fault", "off"]
    single_officer: bool = False
    """PSAPL 108: one officer, whole-process recording, standard venue, public-order case."""


class PauseSession(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="pause_session"
):
    """Stop questioning for a while."""

    reason: PauseReason


class ResumeSession(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="resume_session"
):
    """Go on: the PROC-06 set must be true again."""

    recorder: Literal["ok", "fault", "off"]


class ChangeSession(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="change_session"
):
    """Who takes part or how the recorder stands has changed."""

    officers: People
    others: People = ()
    recorder: Literal["ok", "fault", "off"]


class CloseSession(
    StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="close_session"
):
    """Questioning is over; the record is read back."""


class EndSession(StayAct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="end_session"):
    """The record was read and signed (or refusal noted); ``recording`` is the interval's hash."""

    record: Key
    recording: Key
    signed: Literal["signed", "refused"]
