"""Documents that are made from the code are as the code makes them."""

import re
import subprocess
import sys
from pathlib import Path

from app.cli import COMMANDS
from tests.house.tree import ROOT

COMMAND = r"(?:`|bin/)custody ([a-z]+)\b"


def run(*argv: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *argv]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_rules_page_is_what_the_rules_say():
    code = "import runpy; print(runpy.run_path('scripts/rules.py')['page'](), end='')"
    assert run("-c", code).stdout == (ROOT / "docs/rules.md").read_text()


def test_the_device_contract_is_what_the_types_say():
    done = run("scripts/contract.py", "--check")
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_command_is_in_the_readme():
    readme = (ROOT / "README.md").read_text()
    assert [name for name in COMMANDS if f"custody {name}" not in readme] == []


def test_commands_in_the_documents_exist():
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "deploy").glob("*")]
    named = {command for page in pages for command in re.findall(COMMAND, page.read_text())}
    assert named <= {*COMMANDS, "engine", "outlets", "console"}


def test_units_use_files_and_options_that_exist():
    unit = (ROOT / "deploy/custody.service").read_text()
    options = set(re.findall(r" (--[a-z]+)", re.search(r"ExecStart=(.*)", unit)[1]))
    source = (ROOT / "app/supervisor.py").read_text()
    assert all(f'"{option}"' in source for option in options)


def test_scripts_parse_and_can_be_run():
    scripts = [ROOT / "demo", ROOT / "check", ROOT / ".ci/run", *(ROOT / "scripts").glob("*.sh")]
    for script in scripts:
        done = subprocess.run(["bash", "-n", str(script)], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        assert Path(script).stat().st_mode & 0o111 or script.name == "environment.sh"
