"""The console as a process: signing in, roles, acknowledging, and what stands without servers."""

import sqlite3
import time
from contextlib import closing

import httpx2
import pytest

from console.database import path_of
from tests.console.scene import (
    PASSWORD,
    ROLES,
    Scene,
    opened,
    raised,
    scene,
    staff_of,
    stream,
    wait_for,
)

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    with scene(tmp_path_factory.mktemp("console"), roles=ROLES) as made:
        made.engine.commit(alarms=(raised(1), raised(2)), stays=(opened(1, hours=7.99), opened(2)))
        made.console()
        yield made


@pytest.fixture
def console(stage):
    return stage.running[0]


def test_nobody_reads_without_signing_in(console):
    with console.client(None) as client:
        paths = ("me", "site", "alarms", "alarms/x", "alarms/history", "stays", "stays/x/track")
        refused = [client.get(f"/api/{path}") for path in (*paths, "stream")]
        refused.append(client.post("/api/commands", json={}))
        refused.append(client.post("/api/alarms/x/ack", json={}))
        refused.append(client.post("/api/alarms/x/close", json={}))
    assert {answer.status_code for answer in refused} == {401}
    assert {answer.json()["error"]["code"] for answer in refused} == {"not_signed_in"}
    assert all(answer.json()["error"]["message_zh"] for answer in refused)


def test_a_session_says_who_is_there_and_ends_at_logout(console):
    with console.client() as client:
        cookie = next(iter(client.cookies.jar))
        assert cookie.has_nonstandard_attr("HttpOnly")
        assert cookie.get_nonstandard_attr("SameSite") == "strict"
        me = client.get("/api/me").json()
        assert (me["role"], me["staff"]) == ("control_room", staff_of("control_room"))
        token = cookie.value
        assert client.post("/api/logout").status_code == 204
        client.cookies.set("custody_session", token)
        assert client.get("/api/me").status_code == 401


def test_the_fifth_wrong_password_is_the_last_for_a_while(console, stage: Scene):
    with console.client(None) as client:
        wrong = {"user": "investigator", "password": "not-this-one"}
        codes = [client.post("/api/login", json=wrong).status_code for _ in range(6)]
        right = client.post("/api/login", json={"user": "investigator", "password": PASSWORD})
        other = client.post("/api/login", json={"user": "medical", "password": PASSWORD})
    assert codes == [401, 401, 401, 401, 401, 429]
    assert right.status_code == 429
    assert int(right.headers["retry-after"]) > 60
    assert other.status_code == 200, "another user at the same desk is not locked out"
    assert stage.log.read_text().count("login_refused user='investigator'") == 7


def test_open_alarms_and_login_need_neither_postgres_nor_valkey(console):
    wait_for(lambda: console.health()["parts"]["engine"]["ok"])
    wait_for(lambda: console.health()["parts"]["live"]["detail"] != "not known yet")
    parts = console.health()["parts"]
    assert not parts["postgres"]["ok"]
    assert not parts["valkey"]["ok"]
    assert not parts["live"]["ok"]
    assert parts["live"]["detail"].startswith("stale")
    with console.client() as client:
        alarms = client.get("/api/alarms?state=open").json()["alarms"]
        history = client.get("/api/alarms/history")
        track = client.get("/api/stays/D-0001/track?minutes=60")
    assert [alarm["id"] for alarm in alarms] == ["MOT-08:D-0001:1", "MOT-08:D-0002:1"]
    assert alarms[0]["label"]["en"] == "SOS pressed"
    assert alarms[0]["told"] == ["G", "CR"]
    for answer in (history, track):
        assert answer.status_code == 503
        assert answer.json()["error"]["code"] == "postgres_down"
        assert "PostgreSQL" in answer.json()["error"]["message_zh"]


def test_an_alarm_says_why(console):
    with console.client() as client:
        alarm = client.get("/api/alarms/MOT-08:D-0001:1").json()
        unknown = client.get("/api/alarms/MOT-08:D-0009:1")
    assert alarm["evidence"]["samples"][0]["name"] == "SOS pressed"
    assert alarm["evidence"]["room"]["zh"]
    assert alarm["rule_text"]["source"]
    assert alarm["history"][0]["change"] == "raised"
    # Older alarms are in Postgres, so that only Postgres can say that there is none.
    assert unknown.json()["error"]["code"] == "postgres_down"


def test_a_stay_shows_the_clock_that_runs_out(console):
    with console.client() as client:
        stays = {one["stay"]: one for one in client.get("/api/stays").json()["stays"]}
    nearly, early = stays["D-0001"]["clock"], stays["D-0002"]["clock"]
    assert nearly["id"] == early["id"]
    assert nearly["limit_utc_ns"] < early["limit_utc_ns"]
    assert 0 < nearly["limit_utc_ns"] - time.time_ns() < 60 * 10**9
    assert (nearly["colour"], early["colour"]) == ("red", "green")


def test_medical_staff_acknowledge_but_may_not_close(console, stage: Scene):
    stage.engine.commit(alarms=(raised(3),))
    with console.client("medical") as client:
        wait_for(lambda: client.get("/api/alarms/MOT-08:D-0003:1").status_code == 200)
        started_s = time.monotonic()
        ack = client.post("/api/alarms/MOT-08:D-0003:1/ack", json={"note": "on my way"})
        seconds = time.monotonic() - started_s
        open_now = client.get("/api/alarms").json()
        close = client.post(
            "/api/alarms/MOT-08:D-0003:1/close", json={"cause": "true", "action": "helped"}
        )
    assert ack.status_code == 200
    assert ack.json()["accepted"]
    assert seconds < 0.2
    assert open_now["tick"] == ack.json()["tick"], "who acted sees what he did"
    assert "acknowledged" in [alarm["state"] for alarm in open_now["alarms"]]
    assert close.status_code == 403
    assert close.json()["error"]["code"] == "role_may_not"
    assert "command_refused user='medical'" in stage.log.read_text()


def test_a_reader_may_not_act(console):
    with console.client("technician") as client:
        assert client.get("/api/alarms").status_code == 200
        assert client.post("/api/alarms/MOT-08:D-0001:1/ack", json={}).status_code == 403


def test_a_refused_command_comes_with_reason_and_source(console):
    with console.client() as client:
        ack = {"what": {"act": "acknowledge", "alarm": "MOT-08:D-0077:1"}, "id": "try-1"}
        unknown = client.post("/api/commands", json=ack)
        again = client.post("/api/commands", json=ack)
        empty = client.post(
            "/api/alarms/MOT-08:D-0002:1/close", json={"cause": "true", "action": " "}
        )
        odd = client.post("/api/commands", json={"what": {"act": "open_doors"}})
    assert unknown.status_code == again.status_code == 409
    assert not unknown.json()["accepted"]
    assert unknown.json()["reason"]
    assert empty.status_code == 409
    assert empty.json()["source"] == "SYS-03"
    assert odd.status_code == 400


def test_a_request_from_another_site_is_refused(console):
    with console.client() as client:
        foreign = {"origin": "http://host.invalid"}
        refused = client.post("/api/alarms/MOT-08:D-0001:1/ack", json={}, headers=foreign)
        own = client.post(
            "/api/alarms/MOT-08:D-0077:1/ack", json={}, headers={"origin": console.url}
        )
        form = client.post("/api/logout", content=b"a=b", headers={"content-type": "text/plain"})
    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "cross_site"
    assert own.status_code == 409
    assert form.status_code == 415


def test_every_answer_carries_the_guards_of_the_browser(console):
    with console.client() as client:
        api = client.get("/api/alarms").headers
        page = client.get("/").headers
        nothing = client.get("/api/nothing")
    for headers in (api, page):
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
    assert api["cache-control"] == "no-store"
    assert nothing.status_code == 404
    assert nothing.json()["error"]["code"] == "not_served"


def test_a_wall_stays_lit_after_an_idle_hour_but_nobody_acts_on_it(console, stage: Scene):
    with console.client() as client:
        with closing(sqlite3.connect(path_of(stage.state))) as database:
            database.execute(
                "UPDATE sessions SET active_utc_ns = active_utc_ns - 3601 * 1000000000"
            )
            database.commit()
        refused = client.post("/api/alarms/MOT-08:D-0001:1/ack", json={})
        read = client.get("/api/alarms")
        with stream(client) as events:
            assert next(events).kind == "hello"
    assert refused.status_code == read.status_code == 401
    assert refused.json()["error"]["code"] == "session_idle"


def test_without_the_engine_a_command_fails_and_says_so(tmp_path):
    with scene(tmp_path) as made:
        made.engine.commit(alarms=(raised(1),))
        console = made.console()
        with console.client() as client:
            (made.state / "engine.sock").unlink()
            answer = client.post("/api/alarms/MOT-08:D-0001:1/ack", json={})
            alarms = client.get("/api/alarms").json()["alarms"]
        assert answer.status_code == 503
        assert answer.json()["error"]["code"] == "engine_down"
        wait_for(lambda: console.health()["status"] == "down")
        assert httpx2.get(f"{console.url}/healthz").status_code == 503
        assert len(alarms) == 1


def test_a_restarted_console_knows_what_stood_before(tmp_path):
    with scene(tmp_path) as made:
        made.engine.commit(alarms=(raised(1), raised(2)), stays=(opened(1),))
        first = made.console()
        with first.client() as client:
            wait_for(lambda: len(client.get("/api/alarms").json()["alarms"]) == 2)
            cookies = client.cookies
        first.stop()
        # The journal's decisions may be pruned by now: the console has its own file.
        for file in (made.state / "journal").glob("journal-*"):
            file.rename(file.with_suffix(".away"))
        second = made.console()
        with httpx2.Client(base_url=second.url, cookies=cookies) as again:
            assert len(again.get("/api/alarms").json()["alarms"]) == 2
            assert again.get("/api/stays").json()["stays"][0]["stay"] == "D-0001"
            assert again.get("/api/site").json()["rooms"]
