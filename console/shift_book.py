"""Tickets, incidents, shelf, hand-over and roster as the decisions tell them; never written here.

Folded from the centre's own entries of the record and the tickets and incidents of each tick.
"""

from collections import deque
from collections.abc import Mapping
from typing import Final

import msgspec

from alerts.fuse import Incident
from alerts.ledger import ASKED_MAX, Asked
from alerts.roster import Roster, Shift
from alerts.tickets import TICKETS_MAX, Ticket
from console.projection import Applied, Standing
from console.shift_types import TicketPast
from custody.acts.act import Value
from custody.record import RecordEvent

ASK_AGAIN_NS: Final = 300_000_000_000
"""So long the first of two people waits for the second, as in the engine."""
REPORTS_MAX: Final = 60
INCIDENTS_MAX: Final = 100
_EVERY_DAY: Final = "1 2 3 4 5 6 7"

Said = Mapping[str, Value]


class Report(msgspec.Struct, kw_only=True):
    """A hand-over as it was written and signed."""

    id: str
    by: str
    utc_ns: int
    said: dict[str, Value]
    signed_by: str = ""
    signed_utc_ns: int = 0

    def names(self, key: str) -> tuple[str, ...]:
        """Return the ids that the report lists under a key."""
        return tuple(str(self.said.get(key, "")).split())

    def count(self, key: str) -> int:
        """Return a count of the report."""
        value = self.said.get(key, 0)
        return value if isinstance(value, int) else 0


class OutOfService(msgspec.Struct, frozen=True, kw_only=True):
    """A rule on a subject that two people took out of service."""

    rule: str
    subject: str
    people: tuple[str, ...]
    reason: str
    utc_ns: int
    until_utc_ns: int


class DrillAhead(msgspec.Struct, frozen=True, kw_only=True):
    """A drill that somebody announced and that has not begun."""

    rule: str
    subject: str
    by: str
    reason: str
    until_utc_ns: int


class ShiftBook:
    """What the shift works with besides alarms; one for a console, on the event loop."""

    def __init__(self, standing: Standing) -> None:
        self.tickets: dict[str, Ticket] = {ticket.id: ticket for ticket in standing.tickets}
        self.past: dict[str, list[TicketPast]] = {}
        self.incidents: dict[str, Incident] = {one.id: one for one in standing.incidents}
        self.retired: dict[str, OutOfService] = {}
        self.asked: dict[str, Asked] = {}
        self.drills: dict[str, DrillAhead] = {}
        self.reports: deque[Report] = deque(maxlen=REPORTS_MAX)
        self._edits: list[dict[str, Value]] = []
        for event in standing.record:
            if not event.stay:
                self._note(event)

    def apply(self, applied: Applied) -> bool:
        """Take what a tick decided; return whether anything here changed."""
        for ticket in applied.tickets:
            self.tickets[ticket.id] = ticket
        for incident in applied.incidents:
            self.incidents[incident.id] = incident
        noted = [self._note(event) for event in applied.record if not event.stay]
        aside = [alarm for alarm in applied.alarms if alarm.change in ("shelved", "unshelved")]
        for alarm in aside:
            self.asked.pop(f"shelve {alarm.id}", None)
        self._forget()
        return bool(applied.tickets or applied.incidents or aside) or any(noted)

    def waiting(self) -> Report | None:
        """Return the last report when nobody has signed it yet."""
        if not self.reports or self.reports[-1].signed_by:
            return None
        return self.reports[-1]

    @property
    def edited(self) -> bool:
        """Whether people changed the roster since the configuration brought it."""
        return bool(self._edits)

    def roster(self, adopted: Roster) -> Roster:
        """Return the roster in force: the configuration's with what people set since."""
        shifts = {shift.id: shift for shift in adopted.shifts}
        for edit in self._edits:
            shift, staff = str(edit.get("shift", "")), str(edit.get("staff", "")).split()
            if not staff:
                shifts.pop(shift, None)
                continue
            days = str(edit.get("days", _EVERY_DAY)).split()
            shifts[shift] = Shift(
                id=shift,
                zh=str(edit.get("zh", shift)),
                en=str(edit.get("en", shift)),
                begins=str(edit.get("begins", "")),
                ends=str(edit.get("ends", "")),
                days=tuple(int(day) for day in days),
                staff=tuple(staff),
            )
        return msgspec.structs.replace(adopted, shifts=tuple(shifts.values()))

    def _note(self, event: RecordEvent) -> bool:
        """Take an entry of the centre; return whether it was one of ours."""
        data = event.data
        if event.kind.startswith("ticket."):
            self._note_step(event)
            return True
        if event.kind.startswith(("roster.", "shift.")):
            return self._note_shift(event, data)
        match event.kind:
            case "rule.out_of_service":
                self._retire(event, data)
            case "rule.in_service":
                self.retired.pop(_key(data), None)
            case "two_people.asked":
                until_utc_ns = event.utc_ns + ASK_AGAIN_NS
                self.asked[str(data.get("for", ""))] = Asked(
                    who=event.by, until_utc_ns=until_utc_ns
                )
            case "drill.announced":
                self._announce(event, data)
            case "drill.began":
                self.drills.pop(_key(data), None)
            case "duty.set":
                pass  # The register keeps it; the roster page shows it.
            case _:
                return False
        return True

    def _note_shift(self, event: RecordEvent, data: Said) -> bool:
        match event.kind:
            case "roster.set":
                self._edits.append(dict(data))
            case "roster.adopted":
                self._edits.clear()
            case "shift.reported":
                report = Report(
                    id=str(data.get("report", "")),
                    by=event.by,
                    utc_ns=event.utc_ns,
                    said=dict(data),
                )
                self.reports.append(report)
            case "shift.signed":
                self._sign(event, str(data.get("report", "")))
            case _:
                return False
        return True

    def _note_step(self, event: RecordEvent) -> None:
        data = event.data
        step = TicketPast(
            state=event.kind.removeprefix("ticket."),
            by=event.by,
            utc_ns=event.utc_ns,
            note=str(data.get("note", "")),
            owner=str(data.get("owner", "")),
            tier=str(data.get("tier", "")),
        )
        self.past.setdefault(str(data.get("ticket", "")), []).append(step)

    def _retire(self, event: RecordEvent, data: Said) -> None:
        rule, subject = str(data.get("rule", "")), str(data.get("subject", ""))
        self.asked.pop(f"retire {rule} {subject}", None)
        self.retired[_key(data)] = OutOfService(
            rule=rule,
            subject=subject,
            people=(str(data.get("second", "")), event.by),
            reason=str(data.get("reason", "")),
            utc_ns=event.utc_ns,
            until_utc_ns=_until(data),
        )

    def _announce(self, event: RecordEvent, data: Said) -> None:
        self.drills[_key(data)] = DrillAhead(
            rule=str(data.get("rule", "")),
            subject=str(data.get("subject", "")),
            by=event.by,
            reason=str(data.get("reason", "")),
            until_utc_ns=_until(data),
        )
        while len(self.drills) > ASKED_MAX:
            del self.drills[next(iter(self.drills))]

    def _sign(self, event: RecordEvent, name: str) -> None:
        for report in self.reports:
            if report.id == name:
                report.signed_by, report.signed_utc_ns = event.by, event.utc_ns

    def _forget(self) -> None:
        """Keep no more than the engine does: closed tickets go first, then the oldest."""
        while len(self.tickets) > TICKETS_MAX:
            closed = (name for name, one in self.tickets.items() if one.state == "closed")
            gone = next(closed, next(iter(self.tickets)))
            del self.tickets[gone]
            self.past.pop(gone, None)
        while len(self.incidents) > INCIDENTS_MAX:
            del self.incidents[next(iter(self.incidents))]


def _until(data: Said) -> int:
    until = data.get("until_utc_ns", 0)
    return until if isinstance(until, int) else 0


def _key(data: Said) -> str:
    return f"{data.get('rule', '')}:{data.get('subject', '')}"
