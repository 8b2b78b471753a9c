"""What became of notices, at the console: who was told, what failed and why, dead letters."""

import pytest

from alerts.notify.outbox import Outbox
from app.notices import due
from store.identity import journal_identity
from store.statements import statements
from tests.console.scene import scene, wait_for
from tests.store.decided import alarm, notice

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    with scene(tmp_path_factory.mktemp("deliveries"), roles=("control_room", "medical")) as made:
        made.console()
        yield made


@pytest.fixture(scope="module")
def told(stage):
    """Three notices to two endpoints: one taken at the third try, one dead, one that waits."""
    folder = stage.state / "outlets"
    sql = statements("outbox.sql", "alerts.notify")
    box = Outbox(
        folder / "outbox.sqlite", journal=journal_identity(stage.state / "journal"), sql=sql
    )
    notices = [
        notice(alarm(1), "duty"),
        notice(alarm(2, drill=True), "duty"),
        notice(alarm(3), "inspector"),
    ]
    with box:
        box.take(due(notices), tick=1)
        first, second = box.pending("duty", 10)
        box.failed(first, "status 500")
        box.sent(replace(first, attempts=3))
        box.given_up(replace(second, attempts=18), "ConnectError: nobody there")
    return [each.id for each in notices]


def replace(ticket, *, attempts):
    return type(ticket)(ticket.journal, ticket.id, ticket.severity, attempts, 0)


def read(stage, query=""):
    with stage.running[0].client() as client:
        answer = client.get(f"/api/deliveries{query}")
        assert answer.status_code == 200, answer.text
        return answer.json()


def test_before_anybody_was_told_all_channels_are_listed_and_quiet(stage):
    said = read(stage)
    assert said["deliveries"] == []
    assert [each["endpoint"] for each in said["channels"]] == ["duty", "inspector"]
    assert {each["channel"] for each in said["channels"]} == {"webhook"}
    assert not any(each["failing"] for each in said["channels"])


def test_each_delivery_says_how_often_it_was_tried_and_why_it_failed(stage, told):
    found = {each["id"]: each for each in read(stage)["deliveries"]}
    assert set(found) == set(told)
    taken, dead, waiting = (found[name] for name in told)
    assert (taken["state"], taken["attempts"], taken["error"]) == ("sent", 3, "status 500")
    assert (dead["state"], dead["attempts"], dead["drill"]) == ("given_up", 18, True)
    assert (waiting["state"], waiting["endpoint"]) == ("pending", "inspector")
    assert waiting["label"]["en"]
    assert "pulse" not in str(found), "no value of a body"


def test_they_are_found_by_state_endpoint_and_alarm(stage, told):
    assert [each["id"] for each in read(stage, "?state=given_up")["deliveries"]] == [told[1]]
    assert [each["id"] for each in read(stage, "?endpoint=inspector")["deliveries"]] == [told[2]]
    found = read(stage, "?alarm=MOT-08:D-0001:1")["deliveries"]
    assert [each["id"] for each in found] == [told[0]]
    assert len(read(stage, "?limit=2")["deliveries"]) == 2


def test_a_channel_says_how_it_fares(stage, told):
    duty = next(each for each in read(stage)["channels"] if each["endpoint"] == "duty")
    assert told
    assert (duty["sent"], duty["given_up"], duty["pending"]) == (1, 1, 0)
    assert duty["sent_utc_ns"] > 0


def test_a_state_there_is_not_is_refused_and_strangers_read_nothing(stage):
    with stage.running[0].client() as client:
        assert client.get("/api/deliveries?state=lost").json()["error"]["code"] == "bad_query"
    with stage.running[0].client(None) as client:
        assert client.get("/api/deliveries").status_code == 401


def test_a_dead_letter_is_asked_for_again_by_the_desk_only(stage, told):
    what = {"act": "resend_notice", "notice": told[1], "reason": "repaired"}
    with stage.running[0].client("medical") as client:
        assert client.post("/api/commands", json={"what": what}).status_code == 403
    with stage.running[0].client() as client:
        wait_for(lambda: client.get("/api/alarms").status_code == 200)
        answer = client.post("/api/commands", json={"what": what})
        assert answer.status_code in (200, 409), answer.text
