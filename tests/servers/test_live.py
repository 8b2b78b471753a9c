"""The live picture in Valkey: fresh, whole, and back within seconds whatever happens to it."""

import time

import msgspec
import pytest
import redis

from app.services import Valkey
from tests.servers.outlets_stage import Ears, Written, outlets, wait_for
from tests.store.decided import (
    adopted,
    motion,
    position,
    room_of_type,
    room_row,
    rows,
    site,
    stay,
    vitals,
)

pytestmark = pytest.mark.servers

HOLDING, INTERVIEW = room_row(room_of_type("holding")), room_row(room_of_type("interview"))


@pytest.fixture
def server(tmp_path_factory):
    with Valkey(tmp_path_factory.mktemp("valkey-of-one")) as server:
        yield server


@pytest.fixture
def written(tmp_path):
    written = Written(tmp_path)
    written.tick(adopted=adopted(site()), stays=(stay(1), stay(2)))
    return written


def fixes(*x_m, room=HOLDING):
    return rows(*(position(number, x_m=x, room=room) for number, x in enumerate(x_m, 1)))


def full(url):
    """Return id -> person of the whole picture; empty while there is none."""
    try:
        with redis.Redis.from_url(url, socket_timeout=1) as client:
            found = client.get("custody:live:full")
    except redis.RedisError:
        return {}
    people = msgspec.json.decode(found)["people"] if found else []
    return {person["id"]: person for person in people}


def entries(url):
    with redis.Redis.from_url(url) as client:
        found = client.xrange("custody:live")
    return [msgspec.json.decode(fields[b"p"]) for _, fields in found]


def test_changes_stream_and_the_whole_picture_is_there(server, written, tmp_path):
    written.tick(positions=fixes(1, 2))
    with outlets(tmp_path, redis=server.url):
        wait_for(lambda: len(full(server.url)) == 2)
        written.tick(positions=fixes(5))
        wait_for(
            lambda: any(
                [person["x_m"] for person in entry["people"]] == [5]
                for entry in entries(server.url)
            )
        )
        written.tick(stays=(stay(1, change="closed", is_open=False),))
        wait_for(lambda: any(entry["gone"] == ["stay:D-0001"] for entry in entries(server.url)))
        wait_for(lambda: set(full(server.url)) == {"D-0002"})


def test_the_stream_is_no_faster_than_five_a_second_and_bounded(server, written, tmp_path):
    with outlets(tmp_path, redis=server.url):
        wait_for(lambda: entries(server.url))
        before, began_s = len(entries(server.url)), time.monotonic()
        for number in range(100):
            written.tick(positions=fixes(number))
            time.sleep(0.02)
        took_s = time.monotonic() - began_s
        assert len(entries(server.url)) - before <= 5 * took_s + 2


def test_no_arcs_from_an_interview_room(server, written, tmp_path):
    body = {"vitals": rows(vitals(1), vitals(2)), "motions": rows(motion(1), motion(2))}
    written.tick(positions=fixes(1, 2), **body)
    with outlets(tmp_path, redis=server.url):
        wait_for(lambda: len(full(server.url)) == 2)
        assert full(server.url)["D-0001"]["arcs"]["pulse"] == "ok"
        written.tick(positions=fixes(1, room=INTERVIEW), vitals=rows(vitals(1, withheld=True)))
        wait_for(lambda: full(server.url)["D-0001"]["arcs"] is None)
        assert full(server.url)["D-0002"]["arcs"] is not None


def test_a_flushed_or_restarted_server_is_whole_within_five_seconds(server, written, tmp_path):
    written.tick(positions=fixes(1, 2))
    with Ears(tmp_path) as ears, outlets(tmp_path, redis=server.url):
        wait_for(lambda: len(full(server.url)) == 2)
        with redis.Redis.from_url(server.url) as client:
            client.flushall()
        wait_for(lambda: len(full(server.url)) == 2, limit_s=5)

        server.kill()
        written.tick(stays=(stay(1, change="closed", is_open=False),))
        wait_for(lambda: ears.named("outlet_down").get("valkey") == 1)
        server.launch()
        server.wait_ready()
        wait_for(lambda: set(full(server.url)) == {"D-0002"}, limit_s=5)
        assert entries(server.url)[0]["gone"] == ["stay:D-0001"]
        wait_for(lambda: ears.named("outlet_down").get("valkey") == 0)


def test_a_killed_process_takes_the_picture_up_again(server, written, tmp_path):
    written.tick(positions=fixes(1, 2))
    with outlets(tmp_path, redis=server.url) as process:
        wait_for(lambda: len(full(server.url)) == 2)
        process.child.terminate()
        assert process.child.wait(5) == 0
        assert (tmp_path / "outlets" / "picture.msgpack").exists()
        with redis.Redis.from_url(server.url) as client:
            client.flushall()
        process.start()
        wait_for(lambda: len(full(server.url)) == 2)
        process.kill()
        process.start()
        written.tick(positions=fixes(9))
        wait_for(lambda: full(server.url).get("D-0001", {}).get("x_m") == 9)
        assert full(server.url)["D-0002"]["x_m"] == 2
