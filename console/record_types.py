"""What the console says of the custody record over HTTP (docs/api.md lists these types)."""

from typing import Literal

import msgspec

from console.view_types import Place, Words
from custody.acts.act import Value

Standing = Literal["open", "late", "done", "excepted", "none"]
"""``none``: nothing is owed or asked; ``late``: it is owed and its time has passed."""
ClockStatus = Literal["waiting", "running", "paused", "excepted", "stopped"]
AskedType = Literal["text", "truth", "whole"]


class RecordHead(msgspec.Struct, frozen=True, kw_only=True):
    """Who it is about: the pseudonym, and what must be known at first sight."""

    stay: str
    number: int
    open: bool
    full: bool
    """False: a quick registration, without steps and without a stage of its own."""
    regime: str
    regime_words: Words
    flags: tuple[str, ...]
    level: int
    stage: str
    room: Place | None
    band: str
    responsible: str
    hand_over_to: str
    arrived_utc_ns: int
    """0 while a booked person has not come."""
    incident: bool
    held: bool
    """Evidence is held: a complaint, an injury."""
    interview_fit: bool
    restraint: str
    exit_until_utc_ns: int
    measure: str


class StageView(msgspec.Struct, frozen=True, kw_only=True):
    """The step of the procedure that a person is in."""

    code: str
    zh: str
    en: str
    entered_utc_ns: int
    room: Place | None


class MissingView(msgspec.Struct, frozen=True, kw_only=True):
    """A condition that does not hold; ``act`` is the act that would make it hold, if one does."""

    rule: str
    zh: str
    en: str
    source: str
    act: str = ""


class AskedView(msgspec.Struct, frozen=True, kw_only=True):
    """Evidence that the act's own form gives, as a key of its field ``evidence``."""

    key: str
    zh: str
    en: str
    type: AskedType


class NextView(msgspec.Struct, frozen=True, kw_only=True):
    """What may be done now, or what stands in its way.

    ``allowed``: the record holds all that must have come before. Whether the people, the place and
    the swipe are right, the engine judges when it is asked; ``officers``, ``roles``, ``rooms`` and
    ``asks`` say what it will ask for.
    """

    act: str
    to: str
    zh: str
    en: str
    allowed: bool
    missing: tuple[MissingView, ...]
    asks: tuple[AskedView, ...]
    officers: int
    roles: tuple[str, ...]
    rooms: tuple[str, ...]
    """Room types."""
    mine: bool
    """Whether the role of whoever reads may ask for it."""
    basis: Words


class PresentView(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is with the person: staff by id, a visitor by badge."""

    id: str
    kind: Literal["staff", "visitor"]
    zh: str
    en: str
    role: str


class SessionView(msgspec.Struct, frozen=True, kw_only=True):
    """The room session; the moves that its table allows."""

    state: str
    zh: str
    en: str
    room: Place | None
    kind: str
    officers: tuple[str, ...]
    others: tuple[str, ...]
    recorder: str
    single_officer: bool
    reason: str
    since_utc_ns: int
    from_utc_ns: int
    until_utc_ns: int
    """For when the room is kept or planned; 0 where nobody said."""


class RungView(msgspec.Struct, frozen=True, kw_only=True):
    """The next rung of a ladder: what an extension needs."""

    rung: int
    limit_ns: int
    grounds: tuple[str, ...]
    approver: str
    """Rank that may grant it at least."""
    basis: Words


class VersionView(msgspec.Struct, frozen=True, kw_only=True):
    """A late or corrected entry moved a limit: the instant known before it, and after."""

    event: int
    recorded_utc_ns: int
    before_utc_ns: int
    after_utc_ns: int


class BandView(msgspec.Struct, frozen=True, kw_only=True):
    """A colour of a clock and when it begins or began; 0: nobody knows while the clock pauses."""

    colour: str
    severity: int
    begins_utc_ns: int


class PauseView(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch that did not count; ``to_utc_ns`` 0: it goes on."""

    from_utc_ns: int
    to_utc_ns: int


class RecordClock(msgspec.Struct, frozen=True, kw_only=True):
    """A clock of the law, from the record. ``due_utc_ns`` is strict, for alarms and for rings.

    ``statutory_utc_ns`` is the same limit as the statute counts (its first hour or day does not
    count): shown beside it, never instead. 0: no instant now (suspended on a ground).
    """

    id: str
    zh: str
    en: str
    primitive: Literal["limit", "review", "deadline", "interval", "rolling"]
    colour: str
    severity: int
    status: ClockStatus
    started_utc_ns: int
    due_utc_ns: int
    statutory_utc_ns: int
    limit_ns: int
    used_ns: int
    paused: bool
    paused_ns: int
    pauses: tuple[PauseView, ...]
    bands: tuple[BandView, ...]
    """Every colour in the order of its beginning; what is past stays."""
    next_utc_ns: int
    """When the next colour begins, 0: there is none, or not while it pauses."""
    rung: int
    extension: RungView | None
    basis: Words
    needs_feed: str
    """The outside system whose events it waits for; empty: the record is enough."""
    faults: tuple[str, ...]
    """Grants that the record holds and the law does not."""
    versions: tuple[VersionView, ...]


class AwaitedClock(msgspec.Struct, frozen=True, kw_only=True):
    """A clock that has not begun because its events come from an outside system."""

    id: str
    zh: str
    en: str
    needs_feed: str
    basis: Words


class CheckView(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of check in person of a stay; ``clock`` is the clock or rule that asks for it."""

    clock: str
    kind: str
    zh: str
    en: str
    due_utc_ns: int
    prompt_utc_ns: int
    """When to set out: before the ceiling, never at the same distance; 0: no prompt."""
    last_utc_ns: int
    """0: there was none yet."""
    last_proven: bool
    gap_ns: int
    overdue: bool


class ChecksView(msgspec.Struct, frozen=True, kw_only=True):
    """Checks in person under the observation level; ``visit`` and ``rouse`` null: not owed."""

    level: int
    next_due_utc_ns: int
    last_utc_ns: int
    visit: CheckView | None
    rousing: CheckView | None
    others: tuple[CheckView, ...]


class RightView(msgspec.Struct, frozen=True, kw_only=True):
    """A right or a guarantee: how it stands and by when it is owed (0: no instant)."""

    key: str
    zh: str
    en: str
    state: Standing
    due_utc_ns: int
    done_utc_ns: int
    act: str
    basis: Words


class ItemView(msgspec.Struct, frozen=True, kw_only=True):
    """A belonging; ``returned`` says to whom it went, empty while it is kept."""

    code: str
    what: str
    kind: str
    keeper: str
    sealed: bool
    returned: str


class RequestView(msgspec.Struct, frozen=True, kw_only=True):
    """Something the person asked for; ``answered_utc_ns`` 0: it waits."""

    number: int
    kind: str
    zh: str
    en: str
    asked_utc_ns: int
    due_utc_ns: int
    answered_utc_ns: int
    state: Standing
    act: str


class CaseView(msgspec.Struct, frozen=True, kw_only=True):
    """The case behind the person, by number."""

    case: str
    kind: str
    group: str
    lead: str


class TimelineView(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the record as it was written; ``data`` without what the reader may not see."""

    number: int
    utc_ns: int
    recorded_utc_ns: int
    kind: str
    zh: str
    en: str
    by: str
    room: str
    data: dict[str, Value]
    basis: str
    corrects: int
    void: bool
    corrected_by: int
    """Number of the latest entry that stands for this one, 0: it stands as written."""
    withheld: bool


class MinuteView(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of the stay in one step, one session state, under one responsible officer."""

    from_utc_ns: int
    to_utc_ns: int
    stage: str
    session: str
    responsible: str


class RecordView(msgspec.Struct, frozen=True, kw_only=True):
    """The custody record of one stay as of ``utc_ns``; ``number`` is its last entry."""

    utc_ns: int
    number: int
    complete: bool
    """False: the console has not all entries; then clocks, steps and checks are left out."""
    stay: RecordHead
    stage: StageView | None
    next: tuple[NextView, ...]
    session: SessionView | None
    present: tuple[PresentView, ...]
    clocks: tuple[RecordClock, ...]
    awaited: tuple[AwaitedClock, ...]
    checks: ChecksView
    rights: tuple[RightView, ...]
    items: tuple[ItemView, ...]
    nothing_found: bool
    """The list of belongings says that there are none."""
    requests: tuple[RequestView, ...]
    case: CaseView | None
    timeline: tuple[TimelineView, ...]
    minutes: tuple[MinuteView, ...]


class RecordNews(msgspec.Struct, frozen=True):
    """A stay's record grew to this entry: read it again."""

    stay: str
    number: int


class RoundView(msgspec.Struct, frozen=True, kw_only=True):
    """One stay of the check round."""

    stay: str
    room: Place | None
    level: int
    flags: tuple[str, ...]
    responsible: str
    hand_over_to: str
    """Who is asked to take the person over; empty: nobody."""
    stage: str
    due_utc_ns: int
    overdue: bool
    checks: tuple[CheckView, ...]


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """The check round: every open stay, what is due first comes first."""

    utc_ns: int
    stays: tuple[RoundView, ...]
