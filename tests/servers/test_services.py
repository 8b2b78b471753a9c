"""The servers come up with our settings, keep what they promise, and never outlive us."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
import psycopg
import pytest
import redis

from app.services import Mosquitto, Postgres, Valkey

pytestmark = pytest.mark.servers


class Listener:
    """An independent client: says what it hears."""

    def __init__(
        self, broker: Mosquitto, sender: str, topic: str = "", *, session: str = ""
    ) -> None:
        self.heard: list[tuple[str, bytes]] = []
        self.client = mqtt.Client(
            mqtt.CallbackAPIVersion.VERSION2, session, clean_session=not session
        )
        self.client.on_message = lambda _c, _u, m: self.heard.append((m.topic, m.payload))
        self.client.username_pw_set(sender, broker.logins[sender])
        self.client.connect("127.0.0.1", broker.port)
        self.client.loop_start()
        if topic:
            self.client.subscribe(topic, qos=1)
            time.sleep(0.2)

    def say(self, topic: str, payload: bytes) -> None:
        self.client.publish(topic, payload, qos=1).wait_for_publish(5)

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


def until(condition, limit_s=5.0):
    deadline = time.monotonic() + limit_s
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def test_a_gateway_speaks_for_its_own_bands_only(broker):
    engine = Listener(broker, "engine", "custody/v1/+/+/alarm/#")
    gateway = Listener(broker, "gw-1")
    gateway.say("custody/v1/gw-2/band-001/alarm/sos", b"forged")
    gateway.say("custody/v1/gw-1/band-001/alarm/sos", b"true")
    assert until(lambda: engine.heard)
    assert engine.heard == [("custody/v1/gw-1/band-001/alarm/sos", b"true")]
    gateway.close()
    engine.close()


def test_a_sender_hears_its_own_receipts_and_nothing_else(broker):
    gateway = Listener(broker, "gw-1", "#")
    engine = Listener(broker, "engine")
    engine.say("custody/v1/gw-2/receipt", b"not yours")
    engine.say("custody/v1/gw-1/receipt", b"yours")
    assert until(lambda: gateway.heard)
    assert gateway.heard == [("custody/v1/gw-1/receipt", b"yours")]
    gateway.close()
    engine.close()


@pytest.mark.parametrize(("user", "password"), [("", ""), ("gw-1", "wrong"), ("gw-9", "x")])
def test_nobody_enters_without_a_login(broker, user, password):
    codes = []
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
    client.on_connect = lambda _c, _u, _f, code, _p: codes.append(code.is_failure)
    if user:
        client.username_pw_set(user, password)
    client.connect("127.0.0.1", broker.port)
    client.loop_start()
    assert until(lambda: codes)
    client.disconnect()
    client.loop_stop()
    assert codes[0]


def test_logins_survive_a_restart_and_are_for_the_owner_only(tmp_path):
    with Mosquitto(tmp_path / "broker", ["gw-1"]) as server:
        before = dict(server.logins)
        server.restart()
        assert server.logins == before
        assert urlsplit(server.url("gw-1")).password == before["gw-1"]
        mode = (tmp_path / "broker/logins.json").stat().st_mode
        assert mode & 0o077 == 0


def test_the_broker_keeps_a_session_through_a_power_cut(tmp_path):
    with Mosquitto(tmp_path / "broker", ["gw-1"]) as server:
        Listener(server, "engine", "custody/v1/+/+/alarm/#", session="engine-1").close()
        gateway = Listener(server, "gw-1")
        for number in range(50):
            gateway.say("custody/v1/gw-1/band-001/alarm/sos", str(number).encode())
        gateway.close()
        time.sleep(2.5)
        server.kill()
        server.restart()
        engine = Listener(server, "engine", session="engine-1")
        assert until(lambda: len(engine.heard) == 50)
        engine.close()


def test_postgres_has_timescaledb_and_keeps_rows_through_a_kill(tmp_path):
    with Postgres(tmp_path / "postgres") as server:
        assert server.timescaledb, server.program.remark
        with psycopg.connect(server.dsn, autocommit=True) as connection:
            connection.execute("create table kept (at timestamptz, n int)")
            connection.execute("select create_hypertable('kept', by_range('at'))")
            connection.execute("insert into kept values (now(), 7)")
        server.kill()
        server.restart()
        with psycopg.connect(server.dsn) as connection:
            assert connection.execute("select n from kept").fetchall() == [(7,)]


def test_postgres_and_valkey_ask_for_a_password(postgres, valkey):
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(f"postgresql://custody:x@127.0.0.1:{postgres.port}/postgres")
    with (
        pytest.raises(redis.exceptions.AuthenticationError),
        redis.Redis(port=valkey.port) as client,
    ):
        client.ping()


PARENT = """
import sys, time
from pathlib import Path
from app.services import Mosquitto, Postgres, Valkey
folder = Path(sys.argv[1])
servers = [Mosquitto(folder / "m", ["gw-1"]), Postgres(folder / "p"), Valkey(folder / "v")]
for server in servers:
    server.__enter__()
print(*(server.running().pid for server in servers), flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("namespaces", ["on", "off"])
def test_the_servers_die_with_a_parent_that_is_killed(tmp_path, namespaces):
    forbidden = {"CUSTODY_NO_USER_NAMESPACES": "1"} if namespaces == "off" else {}
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **forbidden},
        cwd=Path(__file__).parents[2],
    )
    pids = [int(pid) for pid in parent.stdout.readline().split()]
    assert len(pids) == 3
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    assert until(lambda: not any(alive(pid) for pid in pids))


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_valkey_starts_empty_on_the_same_address_after_a_kill(tmp_path):
    with Valkey(tmp_path / "valkey") as server:
        with redis.Redis.from_url(server.url) as client:
            client.set("kept", "no")
        url = server.url
        server.kill()
        server.restart()
        assert server.url == url
        with redis.Redis.from_url(url) as client:
            assert client.get("kept") is None
