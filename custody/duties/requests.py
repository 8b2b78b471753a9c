"""Duties that begin with somebody asking, or with something that happens to the person."""

from collections.abc import Iterable
from typing import Final

from custody.clocks.happened import FAR
from custody.duties.duty import LATELY_NS, MET, Duty, Held, said
from custody.record import RecordEvent

_BODILY: Final = ("drink", "toilet")
_BELIEFS: Final = ("diet", "religion")
_AID: Final = ("legal_aid", "duty_lawyer")
_OUT: Final = ("release", "fine", "warning", "bail", "residential_surveillance")
"""Measures after which a person goes home."""
_DETAINED: Final = ("admin_detention", "criminal_detention", "arrest")
_ILL: Final = ("hospital.left_for", "medical.seen", "stage.entered")
_TOLD_OF_ILLNESS: Final = ("family", "superior")
DEATH_STEPS: Final = (
    "scene_held",
    "inspector_told",
    "supervision_told",
    "prosecutor_told",
    "family_told",
    "appraisal_begun",
)
"""What a death asks for, in this order (CQ 24-25)."""


def _open(
    events: Iterable[RecordEvent], asked: tuple[str, ...], met: tuple[str, ...]
) -> RecordEvent | None:
    """Return the first event that asks and that nothing has met since."""
    waiting: RecordEvent | None = None
    for event in events:
        if event.kind in met:
            waiting = None
        elif event.kind in asked and waiting is None:
            waiting = event
    return waiting


def needs(held: Held) -> list[Duty]:
    """Return what a person asked for and has not got: drink, toilet, diet, worship (RGT-07, 21)."""
    found = []
    for rule, whats, key, severity in (
        ("RGT-07", _BODILY, "wait_s", 3),
        ("RGT-21", _BELIEFS, "met_s", 4),
    ):
        for what in whats:
            asked = _asked_for(held, what)
            if asked is not None:
                due = asked.utc_ns + held.limits[rule].ns(key)
                found.append(held.duty(rule, what, asked.utc_ns, (severity, due)))
    return found


def _asked_for(held: Held, what: str) -> RecordEvent | None:
    events = (
        event
        for event in held.all("need.asked", f"offer.{what}")
        if event.kind != "need.asked" or said(event, "what") == what
    )
    return _open(events, ("need.asked",), (f"offer.{what}",))


def doctor(held: Held) -> list[Duty]:
    """Return that a health professional is awaited; a life-saving request is due at once."""
    asked = _open(held.events, ("medical.requested",), ("medical.seen", "hospital.left_for"))
    if asked is None:
        return []
    urgent = any(
        event.data.get("urgent") is True
        for event in held.all("medical.requested")
        if event.utc_ns >= asked.utc_ns
    )
    due = asked.utc_ns + (0 if urgent else held.limits["RGT-12"].ns("seen_s"))
    return [held.duty("RGT-12", "doctor", asked.utc_ns, (2, due))]


def medicine(held: Held) -> list[Duty]:
    """Return medicine that is to be given; each gift answers the earliest due it is not early for.

    A refusal by the person is recorded as not taken, and answers it as well.
    """
    limits = held.limits["RGT-13"]
    late, early = limits.ns("late_s"), limits.ns("early_s")
    gifts = [(said(event, "medicine"), event.utc_ns) for event in held.all("medicine.given")]
    planned = [
        (due, said(event, "medicine"))
        for event in held.all("medicine.due")
        if isinstance(due := event.data.get("due_utc_ns"), int)
    ]
    found = []
    for due, name in sorted(planned):
        answer = next((gift for gift in gifts if gift[0] == name and gift[1] >= due - early), None)
        if answer is not None:
            gifts.remove(answer)
        else:
            found.append(held.duty("RGT-13", name, due, (2, due + late)))
    return found


def interpreter(held: Held) -> list[Duty]:
    """Return that an interpreter or sign helper is awaited."""
    asked = _open(held.events, ("right.interpreter_requested",), ("right.interpreter_arrived",))
    if asked is None:
        return []
    due = asked.utc_ns + held.limits["RGT-14"].ns("arrive_s")
    return [held.duty("RGT-14", "interpreter", asked.utc_ns, (3, due))]


def legal_aid(held: Held) -> list[Duty]:
    """Return by when a lawyer must be appointed to whoever asked for legal aid (RGT-17)."""
    waiting: RecordEvent | None = None
    for event in held.all("right.lawyer_requested", "right.lawyer_answered"):
        if event.kind == "right.lawyer_answered":
            waiting = None if said(event, "outcome") == "arranged" else waiting
        elif said(event, "kind") in _AID and waiting is None:
            waiting = event
    if waiting is None:
        return []
    due = waiting.utc_ns + held.limits["RGT-17"].ns("appoint_s")
    return [held.duty("RGT-17", "appointment", waiting.utc_ns, (2, due), source="PCC 47")]


def parents(held: Held) -> list[Duty]:
    """Return that a minor's parents are to be told, sooner than any family (RGT-16)."""
    told = held.last("right.family_told", "right.family_excepted")
    if not held.record.full or not held.record.flags.get("minor", False) or told is not None:
        return []
    known = [e.utc_ns for e in held.all("flag.set") if said(e, "flag") == "minor"]
    since = max([held.begun_utc_ns, *known])
    return [held.duty("RGT-16", "parents", since, (2, since + held.limits["RGT-16"].ns("tell_s")))]


def dependants(held: Held) -> list[Duty]:
    """Return that somebody at home is left without care (RGT-22)."""
    named = _open(held.events, ("dependants.named",), ("dependants.arranged",))
    if named is None:
        return []
    due = named.utc_ns + held.limits["RGT-22"].ns("arrange_s")
    return [held.duty("RGT-22", "dependants", named.utc_ns, (3, due))]


def consul(held: Held) -> list[Duty]:
    """Return that a foreign national's consulate is to be told, or they say they do not want it."""
    asked = next(
        (e for e in held.all("case.event") if said(e, "event") == "foreign_national"), None
    )
    if asked is None or held.last("right.consul_told", "right.consul_declined"):
        return []
    due = asked.utc_ns + held.limits["RGT-23"].ns("tell_s")
    return [held.duty("RGT-23", "consulate", asked.utc_ns, (3, due))]


def release(held: Held) -> list[Duty]:
    """Return that whoever may go home is still here (RGT-18)."""
    decided = held.last("decision.made")
    if decided is None:
        return []
    measure, executable = said(decided, "measure"), decided.data.get("executable", True)
    home = measure in _OUT or (measure in _DETAINED and executable is False)
    if not home:
        return []
    due = decided.utc_ns + held.limits["RGT-18"].ns("leave_s")
    return [held.duty("RGT-18", measure, decided.utc_ns, (2, due))]


def exercise(held: Held) -> list[Duty]:
    """Return that fresh air was not offered for a day (RGT-20)."""
    offered = held.last("offer.exercise")
    since = offered.utc_ns if offered else held.begun_utc_ns
    due = since + held.limits["RGT-20"].ns("offer_s")
    return [held.duty("RGT-20", "exercise", since, (4, due))]


def complaint(held: Held) -> list[Duty]:
    """Return that a complaint waits for supervision; the evidence is held already (RGT-19)."""
    made = _open(held.events, ("complaint.made",), ("complaint.answered",))
    if made is None:
        return []
    return [held.duty("RGT-19", said(made, "about"), made.utc_ns, (2, made.utc_ns))]


def illness(held: Held) -> list[Duty]:
    """Return who has still to be told of an illness or injury (RGT-24)."""
    began = next((e for e in reversed(held.all(*_ILL)) if _is_ill(e)), None)
    if began is None:
        return []
    later = [event for event in held.events if event.utc_ns >= began.utc_ns]
    told = {said(event, "to") for event in later if event.kind == "illness.told"}
    told |= {"family" for event in later if event.kind == "right.family_told"}
    told |= {"family" for who in told if who == "unit"}  # The family or their place of work.
    due = began.utc_ns + held.limits["RGT-24"].ns("tell_s")
    return [
        held.duty("RGT-24", who, began.utc_ns, (2, due))
        for who in _TOLD_OF_ILLNESS
        if who not in told
    ]


def _is_ill(event: RecordEvent) -> bool:
    match event.kind:
        case "hospital.left_for":
            return said(event, "purpose") == "treatment"
        case "medical.seen":
            return said(event, "fit") == "hospital"
        case _:
            return said(event, "stage") == "S12"


def death(held: Held) -> list[Duty]:
    """Return what a death in custody still asks for; each step is owed from that instant on."""
    died = next(
        (e.utc_ns for e in held.events if e.kind == "death.noted" or _is_death(e)),
        FAR,
    )
    if died == FAR:
        return []
    done = {event.kind.removeprefix("death.") for event in held.events}
    return [held.duty("RGT-25", step, died, (1, died)) for step in DEATH_STEPS if step not in done]


def _is_death(event: RecordEvent) -> bool:
    return event.kind == "case.event" and said(event, "event") == "death"


def victims(held: Held) -> list[Duty]:
    """Return child victims who were questioned again (RGT-15)."""
    asked: set[str] = set()
    found = []
    for event in held.all("victim.questioned"):
        person = said(event, "person")
        if person in asked and event.data.get("child") is True:
            lasts = (MET, event.utc_ns + LATELY_NS)
            found.append(held.duty("RGT-15", person, event.utc_ns, (3, event.utc_ns), lasts))
        asked.add(person)
    return found


def sessions(held: Held) -> list[Duty]:
    """Return questioning within a time of rest, unless it is authorised (RGT-09)."""
    found, session = [], held.record.session
    resting = _open(held.events, ("rest.began",), ("rest.ended",))
    if session is not None and session.state == "running" and resting is not None:
        since = max(session.since_utc_ns, resting.utc_ns)
        ends = [
            granted.expires_utc_ns
            for granted in held.record.overrides
            if granted.rule == "RGT-09" and granted.expires_utc_ns > since
        ]
        found.append(held.duty("RGT-09", session.room, since, (2, max([since, *ends]))))
    return found
