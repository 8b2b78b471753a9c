"""Notices reach people: each at least once under one id, whatever dies and whoever is slow."""

import random
import socket
import sqlite3
import time
from dataclasses import replace

import pytest
from standardwebhooks.webhooks import Webhook

from alerts.notify.outbox import Outbox
from app.notices import due
from engine.control import CommitHint, Unrecorded
from engine.decisions import Answer
from store.statements import statements
from tests.servers.outlets_stage import Ears, Receiver, Written, outlets, wait_for
from tests.store.decided import adopted, alarm, endpoint, notice, site

pytestmark = pytest.mark.servers

SECRET = "duty"  # noqa: S105 - its name
OLD_KEY, NEW_KEY = "whsec_" + "A" * 32, "whsec_" + "B" * 32


@pytest.fixture
def written(tmp_path):
    return Written(tmp_path)


@pytest.fixture(autouse=True)
def _secrets(tmp_path):
    (tmp_path / "secrets.toml").write_text(f'[endpoints]\nduty = ["{OLD_KEY}", "{NEW_KEY}"]\n')


def duty(receiver, name="duty"):
    return endpoint(name, receiver.url, secret=SECRET)


def raise_alarm(written, number, *names, **more):
    """Commit an alarm with a notice to each endpoint; return the notices' ids."""
    raised = alarm(number, **more)
    notices = tuple(notice(raised, name) for name in names or ("duty",))
    written.tick(alarms=(raised,), notices=notices)
    return [each.id for each in notices]


def outbox(state, sql):
    with sqlite3.connect(state / "outlets" / "outbox.sqlite") as database:
        return database.execute(sql).fetchall()


def test_a_notice_is_signed_by_both_active_keys(written, tmp_path):
    with Receiver() as phone, Ears(tmp_path) as ears, outlets(tmp_path):
        written.tick(adopted=adopted(site(duty(phone))))
        (name,) = raise_alarm(written, 1)
        wait_for(lambda: phone.taken[name])
        body = phone.bodies[name]
        assert (body["rule"], body["severity"], body["attempt"]) == ("MOT-08", "P1", 1)
        headers = phone.headers[name]
        assert len(headers["webhook-signature"].split(" ")) == 2
        assert headers["host"] == f"127.0.0.1:{phone.port}"
        wait_for(lambda: ears.named("delivered") == {name: 1})
        assert outbox(tmp_path, "select state, reported from notices") == [("sent", 1)]


def tried(state):
    """Return, as a list of one, how many notices were tried."""
    try:
        return [row[0] for row in outbox(state, "select count(*) from notices where attempts > 0")]
    except sqlite3.OperationalError:
        return []


@pytest.mark.parametrize("key", [OLD_KEY, NEW_KEY])
def test_a_receiver_with_either_key_believes_it(written, tmp_path, key):
    believed = []

    class Strict(Receiver):
        def take(self, name, body, headers):
            believed.append(Webhook(key).verify(body, headers)["id"])
            return super().take(name, body, headers)

    with Strict() as phone, outlets(tmp_path):
        written.tick(adopted=adopted(site(duty(phone))))
        (name,) = raise_alarm(written, 1)
        wait_for(lambda: believed == [name])


@pytest.mark.chaos
def test_200_notices_survive_kills_and_a_moody_receiver(written, tmp_path):
    chance = random.Random(7)

    def mood(_):
        draw = chance.random()
        return 500 if draw < 0.2 else 0 if draw < 0.22 else 200

    with Receiver(mood) as phone, outlets(tmp_path) as process:
        written.tick(adopted=adopted(site(duty(phone))))
        expected = set()
        for number in range(1, 201):
            expected |= set(raise_alarm(written, number))
            if number % 50 == 0:
                wait_for(lambda: sum(phone.taken.values()) > chance.randrange(5, 40))
                process.kill()
                process.start()
        wait_for(lambda: set(phone.taken) == expected, limit_s=60)
        wait_for(lambda: outbox(tmp_path, "select distinct state from notices") == [("sent",)])
        twice = {name: times for name, times in phone.taken.items() if times > 1}
    # The receiver's own rule is "one effect an id"; what came twice was in flight at a kill.
    assert set(phone.taken) == expected
    assert len(twice) <= 4 * 8, twice


def test_a_first_attempt_follows_its_commit_within_100_ms(written, tmp_path):
    with Receiver() as phone, Ears(tmp_path) as ears, outlets(tmp_path):
        decided = written.tick(adopted=adopted(site(duty(phone))))
        wait_for(lambda: ears.is_watched)
        late_s = []
        for number in range(1, 31):
            raised = alarm(number)
            waiting = notice(raised, "duty")
            decided = written.tick(alarms=(raised,), notices=(waiting,))
            committed_s = time.monotonic()
            ears.say(CommitHint(tick=decided.tick))
            wait_for(lambda name=waiting.id: phone.taken[name], every_s=0.001)
            late_s.append(phone.first_s[waiting.id] - committed_s)
    assert max(late_s[1:]) < 0.1, sorted(late_s)


def test_one_that_hangs_delays_nobody_else(written, tmp_path):
    is_ready = (tmp_path / "outlets" / "outbox.sqlite").exists
    with Receiver() as phone, Receiver(lambda _: 0) as stuck, outlets(tmp_path):
        wait_for(is_ready)
        written.tick(adopted=adopted(site(duty(phone), duty(stuck, "stuck"))))
        for number in range(1, 31):
            raise_alarm(written, number, "stuck")
        wait_for(lambda: len(stuck.tries) == 8)
        sent_s = time.monotonic()
        (name,) = raise_alarm(written, 99)
        wait_for(lambda: phone.taken[name])
        assert phone.first_s[name] - sent_s < 0.25 + 0.15
        assert not stuck.taken


def test_a_dead_endpoint_is_told_of_and_gets_everything_when_it_is_back(written, tmp_path):
    with Receiver(lambda _: 503) as phone, Ears(tmp_path) as ears, outlets(tmp_path):
        written.tick(adopted=adopted(site(duty(phone))))
        names = [raise_alarm(written, number)[0] for number in range(1, 21)]
        wait_for(lambda: ears.named("outlet_down").get("notifier:duty") == 1)
        assert set(ears.named("delivery_failed")) == set(names)
        # In trouble it is probed, not flooded: each first attempt, and then one at a time.
        assert sum(phone.tries.values()) <= 20 + 8 + 10

        phone.mood = lambda _: 200
        wait_for(lambda: set(phone.taken) == set(names))
        wait_for(lambda: ears.named("outlet_down").get("notifier:duty") == 0)


def test_what_waits_goes_out_at_once_when_somebody_asks_for_it(written, tmp_path):
    with Receiver(lambda _: 500) as phone, outlets(tmp_path):
        written.tick(adopted=adopted(site(duty(phone))))
        (name,) = raise_alarm(written, 1)
        wait_for(lambda: phone.tries[name] >= 4)
        phone.mood = lambda _: 200
        asked = Answer(command="c-1", accepted=True, who="s-001", act="resend_notice", result=name)
        asked_s = time.monotonic()
        written.tick(answers=(asked,))
        wait_for(lambda: phone.taken[name] == 1)
        # Its own schedule would have waited about four seconds more.
        assert time.monotonic() - asked_s < 2


def test_a_dead_letter_comes_to_life_once_and_keeps_its_id_and_count(tmp_path):
    sql = statements("outbox.sql", "alerts.notify")
    waiting = notice(alarm(1), "duty")
    with Outbox(tmp_path / "outbox.sqlite", journal="j", sql=sql) as box:
        box.take(due([waiting]), tick=1)
        (ticket,) = box.pending("duty", 9)
        box.given_up(replace(ticket, attempts=30), "ConnectError")
        assert box.pending("duty", 9) == []
        box.take([], tick=2, again=[waiting.id])
        (again,) = box.pending("duty", 9)
        assert (again.id, again.attempts, again.first_utc_ns) == (waiting.id, 30, 0)
        box.sent(replace(again, attempts=31))
        box.take([], tick=3, again=[waiting.id])
        assert box.pending("duty", 9) == [], "what was taken is not sent again"


def test_a_secret_that_nobody_wrote_down_is_told_before_there_is_an_alarm(written, tmp_path):
    (tmp_path / "secrets.toml").write_text("[endpoints]\n")
    with Receiver() as phone, Ears(tmp_path) as ears, outlets(tmp_path):
        written.tick(adopted=adopted(site(duty(phone))))
        wait_for(lambda: ears.named("outlet_down").get("notifier:duty") == 1)
        (tmp_path / "secrets.toml").write_text(f'[endpoints]\nduty = "{NEW_KEY}"\n')
        wait_for(lambda: ears.named("outlet_down").get("notifier:duty") == 0)
        assert not phone.tries


def test_a_redirect_is_not_followed(written, tmp_path):
    with Receiver(lambda _: 302) as phone, outlets(tmp_path):
        written.tick(adopted=adopted(site(duty(phone))))
        (name,) = raise_alarm(written, 1)
        wait_for(lambda: phone.tries[name] >= 2)
        phone.mood = lambda _: 204
        wait_for(lambda: phone.taken[name] == 1)


def test_410_spares_an_endpoint_but_never_the_first_word_of_a_life_alarm(written, tmp_path):
    with Receiver(lambda _: 410) as phone, Ears(tmp_path) as ears, outlets(tmp_path):
        written.tick(adopted=adopted(site(duty(phone))))
        (first,) = raise_alarm(written, 1)
        wait_for(lambda: ears.named("outlet_down").get("notifier:duty") == 1)
        (second,) = raise_alarm(written, 2)
        wait_for(lambda: phone.tries[second] == 1)
        time.sleep(1.5)
        assert phone.tries == {first: 1, second: 1}, "and no flood of attempts"

        phone.mood = lambda _: 200
        (third,) = raise_alarm(written, 3)
        wait_for(lambda: set(phone.taken) == {first, second, third})


def test_notices_that_no_journal_has_are_sent_and_not_twice(written, tmp_path):
    raised = alarm(1)
    waiting = notice(raised, "duty")
    with Receiver() as phone, Ears(tmp_path) as ears, outlets(tmp_path):
        written.tick(adopted=adopted(site(duty(phone))))
        wait_for(lambda: ears.is_watched)
        wait_for(lambda: outbox(tmp_path, "select count(*) from configs") == [(1,)])
        ears.say(Unrecorded(tick=2, utc_ns=0, alarms=(raised,), notices=(waiting,)))
        wait_for(lambda: phone.taken[waiting.id] == 1)
        # The journal can be written again and brings the same notice.
        written.tick(alarms=(raised,), notices=(waiting,))
        (later,) = raise_alarm(written, 2)
        wait_for(lambda: phone.taken[later])
        assert phone.taken[waiting.id] == 1


def test_an_outbox_that_cannot_be_written_stops_no_notice(written, tmp_path):
    with Receiver() as phone, Ears(tmp_path) as ears, outlets(tmp_path):
        written.tick(adopted=adopted(site(duty(phone))))
        (first,) = raise_alarm(written, 1)
        wait_for(lambda: phone.taken[first])
        # Held by another writer it refuses every change, as a full disk does.
        holder = sqlite3.connect(tmp_path / "outlets" / "outbox.sqlite")
        holder.execute("BEGIN EXCLUSIVE")
        (second,) = raise_alarm(written, 2)
        wait_for(lambda: phone.taken[second], limit_s=30)
        wait_for(lambda: ears.named("outlet_down").get("notifier:outbox") == 1)
        holder.rollback()
        wait_for(lambda: ears.named("outlet_down").get("notifier:outbox") == 0)
        (third,) = raise_alarm(written, 3)
        wait_for(lambda: phone.taken[third])
        time.sleep(1)
        assert phone.taken == {first: 1, second: 1, third: 1}


def test_a_changed_url_takes_the_waiting_notices_along(written, tmp_path):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{closed.getsockname()[1]}/duty"
        with Receiver() as phone, outlets(tmp_path):
            written.tick(adopted=adopted(site(endpoint("duty", nowhere, secret=SECRET))))
            names = {raise_alarm(written, number)[0] for number in range(1, 4)}
            wait_for((tmp_path / "outlets" / "outbox.sqlite").exists)
            wait_for(lambda: tried(tmp_path) == [3])
            written.tick(adopted=adopted(site(duty(phone))))
            wait_for(lambda: set(phone.taken) == names)
            assert min(body["attempt"] for body in phone.bodies.values()) >= 2
