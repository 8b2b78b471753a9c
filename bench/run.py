"""``custody bench``: what things cost on this machine."""

import importlib
import sys
from typing import Final

SUBJECTS: Final = {
    "alarms": ("bench.alarms", "ISA-18.2 figures of days in a centre, a dead gateway, a flood"),
    "clocks": ("bench.clocks", "the clock phase of a tick with 200 people under every clock"),
    "zones": ("bench.zones", "fences and rooms per tick, by people, zones and how many moved"),
}
"""What can be measured; each module has ``main(argv) -> exit code`` with --json."""


def main(argv: list[str]) -> int:
    """Hand the rest of the line to the subject's module; 2 means it was asked wrongly."""
    name = argv[0] if argv else "--help"
    if name in SUBJECTS:
        code: int = importlib.import_module(SUBJECTS[name][0]).main(argv[1:])
        return code
    lines = [f"  {subject:<10} {text}" for subject, (_, text) in SUBJECTS.items()]
    words = "\n".join(["usage: custody bench SUBJECT [--json]", "", *lines, ""])
    if name in ("-h", "--help"):
        sys.stdout.write(words)
        return 0 if argv else 2
    sys.stderr.write(f"custody bench: no such subject: {name}\n\n{words}")
    return 2
