"""``custody evaluate``: judge detectors and filters on recordings nobody here made."""

import importlib
import sys
from typing import Final

SUBJECTS: Final = {
    "cases": ("evaluate.cases", "deadlines and order of recorded case logs, against plain pandas"),
    "positions": ("evaluate.positions", "fixes from ranges against true tracks, and fences"),
}
"""What can be judged; each module has ``main(argv) -> exit code`` with --data and --json."""


def main(argv: list[str]) -> int:
    """Hand the rest of the line to the subject's module; 2 means it was asked wrongly."""
    name = argv[0] if argv else "--help"
    if name in SUBJECTS:
        code: int = importlib.import_module(SUBJECTS[name][0]).main(argv[1:])
        return code
    lines = [f"  {subject:<10} {text}" for subject, (_, text) in SUBJECTS.items()]
    words = "\n".join(["usage: custody evaluate SUBJECT --data DIR [--json]", "", *lines, ""])
    if name in ("-h", "--help"):
        sys.stdout.write(words)
        return 0 if argv else 2
    sys.stderr.write(f"custody evaluate: no such subject: {name}\n\n{words}")
    return 2
