"""The event stream: fast, complete across a reconnect, and never held up by one slow page."""

import socket
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.control import Unrecorded
from tests.console.scene import Scene, opened, raised, scene, stream, wait_for

pytestmark = pytest.mark.servers

CHANGES = 500


@pytest.fixture
def stage(tmp_path):
    with scene(tmp_path) as made:
        made.console()
        yield made


def test_a_page_opens_with_everything_that_stands(stage: Scene):
    tick = stage.engine.commit(alarms=(raised(1),), stays=(opened(1),))
    with stage.running[0].client() as client:
        wait_for(lambda: client.get("/api/alarms").json()["tick"] == tick)
        with stream(client) as events:
            first = [next(events) for _ in range(6)]
            beat = next(event for event in events if event.kind == "beat")
    assert [event.kind for event in first] == [
        "hello", "alarms", "stays", "picture", "things", "health"
    ]  # fmt: skip
    assert first[0].body["tick"] == tick
    assert first[1].id == tick
    assert [alarm["id"] for alarm in first[1].body["alarms"]] == ["MOT-08:D-0001:1"]
    assert first[2].body["stays"][0]["stay"] == "D-0001"
    assert first[3].body["full"]
    assert beat.body["utc_ns"] > 0


def delays_of_a_round(stage: Scene, client, first: int) -> list[float]:
    """Commit 100 alarms one after the other; return how long each took to the page, in ms."""
    seen_ns: dict[str, int] = {}
    committed_ns: dict[str, int] = {}
    with stream(client) as events:
        next(event for event in events if event.kind == "beat")

        def read() -> None:
            for event in events:
                if event.kind == "alarm":
                    seen_ns[event.body["id"]] = time.time_ns()
                if len(seen_ns) == 100:
                    return

        reader = threading.Thread(target=read)
        reader.start()
        for number in range(first, first + 100):
            change = raised(number)
            stage.engine.commit(alarms=(change,))
            committed_ns[change.id] = time.time_ns()
            time.sleep(0.01)
        reader.join(10)
    return [(seen_ns[alarm] - committed_ns[alarm]) / 1e6 for alarm in committed_ns]


def test_an_alarm_is_on_the_page_within_50_ms_of_its_commit(stage: Scene):
    """Best of five rounds: what else runs on the machine is not the console's delay."""
    p99_ms = []
    with stage.running[0].client() as client:
        for part in range(5):
            delays_ms = delays_of_a_round(stage, client, first=1 + part * 100)
            assert max(delays_ms) < 1000
            p99_ms.append(statistics.quantiles(delays_ms, n=100)[98])
            if p99_ms[-1] < 50:
                break
    assert min(p99_ms) < 50, p99_ms


def test_no_change_is_missed_across_reconnects(stage: Scene):
    """500 changes in bursts of 5 a tick while the page is cut off again and again."""
    stop = threading.Event()

    def decide() -> None:
        for start in range(1, CHANGES + 1, 5):
            stage.engine.commit(alarms=tuple(raised(start + more) for more in range(5)))
            time.sleep(0.005)
        stop.set()

    seen: set[tuple[str, int]] = set()
    streams = 0
    last_id = 0
    with stage.running[0].client() as client, ThreadPoolExecutor(1) as pool:
        deciding = pool.submit(decide)
        while len(seen) < CHANGES:
            streams += 1
            with stream(client, last_id) as events:
                for count, event in enumerate(events):
                    if event.kind == "alarm":
                        seen.add((event.body["id"], event.body["n"]))
                    last_id = event.id or last_id
                    # Cut in the middle of ticks, at odd places, until all has been decided.
                    if len(seen) == CHANGES or (count > 23 and not stop.is_set()):
                        break
            assert streams < 500, f"only {len(seen)} of {CHANGES} came"
        deciding.result()
    assert len(seen) == CHANGES
    assert streams > 5


def test_a_page_from_before_a_restart_misses_nothing_either(stage: Scene):
    console = stage.running[0]
    with console.client() as client:
        first = stage.engine.commit(alarms=(raised(1),))
        wait_for(lambda: client.get("/api/alarms").json()["tick"] >= first)
        cookies = client.cookies
    last = stage.engine.commit(alarms=(raised(2),))
    wait_for(lambda: console.health()["parts"]["console"]["ok"])
    console.stop()
    again = stage.console()
    with again.client(None) as client:
        client.cookies = cookies
        wait_for(lambda: client.get("/api/alarms").json()["tick"] >= last)
        with stream(client, first) as events:
            opening = [next(events) for _ in range(3)]
    assert [event.kind for event in opening] == ["hello", "alarm", "alarms"]
    assert opening[1].body["id"] == "MOT-08:D-0002:1"
    assert opening[1].id == last


def test_a_stalled_page_is_let_go_and_the_others_go_on(stage: Scene):
    console = stage.running[0]
    host, port = console.url.removeprefix("http://").split(":")
    with console.client() as client:
        token = client.cookies["custody_session"]
        stalled = socket.socket()
        stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        stalled.connect((host, int(port)))
        stalled.sendall(
            b"GET /api/stream HTTP/1.1\r\nhost: x\r\ncookie: custody_session=%s\r\n\r\n"
            % token.encode()
        )
        with stream(client) as events:
            next(event for event in events if event.kind == "beat")
            delays_ms = []
            for number in range(1, 2001):
                change = raised(number % 400, n=number)
                stage.engine.commit(alarms=(change,))
                got = next(event for event in events if event.kind == "alarm")
                assert got.body["n"] == number
                delays_ms.append((time.time_ns() - change.utc_ns) / 1e6)
                if "page_dropped reason=slow" in stage.log.read_text():
                    break
        stalled.close()
    assert "page_dropped reason=slow" in stage.log.read_text()
    assert statistics.quantiles(delays_ms, n=100)[98] < 200


def test_an_alarm_that_no_journal_took_is_shown_as_not_recorded(stage: Scene):
    change = raised(1)
    with stage.running[0].client() as client, stream(client) as events:
        next(event for event in events if event.kind == "beat")
        heard = Unrecorded(tick=99, utc_ns=change.utc_ns, alarms=(change,), notices=())
        stage.engine.say(heard)
        shown = next(event for event in events if event.kind == "alarm")
        listed = client.get("/api/alarms").json()["alarms"]
        detail = client.get(f"/api/alarms/{change.id}").json()
        tick = stage.engine.commit(alarms=(change,))
        recorded = next(event for event in events if event.kind == "alarm")
    assert not shown.body["recorded"]
    assert shown.id is None, "a page must not resume after a tick that may yet be written"
    assert [alarm["recorded"] for alarm in listed] == [False]
    assert [step["change"] for step in detail["history"]] == ["raised"]
    assert recorded.body == {**shown.body, "recorded": True}
    assert recorded.id == tick


def test_logging_out_ends_the_page(stage: Scene):
    with stage.running[0].client() as client, stream(client) as events:
        next(event for event in events if event.kind == "beat")
        assert client.post("/api/logout").status_code == 204
        rest = list(events)
    assert rest[-1].kind == "bye"
    assert rest[-1].body == {"reason": "session_ended"}


def test_a_stopping_console_says_goodbye_at_once(stage: Scene):
    console = stage.running[0]
    with console.client() as client, stream(client) as events:
        next(event for event in events if event.kind == "beat")
        started_s = time.monotonic()
        console.process.terminate()
        rest = list(events)
        assert console.process.wait(10) == 0
        assert time.monotonic() - started_s < 2
    assert rest[-1].body == {"reason": "shutdown"}
