"""Tickets, shelf, hand-over and incidents as pages show them."""

from typing import Final

from alerts.filters import NOTHING, SHELF_P1_S
from alerts.fuse import Incident
from alerts.rules import by_id
from alerts.severity import Severity
from alerts.tickets import STEPS, TIERS, Ticket, step_of
from console.board import Board
from console.catalogue import Catalogue
from console.projection import AlarmArchive
from console.shift_book import DrillAhead, OutOfService, Report, ShiftBook
from console.shift_types import (
    AsideView,
    DrillView,
    HandOverView,
    IncidentView,
    ReportHead,
    ReportView,
    RetiredView,
    ShelvedView,
    TicketDetail,
    TicketPast,
    TicketStepView,
    TicketView,
)
from console.view_types import AlarmView, AsideRule, Place, WantedView, Words

LISTED_MAX: Final = 50
_RULES: Final = by_id()
_DUE_LATER_NS: Final = 1
"""Whether a step is allowed is asked as if its form were filled in."""


class ShiftDesk:
    """Makes the views; holds nothing of its own."""

    def __init__(self, board: Board, archive: AlarmArchive, book: ShiftBook) -> None:
        self._board = board
        self._archive = archive
        self._book = book

    def tickets(self, staff: str) -> tuple[TicketView, ...]:
        """Return all tickets for a member of staff, the newest first."""
        return tuple(self._ticket(one, staff) for one in reversed(self._book.tickets.values()))

    def ticket(self, ticket: str, staff: str) -> TicketDetail | None:
        """Return one ticket with its steps so far, None when it is not remembered."""
        found = self._book.tickets.get(ticket)
        if found is None:
            return None
        view = self._ticket(found, staff)
        fields = {name: getattr(view, name) for name in TicketView.__struct_fields__}
        return TicketDetail(**fields, history=tuple(self._book.past.get(ticket, ())))

    def incidents(self) -> tuple[IncidentView, ...]:
        """Return the incidents of which an alarm is open, oldest first."""
        return tuple(
            incident_view(one)
            for one in self._book.incidents.values()
            if any(self._board.alarm(alarm) is not None for alarm in one.alarms)
        )

    def aside(self, utc_ns: int) -> AsideView:
        """Return what people keep quiet."""
        shelved = [one for one in self._board.alarms() if one.state == "shelved"]
        return AsideView(
            utc_ns=utc_ns,
            shelved=tuple(self._shelved(one) for one in shelved),
            out_of_service=tuple(_retired(one) for one in self._book.retired.values()),
            wanted=self._wanted(utc_ns),
            drills=tuple(
                _drill(one) for one in self._book.drills.values() if one.until_utc_ns > utc_ns
            ),
        )

    def aside_rule(self, alarm: AlarmView, utc_ns: int) -> AsideRule:
        """Return how an alarm may be put aside, and who asked for it already."""
        rule, life = _RULES.get(alarm.rule), alarm.severity == Severity.P1
        configuration = self._board.catalogue.configuration
        filters = configuration.filters if configuration else {}
        longest_s = filters.get(alarm.rule, NOTHING).shelve_max_s
        mine = (alarm.rule, alarm.subject)
        return AsideRule(
            shelve_max_s=SHELF_P1_S if life else longest_s,
            two_people=life,
            retirable=rule is not None and any(each.severity > Severity.P1 for each in rule.levels),
            wanted=tuple(
                one
                for one in self._wanted(utc_ns)
                if one.alarm == alarm.id or (one.rule, one.subject) == mine
            ),
        )

    def hand_over(self, utc_ns: int) -> HandOverView:
        """Return what stands now, the report that waits, and those of before."""
        waiting = self._book.waiting()
        return HandOverView(
            now=self._now(utc_ns),
            waiting=None if waiting is None else self.report(waiting),
            past=tuple(_head(one) for one in reversed(self._book.reports) if one is not waiting),
        )

    def report(self, report: Report) -> ReportView:
        """Return a report as it was written: alarms and tickets as they stood then."""
        shelved = [self._then(alarm, report.utc_ns) for alarm in report.names("shelved")]
        alarms = [self._then(alarm, report.utc_ns) for alarm in report.names("alarm_ids")]
        tickets = [self._book.tickets.get(ticket) for ticket in report.names("ticket_ids")]
        return ReportView(
            id=report.id,
            by=report.by,
            utc_ns=report.utc_ns,
            signed_by=report.signed_by,
            signed_utc_ns=report.signed_utc_ns,
            alarm_count=report.count("alarms"),
            ticket_count=report.count("tickets"),
            alarms=tuple(one for one in alarms if one is not None),
            tickets=tuple(self._was(one, report.utc_ns) for one in tickets if one is not None),
            shelved=tuple(self._shelved(one) for one in shelved if one is not None),
            out_of_service=tuple(_named(one) for one in report.names("out_of_service")),
        )

    def _now(self, utc_ns: int) -> ReportView:
        """Return what a report would say that was written now."""
        alarms, aside = self._board.alarms(), self.aside(utc_ns)
        tickets = [
            one for one in self._book.tickets.values() if one.state not in ("verified", "closed")
        ]
        return ReportView(
            id="",
            by="",
            utc_ns=utc_ns,
            signed_by="",
            signed_utc_ns=0,
            alarm_count=len(alarms),
            ticket_count=len(tickets),
            alarms=alarms[:LISTED_MAX],
            tickets=tuple(self._ticket(one, "") for one in tickets[:LISTED_MAX]),
            shelved=aside.shelved[:LISTED_MAX],
            out_of_service=aside.out_of_service[:LISTED_MAX],
        )

    def _then(self, alarm: str, utc_ns: int) -> AlarmView | None:
        """Return an alarm as it stood at an instant, None when it is not kept here any more."""
        life = [one for one in self._archive.changes(alarm) if one.utc_ns <= utc_ns]
        return life[-1] if life else None

    def _was(self, ticket: Ticket, utc_ns: int) -> TicketView:
        """Return a ticket as it stood at an instant, without what may be done next."""
        view = self._ticket(ticket, "")
        past = [one for one in self._book.past.get(ticket.id, ()) if one.utc_ns <= utc_ns]
        return _as_of(view, past[-1]) if past else view

    def _ticket(self, ticket: Ticket, staff: str) -> TicketView:
        rule = _RULES.get(ticket.rule)
        return TicketView(
            id=ticket.id,
            rule=ticket.rule,
            label=Words(rule.zh, rule.en) if rule else None,
            subject=ticket.subject,
            alarm=ticket.alarm,
            room=self._place(ticket),
            text=ticket.text,
            state=ticket.state,
            found_utc_ns=ticket.found_utc_ns,
            due_utc_ns=ticket.due_utc_ns,
            owner=ticket.owner,
            by=ticket.by,
            note=ticket.note,
            tier=ticket.tier,
            utc_ns=ticket.utc_ns,
            steps=_steps(ticket, staff) if staff else (),
        )

    def _place(self, ticket: Ticket) -> Place | None:
        """Return where a ticket's matter is, as far as it was said or can be known."""
        catalogue = self._board.catalogue
        if ticket.room or _is_room(catalogue, ticket.subject):
            return catalogue.place(ticket.room or ticket.subject)
        stay = self._board.stay(ticket.subject)
        return stay.room if stay else None

    def _shelved(self, alarm: AlarmView) -> ShelvedView:
        """Return a shelved alarm with who put it there and why, as the change said."""
        life = [one for one in self._archive.changes(alarm.id) if one.change == "shelved"]
        people, _, reason = (life[-1].note if life else alarm.note).partition(": ")
        return ShelvedView(
            alarm=alarm,
            people=tuple(people.split(" + ")),
            reason=reason,
            until_utc_ns=life[-1].until_utc_ns if life else alarm.until_utc_ns,
        )

    def _wanted(self, utc_ns: int) -> tuple[WantedView, ...]:
        found = []
        for what, asked in self._book.asked.items():
            if asked.until_utc_ns <= utc_ns:
                continue
            verb, _, about = what.partition(" ")
            rule, _, subject = about.partition(" ")
            shelf = verb == "shelve"
            found.append(
                WantedView(
                    act="shelve" if shelf else "take_out_of_service",
                    alarm=about if shelf else "",
                    rule=about.partition(":")[0] if shelf else rule,
                    subject="" if shelf else subject,
                    by=asked.who,
                    until_utc_ns=asked.until_utc_ns,
                )
            )
        return tuple(found)


def incident_view(incident: Incident) -> IncidentView:
    """Return an incident with its words."""
    return IncidentView(
        id=incident.id,
        n=incident.n,
        kind=incident.kind,
        label=Words(incident.zh, incident.en),
        guidance=Words(incident.guidance_zh, incident.guidance_en),
        alarms=incident.alarms,
        stay=incident.stay,
        utc_ns=incident.utc_ns,
    )


def _steps(ticket: Ticket, staff: str) -> tuple[TicketStepView, ...]:
    """Return the steps that a ticket's state knows, with why somebody may not take them."""
    found = []
    for state, step in STEPS:
        if state != ticket.state:
            continue
        zh, en = step_of(ticket, step, staff, due_utc_ns=_DUE_LATER_NS)
        reason = Words(zh, en) if en else None
        found.append(TicketStepView(step=step, allowed=reason is None, reason=reason))
    return tuple(found)


def _as_of(view: TicketView, past: TicketPast) -> TicketView:
    fields = {name: getattr(view, name) for name in view.__struct_fields__}
    tier = TIERS.index(past.tier) if past.tier in TIERS else 0
    was = {"state": past.state, "owner": past.owner, "by": past.by, "note": past.note, "tier": tier}
    return TicketView(**{**fields, **was})


def _label(rule: str) -> Words:
    """Return the words of a rule; its id where it is not known any more."""
    found = _RULES.get(rule)
    return Words(found.zh, found.en) if found else Words(rule, rule)


def _drill(one: DrillAhead) -> DrillView:
    return DrillView(
        rule=one.rule,
        label=_label(one.rule),
        subject=one.subject,
        by=one.by,
        reason=one.reason,
        until_utc_ns=one.until_utc_ns,
    )


def _retired(one: OutOfService) -> RetiredView:
    return RetiredView(
        rule=one.rule,
        label=_label(one.rule),
        subject=one.subject,
        people=one.people,
        reason=one.reason,
        utc_ns=one.utc_ns,
        until_utc_ns=one.until_utc_ns,
    )


def _named(key: str) -> RetiredView:
    """Return what a report says of a rule out of service: its name; the rest is in the record."""
    rule, _, subject = key.partition(":")
    return _retired(
        OutOfService(rule=rule, subject=subject, people=(), reason="", utc_ns=0, until_utc_ns=0)
    )


def _head(report: Report) -> ReportHead:
    return ReportHead(
        id=report.id,
        by=report.by,
        utc_ns=report.utc_ns,
        signed_by=report.signed_by,
        signed_utc_ns=report.signed_utc_ns,
    )


def _is_room(catalogue: Catalogue, subject: str) -> bool:
    configuration = catalogue.configuration
    rooms = configuration.site.rooms if configuration else ()
    return any(room.id == subject for room in rooms)
