"""Write docs/clocks.md from the policies that ship: every clock, what it stands on, what it needs.

Run ``python scripts/clocks.py``; with ``--check`` it only says whether the page is current.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from config.policy_files import PACKAGE, read_policy  # noqa: E402
from custody.clocks.feeds import begun_by  # noqa: E402
from custody.policy import AnyClock, LimitClock  # noqa: E402

PAGE = ROOT / "docs" / "clocks.md"
HEAD = """# The law's clocks

Written by `scripts/clocks.py` from `config/policies`; do not edit. A clock is **live** when the
custody record itself starts and stops it. **Live from** an event: it begins with that case event,
which an officer enters by hand (`note_case`) where no case system sends it; the record ends it.
**Needs** a feed: begin or end lie outside the house, and the events come from that outside system
(contract kind `case`). Until they come the clock says that it needs a feed that is not connected,
or which event it waits for; an officer can still enter them. Confidence: `read` in full text,
`excerpt`, `memory`, `design` (ours, not law).

Alarms go by the exact instant. The statute's own counting (the hour or day in which a period
begins is left out) is shown beside it and never delays an alarm. A pause stops the count, except
while what `unless` names goes on. Late entries and corrections make a new version; both are shown.
"""


def page() -> str:
    """Return the page as the policies give it."""
    parts = [HEAD]
    for path in sorted((PACKAGE / "policies").glob("*.toml")):
        policy = read_policy(PACKAGE, f"policies/{path.name}")
        parts.append(f"\n## {policy.id}: {policy.zh} / {policy.en}\n")
        parts.append("\n| clock | | primitive | limit | state | source | confidence |\n")
        parts.append("|---|---|---|---|---|---|---|\n")
        parts += [_row(clock) for clock in policy.clocks()]
    return "".join(parts)


def _row(clock: AnyClock) -> str:
    primitive = type(clock).__struct_config__.tag
    state = _state(clock)
    cells = (
        clock.id,
        f"{clock.zh} / {clock.en}",
        primitive,
        _limit(clock),
        state,
        clock.source,
        clock.confidence,
    )
    return "| " + " | ".join(str(cell) for cell in cells) + " |\n"


def _state(clock: AnyClock) -> str:
    """Return whether the record alone lets a clock run, or what must come from outside."""
    begun = begun_by(clock) if hasattr(clock, "start") else ()
    if clock.feed:
        return f"needs {clock.feed}"
    return f"live from {', '.join(f'`{event}`' for event in begun)}" if begun else "live"


def _limit(clock: AnyClock) -> str:
    """Return the numbers of a clock in a few words."""
    if isinstance(clock, LimitClock):
        return ", ".join(
            _time(rung.limit_s) + (f" ({rung.approver})" if rung.approver else "")
            for rung in clock.rungs
        )
    if hasattr(clock, "first_within_s"):
        return f"{_time(clock.first_within_s)}, then {_time(clock.then_every_s)}"
    if hasattr(clock, "gaps"):
        return ", ".join(f"L{gap.level} {_time(gap.max_s)}" for gap in clock.gaps)
    if hasattr(clock, "window_s"):
        need = _time(clock.rest_s) if clock.rest_s else f"{clock.count} times"
        return f"{need} in {_time(clock.window_s)}"
    return _time(clock.limit_s) if hasattr(clock, "limit_s") else "-"


def _time(seconds: int) -> str:
    for unit, name in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds % unit == 0 and (name != "d" or seconds > 2 * unit):
            return f"{seconds // unit} {name}"
    return f"{seconds} s"


def main(argv: list[str]) -> int:
    """Write the page, or with --check say whether it is current."""
    text = page()
    if "--check" in argv:
        return 0 if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text else 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
