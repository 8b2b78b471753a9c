"""The custody record: events that are only ever added, and what they amount to.

A stay's record is the fold of its events. Nothing is edited: a correction is an event of the same
kind that names the one it stands for in ``corrects``; both stay readable. ``utc_ns`` is when a
thing happened as the record states it, ``recorded_utc_ns`` when it was written down.
"""

from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from custody.acts.act import Value
from custody.kept import Granted, Item, Session

Data = dict[str, Value]
EVENTS_MAX: Final = 20_000
"""Events one stay may have; a stay of 30 days with a check every 15 minutes has 3,000 of those."""


class RecordEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a custody record; ``stay`` empty is the centre's own (cards, duty, badges)."""

    number: int
    """Number within its stay, from 1."""
    stay: str
    utc_ns: int
    recorded_utc_ns: int
    kind: str
    by: str
    room: str = ""
    data: Data = msgspec.field(default_factory=dict)
    basis: str = ""
    """Legal basis or rule, where there is one."""
    corrects: int = 0
    """Number of the event that this one stands for; 0 for an event of its own."""
    void: bool = False
    """With ``corrects``: that event did not happen."""


def standing(events: Iterable[RecordEvent]) -> tuple[RecordEvent, ...]:
    """Return the events as they stand after all corrections, in the order they happened."""
    kept: dict[int, RecordEvent] = {}
    for event in events:
        if event.void:
            kept.pop(event.corrects, None)
        else:
            kept[event.corrects or event.number] = event
    return tuple(sorted(kept.values(), key=lambda event: (event.utc_ns, event.number)))


def words(names: Iterable[str]) -> str:
    """Return several names as one value of an event's data."""
    return " ".join(names)


class StayRecord(msgspec.Struct, kw_only=True):
    """What a stay's events amount to. Only ``add`` changes it."""

    stay: str
    events: list[RecordEvent] = msgspec.field(default_factory=list)
    full: bool = False
    """Booked or registered: the whole procedure applies. A quick registration shows care only."""
    reference: str = ""
    """The person in the case system, empty when not stated; never a name."""
    stage: str = ""
    entered_utc_ns: int = 0
    arrived_utc_ns: int = 0
    ended: bool = False
    present: tuple[str, ...] = ()
    evidence: Data = msgspec.field(default_factory=dict)
    flags: dict[str, bool] = msgspec.field(default_factory=dict)
    level: int = 1
    band: str = ""
    responsible: str = ""
    hand_over_to: str = ""
    paired_staff: str = ""
    """Officer of the last dual swipe that no step has used, and when it was made."""
    paired_utc_ns: int = 0
    paired_reader: str = ""
    session: Session | None = None
    samples: tuple[str, ...] = ()
    """Kinds of samples that were taken (P-07)."""
    items: dict[str, Item] = msgspec.field(default_factory=dict)
    nothing_found: bool = False
    """The list of belongings says that there are none."""
    overrides: list[Granted] = msgspec.field(default_factory=list)
    signatures: dict[str, str] = msgspec.field(default_factory=dict)
    measure: str = ""
    executable: bool = True
    interview_fit: bool = True
    incident: bool = False
    held: bool = False
    """Evidence is held because of a complaint, injury or death; it never ends by itself."""
    restraint: str = ""
    watcher: str = ""
    observer: str = ""
    observer_screens: bool = False
    exit_until_utc_ns: int = 0
    case: str = ""
    case_group: str = ""
    lead: str = ""

    def add(self, event: RecordEvent) -> None:
        """Take one more event."""
        assert event.number == len(self.events) + 1, "events are numbered without a gap"
        assert event.stay == self.stay, "a record holds its own stay"
        self.events.append(event)
        if event.corrects:
            _correct(self, event)
        else:
            _fold(self, event)

    def allowed(self, rule: str, utc_ns: int) -> bool:
        """Return whether an override lets a rule's condition go at an instant."""
        return any(
            granted.rule == rule and utc_ns < granted.expires_utc_ns for granted in self.overrides
        )

    def of_kind(self, *kinds: str) -> tuple[RecordEvent, ...]:
        """Return the events of some kinds as they stand after corrections."""
        return tuple(event for event in standing(self.events) if event.kind in kinds)


def _fold(record: StayRecord, event: RecordEvent) -> None:
    """Take what an event of its own changes; most kinds only lengthen the record."""
    change = _CHANGES.get(event.kind)
    if change is not None:
        change(record, event)


def _correct(record: StayRecord, event: RecordEvent) -> None:
    """Take a correction; the stage never turns back, for the order of steps is no opinion."""
    if event.kind == "stay.arrived":
        record.arrived_utc_ns = event.utc_ns
    elif event.kind == "evidence.given" and not event.void:
        record.evidence |= event.data


def _text(event: RecordEvent, key: str) -> str:
    return str(event.data.get(key, ""))


def _number(event: RecordEvent, key: str) -> int:
    value = event.data.get(key, 0)
    assert isinstance(value, int), f"{event.kind}.{key} is a number"
    return value


def _names(event: RecordEvent, key: str) -> tuple[str, ...]:
    return tuple(_text(event, key).split())


def _opened(record: StayRecord, event: RecordEvent) -> None:
    record.arrived_utc_ns = _number(event, "arrived_utc_ns")
    record.responsible = _text(event, "responsible")
    record.stage, record.entered_utc_ns = "S8", event.utc_ns


def _booked(record: StayRecord, event: RecordEvent) -> None:
    record.full, record.stage, record.entered_utc_ns = True, "S0", event.utc_ns
    record.responsible, record.case = _text(event, "responsible"), _text(event, "case")
    record.reference = _text(event, "reference") or record.reference


def _arrived(record: StayRecord, event: RecordEvent) -> None:
    record.full, record.arrived_utc_ns = True, event.utc_ns
    record.responsible, record.case = _text(event, "responsible"), _text(event, "case")
    record.reference = _text(event, "reference") or record.reference


def _known(record: StayRecord, event: RecordEvent) -> None:
    record.reference = _text(event, "reference")


def _entered(record: StayRecord, event: RecordEvent) -> None:
    record.stage, record.entered_utc_ns = _text(event, "stage"), event.utc_ns
    record.present = _names(event, "present")
    for name in EACH_TIME:
        record.evidence.pop(name, None)
    record.paired_staff, record.paired_utc_ns, record.paired_reader = "", 0, ""
    record.ended = record.stage in ENDED


def _watched(record: StayRecord, event: RecordEvent) -> None:
    record.watcher = _text(event, "watcher")


def _closed(record: StayRecord, _event: RecordEvent) -> None:
    record.ended, record.session = True, None


def _present(record: StayRecord, event: RecordEvent) -> None:
    record.present = _names(event, "present")


def _evidence(record: StayRecord, event: RecordEvent) -> None:
    record.evidence |= event.data


def _paired(record: StayRecord, event: RecordEvent) -> None:
    record.paired_staff, record.paired_utc_ns = _text(event, "staff"), event.recorded_utc_ns
    record.paired_reader = _text(event, "reader")


def _session_began(record: StayRecord, event: RecordEvent) -> None:
    record.session = Session(
        state="reserved" if event.kind == "session.reserved" else "running",
        room=event.room,
        kind=_text(event, "kind"),
        officers=_names(event, "officers"),
        others=_names(event, "others"),
        recorder=str(event.data.get("recorder", "off")),
        single_officer=bool(event.data.get("single_officer", False)),
        since_utc_ns=event.utc_ns,
        from_utc_ns=_number(event, "from_utc_ns"),
        until_utc_ns=_number(event, "until_utc_ns"),
    )


def _session_changed(record: StayRecord, event: RecordEvent) -> None:
    session = record.session
    assert session is not None, "only a session that began changes"
    session.officers, session.others = _names(event, "officers"), _names(event, "others")
    session.recorder = _text(event, "recorder")


def _session_state(record: StayRecord, event: RecordEvent) -> None:
    session = record.session
    assert session is not None, "only a session that began changes"
    session.state = _SESSION_STATES[event.kind]
    session.reason, session.since_utc_ns = _text(event, "reason"), event.utc_ns
    session.recorder = str(event.data.get("recorder", session.recorder))


def _session_ended(record: StayRecord, _event: RecordEvent) -> None:
    record.session = None


def _flag(record: StayRecord, event: RecordEvent) -> None:
    record.flags[_text(event, "flag")] = event.kind == "flag.set"


def _level(record: StayRecord, event: RecordEvent) -> None:
    record.level = _number(event, "level")


def _fitness(record: StayRecord, event: RecordEvent) -> None:
    record.interview_fit = bool(event.data.get("interview_fit", True))
    record.evidence["health_form" if event.kind == "health.answered" else "medical_seen"] = True


def _band(record: StayRecord, event: RecordEvent) -> None:
    record.band = _text(event, "band") if event.kind == "band.bound" else ""
    record.evidence["band_bound"] = event.kind == "band.bound"


def _responsible(record: StayRecord, event: RecordEvent) -> None:
    record.responsible, record.hand_over_to = _text(event, "staff"), ""


def _offered(record: StayRecord, event: RecordEvent) -> None:
    record.hand_over_to = _text(event, "to")


def _item(record: StayRecord, event: RecordEvent) -> None:
    code = _text(event, "code")
    if event.kind == "item.added":
        record.items[code] = Item(
            what=_text(event, "what"), kind=_text(event, "kind"), keeper=_text(event, "keeper")
        )
        record.evidence["item_list"], record.nothing_found = True, False
    elif event.kind == "item.none":
        record.evidence["item_list"], record.nothing_found = True, True
    elif event.kind == "item.sealed":
        record.items[code].sealed = True
    else:
        record.items[code].returned = _text(event, "to")
    record.evidence["property_returned"] = all(item.returned for item in record.items.values())


def _sampled(record: StayRecord, event: RecordEvent) -> None:
    record.samples = tuple(dict.fromkeys((*record.samples, _text(event, "kind"))))
    record.evidence["collected"] = True


def _identified(record: StayRecord, _event: RecordEvent) -> None:
    record.evidence["activity_record"] = True


def _rights(record: StayRecord, event: RecordEvent) -> None:
    record.evidence["rights_notice"] = _text(event, "signed")


def _override(record: StayRecord, event: RecordEvent) -> None:
    record.overrides.append(
        Granted(
            rule=_text(event, "rule"),
            reason=_text(event, "reason"),
            approver=_text(event, "approver"),
            expires_utc_ns=_number(event, "expires_utc_ns"),
        )
    )


def _signed(record: StayRecord, event: RecordEvent) -> None:
    record.signatures[_text(event, "level")] = _text(event, "staff")


def _decided(record: StayRecord, event: RecordEvent) -> None:
    record.measure = _text(event, "measure")
    record.executable = bool(event.data.get("executable", True))
    record.evidence["decision"] = _text(event, "document")
    record.signatures = {}


def _incident(record: StayRecord, event: RecordEvent) -> None:
    record.incident = event.kind == "incident.raised"


def _held(record: StayRecord, _event: RecordEvent) -> None:
    record.held = True


def _restraint(record: StayRecord, event: RecordEvent) -> None:
    began = event.kind == "restraint.began"
    record.restraint = _text(event, "kind") if began else ""
    record.watcher = _text(event, "watcher") if began else ""


def _observer(record: StayRecord, event: RecordEvent) -> None:
    record.observer = _text(event, "staff")
    record.observer_screens = bool(event.data.get("at_screens"))


def _exit(record: StayRecord, event: RecordEvent) -> None:
    back = event.kind == "exit.returned"
    record.exit_until_utc_ns = 0 if back else _number(event, "until_utc_ns")
    if back:
        record.evidence["exit_returned"] = True


def _linked(record: StayRecord, event: RecordEvent) -> None:
    record.case, record.case_group = _text(event, "case"), _text(event, "group")
    record.lead = _text(event, "lead")


def _released(record: StayRecord, event: RecordEvent) -> None:
    record.evidence[_PROVES[event.kind]] = True


EACH_TIME: Final = ("activity_record", "medical_seen", "exit_returned", "sober")
"""Evidence of stages that may be entered again; each visit proves its own."""
ENDED: Final = ("S15", "S17", "cancelled")
"""Stages that nothing follows."""
_PROVES: Final = {"release.done": "end_signed", "transfer.received": "stamp"}
_SESSION_STATES: Final = {
    "session.paused": "paused",
    "session.resumed": "running",
    "session.closing": "closing",
}
_CHANGES: Final[dict[str, Callable[[StayRecord, RecordEvent], None]]] = {
    "stay.opened": _opened,
    "stay.booked": _booked,
    "stay.arrived": _arrived,
    "stay.known": _known,
    **dict.fromkeys(("stay.cancelled", "stay.closed"), _closed),
    "stage.entered": _entered,
    "stage.present": _present,
    "evidence.given": _evidence,
    "swipe.paired": _paired,
    **dict.fromkeys(("session.reserved", "session.started"), _session_began),
    "session.freed": _session_ended,
    "session.changed": _session_changed,
    **dict.fromkeys(_SESSION_STATES, _session_state),
    "session.ended": _session_ended,
    **dict.fromkeys(("flag.set", "flag.cleared"), _flag),
    "level.set": _level,
    **dict.fromkeys(("health.answered", "medical.seen"), _fitness),
    **dict.fromkeys(("band.bound", "band.removed"), _band),
    **dict.fromkeys(("officer.assigned", "handover.accepted"), _responsible),
    "handover.offered": _offered,
    **dict.fromkeys(("item.added", "item.none", "item.sealed", "item.returned"), _item),
    "sample.taken": _sampled,
    "identification.held": _identified,
    "right.notice_served": _rights,
    "override.granted": _override,
    "review.signed": _signed,
    "decision.made": _decided,
    **dict.fromkeys(("incident.raised", "incident.cleared"), _incident),
    **dict.fromkeys(("complaint.made", "death.noted"), _held),
    **dict.fromkeys(("observer.began", "observer.ended"), _observer),
    **dict.fromkeys(("restraint.began", "restraint.ended"), _restraint),
    "restraint.watched": _watched,
    **dict.fromkeys(("exit.approved", "exit.returned"), _exit),
    **dict.fromkeys(_PROVES, _released),
    "case.linked": _linked,
}
"""What each kind changes beyond lengthening the record."""
