"""What the engine can say has its words in the pages: readings, thresholds, stages, grounds."""

import re
from pathlib import Path
from typing import get_args

from alerts.channels import AnyChannel
from alerts.rules import by_id
from alerts.states import DISPOSITIONS, RESPONSES, STATES, Change
from alerts.tickets import STATE_WORDS, STEPS, TIERS
from config.policy_files import read_policy
from console.forms import forms
from custody.procedure import STAGES

ROOT = Path(__file__).parents[2]
TEXT = ROOT / "console" / "web" / "src" / "text"
RECORD = "".join((TEXT / name).read_text() for name in ("record.zh.ts", "shift.zh.ts", "zh.ts"))
READINGS = "\n".join((TEXT / name).read_text() for name in ("readings.ts", "thresholds.ts"))


def table(name: str) -> set[str]:
    block = READINGS.split(f"export const {name}")[1].split("\n};")[0]
    return set(re.findall(r'^  "?([^":]+)"?: "', block, re.MULTILINE))


def test_every_reading_of_a_rule_has_chinese_words():
    used = {
        name
        for path in sorted((ROOT / "alerts" / "rules").glob("*.py"))
        for name in re.findall(r'Reading\(\s*name="([^"]+)"', path.read_text())
    }
    assert len(used) > 25
    assert used - table("READINGS_ZH") == set()


def test_every_threshold_of_a_rule_has_chinese_words():
    used = {threshold.key for rule in by_id().values() for threshold in rule.thresholds}
    assert used == table("THRESHOLDS_ZH")


def named(prefix: str) -> set[str]:
    return set(re.findall(rf"^  {prefix}_(\w+):", RECORD, re.MULTILINE))


def test_the_track_shows_the_stages_of_the_procedure():
    track = (ROOT / "console/web/src/parts/StageTrack.tsx").read_text()
    shown = re.search(r'"(S0 [^"]+)"', track)
    assert shown is not None
    assert tuple(shown[1].split()) == STAGES
    assert named("stage") >= set(STAGES)


def test_every_ground_and_rank_of_an_extension_has_words():
    files = sorted((ROOT / "config" / "policies").glob("*.toml"))
    policies = [read_policy(path.parent, path.name) for path in files]
    rungs = [rung for policy in policies for clock in policy.limits for rung in clock.rungs]
    assert len(rungs) > 10
    assert {ground for rung in rungs for ground in rung.ground} - named("ground") == set()
    assert {rung.approver for rung in rungs if rung.approver} - named("rank") == set()


def test_everything_that_becomes_of_an_alarm_or_ticket_has_words():
    assert set(get_args(Change)) - named("change") == set()
    assert set(STATES) - named("state") == set()
    assert set(RESPONSES) - named("response") == set()
    assert set(DISPOSITIONS) - {""} - named("cause") == set()
    assert set(STATE_WORDS) - named("ticket") == set()
    assert {step for _, step in STEPS} - named("step") == set()
    assert {str(tier) for tier in range(1, len(TIERS))} == named("tier") & {"1", "2", "3", "4"}
    kinds = {str(kind.__struct_config__.tag) for kind in get_args(AnyChannel)}
    assert kinds - named("channel") == set()


def test_every_group_of_acts_that_a_person_page_shows_has_a_heading():
    shown = {form.group for form in forms() if form.on_stay} - {"alarms"}
    assert len(shown) > 5
    assert shown - named("group") == set()
