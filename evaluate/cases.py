"""``custody evaluate cases``: recorded case logs through our clocks, against plain pandas."""

import argparse
import json
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Final

from evaluate.case_logs import CaseStep, LogUnreadableError, steps_of
from evaluate.case_replay import CaseReplay, Verdicts

DIFFERENT: Final = 1
UNUSABLE: Final = 2
SHOWN_MAX: Final = 20
SHUFFLE_SEED: Final = 20261122


def replayed(steps: list[CaseStep], *, restart: bool = False) -> Verdicts:
    """Return our verdicts over steps in the order they arrive, with a restart half-way."""
    replay, middle = CaseReplay(), len(steps) // 2
    replay.take(steps[:middle])
    if restart:
        replay = CaseReplay.restored(replay.snapshot())
    replay.take(steps[middle:])
    return replay.verdicts()


def differences(ours: Verdicts, plain: Verdicts) -> list[str]:
    """Return what one says and the other does not, a line each."""
    return [
        f"{'/'.join(map(str, key))}: ours {ours.get(key)}, plain {plain.get(key)}"
        for key in sorted(ours.keys() | plain.keys())
        if ours.get(key) != plain.get(key)
    ]


def report_of(folder: Path) -> dict[str, object]:
    """Return the comparison; raises LogUnreadableError."""
    # pandas is no part of the engine: only this comparison stands on it.
    from evaluate.plain_cases import plain_answers  # noqa: PLC0415

    steps = steps_of(folder)
    plain = plain_answers(folder)
    shuffled = list(steps)
    random.Random(SHUFFLE_SEED).shuffle(shuffled)  # noqa: S311 - chance that can be repeated
    runs = {
        "in_order": replayed(steps),
        "shuffled": replayed(shuffled),
        "restarted": replayed(steps, restart=True),
        "shuffled_and_restarted": replayed(shuffled, restart=True),
    }
    lines = {name: differences(verdicts, plain) for name, verdicts in runs.items()}
    counts = Counter(f"{log} {what}: {said}" for (log, _, _, what), said in plain.items())
    return {
        "cases": len({(step.log, step.case) for step in steps}),
        "events": sum(step.seq > 0 for step in steps),
        "verdicts": len(plain),
        "differences": sum(map(len, lines.values())),
        "runs": {name: len(found) for name, found in lines.items()},
        "counts": dict(sorted(counts.items())),
        "first_differences": [line for found in lines.values() for line in found][:SHOWN_MAX],
    }


def main(argv: list[str]) -> int:
    """Print the comparison; 0 when every verdict is the same, 1 when not, 2 without logs."""
    parser = argparse.ArgumentParser(prog="custody evaluate cases", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of case logs")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    try:
        report = report_of(options.data)
    except LogUnreadableError as error:
        sys.stderr.write(f"custody evaluate cases: {error}\n")
        return UNUSABLE
    except ModuleNotFoundError as error:
        sys.stderr.write(f"custody evaluate cases: {error.name} is missing: install [evaluate]\n")
        return UNUSABLE
    if options.json:
        sys.stdout.write(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("".join(f"{name}: {value}\n" for name, value in report.items()))
    return DIFFERENT if report["differences"] else 0
