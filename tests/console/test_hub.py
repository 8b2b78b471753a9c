"""What waits for a page: alarms in order and all of them, everything else only in its newest."""

import asyncio
import json

import pytest

from console.hub import ALARMS_WAITING_MAX, CLIENTS_MAX, Hub, TooManyClientsError, event, merged
from console.view_types import Beat, Person, Picture


def person(key: str, x_m: float = 0.0) -> Person:
    return Person(
        key=key, kind="stay", id=key, label=key, x_m=x_m, y_m=0.0, level="1f", room="r-1",
        accuracy_m=0.5, seen_utc_ns=1,
    )  # fmt: skip


def waiting(client) -> list[tuple[str, dict]]:
    data, _ = asyncio.run(client.waiting())
    blocks = [block.split("\n") for block in data.decode().split("\n\n") if block]
    return [
        (lines[-2].removeprefix("event: "), json.loads(lines[-1].removeprefix("data: ")))
        for lines in blocks
    ]


def test_alarms_come_first_and_in_order():
    client = Hub().join("s")
    client.put_newest("beat", event("beat", Beat(1)))
    client.put_alarm(event("alarm", Beat(2)))
    client.put_alarm(event("alarm", Beat(3)))
    client.put_newest("beat", event("beat", Beat(4)))
    assert waiting(client) == [
        ("alarm", {"utc_ns": 2}), ("alarm", {"utc_ns": 3}), ("beat", {"utc_ns": 4})
    ]  # fmt: skip


def test_the_257th_waiting_alarm_ends_the_page_instead_of_being_dropped():
    hub = Hub()
    slow, quick = hub.join("s"), hub.join("q")
    for number in range(ALARMS_WAITING_MAX + 1):
        for client in (slow, quick):
            client.put_alarm(event("alarm", Beat(number)))
        assert waiting(quick) == [("alarm", {"utc_ns": number})]
    assert slow.ended == "slow"
    assert waiting(slow) == [("bye", {"reason": "slow"})]
    assert quick.ended is None


def test_pictures_that_wait_become_one():
    client = Hub().join("s")
    for picture in (
        Picture(utc_ns=1, people=(person("a"), person("b"))),
        Picture(utc_ns=2, people=(person("a", 5.0),), gone=("b",)),
        Picture(utc_ns=3, people=(person("c"),)),
    ):
        client.put_picture(picture, event("picture", picture))
    ((kind, body),) = waiting(client)
    assert kind == "picture"
    assert [(one["key"], one["x_m"]) for one in body["people"]] == [("a", 5.0), ("c", 0.0)]
    assert body["gone"] == ["b"]
    assert body["utc_ns"] == 3


def test_somebody_who_came_back_is_not_gone():
    left = merged(Picture(utc_ns=1, gone=("a",)), Picture(utc_ns=2, people=(person("a"),)))
    assert [one.key for one in left.people] == ["a"]
    assert left.gone == ()
    full = Picture(utc_ns=3, people=(person("z"),), full=True)
    assert merged(left, full) is full


def test_a_full_house_turns_pages_away():
    hub = Hub()
    pages = [hub.join("s") for _ in range(CLIENTS_MAX)]
    with pytest.raises(TooManyClientsError):
        hub.join("s")
    hub.leave(pages[0])
    assert hub.join("s").ended is None


def test_a_revoked_session_loses_its_pages_only():
    hub = Hub()
    mine, other = hub.join("mine"), hub.join("other")
    hub.end_session("mine")
    assert (mine.ended, other.ended) == ("session_ended", None)
    assert hub.count == 1
