"""The custody record in PostgreSQL: every entry once, corrections beside what they correct."""

import psycopg
import pytest

from custody.record import RecordEvent
from tests.servers.outlets_stage import Written, outlets, wait_for
from tests.store.decided import START_UTC_NS, adopted, site, stay

pytestmark = pytest.mark.servers


def entry(number: int, **more) -> RecordEvent:
    said = {"kind": "check.visit", "by": "s-001", "data": {"proven": True}, "stay": "D-0001"}
    times = {"utc_ns": START_UTC_NS, "recorded_utc_ns": START_UTC_NS + number}
    return RecordEvent(number=number, **(said | times | more))


def stored(dsn):
    with psycopg.connect(dsn, connect_timeout=2) as connection:
        return connection.execute(
            "select number, corrects, data ->> 'proven' from custody.record_events"
            " where journal = (select max(number) from custody.journals) order by number"
        ).fetchall()


def is_stored(dsn, expected):
    try:
        return len(stored(dsn)) == expected
    except psycopg.Error:
        return False


def test_every_entry_stands_once_and_a_correction_beside_it(postgres, tmp_path):
    written = Written(tmp_path)
    written.tick(adopted=adopted(site()), stays=(stay(1),))
    written.tick(record=(entry(1), entry(2)))
    written.tick(record=(entry(3, corrects=1, data={"proven": False}), entry(2)))
    with outlets(tmp_path, dsn=postgres.dsn):
        wait_for(lambda: is_stored(postgres.dsn, 3))
        assert stored(postgres.dsn) == [(1, 0, "true"), (2, 0, "true"), (3, 1, "false")]
