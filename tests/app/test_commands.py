"""What a person types: found, explained, or refused with one line that helps."""

import json
import shlex
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import COMMANDS, main
from bench.run import SUBJECTS
from config.load import DEMO_DIR

ROOT = Path(__file__).resolve().parents[2]


def custody(*words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *words],
        cwd=ROOT,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_list_names_every_command(capsys):
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"  {name} " in shown for name in COMMANDS)


def test_an_unknown_command_is_refused_with_the_list(capsys):
    assert main(["fly"]) == 2
    assert "no such command: fly" in capsys.readouterr().err


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself(name):
    done = custody(name, "--help")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"usage: custody {name}")


def test_what_can_be_measured_is_named_also_where_no_server_is_needed():
    shown = custody("bench", "--help").stdout
    assert {"path", "notices", *SUBJECTS} <= set(shown.split())


@pytest.fixture
def site(tmp_path):
    shutil.copytree(DEMO_DIR, tmp_path / "site")
    return tmp_path / "site"


BROKEN = [
    ("limits.toml", "stays_max = 200 ", 'stays_max = "many" ', "stays_max"),
    ("rules.toml", "still_s = 10", "", "MOT-01"),
    ("plan-1f.geojson", '"room": "intake"', '"room": "nowhere"', "nowhere"),
    ("site.toml", '"cn-psapl-2026"', '"cn-psapl-1066"', "cn-psapl-1066"),
    ("staff.toml", 'rank = "officer"', 'rank = "admiral"', "rank"),
]


@pytest.mark.parametrize(("file", "right", "wrong", "named"), BROKEN)
def test_a_broken_site_is_one_line_and_exit_code_2(site, file, right, wrong, named):
    text = (site / file).read_text()
    assert right in text, "the demo site changed; choose another mistake"
    (site / file).write_text(text.replace(right, wrong, 1))
    checked = custody("check", str(site))
    assert checked.returncode == 2
    line = checked.stdout.splitlines()[0]
    assert line.startswith(f"{file}: ")
    assert named in line
    assert ";" in line, "it says what to do"
    started = custody("engine", "--state", str(site / "state"), "--site", str(site))
    assert started.returncode == 2


def test_two_rooms_in_one_place_are_refused(site):
    plan = site / "plan-1f.geojson"
    content = json.loads(plan.read_text())
    room = next(x for x in content["features"] if x["properties"]["kind"] == "room")
    twin = {**room, "properties": {**room["properties"], "id": "twin"}}
    content["features"].append(twin)
    plan.write_text(json.dumps(content))
    checked = custody("check", str(site))
    assert checked.returncode == 2
    assert "twin" in checked.stdout
    assert "overlap" in checked.stdout


def test_a_login_is_made_listed_and_removed(tmp_path):
    state = ("--state", str(tmp_path))
    assert custody("user", "add", "li", "s-001", *state, given="a long password\n").returncode == 0
    assert "li\ts-001\tzh" in custody("user", "list", *state).stdout
    again = custody("user", "add", "li", "s-001", *state, "--generate")
    assert again.returncode == 2
    assert "exists" in again.stderr
    assert again.stdout == "", "a password that nobody has is not shown"
    assert custody("user", "remove", "li", *state).returncode == 0
    assert custody("user", "list", *state).stdout == ""


@pytest.mark.parametrize(
    ("file", "text"),
    [("plan-1f.geojson", "[" * 200_000), ("site.toml", "a = " + "[" * 20_000)],
)
def test_brackets_without_end_are_one_line_and_exit_code_2(site, file, text):
    (site / file).write_text(text)
    checked = custody("check", str(site))
    assert checked.returncode == 2, checked.stderr
    assert checked.stdout.startswith(f"{file}: ")
    assert checked.stderr == ""


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("169.254.169.254", "nobody's receiver"),
        ("[fe80::1]", "nobody's receiver"),
        ("[::]", "nobody's receiver"),
        ("0", "is no host"),
        ("2852039166", "is no host"),
    ],
)
def test_an_endpoint_at_a_link_local_address_is_refused(site, host, why):
    notify = site / "notify.toml"
    text = notify.read_text()
    url = next(line for line in text.splitlines() if line.startswith("url = "))
    notify.write_text(text.replace(url, f'url = "http://{host}/latest"', 1))
    checked = custody("check", str(site))
    assert checked.returncode == 2
    assert why in checked.stdout


def test_a_reader_that_has_enough_ends_the_command_quietly():
    words = ["bash", "-c", f"{shlex.quote(sys.executable)} -m app.cli config show | true"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--site", "/nowhere/at/all"], "/nowhere/at/all"),
        (["--json", "/nowhere/at/all.json"], "/nowhere/at"),
        (["--for", "0"], "--for"),
        (["--for", "nan"], "--for"),
        (["--port", "99999"], "--port"),
        (["--dsn", "postgresql://127.0.0.1:1/nothing"], "--dsn"),
    ],
)
def test_an_option_of_the_demo_that_cannot_be_is_one_line_and_exit_code_2(words, said, tmp_path):
    done = custody("demo", "--run", str(tmp_path / "run"), "--headless", *words)
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("demo: ")
    assert done.stderr.count("\n") == 1
    assert said in done.stderr
    assert not (tmp_path / "run").exists(), "nothing was begun"


def test_a_port_that_is_in_use_is_said_before_the_demo_starts(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = custody("demo", "--run", str(tmp_path / "run"), "--headless", "--port", port)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert port in done.stderr


def test_adopting_without_an_engine_says_so(site, tmp_path):
    words = ("config", "apply", str(site), "--state", str(tmp_path), "--who", "s-001")
    done = custody(*words)
    assert done.returncode == 2
    assert "engine.sock" in done.stderr
