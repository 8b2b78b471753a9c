"""The answer to ``GET /api/stays/{id}/record``: one stay's record as a page reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from alerts.rule import Limits
from alerts.rules import RULES
from config.civil import civil_of
from console.catalogue import Catalogue
from console.record_clocks import Versions, awaited, check_views, checks_view, clock_views
from console.record_duties import as_owed
from console.record_next import NextSteps
from console.record_rights import Standings, request_views, right_views
from console.record_types import (
    CaseView,
    ChecksView,
    CheckView,
    ItemView,
    MinuteView,
    NextView,
    PresentView,
    RecordHead,
    RecordView,
    SessionView,
    StageView,
    TimelineView,
)
from console.records import Folder
from console.view_types import StayView, Words
from console.words_record import (
    KIND_WORDS,
    SESSION_WORDS,
    VISITOR_WORDS,
    named,
)
from custody.clocks.civil import Civil
from custody.clocks.evaluate import states_at
from custody.clocks.state import ClockState
from custody.duties.duty import Held
from custody.people import House
from custody.policy import Policy
from custody.procedure import BY_ID
from custody.record import RecordEvent, StayRecord, standing
from custody.trace import trace
from engine.adopt import layout_of, limits_of

_NO_CHECKS: Final = ChecksView(
    level=1, next_due_utc_ns=0, last_utc_ns=0, visit=None, rousing=None, others=()
)
_HEALTH_READERS: Final = (
    *("medical", "custody_officer", "duty_inspector", "control_room", "guard"),
    *("supervision", "prosecutor"),
)
"""Roles that may read health answers (P-14); all others learn fitness only."""
_HEALTH_KINDS: Final = ("health.", "medicine.", "medical.", "hospital.")
_VISITED: Final = "visitor.issued"
"""Its ``person`` refers to somebody by name or paper; screens know the badge (P-26)."""
_FITNESS: Final = ("fit", "interview_fit", "urgent", "purpose", "taken")


@dataclass(frozen=True, slots=True)
class Law:
    """What of a configuration the record is judged by."""

    policies: dict[str, Policy]
    checks: dict[str, Policy]
    """The same, of each the checks in person only."""
    limits: Mapping[str, Limits]
    """Thresholds by rule."""
    civil: Civil
    steps: NextSteps


def law_of(catalogue: Catalogue) -> Law | None:
    """Return the law in force, None until a configuration was adopted."""
    configuration = catalogue.configuration
    if configuration is None:
        return None
    return Law(
        policies={policy.id: policy for policy in configuration.policies},
        checks={policy.id: _checks_of(policy) for policy in configuration.policies},
        limits=limits_of(RULES, configuration.thresholds),
        civil=civil_of(configuration.site.timezone),
        steps=NextSteps(layout_of(configuration)),
    )


def _checks_of(policy: Policy) -> Policy:
    return msgspec.structs.replace(policy, limits=(), reviews=(), deadlines=(), rollings=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reading of a record: what it is read from, by whom, when."""

    folder: Folder
    head: StayView
    catalogue: Catalogue
    law: Law
    house: House
    role: str
    utc_ns: int
    versions: Versions
    """What corrections moved: dear to find, and the same until the record grows."""
    after: int = 0
    """Number of the last entry that the page has; only later ones are sent again."""


def record_view(reading: Reading) -> RecordView:
    """Return a record as a page reads it."""
    folder, utc_ns = reading.folder, reading.utc_ns
    record, policy = folder.record, reading.law.policies.get(reading.head.regime)
    events = standing(folder.events)
    sure = folder.complete and folder.number > 0 and policy is not None
    states: tuple[ClockState, ...] = ()
    if sure and policy is not None:
        states = states_at(policy, folder.events, utc_ns, reading.law.civil)
    standings = Standings(record, states, events, utc_ns=utc_ns)
    return RecordView(
        utc_ns=utc_ns,
        number=folder.number,
        complete=sure,
        stay=_head(reading),
        stage=_stage(reading) if sure else None,
        next=_next(reading) if sure else (),
        session=_session(record, reading.catalogue) if sure else None,
        present=_present(reading) if sure else (),
        clocks=clock_views(states, events, reading.versions, utc_ns=utc_ns),
        awaited=awaited(policy, states) if policy is not None and sure else (),
        checks=_checks(reading, policy, states) if sure and policy is not None else _NO_CHECKS,
        rights=right_views(standings) if sure else (),
        items=_items(record),
        nothing_found=record.nothing_found,
        requests=request_views(standings),
        case=_case(record),
        timeline=timeline(folder.events, role=reading.role, after=reading.after),
        minutes=minutes_of(folder.events, utc_ns) if sure else (),
    )


def owed_checks(
    folder: Folder,
    law: Law,
    policy: Policy,
    states: Sequence[ClockState],
    *,
    number: int,
    utc_ns: int,
) -> tuple[CheckView, ...]:
    """Return every check in person that is owed to a stay, the first to fall due first."""
    held = Held(record=folder.record, number=number, policy=policy, limits=law.limits)
    found = check_views(states, held.events, utc_ns=utc_ns)
    return as_owed(found, held, utc_ns=utc_ns)


def _checks(reading: Reading, policy: Policy, states: Sequence[ClockState]) -> ChecksView:
    folder, law, number = reading.folder, reading.law, reading.head.number
    found = owed_checks(folder, law, policy, states, number=number, utc_ns=reading.utc_ns)
    return checks_view(found, standing(folder.events), level=folder.record.level)


def _head(reading: Reading) -> RecordHead:
    record, head = reading.folder.record, reading.head
    policy = reading.law.policies.get(head.regime)
    return RecordHead(
        stay=head.stay,
        number=head.number,
        open=head.open,
        full=record.full,
        regime=head.regime,
        regime_words=Words(policy.zh, policy.en) if policy else Words(head.regime, head.regime),
        flags=head.flags,
        level=record.level,
        stage=record.stage,
        room=head.room,
        band=head.band,
        responsible=head.responsible,
        hand_over_to=record.hand_over_to,
        arrived_utc_ns=record.arrived_utc_ns,
        incident=record.incident,
        held=record.held,
        interview_fit=record.interview_fit,
        restraint=record.restraint,
        exit_until_utc_ns=record.exit_until_utc_ns,
        measure=record.measure,
    )


def _stage(reading: Reading) -> StageView | None:
    record = reading.folder.record
    step = BY_ID.get(record.stage)
    if step is None or not record.full:
        return None
    entered = [event for event in reading.folder.events if event.kind == "stage.entered"]
    room = reading.catalogue.place(entered[-1].room) if entered else None
    return StageView(
        code=step.id, zh=step.zh, en=step.en, entered_utc_ns=record.entered_utc_ns, room=room
    )


def _next(reading: Reading) -> tuple[NextView, ...]:
    record = reading.folder.record
    return reading.law.steps.of(
        record,
        number=reading.head.number,
        regime=reading.head.regime,
        role=reading.role,
        utc_ns=reading.utc_ns,
    )


def _session(record: StayRecord, catalogue: Catalogue) -> SessionView | None:
    session = record.session
    if session is None:
        return None
    words = named(SESSION_WORDS, session.state)
    return SessionView(
        state=session.state,
        zh=words.zh,
        en=words.en,
        room=catalogue.place(session.room),
        kind=session.kind,
        officers=session.officers,
        others=session.others,
        recorder=session.recorder,
        single_officer=session.single_officer,
        reason=session.reason,
        since_utc_ns=session.since_utc_ns,
        from_utc_ns=session.from_utc_ns,
        until_utc_ns=session.until_utc_ns,
    )


def _present(reading: Reading) -> tuple[PresentView, ...]:
    record = reading.folder.record
    session = record.session
    names = (*record.present, *(() if session is None else (*session.officers, *session.others)))
    return tuple(_person(name, reading) for name in dict.fromkeys(names))


def _person(name: str, reading: Reading) -> PresentView:
    staff = reading.catalogue.staff(name)
    if staff is not None:
        return PresentView(id=name, kind="staff", zh=staff.zh, en=staff.en, role=staff.role)
    visitor = reading.house.visitors.get(name)
    kind = visitor.kind if visitor is not None else ""
    words = named(VISITOR_WORDS, kind) if kind else Words(name, name)
    return PresentView(id=name, kind="visitor", zh=words.zh, en=words.en, role=kind)


def _items(record: StayRecord) -> tuple[ItemView, ...]:
    return tuple(
        ItemView(
            code=code,
            what=item.what,
            kind=item.kind,
            keeper=item.keeper,
            sealed=item.sealed,
            returned=item.returned,
        )
        for code, item in record.items.items()
    )


def _case(record: StayRecord) -> CaseView | None:
    if not record.case:
        return None
    linked = record.of_kind("case.linked")
    kind = str(linked[-1].data.get("kind", "")) if linked else ""
    return CaseView(case=record.case, kind=kind, group=record.case_group, lead=record.lead)


def minutes_of(events: Sequence[RecordEvent], utc_ns: int) -> tuple[MinuteView, ...]:
    """Return every minute of the stay by step, session and responsible officer."""
    return tuple(
        MinuteView(
            from_utc_ns=one.from_utc_ns,
            to_utc_ns=one.to_utc_ns,
            stage=one.stage,
            session=one.session,
            responsible=one.responsible,
        )
        for one in trace(events, utc_ns).stretches
    )


def timeline(
    events: Sequence[RecordEvent], *, role: str, after: int = 0
) -> tuple[TimelineView, ...]:
    """Return the entries after a number as they were written, each with what corrects it."""
    corrected = {event.corrects: event.number for event in events if event.corrects}
    return tuple(
        _entry(event, corrected.get(event.number, 0), role)
        for event in events
        if event.number > after
    )


def _entry(event: RecordEvent, corrected_by: int, role: str) -> TimelineView:
    words = named(KIND_WORDS, event.kind)
    data = event.data
    if role not in _HEALTH_READERS and event.kind.startswith(_HEALTH_KINDS):
        data = {key: value for key, value in data.items() if key in _FITNESS}
    elif event.kind == _VISITED:
        data = {key: value for key, value in data.items() if key != "person"}
    return TimelineView(
        number=event.number,
        utc_ns=event.utc_ns,
        recorded_utc_ns=event.recorded_utc_ns,
        kind=event.kind,
        zh=words.zh,
        en=words.en,
        by=event.by,
        room=event.room,
        data=data,
        basis=event.basis,
        corrects=event.corrects,
        void=event.void,
        corrected_by=corrected_by,
        withheld=len(data) < len(event.data),
    )
