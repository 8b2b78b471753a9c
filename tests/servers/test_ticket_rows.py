"""Tickets and incidents in PostgreSQL: every change once, and each as it stands now."""

import psycopg
import pytest

from tests.servers.outlets_stage import Written, outlets, wait_for
from tests.store.decided import adopted, alarm, collapse, site, ticket

pytestmark = pytest.mark.servers

BEGUN = ("MOT-01:D-0001:1", "VIT-08:D-0001:1")
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
    written.tick(alarms=(alarm(1),), incidents=(collapse(1, *BEGUN),), tickets=(ticket(room="h1"),))
    issued = ticket(state="issued", owner="s-002", room="h1")
    grown = collapse(2, *BEGUN, "MOT-01:D-0001:2")
    written.tick(alarms=(alarm(2),), incidents=(grown,), tickets=(issued,))
    with outlets(tmp_path, dsn=postgres.dsn):
        wait_for(lambda: is_issued(postgres.dsn))
    assert stored(postgres.dsn, TICKETS) == [("T-0001", "issued", "s-002", "h1")]
    assert stored(postgres.dsn, INCIDENTS) == [("collapse:1", 2, 3)]
    changes = "select state from custody.ticket_changes"
    assert stored(postgres.dsn, changes) == [("found",), ("issued",)]
    assert stored(postgres.dsn, "select n from custody.incident_changes") == [(1,), (2,)]
