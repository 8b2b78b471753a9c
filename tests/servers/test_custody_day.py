"""The simulator's officers on real servers: bands and doors over MQTT, every act over HTTP."""

import json
import subprocess
import sys

import pytest

from tests.stack import Stack, wait_for, whole_stack

pytestmark = [pytest.mark.servers, pytest.mark.timeout(90)]

FOR_S = 22
DONE = {
    "open_stay": 2,
    "bind_band": 2,
    "book_stay": 1,
    "take_step:S1": 1,
    "link_case": 1,
    "lawyer_request": 2,
    "lawyer_answer": 2,
    "family_notice": 2,
    "offer:drink": 2,
    "hand_over": 2,
    "accept_hand_over": 2,
    "extend_clock": 2,
    "record_check:visit": 2,
    "offer:meal": 2,
}


@pytest.fixture
def stack(tmp_path):
    with whole_stack(tmp_path / "run") as running:
        yield running


def played(stack: Stack) -> dict:
    """Tell the start of a shift in real time; return the simulator's own account."""
    folder = stack.folder
    ledger = folder.run / "ledger.json"
    argv = [
        *(sys.executable, "-m", "app.cli", "sim", "--scenario", "custody-start"),
        *("--site", str(folder.site), "--mqtt", stack.servers.broker_address),
        *("--logins", str(stack.servers.logins), "--console", stack.url),
        *("--users", str(folder.run / "officers.json"), "--ledger", str(ledger)),
        *("--for", str(FOR_S)),
    ]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(ledger.read_text())


def test_what_officers_did_over_http_stands_in_the_record(stack):
    account = played(stack)
    assert {name: account["acts"].get(name, 0) for name in DONE} == DONE
    assert account["officer"]["logins"] >= 15, "each in their own name"
    assert (account["officer"]["refused"], account["pending"]) == (0, 0)
    assert account["receipts"]["refused"] == 0
    with stack.officer() as client:
        stays = [stay["stay"] for stay in client.get("/api/stays").json()["stays"]]
        records = [wait_for(lambda name=name: record_of(client, name)) for name in stays]
    assert len(records) == 3
    assert not [e for record in records for e in record["timeline"] if "attempt" in e["kind"]]
    (come,) = [record for record in records if record["stay"]["full"]]
    named = next(entry for entry in come["timeline"] if entry["kind"] == "stay.known")
    assert (named["by"], named["data"]["source"]) == ("cases", "feed"), "by MQTT, as a feed would"
    held = [record for record in records if not record["stay"]["full"]]
    for record in held:
        visits = [entry for entry in record["timeline"] if entry["kind"] == "check.visit"]
        assert [entry["data"]["proven"] for entry in visits] == [True], "their card was there"
        limit = next(clock for clock in record["clocks"] if clock["id"] == "CN-03")
        assert (limit["rung"], limit["limit_ns"]) == (1, 12 * 3600 * 10**9)
        assert [band["colour"] for band in limit["bands"]][-1] == "red_card"


def record_of(client, stay: str) -> dict | None:
    """The record as the console serves it, once it has all entries."""
    record = client.get(f"/api/stays/{stay}/record").json()
    return record if record.get("complete") else None
