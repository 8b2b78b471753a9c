"""What the console says of tickets, hand-over, roster and shelf over HTTP (see docs/api.md)."""

import msgspec

from alerts.tickets import TicketState
from console.view_types import AlarmView, Place, WantedView, Words


class TicketStepView(msgspec.Struct, frozen=True, kw_only=True):
    """A step that a ticket's state allows, and why the caller may not take it now."""

    step: str
    allowed: bool
    reason: Words | None


class TicketView(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket as it stands; ``tier`` above 0 means overdue, and who hears of it (SYS-05)."""

    id: str
    rule: str
    label: Words | None
    """The rule's words; null for what a person saw."""
    subject: str
    alarm: str
    room: Place | None
    text: str
    state: TicketState
    found_utc_ns: int
    due_utc_ns: int
    owner: str
    by: str
    note: str
    tier: int
    utc_ns: int
    steps: tuple[TicketStepView, ...] = ()


class TicketPast(msgspec.Struct, frozen=True, kw_only=True):
    """One step in the life of a ticket."""

    state: str
    by: str
    utc_ns: int
    note: str
    owner: str
    tier: str


class TicketDetail(TicketView, frozen=True, kw_only=True):
    """A ticket with all its steps, oldest first."""

    history: tuple[TicketPast, ...]


class TicketList(msgspec.Struct, frozen=True):
    """All tickets that are remembered, the newest first."""

    tickets: tuple[TicketView, ...]


class ShelvedView(msgspec.Struct, frozen=True, kw_only=True):
    """A shelved alarm: who put it aside (two people for a life alarm), why, until when."""

    alarm: AlarmView
    people: tuple[str, ...]
    reason: str
    until_utc_ns: int


class RetiredView(msgspec.Struct, frozen=True, kw_only=True):
    """A rule on a subject that two people took out of service."""

    rule: str
    label: Words
    subject: str
    people: tuple[str, ...]
    reason: str
    utc_ns: int
    until_utc_ns: int


class DrillView(msgspec.Struct, frozen=True, kw_only=True):
    """A drill that somebody announced: the next alarm of the rule there, until an instant."""

    rule: str
    label: Words
    subject: str
    by: str
    reason: str
    until_utc_ns: int


class AsideView(msgspec.Struct, frozen=True, kw_only=True):
    """What people said of alarms: shelf, out of service, waiting for the second, drills to come."""

    utc_ns: int
    shelved: tuple[ShelvedView, ...]
    out_of_service: tuple[RetiredView, ...]
    wanted: tuple[WantedView, ...]
    drills: tuple[DrillView, ...]


class IncidentView(msgspec.Struct, frozen=True, kw_only=True):
    """Alarms that are one event; it is over when all of them are."""

    id: str
    n: int
    kind: str
    label: Words
    guidance: Words
    alarms: tuple[str, ...]
    stay: str
    utc_ns: int


class IncidentList(msgspec.Struct, frozen=True):
    """The incidents that are not over, oldest first."""

    incidents: tuple[IncidentView, ...]


class ReportView(msgspec.Struct, frozen=True, kw_only=True):
    """A report of the shift that ends: what is open, shelved, out of service, to be put right.

    Lists name at most 50 each; the counts are whole. Alarms and tickets stand as they did when the
    report was written.
    """

    id: str
    by: str
    utc_ns: int
    signed_by: str
    signed_utc_ns: int
    alarm_count: int
    ticket_count: int
    alarms: tuple[AlarmView, ...]
    tickets: tuple[TicketView, ...]
    shelved: tuple[ShelvedView, ...]
    out_of_service: tuple[RetiredView, ...]


class ReportHead(msgspec.Struct, frozen=True, kw_only=True):
    """A report that was signed, or replaced by a newer one before anybody signed it."""

    id: str
    by: str
    utc_ns: int
    signed_by: str
    signed_utc_ns: int


class HandOverView(msgspec.Struct, frozen=True, kw_only=True):
    """What stands now, the report that waits for a signature, and the reports of before."""

    now: ReportView
    waiting: ReportView | None
    past: tuple[ReportHead, ...]


class ShiftView(msgspec.Struct, frozen=True, kw_only=True):
    """A shift, and whether it runs now."""

    id: str
    zh: str
    en: str
    begins: str
    ends: str
    days: tuple[int, ...]
    staff: tuple[str, ...]
    running: bool


class MemberView(msgspec.Struct, frozen=True, kw_only=True):
    """A member of staff on the roster page; ``on_duty`` is by the roster and their own word."""

    id: str
    zh: str
    en: str
    role: str
    role_words: Words
    on_duty: bool
    phones: tuple[str, ...]


class EndpointView(msgspec.Struct, frozen=True, kw_only=True):
    """A receiver outside the control room; never its address."""

    id: str
    zh: str
    en: str
    tier: int
    staff: str
    language: str


class RuleRef(msgspec.Struct, frozen=True, kw_only=True):
    """A rule with the severities it can have."""

    id: str
    label: Words
    severities: tuple[int, ...]


class ToldView(msgspec.Struct, frozen=True, kw_only=True):
    """Rules that tell the same people, and which receivers that is now, tier by tier."""

    told: tuple[str, ...]
    rules: tuple[RuleRef, ...]
    tiers: tuple[tuple[str, ...], ...]


class RosterView(msgspec.Struct, frozen=True, kw_only=True):
    """Who is on duty, and who would be told of an alarm that rang now.

    ``ladder_s`` holds for P1 to P4 after how many seconds tiers 1, 2, 3, 4 hear; a severity above
    ``severity_max`` stays in the house.
    """

    utc_ns: int
    until_utc_ns: int
    """When a shift begins or ends next on any weekday; 0 without shifts."""
    edited: bool
    """Whether people changed the roster since the configuration brought it."""
    shifts: tuple[ShiftView, ...]
    staff: tuple[MemberView, ...]
    endpoints: tuple[EndpointView, ...]
    severity_max: int
    ladder_s: tuple[tuple[float, ...], ...]
    told: tuple[ToldView, ...]


class ShiftNews(msgspec.Struct, frozen=True):
    """Tickets, shelf, hand-over or roster changed in this tick: whoever shows them reads again."""

    tick: int
