"""Tickets, hand-over, roster and shelf through the real routes to the engine's own step."""

import sqlite3
import time
from itertools import count

import msgspec
import pytest

from alerts.fuse import Incident
from custody.record import RecordEvent
from tests.console.scene import ADOPTED, SECOND_NS, SITE, raised, scene, staff_of, stream, wait_for

ROLES = ("control_room", "custody_officer", "duty_inspector", "investigator", "supervision")
NUMBERS = count(1)
pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def centre(tmp_path_factory):
    with scene(tmp_path_factory.mktemp("shift"), roles=ROLES) as made:
        made.console()
        yield made


def ask(centre, role: str, act: str, **said):
    """Do an act as somebody; return the answer's body."""
    with centre.running[0].client(role) as client:
        what = {"act": act, **said}
        body = {"what": what, "id": f"shift-{next(NUMBERS)}"}
        return client.post("/api/commands", json=body).json()


def read(centre, path: str, role: str = "control_room"):
    with centre.running[0].client(role) as client:
        answer = client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()


def after(alarm, state: str, **more):
    """Return the next change of an alarm."""
    changed = {"n": alarm.n + 1, "change": state, "state": state, "evidence": None, **more}
    return msgspec.structs.replace(alarm, utc_ns=time.time_ns(), **changed)


def step(centre, role: str, ticket: str, what: str, **said):
    return ask(centre, role, "step_ticket", ticket=ticket, step=what, **said)


def allowed(centre, role: str, ticket: str) -> dict[str, bool]:
    found = read(centre, f"/api/tickets/{ticket}", role)
    return {one["step"]: one["allowed"] for one in found["steps"]}


def test_a_ticket_from_found_to_closed_by_two_people(centre):
    alarm = raised(1)
    about = {"rule": "MOT-08", "subject": "D-0001", "alarm": alarm.id, "room": alarm.room}
    ticket = ask(centre, "control_room", "open_ticket", text="the key sticks", **about)["result"]
    owner, due = staff_of("investigator"), time.time_ns() + 3600 * SECOND_NS
    assert allowed(centre, "control_room", ticket) == {"issue": True}
    refused = step(centre, "control_room", ticket, "sign")
    assert refused["rule"] == "SYS-05"
    assert "发现问题" in refused["reason_zh"]
    assert "cannot sign" in refused["reason_en"]
    assert step(centre, "control_room", ticket, "issue", to=owner, due_utc_ns=due)["accepted"]
    assert allowed(centre, "control_room", ticket) == {"sign": False}
    for what in ("sign", "start", "feed_back"):
        assert step(centre, "investigator", ticket, what)["accepted"]
    assert allowed(centre, "investigator", ticket) == {"verify": False, "reject": False}
    own = read(centre, f"/api/tickets/{ticket}", "investigator")["steps"][0]["reason"]
    assert own["en"] == "somebody other than its owner verifies and closes it"
    assert step(centre, "control_room", ticket, "reject", note="still sticks")["accepted"]
    assert step(centre, "investigator", ticket, "feed_back")["accepted"]
    assert step(centre, "control_room", ticket, "verify")["accepted"]
    assert step(centre, "control_room", ticket, "close")["accepted"]
    whole = read(centre, f"/api/tickets/{ticket}")
    assert (whole["state"], whole["room"]["id"], whole["owner"]) == ("closed", alarm.room, owner)
    assert [one["state"] for one in whole["history"]] == [
        *("found", "issued", "signed", "fixing", "fed_back", "fixing", "fed_back"),
        *("verified", "closed"),
    ]
    assert whole["history"][5]["note"] == "still sticks"


def test_whoever_only_reads_gets_no_step(centre):
    ticket = ask(centre, "control_room", "open_ticket", subject="holding-1", text="dark")["result"]
    listed = {one["id"]: one for one in read(centre, "/api/tickets", "supervision")["tickets"]}
    assert listed[ticket]["room"]["id"] == "holding-1"
    with centre.running[0].client("supervision") as client:
        what = {"act": "step_ticket", "ticket": ticket, "step": "issue"}
        assert client.post("/api/commands", json={"what": what}).status_code == 403
        assert client.get("/api/tickets/T-9999").json()["error"]["code"] == "no_such_ticket"


def test_the_next_shift_signs_what_stood_when_the_report_was_written(centre):
    alarm = raised(2, rule="POS-07", severity=3)
    centre.engine.commit(alarms=(alarm,))
    wait_for(lambda: read(centre, "/api/handover")["now"]["alarm_count"] == 1)
    report = ask(centre, "control_room", "start_hand_over")["result"]
    own = ask(centre, "control_room", "sign_hand_over", report=report)
    assert own["reason_en"] == "somebody of the next shift signs"
    waiting = read(centre, "/api/handover")["waiting"]
    assert (waiting["id"], waiting["by"]) == (report, staff_of("control_room"))
    assert "T-0002" in [one["id"] for one in waiting["tickets"]]
    assert ask(centre, "custody_officer", "sign_hand_over", report=report)["accepted"]
    step(centre, "control_room", "T-0002", "issue", to=staff_of("investigator"), due_utc_ns=2**62)
    after_signing = read(centre, "/api/handover")
    assert after_signing["waiting"] is None
    assert after_signing["past"][0]["signed_by"] == staff_of("custody_officer")
    then = read(centre, f"/api/handover/{report}")
    assert {one["id"]: one["state"] for one in then["tickets"]}["T-0002"] == "found"
    centre.engine.commit(alarms=(after(alarm, "closed"),))


def test_the_roster_is_edited_and_no_role_is_left_empty(centre):
    before = read(centre, "/api/roster")
    assert not before["edited"]
    day = next(one for one in before["shifts"] if one["id"] == "day")
    night = next(one for one in before["shifts"] if one["id"] == "night")
    line = {key: day[key] for key in ("zh", "en", "begins", "ends", "days")}
    refused = ask(centre, "custody_officer", "set_shift", shift="day", staff=["s-001"], **line)
    assert refused["reason_en"].startswith("from Monday 08:00 there would be no")
    assert "请先安排他人" in refused["reason_zh"]
    assert read(centre, "/api/roster") | {"utc_ns": 0, "shifts": 0, "staff": 0} == before | {
        "utc_ns": 0,
        "shifts": 0,
        "staff": 0,
    }
    more = [*day["staff"], "s-007"]
    assert ask(centre, "custody_officer", "set_shift", shift="day", staff=more, **line)["accepted"]
    edited = read(centre, "/api/roster")
    assert edited["edited"]
    assert next(one for one in edited["shifts"] if one["id"] == "day")["staff"] == more
    later = {**line, "staff": more, "ends": "21:00", "along": ["night"]}
    assert ask(centre, "custody_officer", "set_shift", shift="day", **later)["accepted"]
    moved = {one["id"]: one for one in read(centre, "/api/roster")["shifts"]}
    assert (moved["day"]["ends"], moved["night"]["begins"]) == ("21:00", "21:00")
    assert moved["night"]["staff"] == night["staff"]
    centre.engine.commit(adopted=ADOPTED)


def test_a_drill_stands_on_every_page_until_it_began(centre):
    what = {"rule": "MOT-08", "subject": "band-030", "minutes": 5, "reason": "monthly"}
    assert ask(centre, "control_room", "announce_drill", **what)["accepted"]
    (ahead,) = read(centre, "/api/aside")["drills"]
    assert (ahead["rule"], ahead["subject"], ahead["reason"]) == ("MOT-08", "band-030", "monthly")
    assert ahead["by"] == staff_of("control_room")
    assert 200 < (ahead["until_utc_ns"] - time.time_ns()) / SECOND_NS <= 300
    began = RecordEvent(
        number=10_000,
        stay="",
        utc_ns=time.time_ns(),
        recorded_utc_ns=time.time_ns(),
        kind="drill.began",
        by=staff_of("control_room"),
        data={"rule": "MOT-08", "subject": "band-030", "alarm": "MOT-08:band-030:1"},
    )
    centre.engine.commit(record=(began,))
    wait_for(lambda: read(centre, "/api/aside")["drills"] == [])


def test_the_roster_page_hears_who_goes_off_duty_and_when_a_shift_ends(centre):
    def present() -> bool:
        return any(
            one["id"] == who and one["on_duty"] for one in read(centre, "/api/roster")["staff"]
        )

    roster = read(centre, "/api/roster")
    who = next(one["id"] for one in roster["staff"] if one["on_duty"])
    with centre.running[0].client() as client, stream(client) as events:
        next(one for one in events if one.kind == "incidents")
        assert ask(centre, "control_room", "set_duty", staff=who, on=False)["accepted"]
        next(one for one in events if one.kind == "shift")
        assert not present()
    assert ask(centre, "control_room", "set_duty", staff=who, on=True)["accepted"]
    wait_for(present)
    local_ns = roster["until_utc_ns"] + SITE.roster.local.offset_ns(roster["utc_ns"])
    minute = local_ns // (60 * SECOND_NS) % 1440
    ends = {one[key] for one in roster["shifts"] for key in ("begins", "ends")}
    assert f"{minute // 60:02d}:{minute % 60:02d}" in ends
    assert 0 < roster["until_utc_ns"] - roster["utc_ns"] <= 24 * 3600 * SECOND_NS


def test_the_roster_says_who_would_be_told_now(centre):
    found = read(centre, "/api/roster")
    assert found["ladder_s"] == [[0, 30, 60, 120], [0, 120, 300, 600], [0, 600], []]
    sos = next(one for one in found["told"] if "MOT-08" in [rule["id"] for rule in one["rules"]])
    assert sos["tiers"][:2] == [["duty"], ["inspector"]]
    assert "url" not in str(found)
    running = [one["staff"] for one in found["shifts"] if one["running"]]
    on_duty = {one["id"] for one in found["staff"] if one["on_duty"]}
    assert on_duty == {name for staff in running for name in staff}


def test_what_is_put_aside_is_listed_with_who_and_why(centre):
    alarm = raised(3, rule="POS-07", severity=3)
    until = time.time_ns() + 600 * SECOND_NS
    shelved = after(alarm, "shelved", by="s-005", note="s-005: repair", until_utc_ns=until)
    centre.engine.commit(alarms=(alarm,))
    centre.engine.commit(alarms=(shelved,))
    wait_for(lambda: read(centre, "/api/aside")["shelved"])
    (one,) = read(centre, "/api/aside")["shelved"]
    assert (one["alarm"]["id"], one["people"], one["reason"]) == (alarm.id, ["s-005"], "repair")
    assert one["until_utc_ns"] == until
    rule = read(centre, f"/api/alarms/{alarm.id}")["aside"]
    assert (rule["shelve_max_s"], rule["two_people"], rule["retirable"]) == (28800, False, True)
    centre.engine.commit(alarms=(after(shelved, "closed"),))
    wait_for(lambda: not read(centre, "/api/aside")["shelved"])


def test_a_rule_goes_out_of_service_by_two(centre):
    asked = {"rule": "DEV-01", "subject": "cam-intake", "hours": 1, "reason": "cleaning"}
    first = ask(centre, "custody_officer", "take_out_of_service", **asked)
    assert first["result"] == "second person needed"
    (wanted,) = read(centre, "/api/aside")["wanted"]
    assert (wanted["act"], wanted["rule"], wanted["by"]) == (
        *("take_out_of_service", "DEV-01"),
        staff_of("custody_officer"),
    )
    assert ask(centre, "duty_inspector", "take_out_of_service", **asked)["accepted"]
    found = read(centre, "/api/aside")
    assert found["wanted"] == []
    (one,) = found["out_of_service"]
    assert one["people"] == [staff_of("custody_officer"), staff_of("duty_inspector")]
    assert ask(centre, "duty_inspector", "return_to_service", rule="DEV-01", subject="cam-intake")[
        "accepted"
    ]
    assert read(centre, "/api/aside")["out_of_service"] == []


def test_an_incident_is_told_with_its_alarms_and_ends_with_them(centre):
    fall = raised(4, rule="MOT-01", severity=2)
    collapse = Incident(
        id="collapse:1",
        n=1,
        kind="collapse",
        zh="疑似倒地昏迷",
        en="Collapse",
        guidance_zh="立即到场施救",
        guidance_en="Go and help now",
        alarms=(fall.id, "VIT-08:D-0004:1"),
        stay="D-0004",
        t_ns=1,
        utc_ns=time.time_ns(),
    )
    with centre.running[0].client() as client, stream(client) as events:
        first = next(one for one in events if one.kind == "incidents")
        assert first.body["incidents"] == []
        centre.engine.commit(alarms=(fall,), incidents=(collapse,))
        news = next(one for one in events if one.kind == "incident")
        assert (news.body["label"]["en"], news.body["alarms"]) == (
            "Collapse",
            [fall.id, "VIT-08:D-0004:1"],
        )
    assert [one["id"] for one in read(centre, "/api/incidents")["incidents"]] == ["collapse:1"]
    centre.engine.commit(alarms=(after(fall, "closed"),))
    wait_for(lambda: read(centre, "/api/incidents")["incidents"] == [])


def test_a_restart_and_an_older_file_know_all_of_it(centre):
    before = {path: read(centre, path) for path in ("/api/tickets", "/api/handover")}
    assert len(before["/api/tickets"]["tickets"]) == 2
    centre.running.pop().stop()
    file = sqlite3.connect(centre.state / "console" / "console.sqlite")
    file.executescript("DELETE FROM tickets; DELETE FROM incidents; PRAGMA user_version = 3;")
    file.close()
    centre.log.write_text("")
    centre.console()
    wait_for(lambda: read(centre, "/api/tickets") == before["/api/tickets"])
    assert read(centre, "/api/handover")["past"] == before["/api/handover"]["past"]
