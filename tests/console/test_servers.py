"""With real PostgreSQL, Valkey and outlets: history, tracks, the live picture, and their loss."""

import os
import subprocess
import sys
import time
from contextlib import ExitStack, closing

import msgspec
import numpy as np
import pytest
import redis

from app.services import Postgres, Valkey
from engine.rows import HOLDER_STAFF, POSITION_ROW
from tests.console.scene import ADOPTED, SITE, opened, raised, scene, stream, wait_for
from tests.store.decided import position, rows, vitals

pytestmark = pytest.mark.servers

SECOND_NS = 10**9


def room_row(*, withheld: bool) -> int:
    kinds = {kind.id for kind in SITE.site.room_types if kind.withhold_vitals == withheld}
    plain = [row for row, room in enumerate(SITE.site.rooms) if room.type in kinds]
    return plain[0]


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    with ExitStack() as running:
        postgres = running.enter_context(Postgres(tmp_path_factory.mktemp("pg"), durable=False))
        valkey = running.enter_context(Valkey(tmp_path_factory.mktemp("valkey")))
        made = running.enter_context(scene(tmp_path_factory.mktemp("console")))
        environment = {**os.environ, "CUSTODY_DSN": postgres.dsn, "CUSTODY_REDIS": valkey.url}
        with (made.log.parent / "outlets.log").open("wb") as log:
            outlets = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "outlets", "--state", made.state],
                stderr=log,
                env=environment,
            )
        running.callback(outlets.wait, 10)
        running.callback(outlets.terminate)
        made.console("--dsn", postgres.dsn, "--redis", valkey.url)
        yield made, postgres, valkey


def be_somewhere(engine, *, number: int, x_m: float, room: int) -> None:
    now_ns = time.time_ns()
    engine.commit(
        positions=rows(position(number, x_m=x_m, room=room, t_ns=now_ns)),
        vitals=rows(vitals(number, withheld=False)),
    )


def test_the_past_comes_from_postgres(stage):
    made, _, _ = stage
    raised_first = raised(1)
    made.engine.commit(stays=(opened(1),), alarms=(raised_first,))
    closed = msgspec.structs.replace(
        raised_first, n=2, change="closed", state="closed", by="s-001", evidence=None
    )
    made.engine.commit(alarms=(closed,))
    for step in range(3):
        be_somewhere(made.engine, number=1, x_m=2.0 + step, room=room_row(withheld=False))
        time.sleep(1.05)
    made.engine.commit()
    with made.running[0].client() as client:

        def history() -> list[dict]:
            return client.get("/api/alarms/history?limit=5").json().get("alarms", [])

        wait_for(lambda: [one["state"] for one in history()] == ["closed"])
        before = client.get(f"/api/alarms/history?before={raised_first.raised_utc_ns}").json()

        def points() -> list[list]:
            return client.get("/api/stays/D-0001/track?minutes=5").json().get("points", [])

        wait_for(lambda: len(points()) == 3)
        (alarm,) = history()
        track = points()
        unknown = client.get("/api/alarms/MOT-08:D-0909:1")
    assert alarm["label"]["zh"]
    assert alarm["room"]["zh"]
    assert before == {"alarms": []}
    assert [point[1] for point in track] == [2.0, 3.0, 4.0]
    assert unknown.status_code == 404


def test_a_trajectory_has_its_gap_as_a_row_and_says_who_was_there(stage):
    made, _, _ = stage
    now_ns = time.time_ns()
    arrived = msgspec.structs.replace(opened(7), arrived_utc_ns=now_ns - 45 * SECOND_NS)
    made.engine.commit(stays=(arrived,))
    beside = np.frombuffer(position(1, x_m=4.0, room=5).tobytes(), POSITION_ROW).copy()
    beside["holder_kind"], beside["t_ns"] = HOLDER_STAFF, now_ns - SECOND_NS
    for ago_s, room in ((40, 5), (39, 5), (12, 5), (2, 6), (1, 6)):
        fix = position(7, x_m=3.0, room=room, t_ns=now_ns - ago_s * SECOND_NS)
        made.engine.commit(positions=rows(fix))
    made.engine.commit(positions=beside.tobytes())
    here, there = (SITE.site.rooms[row].id for row in (5, 6))
    with made.running[0].client() as client:

        def way() -> dict:
            return client.get("/api/stays/D-0007/track?from=0").json()

        wait_for(lambda: way().get("fix_count") == 5)
        found = way()
        company = client.get(f"/api/stays/D-0007/company?at={now_ns}").json()
        alone = client.get(f"/api/stays/D-0007/company?at={now_ns - 20 * SECOND_NS}").json()
        nobody = client.get("/api/stays/D-0404/track?from=0")
    gaps = [(one["begin_utc_ns"] - now_ns, one["end_utc_ns"] - now_ns) for one in found["gaps"]]
    assert [(round(a / SECOND_NS), round(b / SECOND_NS)) for a, b in gaps] == [(-39, -12)]
    assert [one["reason"] for one in found["gaps"]] == ["nobody"]
    assert [(one["before"] or {}).get("id", "") for one in found["rooms"]] == ["", here]
    assert [one["room"]["id"] for one in found["rooms"]] == [here, there]
    assert (found["step_ns"], found["whole"], found["gap_ns"]) == (SECOND_NS, True, 60 * SECOND_NS)
    officers = [one for one in company["near"] if one["kind"] == "staff"]
    assert [(one["id"], one["distance_m"]) for one in officers] == [(SITE.staff[1].id, 1.0)]
    assert (alone["fix"], alone["near"]) == (None, [])
    assert nobody.status_code == 404


def test_the_picture_moves_and_holds_no_value_of_a_body(stage):
    made, _, _ = stage
    made.engine.commit(stays=(opened(2), opened(3)))
    with made.running[0].client() as client, stream(client) as events:
        for step in range(20):
            be_somewhere(made.engine, number=2, x_m=5 + step / 10, room=room_row(withheld=False))
            be_somewhere(made.engine, number=3, x_m=5 + step / 10, room=room_row(withheld=True))
            time.sleep(0.02)
        seen: dict[str, dict] = {}
        for event in events:
            if event.kind == "picture":
                seen |= {one["key"]: one for one in event.body["people"]}
            if seen.get("stay:D-0003", {}).get("x_m") == 6.9:
                break
        stays = {one["stay"]: one for one in client.get("/api/stays").json()["stays"]}
    assert seen["stay:D-0002"]["arcs"] is not None
    assert seen["stay:D-0003"]["arcs"] is None, "P-15: an interview room shows no ring"
    assert not any("pulse_" in key or "spo2" in key for one in seen.values() for key in one)
    assert stays["D-0003"]["room"]["id"] == SITE.site.rooms[room_row(withheld=True)].id


def test_what_is_down_is_named_and_alarms_go_on(stage):
    made, postgres, valkey = stage
    console = made.running[0]

    def ok(part: str) -> bool:
        made.engine.commit()
        return console.health()["parts"][part]["ok"]

    wait_for(lambda: ok("live") and ok("valkey") and ok("postgres") and ok("notifier"), seconds=15)
    assert console.health()["status"] == "ok"
    valkey.kill()
    postgres.kill()
    wait_for(lambda: not ok("live") and not ok("valkey") and not ok("postgres"), seconds=15)
    health = console.health()
    assert health["status"] == "degraded"
    assert "stale" in health["parts"]["live"]["detail"]
    with console.client() as client:
        made.engine.commit(alarms=(raised(4),))
        wait_for(lambda: client.get("/api/alarms/MOT-08:D-0004:1").status_code == 200)
        assert client.post("/api/alarms/MOT-08:D-0004:1/ack", json={}).status_code == 200
        assert client.get("/api/alarms/history").json()["error"]["source"].startswith("postgres")
    valkey.restart()
    postgres.restart()
    started_s = time.monotonic()
    wait_for(lambda: ok("live"), seconds=15)
    live_s = time.monotonic() - started_s
    wait_for(lambda: ok("postgres"), seconds=15)
    assert live_s < 7, "outlets find the server again, then the picture is whole at once"
    with console.client() as client:
        wait_for(lambda: len(client.get("/api/alarms/history").json().get("alarms", [])) == 2)


def test_a_flushed_server_is_whole_again_within_five_seconds(stage):
    made, _, valkey = stage
    with made.running[0].client() as client, stream(client) as events:
        be_somewhere(made.engine, number=2, x_m=9.0, room=room_row(withheld=False))
        with closing(redis.Redis.from_url(valkey.url)) as server:
            server.flushall()
        started_s = time.monotonic()
        be_somewhere(made.engine, number=2, x_m=11.0, room=room_row(withheld=False))
        for event in events:
            people = event.body["people"] if event.kind == "picture" else []
            if any(one["x_m"] == 11.0 for one in people):
                break
    assert time.monotonic() - started_s < 5


def test_the_configuration_in_force_is_what_the_map_shows(stage):
    made, _, _ = stage
    with made.running[0].client() as client:
        site = client.get("/api/site").json()
    assert site["config_sha256"] == ADOPTED.sha256
    assert {room["id"] for room in site["rooms"]} == {room.id for room in SITE.site.rooms}
    assert "card" not in site["staff"][0]
