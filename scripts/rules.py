"""Writes docs/rules.md from the rules themselves: ``python scripts/rules.py``."""

from pathlib import Path

from alerts.rule import Rule
from alerts.rules import RULES

PAGE = Path(__file__).resolve().parents[1] / "docs/rules.md"
HEAD = """# Rules

Written by `scripts/rules.py` from `alerts/rules`; a test fails when the two differ. Thresholds
stand in the site's `rules.toml`. Told: G guard, CR control room, CO custody officer, DI duty
inspector, OIC case officers, HCP medical, EMS ambulance, LEG legal, SUP supervision, PRO
prosecutor, AA guardian or appropriate adult, LAW lawyer, PK property keeper, IT technicians. A P1
leaves the list only when a person closes it.
"""


def page() -> str:
    """Return the whole page."""
    return "\n".join([HEAD, *(section(rule) for rule in RULES)])


def section(rule: Rule) -> str:
    """Return one rule's section."""
    levels = ", ".join(f"P{int(level.severity)}" for level in rule.levels)
    lines = [
        f"## {rule.id} {rule.en} · {rule.zh}",
        "",
        f"{levels} · told {' '.join(rule.told) or 'nobody outside'} · {rule.source}",
        "",
        f"{rule.basis_en} {rule.basis_zh}",
        "",
        f"Do: {rule.guidance_en} {rule.guidance_zh}",
        "",
    ]
    lines += [f"- `{x.key}` ({x.unit}): {x.meaning}" for x in rule.thresholds]
    return "\n".join([*lines, ""] if rule.thresholds else lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
