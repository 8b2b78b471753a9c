"""The preview: real pages and routes on an engine that only pretends, gone without a trace."""

import os
import re
import subprocess
import sys

import httpx2
import pytest

from tests.console.scene import stream, wait_for

pytestmark = pytest.mark.servers


def test_the_preview_shows_people_and_an_alarm_that_can_be_acknowledged(tmp_path_factory):
    tmp_path = tmp_path_factory.mktemp("p")  # A short name: the engine's socket lies below it.
    log = (tmp_path / "log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "console.pretend", "--port", "0"],
        stdout=log,
        stderr=log,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )

    def said(pattern: str) -> list[str]:
        return re.findall(pattern, (tmp_path / "log").read_text())

    try:
        wait_for(lambda: said(r"console_listens url=(\S+)"), seconds=45)
        (user, word), *_ = said(r"sign in as (\S+) with (\S+)")
        url = said(r"console_listens url=(\S+)")[0]
        with httpx2.Client(base_url=url) as client:
            login = {"user": user, "password": word}
            assert client.post("/api/login", json=login).status_code == 200
            wait_for(lambda: client.get("/api/alarms").json()["alarms"])
            (alarm, *_) = client.get("/api/alarms").json()["alarms"]
            answer = client.post(f"/api/alarms/{alarm['id']}/ack", json={}).json()
            assert answer["accepted"]
            with stream(client) as events:
                picture = next(event for event in events if event.kind == "picture")
            assert len(picture.body["people"]) == 8
    finally:
        process.terminate()
        code = process.wait(10)
        log.close()
    assert code == 0
    assert list(tmp_path.glob("custody-pretend-*")) == []
