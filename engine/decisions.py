"""What comes out of a tick: the second log, from which every outlet reads with its own cursor."""

from typing import Literal

import msgspec

from alerts.fuse import Incident
from alerts.states import Change, Disposition, Response, State
from alerts.tickets import Ticket
from custody.record import RecordEvent
from engine.tick import Verdicts


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """One value that caused an alarm; value None = withheld (P-15); ``t_ns`` is device time."""

    name: str
    value: float | bool | str | None
    threshold: float | None = None
    t_ns: int = 0


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Why: samples and thresholds, the place, and the frame (or due instant) behind it."""

    samples: tuple[Sample, ...]
    room: str = ""
    device: str = ""
    cause_device: str = ""
    cause_boot: int = 0
    cause_seq: int = 0
    cause_t_ns: int = 0
    """Publish instant of the causing frame by the device's clock; 0 when a timer caused it."""
    due_utc_ns: int = 0
    """When a timer (silence, hold, legal limit) fell due; 0 when a frame caused it."""
    withheld: bool = False


class AlarmChange(msgspec.Struct, frozen=True, kw_only=True):
    """One change of one alarm. ``id`` = rule:subject:raise number, the same in every replay."""

    id: str
    n: int
    """Number of this change of this alarm, from 1: (id, n) is the idempotency key."""
    change: Change
    state: State
    rule: str
    severity: int
    subject_kind: str
    subject: str
    stay: str
    room: str
    utc_ns: int
    raised_utc_ns: int
    by: str = ""
    note: str = ""
    occurrences: int = 1
    evidence: Evidence | None = None
    """Present when raised, escalated in severity or occurred again."""
    response: Response = "raised"
    """How far people are with it."""
    disposition: Disposition = ""
    """What it turned out to be; said when it is closed."""
    root: str = ""
    """Id of the alarm under which this one is shown; empty when it stands for itself."""
    until_utc_ns: int = 0
    """When a shelf, or being out of service, ends; 0 in every other state."""
    officer: str = ""
    """The nearest free member of staff on duty, by position, when it rang."""
    camera: str = ""
    """A live camera in the room of the alarm."""
    drill: bool = False
    """Somebody announced it: told and answered like any other, and left out of all figures."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The engine's answer to a command."""

    command: str
    accepted: bool
    who: str
    act: str
    reason: str = ""
    source: str = ""
    result: str = ""
    """E.g. the pseudonym of the stay that was opened."""


NoticeReason = Literal["first", "occurred_again", "severity", "escalation", "taken_back"]


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody must be told: drained by the notifier, at least once, idempotent by ``id``."""

    id: str
    alarm: str
    endpoint: str
    tier: int
    reason: NoticeReason
    utc_ns: int
    alarm_state: AlarmChange


class StayChange(msgspec.Struct, frozen=True, kw_only=True):
    """A stay as it stands after a change (opened, band, officer, exit, closed)."""

    stay: str
    number: int
    change: Literal["opened", "band_bound", "officer", "exit_approved", "closed", "record"]
    utc_ns: int
    regime: str
    arrived_utc_ns: int
    band: str
    responsible: str
    flags: tuple[str, ...]
    open: bool
    by: str
    stage: str = ""
    level: int = 1
    full: bool = False
    """Whether the whole procedure applies (booked or registered)."""


class ThingChange(msgspec.Struct, frozen=True, kw_only=True):
    """A door, sensor or device as it stands after a change, for the map and the health lamps.

    ``head_count`` and ``muster`` are of the whole site: how many, and who is missing.
    """

    kind: Literal["door", "perimeter", "device", "clock", "duties", "head_count", "muster"]
    id: str
    state: dict[str, str | int | float | bool | None]
    utc_ns: int


class FenceChange(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody entered, left, crossed, stayed in, was lost in or found in a fence."""

    fence: str
    who: str
    """Stay or member of staff."""
    event: str
    initial: bool
    """A first look, no movement."""
    utc_ns: int


class Adopted(msgspec.Struct, frozen=True, kw_only=True):
    """A configuration came into force: its hash, and the canonical bytes readers take rows from."""

    sha256: str
    canonical: str


class Decisions(msgspec.Struct, frozen=True, kw_only=True):
    """One tick's decisions, in order.

    The three blobs are little-endian numpy structured arrays (dtypes in engine.rows); row numbers
    refer to the order of devices, staff and rooms in the adopted configuration and to stay numbers.
    """

    tick: int
    t_ns: int
    utc_ns: int
    adopted: Adopted | None = None
    alarms: tuple[AlarmChange, ...] = ()
    answers: tuple[Answer, ...] = ()
    notices: tuple[Notice, ...] = ()
    stays: tuple[StayChange, ...] = ()
    things: tuple[ThingChange, ...] = ()
    record: tuple[RecordEvent, ...] = ()
    """Custody record events in the order they were written."""
    incidents: tuple[Incident, ...] = ()
    """Alarms that are one event, as they stand after this tick."""
    tickets: tuple[Ticket, ...] = ()
    """Rectification tickets that changed."""
    fences: tuple[FenceChange, ...] = ()
    verdicts: Verdicts | None = None
    positions: bytes = b""
    vitals: bytes = b""
    motions: bytes = b""

    @property
    def urgent(self) -> bool:
        """Whether the row must be committed at once: an alarm changed or a person waits."""
        told = (self.alarms, self.answers, self.notices, self.adopted, self.stays, self.record)
        return any(told)


def decisions_bytes(decisions: Decisions) -> bytes:
    """Return the one byte form of decisions that is stored, hashed and compared by replay."""
    return msgspec.msgpack.encode(decisions)
