"""The command: virtual time into a journal, honest exit codes, one line when something is wrong."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from custody.acts.care import RecordCheck
from custody.commands import Acknowledge
from sim.desk import AlarmList, Desk, Listed, NobodyMayError, _tell
from sim.run import main
from tests.sim.stories import demo_site

pytestmark = pytest.mark.simulation

ROOT = Path(__file__).resolve().parents[2]


def test_virtual_time_writes_a_journal_and_a_ledger_that_agree(tmp_path, capsys):
    ledger = tmp_path / "ledger.json"
    code = main(
        ["--scenario", "collapse", "--seed", "3", "--for", "60", "--journal",
         str(tmp_path / "journal"), "--ledger", str(ledger)]
    )  # fmt: skip
    said = capsys.readouterr().out
    assert code == 0, said
    assert "missing" not in said
    account = json.loads(ledger.read_text())
    assert account["done"] is True
    assert account["published"]["telemetry"] > 5_000
    assert {entry["rule"] for entry in account["truth"]} == {"MOT-01", "VIT-01", "VIT-08"}
    assert list((tmp_path / "journal").glob("journal-*.sqlite"))


def test_a_journal_that_holds_something_is_left_alone(tmp_path, capsys):
    arguments = ["--scenario", "collapse", "--for", "5", "--journal", str(tmp_path)]
    assert main(arguments) == 0
    assert main(arguments) == 2
    assert "holds a journal already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--site", "/nowhere"], "/nowhere"),
        ([], "--logins FILE is needed"),
        (["--logins", "/nowhere.json"], "/nowhere.json: cannot be read"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(arguments, words, capsys):
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_another_hash_seed_changes_nothing(hash_seed):
    """Two fresh interpreters tell the same story (this one is compared with them)."""
    script = (
        "import hashlib, sys; sys.path.insert(0, '.');"
        "from tests.sim.stories import play, told;"
        "frames = play(told('tour', seed=4).centre, 30.0);"
        "print(hashlib.sha256(b''.join(f.payload for f in frames)).hexdigest())"
    )
    outcome = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    here = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={"PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert outcome.stdout == here.stdout


def _listed(state: str) -> AlarmList:
    alarm = Listed(
        id="MOT-08:D-0001:1",
        rule="MOT-08",
        severity=1,
        state=state,
        subject_kind="stay",
        subject="D-0001",
        raised_utc_ns=1,
        room={"id": "holding-1"},
    )
    return AlarmList(alarms=[alarm])


def test_the_control_room_hears_of_changes_once_and_of_what_left_the_list():
    heard = []
    known = _tell({}, _listed("unacknowledged"), heard.append)
    known = _tell(known, _listed("unacknowledged"), heard.append)
    known = _tell(known, _listed("acknowledged"), heard.append)
    known = _tell(known, AlarmList(alarms=[]), heard.append)
    assert [news.state for news in heard] == ["unacknowledged", "acknowledged", "closed"]
    assert heard[0].room == "holding-1"
    assert known == {}


def test_a_colleague_acknowledges_for_somebody_without_a_login_but_makes_nobody_s_visit():
    desk = Desk(url="http://console", users={}, configuration=demo_site(), run="r")
    desk._login_of = {"s-005": "clerk", "s-007": "guard"}
    assert desk._login_for("s-003", Acknowledge(alarm="A:1:1")) == "clerk"
    visit = RecordCheck(stay="D-0001", kind="visit")
    assert desk._login_for("s-007", visit) == "guard"
    with pytest.raises(NobodyMayError, match="s-008 does RecordCheck in person"):
        desk._login_for("s-008", visit)
