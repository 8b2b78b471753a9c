"""Every reading and threshold that a rule can show has its Chinese words in the pages."""

import re
from pathlib import Path

from alerts.rules import by_id

ROOT = Path(__file__).parents[2]
READINGS = (ROOT / "console" / "web" / "src" / "text" / "readings.ts").read_text()


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
