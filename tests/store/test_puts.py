"""Decisions as rows: what PostgreSQL cannot store is marked, never lost."""

import json

from custody.record import RecordEvent
from store.puts import puts
from tests.store.decided import alarm, collapse, evidence, notice, stay, tick, ticket


def test_an_alarm_gives_its_change_and_its_standing():
    raised = alarm(1)
    made = list(puts(tick(5, alarms=(raised,), notices=(notice(raised, "duty"),)), journal=2))
    assert [put.statement for put in made] == ["alarm_change_put", "alarm_put", "notice_put"]
    assert made[0].values["journal"] == 2
    assert made[0].values["tick"] == 5
    assert made[2].values["n"] == raised.n


def test_text_that_postgres_cannot_store_is_marked():
    noted = alarm(1, note="a\0b", evidence=evidence(device="x\0\0\\u0000y"))
    change, _ = puts(tick(5, alarms=(noted,)), journal=1)
    assert change.values["note"] == "a\ufffdb"
    stored = json.loads(change.values["evidence"])
    assert stored["device"] == "x\ufffd\ufffd\\u0000y"


def test_an_incident_and_every_change_of_a_ticket_are_rows():
    incident = collapse(2, "MOT-01:D-0001:1", "VIT-08:D-0001:1")
    steps = (ticket(room="h1"), ticket(state="issued", owner="s-002"))
    made = list(puts(tick(5, incidents=(incident,), tickets=steps), journal=1))
    assert [put.statement for put in made] == ["incident_put", "ticket_put", "ticket_put"]
    assert made[0].values["alarms"] == ["MOT-01:D-0001:1", "VIT-08:D-0001:1"]
    assert [(put.values["number"], put.values["state"]) for put in made[1:]] == [
        (0, "found"),
        (1, "issued"),
    ]
    assert made[1].values["room"] == "h1"


def test_flags_travel_as_a_list():
    (put,) = puts(tick(5, stays=(stay(3, flags=("minor", "medical")),)), journal=1)
    assert put.values["flags"] == ["minor", "medical"]


def test_an_entry_of_the_record_is_one_row_with_its_data():
    entry = RecordEvent(
        number=3,
        stay="D-0001",
        utc_ns=7,
        recorded_utc_ns=9,
        kind="check.visit",
        by="s-001",
        room="h1",
        data={"proven": True, "note": "a\0b"},
    )
    (put,) = puts(tick(5, record=(entry,)), journal=1)
    assert put.statement == "record_put"
    assert (put.values["stay"], put.values["number"], put.values["tick"]) == ("D-0001", 3, 5)
    assert json.loads(put.values["data"]) == {"proven": True, "note": "a\ufffdb"}
