"""Recordings of ranges with a true track beside them (npz), read strictly and solved live."""

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from custody.columns import I64, Mask
from zones.ranging import RangeFilter

F64 = npt.NDArray[np.float64]

FIX_NS: Final = 90_000_000
"""A tag's fixes follow each other no closer: 10 Hz, with room for jitter."""
TRUTH_GAP_NS: Final = 500_000_000
"""Truth is not drawn across a longer gap."""
_RANGE_KEY: Final = re.compile(r"^a(\d+)_range_m$")
_PUBLISHED: Final = re.compile(r"^(LS|ESKF) RMSE_2d: ([0-9.]+)", re.MULTILINE)


class RecordingBroken(Exception):
    """A recording cannot be used: which file and what is wrong with it."""

    def __init__(self, file: Path, problem: str) -> None:
        super().__init__(f"{file}: {problem}")
        self.file = file
        self.problem = problem


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """One run: ranges in order of time, the true track, what the recording's authors published."""

    name: str
    family: str
    """Set it is counted with: its folder and what its sight was like."""
    anchors_m: F64
    t_ns: I64
    anchor: I64
    range_m: F64
    bad_ranges: int
    truth_t_ns: I64
    truth_xy_m: F64
    others: dict[str, tuple[I64, F64]]
    """Tracks of the authors' own solvers, by name."""
    published_rmse_m: dict[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """What the filter said about a recording; radii hold 50 and 95 % by their own claim."""

    t_ns: I64
    xy_m: F64
    radius_50_m: F64
    radius_68_m: F64
    radius_95_m: F64


def recordings(folder: Path) -> tuple[list[Recording], list[RecordingBroken]]:
    """Return the runs in a folder or its subfolders, and which could not be used."""
    good: list[Recording] = []
    broken: list[RecordingBroken] = []
    for file in sorted((*folder.glob("*.npz"), *folder.glob("*/*.npz"))):
        try:
            arrays = _arrays(file)
            if arrays is not None:
                good.append(_recording(file, arrays))
        except RecordingBroken as error:
            broken.append(error)
        except (ValueError, TypeError, IndexError) as error:
            broken.append(RecordingBroken(file, f"holds something else than numbers ({error})"))
    return good, broken


def _arrays(file: Path) -> dict[str, npt.NDArray[np.generic]] | None:
    """Return a file's arrays; None for recordings of something else."""
    try:
        with file.open("rb") as raw, np.load(raw, allow_pickle=False) as opened:
            if any(_RANGE_KEY.match(key) for key in opened.files):
                return {key: opened[key] for key in opened.files}
            looks_it = "gt_xyz" in opened.files
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        if not file.parent.name.startswith("uwb"):
            return None
        raise RecordingBroken(file, f"cannot be read ({error})") from error
    if looks_it:
        raise RecordingBroken(file, "holds a track gt_xyz but no array a<number>_range_m")
    return None


def _needed(
    file: Path, arrays: dict[str, npt.NDArray[np.generic]], key: str
) -> npt.NDArray[np.generic]:
    if key not in arrays:
        raise RecordingBroken(file, f"array {key} is missing")
    return arrays[key]


def _recording(file: Path, arrays: dict[str, npt.NDArray[np.generic]]) -> Recording:
    numbers = sorted(int(found[1]) for key in arrays if (found := _RANGE_KEY.match(key)))
    anchors: list[F64] = []
    t_ns: list[I64] = []
    anchor: list[I64] = []
    range_m: list[F64] = []
    for place, number in enumerate(numbers):
        at, times, ranges = (
            _needed(file, arrays, f"a{number}_{part}") for part in ("xyz", "t_ns", "range_m")
        )
        if at.shape != (3,) or not np.isfinite(at.astype(np.float64)).all():
            raise RecordingBroken(file, f"array a{number}_xyz is not one place x, y, z")
        if times.ndim != 1 or times.shape != ranges.shape:
            problem = f"a{number}_t_ns and a{number}_range_m differ in length"
            raise RecordingBroken(file, problem)
        anchors.append(at.astype(np.float64))
        t_ns.append(times.astype(np.int64))
        range_m.append(ranges.astype(np.float64))
        anchor.append(np.full(len(times), place, np.int64))
    all_t_ns, all_m = np.concatenate(t_ns), np.concatenate(range_m)
    usable: Mask = np.isfinite(all_m) & (all_m >= 0)
    if usable.sum() < 3:  # noqa: PLR2004 - three circles make a place
        raise RecordingBroken(file, "holds fewer than three usable ranges")
    order = np.argsort(all_t_ns[usable], kind="stable")
    truth_t_ns, truth_xy_m = _truth(file, arrays)
    return Recording(
        name=file.stem,
        family=f"{file.parent.name}_{file.stem.split('_')[0].lower()}",
        anchors_m=np.stack(anchors),
        t_ns=all_t_ns[usable][order],
        anchor=np.concatenate(anchor)[usable][order],
        range_m=all_m[usable][order],
        bad_ranges=int((~usable).sum()),
        truth_t_ns=truth_t_ns,
        truth_xy_m=truth_xy_m,
        others=_others(arrays),
        published_rmse_m=_published(file),
    )


def _truth(file: Path, arrays: dict[str, npt.NDArray[np.generic]]) -> tuple[I64, F64]:
    times, places = _needed(file, arrays, "gt_t_ns"), _needed(file, arrays, "gt_xyz")
    if places.ndim != 2 or len(times) != len(places) or places.shape[1] < 2:  # noqa: PLR2004
        raise RecordingBroken(file, "gt_t_ns and gt_xyz do not belong together")
    xy_m = places[:, :2].astype(np.float64)
    known = np.isfinite(xy_m).all(axis=1)
    if known.sum() < 2:  # noqa: PLR2004 - a track has two ends
        raise RecordingBroken(file, "gt_xyz holds no track")
    t_ns = times.astype(np.int64)[known]
    order = np.argsort(t_ns, kind="stable")
    return t_ns[order], xy_m[known][order]


def _others(arrays: dict[str, npt.NDArray[np.generic]]) -> dict[str, tuple[I64, F64]]:
    tracks: dict[str, tuple[I64, F64]] = {}
    for name in ("ls", "eskf"):
        times, places = arrays.get(f"authors_{name}_t_ns"), arrays.get(f"authors_{name}_xyz")
        if times is not None and places is not None and len(times) == len(places):
            tracks[name] = times.astype(np.int64), places[:, :2].astype(np.float64)
    return tracks


def _published(file: Path) -> dict[str, float]:
    beside = file.with_name(f"{file.stem}_authors_rmse.txt")
    if not beside.is_file():
        return {}
    found = _PUBLISHED.findall(beside.read_text(encoding="utf-8", errors="replace"))
    return {name.lower(): float(value) for name, value in found}


def solve(runs: list[Recording]) -> list[Track]:
    """Play all recordings side by side through one filter, range by range as they came."""
    if not runs:
        return []
    begins = np.cumsum([0, *(len(run.anchors_m) for run in runs)])
    filter_ = RangeFilter(len(runs), np.concatenate([run.anchors_m for run in runs]))
    lengths = np.array([len(run.t_ns) for run in runs])
    last_ns = np.full(len(runs), -(2**62), np.int64)
    found: list[list[tuple[int, float, float, float, float, float]]] = [[] for _ in runs]
    for step in range(int(lengths.max())):
        row = np.flatnonzero(step < lengths)
        t_ns = np.array([runs[at].t_ns[step] for at in row])
        anchor = np.array([begins[at] + runs[at].anchor[step] for at in row])
        range_m = np.array([runs[at].range_m[step] for at in row])
        filter_.take(row, anchor, range_m, t_ns)
        due = t_ns - last_ns[row] >= FIX_NS
        fixes = filter_.fixes(row[due], t_ns[due])
        last_ns[fixes.row] = fixes.t_ns
        radii = (fixes.radius_50_m, fixes.radius_68_m, fixes.radius_95_m)
        for at, *fix in zip(fixes.row, fixes.t_ns, fixes.x_m, fixes.y_m, *radii, strict=True):
            found[at].append((int(fix[0]), *(float(value) for value in fix[1:])))
    return [_track(fixes) for fixes in found]


def _track(fixes: list[tuple[int, float, float, float, float, float]]) -> Track:
    table = np.array([fix[1:] for fix in fixes], dtype=np.float64).reshape(-1, 5)
    return Track(
        t_ns=np.array([fix[0] for fix in fixes], dtype=np.int64),
        xy_m=table[:, :2],
        radius_50_m=table[:, 2],
        radius_68_m=table[:, 3],
        radius_95_m=table[:, 4],
    )


def truth_at(run: Recording, t_ns: I64) -> tuple[F64, Mask]:
    """Return the true place at each instant, and where it is known."""
    after = np.searchsorted(run.truth_t_ns, t_ns)
    last = len(run.truth_t_ns) - 1
    inside = (t_ns >= run.truth_t_ns[0]) & (t_ns <= run.truth_t_ns[-1])
    high = np.clip(after, 1, last)
    inside &= run.truth_t_ns[high] - run.truth_t_ns[high - 1] <= TRUTH_GAP_NS
    since = (t_ns - run.truth_t_ns[0]).astype(np.float64)
    known_at = (run.truth_t_ns - run.truth_t_ns[0]).astype(np.float64)
    xy = [np.interp(since, known_at, run.truth_xy_m[:, axis]) for axis in (0, 1)]
    return np.stack(xy, axis=1), inside
