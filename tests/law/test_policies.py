"""The policies that ship are clean; spoiled ones, and overlays that loosen the law, are refused."""

import json
import shutil
import subprocess
import sys

import pytest

from app.cli import main
from config.civil import civil_of
from config.overlay import laid_over, read_overlay
from config.policy_files import PACKAGE, lint, read_policy
from custody.clocks.civil import in_night
from custody.policy import Policy
from store.journal import Journal
from tests.custody.suite import Suite
from tests.house.tree import ROOT

PSAPL = "policies/cn-psapl-2026.toml"
EW = "policies/ew-pace-code-c.toml"
VISITS = "overlays/cn-visits-20.toml"
MEALS = "overlays/cn-province-meals.toml"
SPOILED = [
    (
        PSAPL,
        'source = "PAC 69"',
        'source = " "',
        "limits[1].rungs[0].source: CN-03b: the value has no source",
    ),
    (
        PSAPL,
        "limit_s = 43200",
        "limit_s = 20000",
        "limits[0].rungs[1].limit_s: CN-03: 20000 s does not",
    ),
    (PSAPL, 'approver = "dept_head"', 'approver = "dept_haed"', "did you mean dept_head?"),
    (EW, 'requires_clock = "EW-02"', 'requires_clock = "EW-99"', "there is no review EW-99"),
    (PSAPL, '"restraint.began"', '"restraint.begun"', "did you mean restraint.began?"),
    (
        PSAPL,
        'where = { kind = "drunk" }',
        'where = { kindness = "drunk" }',
        "says nothing of kindness",
    ),
    (EW, 'event = "charge"', 'event = "charged"', "no case feed says 'charged'"),
    (VISITS, "to = 1200", "to = 3600", "would be loosened and 0 people answer for it"),
    (VISITS, 'to = "county_duty_head"', 'to = "officer"', "and the law names it (PSAPL 97)"),
    (MEALS, ', "custody office: example two"', "", "would be loosened and 1 people answer for it"),
    (MEALS, 'value = "gaps[0].max_s"', 'value = "gaps[0].level"', "an overlay cannot set"),
    (MEALS, 'clock = "CN-22"', 'clock = "CN-99"', "the policy has no clock CN-99"),
]


@pytest.fixture
def law(tmp_path):
    for folder in ("policies", "overlays"):
        shutil.copytree(PACKAGE / folder, tmp_path / folder)
    return tmp_path


def test_every_policy_and_overlay_that_ships_is_clean(capsys):
    assert main(["policy", "lint"]) == 0
    assert "6 files, nothing wrong" in capsys.readouterr().out


@pytest.mark.parametrize("row", SPOILED, ids=[row[3] for row in SPOILED])
def test_a_spoiled_file_is_refused_with_file_key_and_remedy(law, capsys, row):
    file, good, bad, said = row
    text = (law / file).read_text()
    assert good in text
    (law / file).write_text(text.replace(good, bad, 1))

    assert main(["policy", "lint", str(law)]) == 1

    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith(f"{file}: "), first
    assert said in first
    assert ";" in first


def test_an_overlay_takes_effect_and_is_named():
    assert list(lint(PACKAGE)) == []
    policy = read_policy(PACKAGE, PSAPL)
    changed = laid_over(policy, read_overlay(PACKAGE, VISITS), VISITS)
    assert isinstance(changed, Policy)
    assert changed.overlays == ("cn-visits-20",)
    assert changed.limit("CN-03").rungs[2].approver == "county_duty_head"
    assert [clock.gaps[0].max_s for clock in changed.intervals if clock.id == "CN-23"] == [1200]


def test_two_policies_are_compared_clock_by_clock(capsys):
    assert main(["policy", "diff", "cn-psapl-2026", "cn-psapl-2026"]) == 0
    assert main(["policy", "diff", "cn-psapl-2026", "ew-pace-code-c"]) == 1
    said = capsys.readouterr().out
    assert "- limits[CN-03]" in said
    assert "+ limits[EW-01]" in said
    assert main(["policy", "diff", "cn-psapl-2026", "nowhere"]) == 2


def test_the_page_of_clocks_is_current():
    program = [sys.executable, str(ROOT / "scripts/clocks.py"), "--check"]
    assert subprocess.run(program, check=False).returncode == 0, "run python scripts/clocks.py"


@pytest.mark.parametrize("number", range(1, 25))
def test_every_chinese_clock_of_the_rulebook_is_listed(number):
    assert f"| CN-{number:02} |" in (ROOT / "docs/clocks.md").read_text()


@pytest.mark.parametrize("number", range(1, 14))
def test_every_english_clock_of_the_rulebook_is_listed(number):
    assert f"| EW-{number:02} |" in (ROOT / "docs/clocks.md").read_text()


def test_a_stay_is_explained_from_its_journal(tmp_path, capsys):
    suite = Suite.opened()
    suite.register("intoxicated")
    suite.tick()
    journal = Journal(tmp_path / "journal")
    for raw, decisions in zip(suite.raws, suite.log, strict=True):
        journal.append(raw, [])
        journal.append_decisions([decisions])
    journal.close()

    assert main(["policy", "explain", "D-0001", "--state", str(tmp_path)]) == 0

    said = capsys.readouterr().out
    assert "CN-03" in said
    assert "rung 0 *" in said
    assert "red_card   P1" in said
    assert "counted    #1 stay.arrived" in said
    assert "(UTC+8)" in said
    assert main(["policy", "explain", "D-0099", "--state", str(tmp_path)]) == 2


def test_local_hours_follow_the_table_of_the_zone():
    london = civil_of("Europe/London")
    spring_utc_ns = 1_774_746_000 * 10**9  # 2026-03-29 01:00 UTC: clocks go forward.
    assert london.hour(spring_utc_ns - 1) == 0
    assert london.hour(spring_utc_ns) == 2
    assert in_night(london, spring_utc_ns)


def test_every_minute_of_a_stay_is_traced_from_its_journal(tmp_path, capsys):
    suite = Suite.opened()
    suite.register(ago_s=600)
    suite.pass_to("D-0001", "S2", "S3")
    suite.tick()
    journal = Journal(tmp_path / "journal")
    for raw, decisions in zip(suite.raws, suite.log, strict=True):
        journal.append(raw, [])
        journal.append_decisions([decisions])
    journal.close()

    assert main(["policy", "trace", "D-0001", "--state", str(tmp_path)]) == 0
    table = capsys.readouterr().out
    assert "S1 到案入区 / Arrived · — · s-001" in table
    assert "S3 随身财物登记 / Property (property)" in table
    assert "未说明 unaccounted: 0.00 min" in table

    assert main(["policy", "trace", "D-0001", "--state", str(tmp_path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {
        *("stay", "from_utc_ns", "to_utc_ns", "ended", "stretches", "unaccounted_ns"),
        *("by_stage_ns", "by_session_ns", "by_responsible_ns"),
    }
    assert found["unaccounted_ns"] == 0
    assert list(found["by_stage_ns"]) == ["S1", "S2", "S3"]
    assert found["by_responsible_ns"] == {"s-001": found["to_utc_ns"] - found["from_utc_ns"]}
    assert main(["policy", "trace", "D-0099", "--state", str(tmp_path)]) == 2
