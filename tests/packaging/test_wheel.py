"""The wheel, installed in an environment of its own and run outside the tree."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = [pytest.mark.packaging, pytest.mark.timeout(180)]

ROOT = Path(__file__).resolve().parents[2]
PROBE = """
import importlib.util, sys
from pathlib import Path
from app.software import mosquitto_program, shipped
for name in ("mosquitto.conf", "deploy/mosquitto.acl", "scripts/unpack.sh"):
    assert "shipped" in str(shipped(name)), shipped(name)
for name in ("app", "config", "engine"):
    origin = Path(importlib.util.find_spec(name).origin)
    assert Path(sys.prefix) in origin.parents, origin
print(mosquitto_program().path)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """An environment with the wheel's own files; third-party packages are those of the tests."""
    home = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    packages = next((home / "lib").glob("python*")) / "site-packages"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    theirs = next(Path(x) for x in sys.path if x.endswith("site-packages"))
    for entry in theirs.iterdir():
        # Neither the checkout's own .pth file nor our metadata may come along.
        if entry.suffix != ".pth" and not (packages / entry.name).exists():
            (packages / entry.name).symlink_to(entry)
    return home


def run(home: Path, *argv: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    python = str(home / "bin/python")
    return subprocess.run(
        [python, *argv], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def test_the_wheel_holds_what_runs_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (
        "app/cli.py",
        "app/receiver.html",
        "app/shipped/mosquitto.conf",
        "config/demo/site.toml",
        "config/policies/cn-psapl-2026.toml",
        "console/static/index.html",
        "store/sql/writer.sql",
    ):
        assert needed in names, needed
    assert any(name.startswith("store/sql/migrations/0001") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "console/web/", "docs/"))]


def test_it_finds_its_files_outside_the_tree(installed, tmp_path):
    done = run(installed, "-c", PROBE, cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_it_checks_the_demo_site_and_plays_a_story(installed, tmp_path):
    checked = run(installed, "-m", "app.cli", "check", cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    story = ("sim", "--scenario", "tour", "--for", "130", "--journal", str(tmp_path / "journal"))
    played = run(installed, "-m", "app.cli", *story, cwd=tmp_path)
    assert played.returncode == 0, played.stdout + played.stderr
    again = run(installed, "-m", "app.cli", "replay", str(tmp_path / "journal"), cwd=tmp_path)
    assert again.returncode == 0, again.stdout + again.stderr
    assert "equal, byte for byte" in again.stdout
