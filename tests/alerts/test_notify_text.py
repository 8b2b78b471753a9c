"""What leaves the house: the right words, signed, and nothing of the body."""

import base64
import json
import time
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from alerts.notify import text as people
from alerts.notify.body import body, link_of
from alerts.notify.keys import Keys, SecretMissingError
from alerts.notify.letters import Letters
from alerts.notify.sign import KeyUnfitError, headers, key_bytes
from alerts.rules import by_id
from app.notices import due
from tests.store.decided import alarm, demo_site, endpoint, evidence, notice, room_of_type

KEY, NEW_KEY = ("whsec_" + base64.b64encode(bytes([x]) * 24).decode() for x in (1, 2))
NOW_S = 1_795_000_000


def text_of(raised, *, attempt=1):
    (waiting,) = due([notice(raised, "duty")])
    rooms = {room.id: room for room in demo_site().site.rooms}
    made = body(waiting, rules=by_id(), rooms=rooms, sent_utc_ns=NOW_S * 10**9, attempt=attempt)
    return json.loads(made)


def test_a_notice_says_who_where_what_and_what_to_do():
    told = text_of(alarm(3), attempt=2)
    rule = by_id()["MOT-08"]
    assert told["type"] == "alarm.first"
    assert told["id"] == "MOT-08:D-0001:3:duty:1:first"
    assert told["alarm"] == "MOT-08:D-0001:3"
    assert (told["severity"], told["attempt"], told["n"]) == ("P1", 2, 1)
    assert told["label"] == {"zh": rule.zh, "en": rule.en}
    assert told["guidance"] == {"zh": rule.guidance_zh, "en": rule.guidance_en}
    assert told["room"]["id"] == room_of_type("holding")
    assert told["room"]["zh"]
    assert told["cause_t_ns"] > 0


def test_nothing_of_the_body_leaves_the_house():
    withheld = evidence(withheld=True)
    for each in (alarm(1, rule="VIT-01"), alarm(2, rule="VIT-08", evidence=withheld)):
        made = json.dumps(text_of(each))
        for leak in ("samples", "pulse bpm", "41.5", "40.0", "evidence", "threshold"):
            assert leak not in made


@pytest.mark.parametrize(("room", "shown"), [("", None), ("outside", "outside"), ("gone", "gone")])
def test_a_place_that_is_no_room_of_the_plan_is_still_said(room, shown):
    told = text_of(alarm(1, room=room))
    assert (told["room"] and told["room"]["id"]) == shown


def test_a_rule_without_words_still_goes_out():
    assert text_of(alarm(1, rule="NEW-99"))["label"] == {"zh": "NEW-99", "en": "NEW-99"}


def test_each_active_key_signs():
    made = headers(notice_id="n", body=b"{}", sent_utc_s=NOW_S, keys=[KEY, NEW_KEY])
    for key in (KEY, NEW_KEY):
        expected = Webhook(key).sign("n", datetime.fromtimestamp(NOW_S, tz=UTC), "{}")
        assert expected in made["webhook-signature"].split(" ")
    assert made["webhook-id"] == "n"


def test_a_changed_body_is_found_out():
    made = headers(notice_id="n", body=b"{}", sent_utc_s=int(time.time()), keys=[KEY])
    assert Webhook(KEY).verify(b"{}", made) == {}
    with pytest.raises(WebhookVerificationError):
        Webhook(KEY).verify(b'{"x":1}', made)
    with pytest.raises(WebhookVerificationError):
        Webhook(NEW_KEY).verify(b"{}", made)


def test_keys_come_by_name_and_follow_the_file(tmp_path):
    file = tmp_path / "secrets.toml"
    keys = Keys(file)
    assert keys.of("") == ()
    with pytest.raises(SecretMissingError):
        keys.of("duty")

    file.write_text(f'[endpoints]\nduty = "{KEY}"\n')
    assert keys.of("duty") == [KEY]
    file.write_text(f'[endpoints]\nduty = ["{KEY}", "{NEW_KEY}"]\nother = "x"\n')
    assert keys.of("duty") == [KEY, NEW_KEY]

    file.write_text("[endpoints\n")
    assert keys.of("duty") == [KEY, NEW_KEY]


def test_a_due_notice_has_no_field_for_evidence():
    (waiting,) = due([notice(alarm(1), "duty")])
    names = set(msgspec.structs.asdict(waiting))
    assert not names & {"evidence", "samples", "alarm_state", "note", "by"}


def text(language="zh", **more):
    (waiting,) = due([notice(alarm(3, **more), "duty")])
    rooms = {room.id: room for room in demo_site().site.rooms}
    return people.text_of(
        waiting,
        language=language,
        rules=by_id(),
        rooms=rooms,
        local=lambda _: "09:31:05",
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_people_read_who_where_since_when_and_what_to_do(language):
    rule = by_id()["MOT-08"]
    room = next(x for x in demo_site().site.rooms if x.id == room_of_type("holding"))
    whole = text(language).fitted(4_000)
    for word in ("D-0001", "09:31:05", "MOT-08:D-0001:3", getattr(room, language)):
        assert word in whole
    assert getattr(rule, language) in whole
    assert getattr(rule, f"guidance_{language}") in whole
    assert whole.startswith("P1 ")


def test_a_drill_says_so_before_anything_else():
    assert text(drill=True).title.startswith("P1 【演练】")
    assert text("en", drill=True).fitted(40).startswith("P1 DRILL: ")


@given(size=st.integers(20, 400), rule=st.sampled_from(sorted(by_id())), drill=st.booleans())
def test_no_channel_gets_more_than_it_takes_and_what_matters_goes_first(size, rule, drill):
    for language in ("zh", "en"):
        made = text(language, rule=rule, drill=drill)
        for measure in (len, people.in_bytes):
            assert measure(made.fitted(size, measure)) <= size
    if size >= 160:
        made = text(rule=rule, drill=drill)
        assert made.number in made.fitted(size)
        assert "D-0001" in made.fitted(size)


def test_one_bad_key_does_not_silence_the_good_one(tmp_path):
    file = tmp_path / "secrets.toml"
    file.write_text(f'[endpoints]\nduty = ["whsec_%%%", "{KEY}"]\n')
    letters = Letters(rules=by_id(), keys=Keys(file))
    (waiting,) = due([notice(alarm(1), "duty")])
    to = endpoint("duty", "http://127.0.0.1/", secret="duty")  # noqa: S106
    made, content = letters.write(waiting, to, attempt=1)
    assert Webhook(KEY).verify(content, made)["id"] == waiting.id


@pytest.mark.parametrize("key", ["whsec_" + "A" * 8, "not base64!", ""])
def test_a_key_that_cannot_sign_is_named_without_being_shown(key):
    with pytest.raises(KeyUnfitError) as found:
        key_bytes(key)
    assert not key or key not in str(found.value)


@pytest.mark.parametrize("url", ["https://console.example", "https://console.example/"])
def test_a_notice_links_to_its_alarm_on_the_phone_page(url):
    (waiting,) = due([notice(alarm(3), "duty")])
    rooms = {room.id: room for room in demo_site().site.rooms}
    link = link_of(url, waiting.alarm)
    assert link == "https://console.example/#/phone/MOT-08:D-0001:3"
    told = {"rules": by_id(), "rooms": rooms, "link": link}
    made = json.loads(body(waiting, sent_utc_ns=1, attempt=1, **told))
    assert made["link"] == link
    text = people.text_of(waiting, language="zh", local=lambda _: "09:31:05", **told)
    assert text.fitted(500).endswith(f"\n{link}")
    assert text.words["link"] == link
    assert text.fitted(80).startswith("P1 ")
    assert link not in text.fitted(80), "a short message has no room for it"
    assert text.number in text.fitted(80)
    assert link_of("", waiting.alarm) == ""
