"""Supervision and procurator: they read all, write nothing, and nobody shuts them out."""

import sqlite3
import time
from contextlib import closing

import httpx2
import pytest
from msgspec.structs import replace

from alerts.configuration import canonical, digest
from app.user_command import main as user_command
from console.database import path_of
from console.oversight import copied
from console.users import Consent, UserMistakeError, add_user, remove_user, set_password
from custody.record import RecordEvent
from engine.decisions import Adopted
from tests.console.scene import (
    PASSWORD,
    SITE,
    opened,
    raised,
    scene,
    staff_of,
    stream,
    wait_for,
)

pytestmark = pytest.mark.servers
INSPECTORS = ("supervision", "prosecutor")


def adopted(configuration) -> Adopted:
    data = canonical(configuration)
    return Adopted(sha256=digest(data), canonical=data.decode())


def without_inspectors() -> Adopted:
    """The same site, whose roster names neither supervision nor procurator any more."""
    staff = tuple(one for one in SITE.staff if one.role not in INSPECTORS)
    return adopted(replace(SITE, staff=staff))


@pytest.fixture
def stage(tmp_path):
    with scene(tmp_path, roles=("control_room", *INSPECTORS)) as made:
        made.engine.commit(stays=(opened(1),))
        made.console()
        yield made


@pytest.fixture
def console(stage):
    running = stage.running[0]
    # A login becomes an inspector's once the console has read the roster from the journal.
    with running.client("control_room") as client:
        wait_for(lambda: client.get("/api/site").status_code == 200)
    return running


def test_named_alarms_are_copied_and_stay_copied(stage, console):
    stage.engine.commit(alarms=(raised(1, rule="CLK-02"), raised(2, rule="MOT-08")))
    stage.engine.commit(alarms=(raised(3, rule="EVD-01"), raised(1, rule="CLK-02", n=2)))

    def copies(client: httpx2.Client, after: int = 0) -> list[dict]:
        return client.get(f"/api/inspector/copies?after={after}").json()["copies"]

    with console.client("prosecutor") as client:
        wait_for(lambda: len(copies(client)) == 3)
        found = copies(client)
        assert [one["alarm"]["rule"] for one in found] == ["CLK-02", "EVD-01", "CLK-02"]
        assert [one["alarm"]["n"] for one in found] == [1, 1, 2]
        assert copies(client, after=found[1]["number"]) == found[2:]
        track = client.get("/api/inspector/copies?after=x")
    assert track.status_code == 400
    again = stage.console()
    with again.client("supervision") as client:
        assert copies(client) == found
    with again.client("control_room") as client:
        assert client.get("/api/inspector/copies").status_code == 403
        assert client.get("/api/inspector/reads").status_code == 403


def test_what_is_copied_is_what_the_rulebook_names():
    assert all(copied(rule) for rule in ("CLK-02", "EVD-01", "VIS-11", "RGT-12", "RGT-19"))
    assert copied("PROC-19"), "its column told names supervision"
    assert not copied("MOT-08")


def test_an_inspector_reads_the_record_and_every_read_is_logged(console):
    with console.client("supervision") as client:
        record = client.get("/api/stays/D-0001/record?after=3")
        client.get("/api/checks")
        with stream(client) as events:
            assert next(events).kind == "hello"
        reads = client.get("/api/inspector/reads").json()["reads"]
    assert record.status_code == 200
    paths = [one["path"] for one in reversed(reads)]
    assert paths == [
        "GET /api/stays/D-0001/record?after=3",
        "GET /api/checks",
        "GET /api/stream",
        "GET /api/inspector/reads",
    ]
    assert {one["user"] for one in reads} == {"supervision"}
    with console.client("control_room") as client:
        client.get("/api/stays/D-0001/record")
    with console.client("prosecutor") as client:
        reads = client.get("/api/inspector/reads?limit=2").json()["reads"]
    assert [one["user"] for one in reads] == ["prosecutor", "supervision"]


def test_an_inspector_writes_nothing(stage, console):
    stage.engine.commit(alarms=(raised(4),))
    with console.client("prosecutor") as client:
        alarm = "/api/alarms/MOT-08:D-0004:1"
        wait_for(lambda: client.get(alarm).status_code == 200)
        refused = [
            client.post(f"{alarm}/ack", json={}),
            client.post(f"{alarm}/close", json={"cause": "true", "action": "seen"}),
            client.post("/api/commands", json={"what": {"act": "fast_track", "stay": "D-0001"}}),
        ]
        assert client.get("/api/acts").json()["acts"] == []
    assert [answer.status_code for answer in refused] == [403] * 3
    assert {answer.json()["error"]["source"] for answer in refused} == {"P-25, R55"}


def test_a_roster_without_them_does_not_shut_them_out(stage, console):
    stage.engine.commit(adopted=without_inspectors())
    with console.client("supervision") as client:
        wait_for(lambda: len(client.get("/api/people").json()["staff"]) == len(SITE.staff) - 2)
        assert client.get("/api/me").json()["role"] == "supervision"
        assert client.get("/api/stays/D-0001/record").status_code == 200


def test_another_role_in_the_roster_does_not_make_them_a_writer(stage, console):
    staff = tuple(
        replace(one, role="duty_inspector") if one.role in INSPECTORS else one for one in SITE.staff
    )
    changed = adopted(replace(SITE, staff=staff))
    stage.engine.commit(adopted=changed)
    with console.client("control_room") as client:
        wait_for(lambda: client.get("/api/site").json()["config_sha256"] == changed.sha256)
    with console.client("supervision") as client:
        assert client.get("/api/me").json()["role"] == "supervision"
        what = {"act": "fast_track", "stay": "D-0001"}
        assert client.post("/api/commands", json={"what": what}).status_code == 403


def test_the_centre_cannot_take_their_login_away(stage, console, capsys):
    state = stage.state
    with pytest.raises(UserMistakeError, match="P-25"):
        remove_user(state, "prosecutor")
    with pytest.raises(UserMistakeError, match="P-25"):
        set_password(state, "prosecutor", "another-password")
    for liar in (
        Consent("control_room", PASSWORD),
        Consent("prosecutor", "guessed"),
        Consent("nobody", "guessed"),
    ):
        with pytest.raises(UserMistakeError, match="P-25"):
            remove_user(state, "prosecutor", consent=liar)
    assert user_command(["remove", "prosecutor", "--state", str(state)]) == 2
    assert "supervision or procurator" in capsys.readouterr().err
    with console.client("prosecutor") as client:
        assert client.get("/api/me").status_code == 200


def test_with_their_own_consent_it_goes(stage, console):
    set_password(
        stage.state, "supervision", "another-password", consent=Consent("supervision", PASSWORD)
    )
    remove_user(stage.state, "prosecutor", consent=Consent("supervision", "another-password"))
    with console.client(None) as client:
        body = {"user": "prosecutor", "password": PASSWORD}
        assert client.post("/api/login", json=body).status_code == 401
        body = {"user": "supervision", "password": "another-password"}
        assert client.post("/api/login", json=body).status_code == 200


def test_a_login_is_an_inspectors_whether_it_came_before_or_after_the_roster(tmp_path):
    state = tmp_path / "state"
    with scene(tmp_path, roles=("guard",)) as made:
        add_user(state, "early", staff_of("supervision"), PASSWORD)
        made.console()  # It takes the roster in.
        add_user(state, "late", staff_of("prosecutor"), PASSWORD)
        for inspector in ("early", "late"):
            with pytest.raises(UserMistakeError, match="P-25"):
                remove_user(state, inspector)
        remove_user(state, "guard")


def test_a_file_of_before_is_filled_from_the_journal(stage):
    """A console that is brought up to date reads the records it never kept."""
    stage.running[0].stop()
    arrived = RecordEvent(
        number=1,
        stay="D-0001",
        utc_ns=time.time_ns(),
        recorded_utc_ns=time.time_ns(),
        kind="stay.opened",
        by="s-005",
        data={"arrived_utc_ns": time.time_ns(), "responsible": "s-013"},
    )
    stage.engine.commit(record=(arrived,), alarms=(raised(1, rule="CLK-02"),))
    with closing(sqlite3.connect(path_of(stage.state))) as database:
        database.execute("DELETE FROM record_events")
        database.execute("DELETE FROM copies")
        database.execute("DELETE FROM inspectors")
        database.execute("PRAGMA user_version = 0")
        database.execute("UPDATE cursor SET tick = 1000")
        database.commit()
    with stage.console().client("supervision") as client:
        wait_for(lambda: client.get("/api/inspector/copies").status_code == 200)
        assert len(client.get("/api/inspector/copies").json()["copies"]) == 1
        record = client.get("/api/stays/D-0001/record").json()
        assert (record["complete"], record["number"]) == (True, 1)
        # What the older console showed already is not told again.
        assert client.get("/api/alarms").json()["alarms"] == []
