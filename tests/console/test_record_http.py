"""The record over HTTP: what a desk does by the forms shows at once, and after a restart."""

import csv
import io
import time

import pytest

from tests.console.scene import SECOND_NS, SITE, scene, staff_of, stream, wait_for

pytestmark = pytest.mark.servers
ROLES = ("custody_officer", "property_keeper", "investigator", "technician", "prosecutor")
ROOMS = {"S2": "search", "S3": "property"}


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    with scene(tmp_path_factory.mktemp("record"), roles=ROLES) as made:
        made.console()
        yield made


@pytest.fixture
def desk(stage):
    with stage.running[-1].client("custody_officer") as client:
        yield client


def do(client, act: str, **said):
    answer = client.post("/api/commands", json={"what": {"act": act, **said}})
    assert answer.status_code == 200, answer.text
    return answer.json()["result"]


def register(client, *flags: str) -> str:
    arrived = time.time_ns() - 600 * SECOND_NS
    regime = client.get("/api/people").json()["regimes"][0]["id"]
    responsible = staff_of("investigator")
    said = {"regime": regime, "responsible": responsible, "arrived_utc_ns": arrived}
    return do(client, "register", **said, flags=flags)


def record(client, stay: str, query: str = "") -> dict:
    answer = client.get(f"/api/stays/{stay}/record{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def step(client, stay: str, to: str):
    """Take the step that the record offers, with the form it asks for."""
    offered = next(one for one in record(client, stay)["next"] if one["to"] == to)
    assert offered["allowed"], offered["missing"]
    values = {"text": "doc-1", "truth": True, "whole": 0}
    officers = [one.id for one in SITE.staff if one.role == "investigator"][: offered["officers"]]
    keeper = [staff_of("property_keeper")] if "property_keeper" in offered["roles"] else []
    room = next(one.id for one in SITE.site.rooms if one.type in offered["rooms"])
    said = {
        "stay": stay,
        "to": to,
        "proof": "signature",
        "room": room,
        "present": officers + keeper,
        "evidence": {ask["key"]: values[ask["type"]] for ask in offered["asks"]},
    }
    do(client, "take_step", **said)


def test_what_the_desk_does_shows_at_once(stage, desk):
    stay = register(desk)
    step(desk, stay, "S2")
    step(desk, stay, "S3")
    view = record(desk, stay)
    assert view["stay"]["stage"] == "S3"
    assert [one["act"] for one in view["next"][0]["missing"]] == ["add_item"]
    with stage.running[-1].client("property_keeper") as keeper:
        do(keeper, "add_item", stay=stay, code="W-1", what="phone")
    view = record(desk, stay)
    assert view["next"][0]["allowed"]
    assert view["items"][0]["keeper"] == staff_of("property_keeper")
    clocks = {clock["id"] for clock in view["clocks"]}
    assert "CN-03" in clocks


def test_a_refused_attempt_stands_in_the_record(desk):
    stay = register(desk)
    what = {"act": "take_step", "stay": stay, "to": "S8", "proof": "signature"}
    refused = desk.post("/api/commands", json={"what": what})
    assert refused.status_code == 409
    said = refused.json()
    assert said["rule"] == "PROC-01"
    assert said["reason_zh"].endswith("不得跳越")
    attempt = record(desk, stay)["timeline"][-1]
    assert (attempt["kind"], attempt["zh"]) == ("attempt.refused", "操作被拒绝")
    assert attempt["data"]["rule"] == "PROC-01"


def test_a_page_hears_that_a_record_grew(desk):
    stay = register(desk)
    number = record(desk, stay)["number"]
    with stream(desk) as events:
        assert next(event for event in events if event.kind == "health")
        do(desk, "offer", stay=stay, what="drink")
        news = next(event for event in events if event.kind == "record")
    assert news.body == {"stay": stay, "number": number + 1}
    rest = record(desk, stay, f"?after={number}")["timeline"]
    assert [entry["kind"] for entry in rest] == ["offer.drink"]


def test_a_restart_brings_the_same_record(stage, desk):
    stay = register(desk, "minor")
    step(desk, stay, "S2")
    before = record(desk, stay)
    stage.console()
    with stage.running[-1].client("custody_officer") as client:
        after = record(client, stay)
    moving = ("utc_ns", "clocks", "minutes")
    assert {key: after[key] for key in after if key not in moving} == {
        key: before[key] for key in before if key not in moving
    }


def test_a_record_goes_out_as_a_table_without_formulas(desk):
    stay = register(desk)
    do(desk, "set_flags", stay=stay, add=["medical"], note="=1+1")
    do(desk, "medical_request", stay=stay, note="=HYPERLINK(1)")
    answer = desk.get(f"/api/stays/{stay}/record.csv")
    assert answer.headers["content-disposition"] == f'attachment; filename="{stay}.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [int(row["number"]) for row in rows] == list(range(1, len(rows) + 1))
    assert rows[-1]["zh"] == "要求就医"
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())
    whole = desk.get(f"/api/stays/{stay}/record.json").json()
    assert whole["stay"]["stay"] == stay


def test_who_keeps_machines_reads_no_record_and_who_takes_one_out_is_noted(stage, desk):
    stay = register(desk)
    with stage.running[-1].client("technician") as client:
        assert client.get(f"/api/stays/{stay}/record").status_code == 403
    with stage.running[-1].client("investigator") as client:
        assert client.get(f"/api/stays/{stay}/record").status_code == 200
        taken = client.get(f"/api/stays/{stay}/record.csv")
    assert taken.json()["error"]["source"] == "P-14, EVD-04"
    desk.get(f"/api/stays/{stay}/record.json")
    with stage.running[-1].client("prosecutor") as client:
        read = client.get("/api/inspector/reads?limit=2").json()["reads"][1]
    assert (read["user"], read["path"]) == ("custody_officer", f"GET /api/stays/{stay}/record.json")


def test_the_round_and_the_choosers_answer(desk):
    stay = register(desk)
    round_ = desk.get("/api/checks").json()
    mine = next(one for one in round_["stays"] if one["stay"] == stay)
    assert mine["checks"][0]["kind"] == "offer.meal"
    due = [one["due_utc_ns"] for one in round_["stays"]]
    assert due == sorted(due)
    people = desk.get("/api/people").json()
    assert {one["id"] for one in people["staff"]} == {one.id for one in SITE.staff}


def test_an_unknown_stay_and_an_odd_number_are_refused(desk):
    assert desk.get("/api/stays/D-9999/record").json()["error"]["code"] == "no_such_stay"
    assert desk.get("/api/stays/D-0001/record?after=x").json()["error"]["code"] == "bad_query"
    wait_for(lambda: desk.get("/api/stays/D-9999/record.csv").status_code == 404)
