"""Recorded case logs as steps: who did what when, and by when the case itself said it was due."""

import csv
import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

FILES: Final = {
    "receipt": "receipt_permit.csv.gz",
    "sepsis": "sepsis_one_per_variant.csv.gz",
    "road": "road_fine_100.csv.gz",
}
"""The logs of a folder of this format, by short name."""
OPENED: Final = "opened"
ENDED: Final = "ended"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_COLUMNS: Final = {
    "receipt": ("case:concept:name", "concept:name", "time:timestamp"),
    "sepsis": ("case", "act", "t"),
    "road": ("case:concept:name", "concept:name", "time:timestamp"),
}


class CaseStep(msgspec.Struct, frozen=True):
    """One step of one case; ``seq`` is its place in the log, from 1; 0 is the case itself."""

    log: str
    case: str
    seq: int
    name: str
    utc_ns: int
    due_utc_ns: int = 0


class LogUnreadableError(Exception):
    """A log is not there or is not of this format: TheirMistake, said with file and row."""


def steps_of(folder: Path) -> list[CaseStep]:
    """Return all steps of a folder's logs in the order they stand; raises LogUnreadableError."""
    found = [log for log, name in FILES.items() if (folder / name).is_file()]
    if not found:
        message = f"{folder}: none of {', '.join(FILES.values())} is here"
        raise LogUnreadableError(message)
    return [step for log in found for step in _steps(log, folder / FILES[log])]


def _steps(log: str, path: Path) -> Iterator[CaseStep]:
    case_column, name_column, time_column = _COLUMNS[log]
    opened: dict[str, None] = {}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream), 1):
            try:
                case = row[case_column]
                if log == "receipt" and case not in opened:
                    opened[case] = None
                    yield from _receipt(case, row)
                yield CaseStep(log, case, number, row[name_column], utc_ns_of(row[time_column]))
            except (KeyError, ValueError) as error:
                message = f"{path.name}: row {number}: {error}"
                raise LogUnreadableError(message) from error


def _receipt(case: str, row: dict[str, str]) -> Iterator[CaseStep]:
    """Yield when a permit case began, with its deadline, and when it ended, if it did."""
    deadline, end = row["case:deadline"], row["case:enddate"]
    started_utc_ns = utc_ns_of(row["case:startdate"])
    due_utc_ns = utc_ns_of(deadline) if deadline else 0
    yield CaseStep("receipt", case, 0, OPENED, started_utc_ns, due_utc_ns)
    if end:
        yield CaseStep("receipt", case, 0, ENDED, utc_ns_of(end))


def utc_ns_of(text: str) -> int:
    """Return an instant written with its offset as UTC ns, exactly; raises ValueError."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        message = f"{text} has no offset from UTC"
        raise ValueError(message)
    return (instant - _EPOCH) // timedelta(microseconds=1) * 1000
