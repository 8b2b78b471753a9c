"""Write docs/rules.md from the rules themselves, with the demo site's thresholds.

Run ``python scripts/rules.py``; with ``--check`` it only says whether the file is current.
"""

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from alerts.rule import AnyRule, Level  # noqa: E402
from alerts.rules import RULES  # noqa: E402

PAGE = ROOT / "docs" / "rules.md"
THRESHOLDS = ROOT / "config" / "demo" / "rules.toml"

HEAD = """# Rules

Every alarm the engine can raise, in the order in which rules are judged. Written by
`scripts/rules.py` from `alerts/rules/`; thresholds are those of the demo site (`rules.toml`).

P1 life or escape, P2 serious, P3 compliance, P4 notice. Told: G guard on the spot, CR control
room, CO custody officer, DI duty inspector, OIC case officers, HCP medical, EMS ambulance,
LEG legal, SUP supervision, PRO procurator, IT technicians.

An alarm that only a person ends stays open until it is closed with a cause and an action; P1
always does. A condition that still stands when its alarm is closed does not ring at once again:
it rings after it went away and came back, when it gets worse, or after the time given below.
What nobody acknowledges within `escalate_after_s` of its severity goes to one next tier (SYS-01).
"""


def page_text(thresholds: dict[str, dict[str, float]]) -> str:
    """Return the whole page."""
    return HEAD + "".join(_section(rule, thresholds.get(rule.id, {})) for rule in RULES)


def _section(rule: AnyRule, values: dict[str, float]) -> str:
    levels = ", ".join(_level(level, values) for level in rule.levels)
    ends = "a person closes it" if rule.clears == "human" else "by itself; P1 by a person"
    again = ""
    if rule.again_after_s:
        again = f" Still true after a close: again after {rule.again_after_s:g} s."
    lines = [
        f"\n## {rule.id} {rule.en} · {rule.zh}\n",
        f"{rule.basis_en} · {rule.basis_zh}\n",
        f"- Severity: {levels}. Subject: {' or '.join(rule.subjects)}.",
        f"- Ends: {ends}.{again}",
        f"- Told: {' '.join(rule.told)}",
        f"- Do: {rule.guidance_en} · {rule.guidance_zh}",
        f"- Source: {rule.source}",
        *(
            f"- `{threshold.key}` = {values[threshold.key]:g} {threshold.unit}: {threshold.meaning}"
            for threshold in rule.thresholds
        ),
    ]
    return "\n".join(lines) + "\n"


def _level(level: Level, values: dict[str, float]) -> str:
    if not level.raise_after:
        return f"P{level.severity}"
    return f"P{level.severity} when held for {values[level.raise_after]:g} s"


def main(argv: list[str]) -> int:
    """Write the page, or with ``--check`` say whether it is current."""
    text = page_text(tomllib.loads(THRESHOLDS.read_text(encoding="utf-8")))
    if "--check" not in argv:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    current = PAGE.exists() and PAGE.read_text(encoding="utf-8") == text
    if not current:
        sys.stderr.write(f"{PAGE.name} is not current: run python scripts/rules.py\n")
    return 0 if current else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
