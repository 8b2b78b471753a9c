"""The demo as a person starts it: a URL, a true account, and nothing left behind."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.stack import wait_for

pytestmark = [pytest.mark.servers, pytest.mark.timeout(120)]

ROOT = Path(__file__).resolve().parents[2]


@contextlib.contextmanager
def demo(run: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    argv = [sys.executable, "-m", "app.cli", "demo", "--run", str(run), "--headless", *options]
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def until_invited(process: subprocess.Popen[str]) -> list[str]:
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "Ctrl-C" in line:
            return lines
    message = "".join(lines)
    raise AssertionError(message)


def inspector_reads_and_changes_nothing(invitation: list[str]) -> None:
    words = " ".join(invitation).split()
    url = next(word for word in words if word.startswith("http://"))
    password = words[words.index("inspector") + 2]
    with httpx2.Client(base_url=url, timeout=10) as client:
        me = client.post("/api/login", json={"user": "inspector", "password": password}).json()
        assert me["role"] in ("prosecutor", "supervision")
        assert client.get("/api/stays").status_code == 200
        act = {"act": "set_duty", "staff": "s-001", "on": False}
        assert client.post("/api/commands", json={"what": act}).status_code == 403


def family(pid: int) -> set[int]:
    members = [pid]
    for parent in members:
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text()
        members.extend(int(child) for child in children.split())
    return set(members[1:])


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_nothing_outlives_the_demo(tmp_path, number):
    with demo(tmp_path / "run") as process:
        invitation = until_invited(process)
        inspector_reads_and_changes_nothing(invitation)
        children = family(process.pid)
        assert len(children) > 8, "servers, three processes, receiver and simulator"
        with demo(tmp_path / "run") as second:
            assert second.wait(timeout=60) == 2, "a folder in use is refused"
        os.kill(process.pid, number)
        process.wait(timeout=30)
        wait_for(lambda: not any(alive(pid) for pid in children), limit_s=10)
        assert process.returncode == (0 if number == signal.SIGINT else -number)


def test_the_account_of_a_short_run_agrees(tmp_path):
    out = tmp_path / "out.json"
    with demo(tmp_path / "run with spaces", "--for", "25", "--json", str(out)) as process:
        text = process.communicate(timeout=100)[0]
    assert process.returncode == 0, text
    account = json.loads(out.read_text())
    assert account["alarm_state"]["published"] == account["alarm_state"]["journaled"] > 100
    assert account["telemetry"]["published"] == account["telemetry"]["journaled"] > 2000
    assert account["timescaledb"]
    assert account["telemetry_rows"] > 1000
    assert account["alarms"]["MOT-08"] == 1
    assert account["notices_due"] == account["notices_delivered"] > 0
    assert account["ack_roundtrip"]["seconds"] < 1
    assert account["problems"] == []


def test_a_broken_site_is_named_before_anything_starts(tmp_path):
    site = tmp_path / "site"
    subprocess.run(["cp", "-r", str(ROOT / "config/demo"), str(site)], check=True)
    rules = site / "rules.toml"
    rules.write_text(rules.read_text().replace("still_s", "stil_s"))
    with demo(tmp_path / "run", "--site", str(site)) as process:
        process.communicate(timeout=60)
    assert process.returncode == 2
    assert not (tmp_path / "run/state/broker").exists()
