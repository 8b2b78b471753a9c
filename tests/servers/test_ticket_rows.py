"""Tickets and incidents in PostgreSQL: every change once, and each as it stands now."""

import msgspec
import psycopg
import pytest

from alerts.fuse import Incident
from alerts.tickets import Ticket
from tests.servers.outlets_stage import Written, outlets, wait_for
from tests.store.decided import START_UTC_NS, adopted, alarm, site

pytestmark = pytest.mark.servers

FOUND = Ticket(
    id="T-0001",
    rule="",
    subject="door-h1",
    text="lock sticks",
    state="found",
    found_utc_ns=START_UTC_NS,
    due_utc_ns=START_UTC_NS + 1,
    by="s-001",
    room="h1",
)
COLLAPSE = Incident(
    id="collapse:1",
    n=1,
    kind="collapse",
    zh="疑似倒地昏迷",
    en="Collapse",
    guidance_zh="",
    guidance_en="",
    alarms=("MOT-01:D-0001:1", "VIT-08:D-0001:1"),
    stay="D-0001",
    t_ns=1,
    utc_ns=START_UTC_NS,
)
TICKETS = "select id, state, owner, room from custody.tickets"
INCIDENTS = "select id, n, cardinality(alarms) from custody.incidents"
OURS = " where journal = (select max(number) from custody.journals)"


def stored(dsn, query):
    with psycopg.connect(dsn, connect_timeout=2) as connection:
        return connection.execute(query + OURS).fetchall()


def is_issued(dsn):
    try:
        return [state for _, state, *_ in stored(dsn, TICKETS)] == ["issued"]
    except psycopg.Error:
        return False


def test_each_change_is_kept_and_the_last_one_stands(postgres, tmp_path):
    written = Written(tmp_path)
    written.tick(adopted=adopted(site()))
    written.tick(alarms=(alarm(1),), incidents=(COLLAPSE,), tickets=(FOUND,))
    issued = msgspec.structs.replace(FOUND, state="issued", owner="s-002")
    grown = msgspec.structs.replace(COLLAPSE, n=2, alarms=(*COLLAPSE.alarms, "MOT-01:D-0001:2"))
    written.tick(alarms=(alarm(2),), incidents=(grown,), tickets=(issued,))
    with outlets(tmp_path, dsn=postgres.dsn):
        wait_for(lambda: is_issued(postgres.dsn))
    assert stored(postgres.dsn, TICKETS) == [("T-0001", "issued", "s-002", "h1")]
    assert stored(postgres.dsn, INCIDENTS) == [("collapse:1", 2, 3)]
    changes = "select state from custody.ticket_changes"
    assert stored(postgres.dsn, changes) == [("found",), ("issued",)]
    assert stored(postgres.dsn, "select n from custody.incident_changes") == [(1,), (2,)]
