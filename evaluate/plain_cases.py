"""The same verdicts by plain pandas, written apart: imports nothing of ours on purpose."""

from pathlib import Path
from typing import Any

import pandas as pd

Answers = dict[tuple[str, str, int, str], str]

FINE_ORDER = [
    "Create Fine",
    "Send Fine",
    "Insert Fine Notification",
    "Add penalty",
    "Send for Credit Collection",
]
NEEDS_BEFORE = {
    "Payment": "Create Fine",
    "Insert Date Appeal to Prefecture": "Create Fine",
    "Send Appeal to Prefecture": "Create Fine",
    "Receive Result Appeal from Prefecture": "Send Appeal to Prefecture",
}


def plain_answers(folder: Path) -> Answers:
    """Return all verdicts of a folder of case logs."""
    answers: Answers = {}
    for name, judge in (
        ("receipt_permit.csv.gz", _receipt),
        ("sepsis_one_per_variant.csv.gz", _sepsis),
        ("road_fine_100.csv.gz", _road),
    ):
        if (folder / name).is_file():
            # One case is called "NA": without the filter pandas would drop it.
            answers |= judge(pd.read_csv(folder / name, keep_default_na=False, dtype=str))
    return answers


def _times(column: "pd.Series[Any]") -> "pd.Series[Any]":
    return pd.to_datetime(column.where(column != ""), utc=True, format="ISO8601")


def _receipt(table: pd.DataFrame) -> Answers:
    case = table["case:concept:name"]
    deadline, end = _times(table["case:deadline"]), _times(table["case:enddate"])
    after = _times(table["time:timestamp"]) > deadline
    answers: Answers = {
        ("receipt", name, row, "step"): "after_deadline" if late else "in_time"
        for row, (name, late) in enumerate(zip(case, after, strict=True), 1)
    }
    first = ~case.duplicated()
    ends = zip(case[first], deadline[first], end[first], strict=True)
    for name, due, ended in ends:
        said = "never_ended" if pd.isna(ended) else "overdue" if ended > due else "in_time"
        answers["receipt", name, 0, "end"] = said
    return answers


def _sepsis(table: pd.DataFrame) -> Answers:
    table = table.assign(t=_times(table["t"]))
    answers: Answers = {}
    for case, steps in table.groupby("case"):
        triage = steps.loc[steps["act"] == "ER Sepsis Triage", "t"].min()
        for what, act, limit in (
            ("antibiotics", "IV Antibiotics", "1h"),
            ("lactate", "LacticAcid", "3h"),
        ):
            given = steps.loc[steps["act"] == act, "t"].min()
            if pd.isna(triage):
                said = "no_triage"
            elif pd.isna(given):
                said = "missing"
            else:
                said = "late" if given - triage > pd.Timedelta(limit) else "in_time"
            answers["sepsis", str(case), 0, what] = said
    return answers


def _road(table: pd.DataFrame) -> Answers:
    table = table.assign(row=range(1, len(table) + 1), t=_times(table["time:timestamp"]))
    answers: Answers = {}
    for case, fine in table.groupby("case:concept:name"):
        seen: list[str] = []
        ordered = fine.sort_values("t", kind="stable")
        for name, row in zip(ordered["concept:name"], ordered["row"], strict=True):
            wrong = name in NEEDS_BEFORE and NEEDS_BEFORE[name] not in seen
            if name in FINE_ORDER:
                place = FINE_ORDER.index(name)
                wrong = any(later in seen for later in FINE_ORDER[place + 1 :])
                wrong = wrong or (place > 0 and "Create Fine" not in seen)
            answers["road", str(case), int(row), "order"] = "out_of_order" if wrong else "in_order"
            seen.append(name)
    return answers
