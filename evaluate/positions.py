"""``custody evaluate positions``: fixes from recorded ranges against true tracks, and fences."""

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from custody.columns import Mask
from evaluate.flapping import Walk, flapping_report, pozyx_walks
from evaluate.ranges import Recording, RecordingBroken, Track, recordings, solve, truth_at

F64 = npt.NDArray[np.float64]
Report = dict[str, object]

BROKEN: Final = 1
UNUSABLE: Final = 2
JUMP_MPS: Final = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A track beside its truth: error and claimed radii of every fix whose truth is known."""

    error_m: F64
    radius_50_m: F64
    radius_95_m: F64
    jumps: int

    def report(self) -> Report:
        """Return the figures of the track."""
        if len(self.error_m) == 0:
            return {"fixes": 0, "jumps_over_3_mps": self.jumps}
        return {
            "p50_m": _rounded(np.percentile(self.error_m, 50)),
            "p95_m": _rounded(np.percentile(self.error_m, 95)),
            "rmse_m": _rounded(np.sqrt((self.error_m**2).mean())),
            "jumps_over_3_mps": self.jumps,
            "coverage_50": _rounded((self.error_m <= self.radius_50_m).mean()),
            "coverage_95": _rounded((self.error_m <= self.radius_95_m).mean()),
            "fixes": len(self.error_m),
        }


def _rounded(value: np.floating) -> float:
    return round(float(value), 3)


def judge(run: Recording, track: Track) -> Judged:
    """Compare a track with the truth of its recording."""
    true_xy, known = truth_at(run, track.t_ns)
    away = track.xy_m - true_xy
    error_m = np.sqrt(away[:, 0] ** 2 + away[:, 1] ** 2)
    return Judged(error_m[known], track.radius_50_m[known], track.radius_95_m[known], jumps(track))


def jumps(track: Track) -> int:
    """Return how often two fixes in a row lie further apart than a walk could take."""
    step = np.diff(track.xy_m, axis=0)
    took_s = np.diff(track.t_ns) / 1e9
    far: Mask = np.sqrt(step[:, 0] ** 2 + step[:, 1] ** 2) > JUMP_MPS * took_s
    return int(far.sum())


def pooled(parts: list[Judged]) -> Judged:
    """Return all fixes of several runs as one."""
    return Judged(
        np.concatenate([part.error_m for part in parts]),
        np.concatenate([part.radius_50_m for part in parts]),
        np.concatenate([part.radius_95_m for part in parts]),
        sum(part.jumps for part in parts),
    )


def positions_report(runs: list[Recording], tracks: list[Track]) -> Report:
    """Return the figures of every set: each run, and all of them pooled."""
    judged = [judge(run, track) for run, track in zip(runs, tracks, strict=True)]
    report: Report = {}
    for family in sorted({run.family for run in runs}):
        part: Report = {}
        mine = [(run, seen) for run, seen in zip(runs, judged, strict=True) if run.family == family]
        for run, seen in mine:
            extra = {"published_rmse_m": run.published_rmse_m} if run.published_rmse_m else {}
            bad = {"bad_ranges": run.bad_ranges} if run.bad_ranges else {}
            part[run.name] = seen.report() | extra | bad
        part["pooled"] = pooled([seen for _, seen in mine]).report()
        report[family] = part
    return report


def main(argv: list[str]) -> int:
    """Print the figures; exit 0, or 1 when a recording was broken, 2 when there is none."""
    parser = argparse.ArgumentParser(prog="custody evaluate positions", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of recordings")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    runs, broken = recordings(options.data)
    tags: list[Walk] = []
    try:
        tags = pozyx_walks(options.data / "uwb_pozyx_xovis")
    except RecordingBroken as error:
        broken.append(error)
    for problem in broken:
        sys.stderr.write(f"custody evaluate positions: {problem}\n")
    if not runs:
        sys.stderr.write(f"{options.data}: no usable recording of ranges (npz) here\n")
        return UNUSABLE
    tracks = solve(runs)
    report = positions_report(runs, tracks)
    report["flapping"] = flapping_report(runs, tracks, tags)
    if broken:
        report["errors"] = [{"file": each.file.name, "problem": each.problem} for each in broken]
    if options.json:
        sys.stdout.write(json.dumps(report, indent=1) + "\n")
    else:
        sys.stdout.write(in_words(report))
    return BROKEN if broken else 0


def in_words(report: Report) -> str:
    """Return the report as lines a person reads."""
    lines: list[str] = []
    for family, part in report.items():
        lines.append(family)
        if isinstance(part, dict):
            lines += [f"  {name}: {figures}" for name, figures in part.items()]
        else:
            lines.append(f"  {part}")
    return "\n".join(lines) + "\n"
