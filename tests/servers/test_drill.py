"""The whole house on real servers: a drill is timed, and nobody who answers means the next tier."""

import json
import subprocess
import sys
import threading
import time

import pytest

from app.notices import RESEND
from tests.stack import _gateway as gateway
from tests.stack import wait_for, whole_stack

pytestmark = [pytest.mark.servers, pytest.mark.timeout(240)]

NS_PER_S = 10**9
DRILL_BAND, CALL_BAND = "band-030", "band-029"


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    with whole_stack(tmp_path_factory.mktemp("drill") / "run") as running:
        yield running


def device(stack, name):
    return next(each for each in stack.configuration.devices if each.id == name)


class Walker:
    """A member of staff whose card says where they are."""

    def __init__(self, stack, staff):
        self.staff = staff
        self.card = next(x.card for x in stack.configuration.staff if x.id == staff)
        self.gateway = gateway(stack, device(stack, self.card).sender, [])
        self.site = stack.configuration.site
        self.room = ""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._walk, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join()
        self.gateway.client.disconnect()
        self.gateway.client.loop_stop()

    def _walk(self):
        while not self._stop.wait(0.3):
            if self.room:
                self.say()

    def say(self):
        room = next(each for each in self.site.rooms if each.id == self.room)
        x_m = sum(x for x, _ in room.outer[:4]) / 4
        y_m = sum(y for _, y in room.outer[:4]) / 4
        where = {"x_m": x_m, "y_m": y_m, "accuracy_m": 0.3, "level": room.level}
        frame = self.gateway.frame(self.card, **where)
        self.gateway.say(self.card, "telemetry/position", frame, qos=0)


def drill(stack, room, *, for_s):
    """Start ``custody sim drill --json``."""
    argv = [sys.executable, "-m", "app.cli", "sim", "drill", "--json", "--for", str(for_s)]
    argv += ["--band", DRILL_BAND, "--room", room, "--site", str(stack.folder.site)]
    argv += ["--mqtt", f"mqtt://127.0.0.1:{stack.servers.mosquitto.port}"]
    argv += ["--logins", str(stack.state / "broker/logins.json")]
    users = stack.folder.run / "drill-users.json"
    users.write_text(json.dumps(stack.folder.users))
    argv += ["--console", stack.url, "--users", str(users)]
    return subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def open_alarm(client, subject):
    alarms = client.get("/api/alarms").json()["alarms"]
    return next((x for x in alarms if (x["rule"], x["subject"]) == ("MOT-08", subject)), None)


def test_a_drill_is_timed_from_the_key_to_the_person_who_comes(stack):
    room = next(x.id for x in stack.configuration.site.rooms if x.type == "holding")
    running = drill(stack, room, for_s=60)
    with stack.officer() as client, Walker(stack, "s-005") as walker:
        alarm = wait_for(lambda: open_alarm(client, DRILL_BAND), limit_s=30)
        assert alarm["drill"]
        time.sleep(1)
        assert client.post(f"/api/alarms/{alarm['id']}/ack", json={}).status_code == 200
        time.sleep(2)
        walker.room = room
        out, errors = running.communicate(timeout=60)
    assert running.returncode == 0, errors
    said = json.loads(out)
    assert said["subject"] == DRILL_BAND
    assert 0 < said["raised_s"] < 2
    assert 1 <= said["acknowledged_s"] < 15
    assert said["acknowledged_s"] + 1.5 < said["arrived_s"] < 45
    assert said["arrived_by"] == "s-005"
    assert said["deliveries"][0]["endpoint"] == "duty"
    assert said["told_s"] < 5

    # Told with the mark, and believed by the public library's verification.
    told = [each for each in stack.received() if each["body"].get("subject") == DRILL_BAND]
    assert told
    assert all(each["valid"] for each in told)
    assert all(each["body"]["drill"] for each in told)
    assert told[0]["body"]["label"]["en"].startswith("DRILL: ")

    # Over, and in no figure.
    with stack.officer() as client:
        wait_for(lambda: open_alarm(client, DRILL_BAND) is None)
        history = client.get(f"/api/alarms/{said['alarm']}").json()
        assert history["drill"]
        assert history["state"] == "closed"


def test_a_drill_that_nobody_answers_says_never(stack):
    room = next(x.id for x in stack.configuration.site.rooms if x.type == "holding")
    running = drill(stack, room, for_s=3)
    out, errors = running.communicate(timeout=60)
    assert running.returncode == 1, errors
    said = json.loads(out)
    assert said["raised_s"] is not None
    assert (said["acknowledged_s"], said["arrived_s"]) == (None, None)


def test_taken_without_effect_the_next_tier_hears_after_30_seconds(stack):
    caller = gateway(stack, device(stack, CALL_BAND).sender, [CALL_BAND])
    press = caller.press(CALL_BAND)
    wait_for(lambda: press.receipted_s)

    def heard(endpoint):
        found = [
            each
            for each in stack.received()
            if each["body"].get("subject") == CALL_BAND and each["body"]["endpoint"] == endpoint
        ]
        return found[0] if found else None

    first = wait_for(lambda: heard("duty"))
    assert first["valid"]
    # The phone took it with 200 and nobody did anything: no acknowledgement comes.
    second = wait_for(lambda: heard("inspector"), limit_s=45, every_s=0.2)
    assert second["body"]["type"] == "alarm.escalation"
    assert second["valid"]
    waited_s = (second["received_utc_ns"] - first["received_utc_ns"]) / NS_PER_S
    assert abs(waited_s - 30) <= 1, waited_s
    caller.client.disconnect()
    caller.client.loop_stop()


def test_whoever_is_asked_sends_a_dead_letter_again_at_the_console(stack):
    with stack.officer() as client:
        listed = client.get("/api/deliveries").json()["deliveries"]
        assert {each["state"] for each in listed} == {"sent"}
        what = {"act": RESEND, "notice": listed[0]["id"], "reason": "not seen"}
        answer = client.post("/api/commands", json={"what": what})
        assert answer.status_code == 200, answer.text
        time.sleep(1)
        again = client.get("/api/deliveries").json()["deliveries"]
        assert again == listed, "what was taken is not sent again"
