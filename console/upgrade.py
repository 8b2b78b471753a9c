"""A file that an older console made is filled up once: records and copies it never kept.

It is done before anything is served, from the journal and only up to the tick that the file knows:
nobody is shown yesterday's alarms again.
"""

import logging
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from alerts.kpi import UNSEEN
from console.build import alarm_view
from console.catalogue import Catalogue, catalogue_of
from console.database import SQL
from console.kpis import heard
from console.oversight import copied, keep_inspectors
from console.view_types import AlarmView
from engine.decisions import Decisions
from store.journal_read import DecisionTail

LOG: Final = logging.getLogger("console.upgrade")
VERSION: Final = 4
"""Of the tables that the journal fills: 2 brought records and copies, 3 what figures are of, 4
tickets and incidents."""
BATCH_MAX: Final = 200


def fill_up(database: sqlite3.Connection, journal: Path, tick: int) -> None:
    """Fill the tables that are new since the file was made; a full disk leaves it for next time."""
    (version,) = database.execute(SQL["version"]).fetchone()
    if version >= VERSION:
        return
    tail = DecisionTail(journal)
    try:
        database.execute("BEGIN IMMEDIATE")
        events_count = _fill(database, tail, tick)
        database.execute(SQL["set_version"])
        database.execute("COMMIT")
        LOG.info("file_filled_up version=%d tick=%d events=%d", VERSION, tick, events_count)
    except sqlite3.OperationalError as error:
        if database.in_transaction:
            database.execute("ROLLBACK")
        LOG.error("file_not_filled_up tick=%d error=%s", tick, error)  # noqa: TRY400
    finally:
        tail.close()


def keep_new(
    database: sqlite3.Connection,
    decisions: Decisions,
    alarms: Iterable[AlarmView],
    catalogue: Catalogue,
) -> None:
    """Keep what a tick says in the tables that ``fill_up`` fills."""
    for event in decisions.record:
        body = msgspec.json.encode(event)
        database.execute(SQL["put_event"], (event.stay, event.number, event.kind, body))
    if decisions.adopted is not None and catalogue.configuration is not None:
        keep_inspectors(database, catalogue.configuration.staff)
        database.execute(SQL["hear_since"], (decisions.utc_ns,))
    for ticket in decisions.tickets:
        is_open = int(ticket.state != "closed")
        database.execute(SQL["put_ticket"], (ticket.id, is_open, msgspec.json.encode(ticket)))
    for incident in decisions.incidents:
        database.execute(SQL["put_incident"], (incident.id, msgspec.json.encode(incident)))
    for change in decisions.alarms:
        if change.change not in UNSEEN:
            body = msgspec.json.encode(heard(change))
            database.execute(SQL["put_heard"], (change.utc_ns, change.id, change.n, body))
    for view in alarms:
        if copied(view.rule):
            body = msgspec.json.encode(view)
            database.execute(SQL["put_copy"], (decisions.tick, view.id, view.n, body))


def _fill(database: sqlite3.Connection, tail: DecisionTail, tick: int) -> int:
    """Return how many entries of records were found up to a tick."""
    catalogue, events_count = Catalogue(), 0
    last: dict[str, AlarmView] = {}
    while tail.cursor < tick:
        before = tail.cursor
        for decisions in _read(tail):
            if decisions.tick > tick:
                return events_count
            if decisions.adopted is not None:
                catalogue = catalogue_of(decisions.adopted.sha256, decisions.adopted.canonical)
            views = []
            for change in decisions.alarms:
                view = alarm_view(change, last.pop(change.id, None), catalogue, recorded=True)
                views.append(view)
                if view.open:
                    last[view.id] = view
            keep_new(database, decisions, views, catalogue)
            events_count += len(decisions.record)
        if tail.cursor == before:
            break
    return events_count


def _read(tail: DecisionTail) -> list[Decisions]:
    """Return the next rows; one that cannot be read is passed over and told."""
    for limit in (BATCH_MAX, 1):
        try:
            return tail.read(limit)
        except (msgspec.DecodeError, ValueError) as error:
            LOG.warning("decisions_unreadable after=%d error=%s", tail.cursor, error)
    tail.cursor += 1
    return []
