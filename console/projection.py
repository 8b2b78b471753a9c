"""The decisions log as tables in the console's own file: what a restart starts from.

Runs in one thread. A tick's rows and the cursor go into one transaction; while the disk refuses
to be written, alarms are shown from memory and saved as soon as it takes them again.
"""

import logging
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from alerts.fuse import Incident
from alerts.tickets import Ticket
from console.build import alarm_view, thing_view
from console.catalogue import Catalogue, catalogue_of
from console.database import SQL, connect
from console.form_types import CopyView, ReadView
from console.upgrade import fill_up, keep_new
from console.view_types import AlarmView, ThingView
from custody.record import RecordEvent
from engine.control import Unrecorded
from engine.decisions import AlarmChange, Decisions, Evidence, StayChange
from store.journal_read import DecisionTail

LOG: Final = logging.getLogger("console.projection")
BATCH_MAX: Final = 200
QUIET_TICKS_MAX: Final = 50
"""Ticks without anything to show after which the cursor is saved all the same."""
OVER_MAX: Final = 1000
MISSED_MAX: Final = 30_000
PRUNE_EVERY: Final = 500

encoder: Final = msgspec.json.Encoder()
_views: Final = msgspec.json.Decoder(AlarmView)
_stays: Final = msgspec.json.Decoder(StayChange)
_things: Final = msgspec.json.Decoder(ThingView)
_evidence: Final = msgspec.json.Decoder(Evidence)
_events: Final = msgspec.json.Decoder(RecordEvent)
_tickets: Final = msgspec.json.Decoder(Ticket)
_incidents: Final = msgspec.json.Decoder(Incident)


@dataclass(frozen=True, slots=True)
class Applied:
    """What one tick changes on screen; ``recorded`` is false while the journal is unwritable."""

    tick: int
    utc_ns: int
    catalogue: Catalogue | None = None
    alarms: tuple[AlarmView, ...] = ()
    stays: tuple[StayChange, ...] = ()
    things: tuple[ThingView, ...] = ()
    record: tuple[RecordEvent, ...] = ()
    tickets: tuple[Ticket, ...] = ()
    incidents: tuple[Incident, ...] = ()
    answered: tuple[str, ...] = ()
    """Ids of the commands that this tick answered."""
    recorded: bool = True

    @property
    def empty(self) -> bool:
        """Whether nobody would see a difference."""
        return not (self.alarms or self.stays or self.things or self.record or self.catalogue)


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that stands at a tick."""

    tick: int
    utc_ns: int
    catalogue: Catalogue
    alarms: tuple[AlarmView, ...]
    stays: tuple[StayChange, ...]
    things: tuple[ThingView, ...]
    record: tuple[RecordEvent, ...] = ()
    """The records of everybody who is here, and the centre's own events, as they were written."""
    tickets: tuple[Ticket, ...] = ()
    incidents: tuple[Incident, ...] = ()


def decoded(view: bytes) -> AlarmView:
    """Return an alarm as it was stored."""
    return _views.decode(view)


class Projection:
    """Follows the decisions log. One thread at a time."""

    def __init__(self, state: Path) -> None:
        self._database = connect(state, synchronous="NORMAL")
        self._journal = state / "journal"
        tick, utc_ns = self._database.execute(SQL["cursor"]).fetchone() or (0, 0)
        fill_up(self._database, self._journal, tick)
        self._saved_tick = tick
        self._shown_tick = tick
        self._shown_utc_ns = utc_ns
        self._tail = DecisionTail(self._journal, tick)
        self._catalogue = self._stored_catalogue()
        self._open = {view.id: view for view in self._read_views("open_alarms")}
        self._unsaved = False
        self._changes_count = 0
        self.unreadable_count = 0
        """Decisions rows that were passed over because they could not be read."""

    @property
    def writable(self) -> bool:
        """Whether the last tick could be saved in the console's own file."""
        return not self._unsaved

    def standing(self) -> Standing:
        """Return what stands, as stored."""
        return Standing(
            tick=self._saved_tick,
            utc_ns=self._shown_utc_ns,
            catalogue=self._catalogue,
            alarms=tuple(self._open.values()),
            stays=tuple(_stays.decode(row[0]) for row in self._database.execute(SQL["stays"])),
            things=tuple(_things.decode(row[0]) for row in self._database.execute(SQL["things"])),
            record=tuple(_events.decode(row[0]) for row in self._database.execute(SQL["records"])),
            tickets=tuple(
                _tickets.decode(row[0]) for row in self._database.execute(SQL["tickets"])
            ),
            incidents=tuple(
                _incidents.decode(row[0]) for row in self._database.execute(SQL["incidents"])
            ),
        )

    def poll(self) -> list[Applied]:
        """Return what is new since the last call; raises JournalDamagedError."""
        if self._unsaved:
            self._save_again()
        batch = self._read()
        applied = [self._applied(decisions) for decisions in batch]
        if applied:
            self._save(batch, applied)
        news = [one for one in applied if one.tick > self._shown_tick]
        if news:
            self._shown_tick, self._shown_utc_ns = news[-1].tick, news[-1].utc_ns
        return news

    def unrecorded(self, heard: Unrecorded) -> Applied:
        """Return what the engine decided from memory; it is shown and not saved."""
        views = tuple(self._view(change, recorded=False) for change in heard.alarms)
        return Applied(tick=heard.tick, utc_ns=heard.utc_ns, alarms=views, recorded=False)

    def close(self) -> None:
        """Save the cursor and close the files."""
        if not self._unsaved and self._shown_tick > self._saved_tick:
            self._database.execute(SQL["set_cursor"], (self._shown_tick, self._shown_utc_ns))
        self._tail.close()
        self._database.close()

    def _read(self) -> list[Decisions]:
        """Return what is new; a row that cannot be read is passed over, counted and shouted about.

        Waiting for it would hide every alarm behind it.
        """
        try:
            return self._tail.read(BATCH_MAX)
        except (msgspec.DecodeError, ValueError):
            LOG.exception("decisions_unreadable after=%d", self._tail.cursor)
        try:
            return self._tail.read(1)
        except (msgspec.DecodeError, ValueError):
            self._tail.cursor += 1
            self.unreadable_count += 1
        return []

    def _applied(self, decisions: Decisions) -> Applied:
        adopted = decisions.adopted
        if adopted is not None:
            self._catalogue = catalogue_of(adopted.sha256, adopted.canonical)
        return Applied(
            tick=decisions.tick,
            utc_ns=decisions.utc_ns,
            catalogue=self._catalogue if adopted else None,
            alarms=tuple(self._view(change, recorded=True) for change in decisions.alarms),
            stays=decisions.stays,
            things=tuple(thing_view(change) for change in decisions.things),
            record=decisions.record,
            tickets=decisions.tickets,
            incidents=decisions.incidents,
            answered=tuple(answer.command for answer in decisions.answers),
        )

    def _view(self, change: AlarmChange, *, recorded: bool) -> AlarmView:
        view = alarm_view(change, self._open.get(change.id), self._catalogue, recorded=recorded)
        if view.open:
            self._open[view.id] = view
        else:
            self._open.pop(view.id, None)
        return view

    def _save(self, batch: list[Decisions], applied: list[Applied]) -> None:
        """Write a batch in one transaction; quiet ticks wait for company."""
        last = applied[-1]
        quiet = all(one.empty for one in applied)
        if quiet and last.tick - self._saved_tick < QUIET_TICKS_MAX:
            return
        try:
            self._database.execute("BEGIN IMMEDIATE")
            for decisions, one in zip(batch, applied, strict=True):
                self._write(decisions, one)
            self._prune(sum(len(one.alarms) for one in applied))
            self._database.execute(SQL["set_cursor"], (last.tick, last.utc_ns))
            self._database.execute("COMMIT")
        except sqlite3.OperationalError as error:
            self._give_up(error)
            return
        self._saved_tick = last.tick

    def _write(self, decisions: Decisions, one: Applied) -> None:
        put = self._database.execute
        if decisions.adopted is not None:
            put(SQL["set_configuration"], (decisions.adopted.sha256, decisions.adopted.canonical))
        for change, view in zip(decisions.alarms, one.alarms, strict=True):
            body = encoder.encode(view)
            evidence = None if change.evidence is None else encoder.encode(change.evidence)
            times = (view.raised_utc_ns, view.utc_ns)
            put(SQL["put_alarm"], (view.id, int(view.open), *times, body, evidence))
            put(SQL["put_alarm_change"], (one.tick, view.id, view.n, body))
        for stay in one.stays:
            put(SQL["put_stay"], (stay.stay, int(stay.open), stay.utc_ns, encoder.encode(stay)))
        for thing in one.things:
            put(SQL["put_thing"], (thing.kind, thing.id, encoder.encode(thing)))
        catalogue = one.catalogue or self._catalogue
        keep_new(self._database, decisions, one.alarms, catalogue)

    def _give_up(self, error: sqlite3.OperationalError) -> None:
        if self._database.in_transaction:
            self._database.execute("ROLLBACK")
        if not self._unsaved:
            LOG.error("projection_unwritable tick=%d error=%s", self._saved_tick, error)
        self._unsaved = True

    def _save_again(self) -> None:
        """Go back to the saved cursor once the disk takes writes; what was shown stays shown."""
        try:
            self._database.execute("BEGIN IMMEDIATE")
            self._database.execute(SQL["set_cursor"], (self._saved_tick, self._shown_utc_ns))
            self._database.execute("COMMIT")
        except sqlite3.OperationalError as error:
            self._give_up(error)
            return
        LOG.info("projection_writable tick=%d", self._saved_tick)
        self._unsaved = False
        self._tail.close()
        self._tail = DecisionTail(self._journal, self._saved_tick)

    def _prune(self, changes_count: int) -> None:
        self._changes_count += changes_count
        if self._changes_count < PRUNE_EVERY:
            return
        self._changes_count = 0
        for statement in (
            "prune_alarms",
            "prune_changes",
            "prune_stays",
            "prune_events",
            "prune_tickets",
            "prune_heard",
        ):
            self._database.execute(SQL[statement])

    def _stored_catalogue(self) -> Catalogue:
        row = self._database.execute(SQL["configuration"]).fetchone()
        return catalogue_of(*row) if row else Catalogue()

    def _read_views(self, statement: str) -> list[AlarmView]:
        return [_views.decode(row[0]) for row in self._database.execute(SQL[statement])]


class AlarmArchive:
    """Reads the projection for answers: one alarm, what is over, what a client has missed."""

    def __init__(self, state: Path) -> None:
        self._database = connect(state, synchronous="NORMAL")

    def alarm(self, alarm: str) -> tuple[AlarmView, Evidence | None] | None:
        """Return an alarm with its latest evidence, None when it is not kept here."""
        row = self._database.execute(SQL["alarm"], (alarm,)).fetchone()
        if row is None:
            return None
        view, evidence = row
        return _views.decode(view), None if evidence is None else _evidence.decode(evidence)

    def changes(self, alarm: str) -> list[AlarmView]:
        """Return all changes of an alarm, oldest first."""
        return [
            _views.decode(row[0]) for row in self._database.execute(SQL["changes_of"], (alarm,))
        ]

    def over(self) -> list[AlarmView]:
        """Return the alarms that are over, newest first."""
        rows = self._database.execute(SQL["recent_alarms"], (OVER_MAX,))
        return [_views.decode(row[0]) for row in rows]

    def missed(self, after_tick: int) -> list[tuple[int, bytes]]:
        """Return (tick, view) of every change after a tick, oldest first."""
        return self._database.execute(SQL["changes_after"], (after_tick, MISSED_MAX)).fetchall()

    def record(self, stay: str) -> list[RecordEvent]:
        """Return the record of a stay as it is kept here, in order."""
        rows = self._database.execute(SQL["record_of"], (stay,))
        return [_events.decode(row[0]) for row in rows]

    def copies(self, after: int, limit: int) -> list[CopyView]:
        """Return the copies for supervision and procurator after a number, oldest first."""
        rows = self._database.execute(SQL["copies_after"], (after, limit))
        return [
            CopyView(number=number, tick=tick, alarm=_views.decode(view))
            for number, tick, view in rows
        ]

    def reads(self, before: int, limit: int) -> list[ReadView]:
        """Return what inspectors read before a number, newest first."""
        rows = self._database.execute(SQL["reads"], (before, limit))
        return [
            ReadView(number=number, utc_ns=utc_ns, user=user, staff=staff, path=path)
            for number, utc_ns, user, staff, path in rows
        ]

    def close(self) -> None:
        """Close the file."""
        self._database.close()
