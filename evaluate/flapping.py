"""How often people seem to leave rooms they are in: square rooms laid over recorded tracks."""

import csv
import gzip
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from custody.belief import RoomBelief
from custody.columns import I16, I32, I64, Mask, Positions
from custody.tables import NEVER
from evaluate.ranges import Recording, RecordingBroken, Track, truth_at
from zones.membership import RoomFinder
from zones.plan import Level, Room, RoomType, Site
from zones.rooms import RoomJudge

F64 = npt.NDArray[np.float64]
Report = dict[str, object]

ROOM_M: Final = 3.0
SHIFTS_M: Final = (0.0, 1.0, 2.0)
"""The same track is walked through rooms shifted by so much, both ways."""
TRUE_CHANGE_M: Final = 0.25
"""Truth has changed rooms once it is so far beyond the wall; the time is that of the wall."""
MATCH_NS: Final = 3_000_000_000
"""A change that was seen belongs to a true one at most so far away in time."""
STAYS_NS: Final = 1_000_000_000
"""An exit is false when the person is in that room and stays there for so long at least."""
DWELL_FIXES: Final = 2
"""The dwell-only fence: a new room counts after so many fixes in a row."""
RAW_ACCURACY_M: Final = 0.5
"""Error radius given to fixes that state none."""
SURE_ACCURACY_M: Final = 0.3
"""Where the stated radius is at most so wide, a room of three metres can be told apart."""
_SMOOTH_NS: Final = 1_500_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """A track of fixes and the track it should have been."""

    t_ns: I64
    xy_m: F64
    accuracy_m: F64
    true_xy_m: F64

    def moved(self, x_m: float, y_m: float) -> "Walk":
        """Return the same walk elsewhere: as good as moving the rooms."""
        by = np.array([x_m, y_m])
        return Walk(self.t_ns, self.xy_m + by, self.accuracy_m, self.true_xy_m + by)


@dataclass(slots=True)
class Tally:
    """What one kind of fence made of the walks."""

    hours: float = 0.0
    false_exits: int = 0
    wrong_room_s: float = 0.0
    true_changes: int = 0
    missed: int = 0
    delays_s: list[float] | None = None

    def report(self) -> Report:
        """Return the figures."""
        delays = self.delays_s or []
        return {
            "false_exits_per_hour": round(float(self.false_exits / max(self.hours, 1e-9)), 1),
            "wrong_room_s_per_hour": round(self.wrong_room_s / max(self.hours, 1e-9), 1),
            "p95_delay_s": round(float(np.percentile(delays, 95)), 2) if delays else None,
            "p50_delay_s": round(float(np.percentile(delays, 50)), 2) if delays else None,
            "true_changes": self.true_changes,
            "missed_changes": self.missed,
            "hours": round(self.hours, 3),
        }


def square_site(low: F64, high: F64) -> Site:
    """Return a site of square rooms that covers an area, and two rooms more on each side."""
    columns = int(np.ceil((high[0] - low[0]) / ROOM_M)) + 4
    rows = int(np.ceil((high[1] - low[1]) / ROOM_M)) + 4
    left, bottom = low[0] - 2 * ROOM_M, low[1] - 2 * ROOM_M
    rooms = tuple(
        _room(f"r{row}-{column}", left + column * ROOM_M, bottom + row * ROOM_M)
        for row in range(rows)
        for column in range(columns)
    )
    kind = RoomType(
        id="room",
        zh="室",
        en="Room",
        camera=True,
        recording=True,
        analytics=True,
        custody_area=True,
    )
    level = Level(id="g", zh="一层", en="Ground", floor_m=0.0, height_m=3.0)
    return Site(
        id="squares",
        zh="方格",
        en="Squares",
        timezone="UTC",
        levels=(level,),
        room_types=(kind,),
        rooms=rooms,
    )


def _room(name: str, left: float, bottom: float) -> Room:
    right, top = left + ROOM_M, bottom + ROOM_M
    outer = ((left, bottom), (right, bottom), (right, top), (left, top))
    return Room(id=name, zh=name, en=name, type="room", level="g", outer=outer)


def naive(seen: I16) -> I16:
    """Return the room each fix lies in, as it lies."""
    return seen


def dwell(seen: I16) -> I16:
    """Return rooms that count after some fixes in a row."""
    result, room, run = seen.copy(), seen[0], 0
    for at, now in enumerate(seen):
        run = run + 1 if at and now == seen[at - 1] else 1
        room = now if run >= DWELL_FIXES else room
        result[at] = room
    return result


def fence(site: Site, walks: list[Walk], seen: list[I16]) -> list[I16]:
    """Return rooms as the engine believes them; the walks are one track in shifted rooms."""
    judge, t_ns = RoomJudge(site), walks[0].t_ns
    places = np.stack([_mm(walk.xy_m) for walk in walks], axis=1)
    accuracy, rooms = _mm(walks[0].accuracy_m), np.stack(seen, axis=1)
    result = np.empty_like(rooms)
    never, none = np.full(len(walks), NEVER), np.zeros(len(walks), np.int8)
    belief = RoomBelief(rooms[0], rooms[0], none, none.astype(np.int32), never)
    for at in range(len(t_ns)):
        fixes = _positions(places[at], int(t_ns[at]), int(accuracy[at]))
        belief = judge.settle(belief, fixes, rooms[at], int(t_ns[at]))
        result[at] = belief.room
    return [result[:, column] for column in range(len(walks))]


def _mm(values: F64) -> I32:
    return np.rint(values * 1000).astype(np.int32)


def _positions(place_mm: I32, t_ns: int, accuracy_mm: int) -> Positions:
    """Return one fix each of some people at one instant."""
    count = len(place_mm)
    zeros, zeros_64 = np.zeros(count, np.int32), np.zeros(count, np.int64)
    return Positions(
        device_row=zeros,
        boot=zeros_64,
        seq=zeros_64,
        t_ns=zeros_64 + t_ns,
        alarm_bits=zeros,
        alarm_count=zeros_64,
        x_mm=place_mm[:, 0],
        y_mm=place_mm[:, 1],
        z_mm=zeros,
        accuracy_mm=zeros + accuracy_mm,
        level=zeros.astype(np.int16),
    )


def _rooms_at(finder: RoomFinder, xy_m: F64) -> I16:
    level = np.zeros(len(xy_m), np.int16)
    return finder.rooms_of(_mm(xy_m[:, 0]), _mm(xy_m[:, 1]), level)


def true_rooms(finder: RoomFinder, walk: Walk) -> I16:
    """Return the true room at each fix; a track along a wall does not change rooms with it."""
    seen = _rooms_at(finder, walk.true_xy_m)
    corners = [
        _rooms_at(finder, walk.true_xy_m + np.array([dx, dy]) * TRUE_CHANGE_M)
        for dx in (-1, 1)
        for dy in (-1, 1)
    ]
    deep = np.all([corner == seen for corner in corners], axis=0)
    result, room, began = seen.copy(), seen[0], 0
    for at, now in enumerate(seen):
        if at and now != seen[at - 1]:
            began = at
        if now != room and deep[at]:
            room = now
            result[began : at + 1] = room
        result[at] = room
    return result


def tally(walk: Walk, true: I16, said: I16, total: Tally, counted: Mask) -> None:
    """Add to a tally what was said of the counted part of a walk."""
    step_s = np.diff(walk.t_ns) / 1e9 * counted[:-1]
    total.hours += float(step_s.sum()) / 3600
    total.wrong_room_s += float(step_s[(said != true)[:-1]].sum())
    total.delays_s = total.delays_s if total.delays_s is not None else []
    true_at, said_at = (np.flatnonzero(np.diff(rooms)) + 1 for rooms in (true, said))
    free = np.ones(len(said_at), np.bool_)
    for change in true_at:
        total.true_changes += int(counted[change])
        match = _match(walk, (true, said), int(change), said_at, free)
        if match is None:
            total.missed += int(counted[change])
            if counted[change] and _stays(walk, true, int(change), MATCH_NS):
                # Never seen although there was time: no better than the longest delay counted.
                total.delays_s.append(MATCH_NS / 1e9)
            continue
        free[match] = False
        if counted[change]:
            total.delays_s.append(float(walk.t_ns[said_at[match]] - walk.t_ns[change]) / 1e9)
    total.false_exits += sum(
        bool(counted[at]) and true[at] == said[at - 1] and _stays(walk, true, int(at), STAYS_NS)
        for at in said_at
    )


def _stays(walk: Walk, true: I16, at: int, for_ns: int) -> bool:
    """Return whether the person truly stays where they are for so long."""
    until = int(np.searchsorted(walk.t_ns, walk.t_ns[at] + for_ns))
    return bool((true[at : until + 1] == true[at]).all())


def _match(walk: Walk, rooms: tuple[I16, I16], change: int, said_at: I64, free: Mask) -> int | None:
    """Return the last free change into the same room near a true one: from then on it is right."""
    true, said = rooms
    close = [
        at
        for at, where in enumerate(said_at)
        if free[at]
        and said[where] == true[change]
        and abs(int(walk.t_ns[where] - walk.t_ns[change])) <= MATCH_NS
    ]
    return close[-1] if close else None


def walk_through(walks: list[Walk]) -> Report:
    """Return what naive, dwell-only and accuracy-aware rooms make of some walks."""
    kinds = ("naive", "dwell", "fence")
    everywhere, where_sure = ({name: Tally() for name in kinds} for _ in range(2))
    for walk in walks:
        if len(walk.t_ns) < 2:  # noqa: PLR2004 - a walk has two ends
            continue
        sure = walk.accuracy_m <= SURE_ACCURACY_M
        for true, said in _rooms_of(walk):
            for name, rooms in zip(kinds, said, strict=True):
                tally(walk, true, rooms, everywhere[name], np.ones(len(true), np.bool_))
                tally(walk, true, rooms, where_sure[name], sure)
    report = _compared(everywhere)
    if where_sure["naive"].hours > 0:
        report[f"where_error_under_{SURE_ACCURACY_M}_m"] = _compared(where_sure)
    return report


def _rooms_of(walk: Walk) -> list[tuple[I16, tuple[I16, I16, I16]]]:
    """Return, per shift of the rooms, the true rooms and what each kind of fence says."""
    both = np.concatenate((walk.xy_m, walk.true_xy_m))
    site = square_site(both.min(axis=0), both.max(axis=0))
    finder = RoomFinder(site)
    shifted = [walk.moved(x, y) for x in SHIFTS_M for y in SHIFTS_M]
    seen = [_rooms_at(finder, there.xy_m) for there in shifted]
    believed = fence(site, shifted, seen)
    return [
        (true_rooms(finder, there), (naive(at), dwell(at), rooms))
        for there, at, rooms in zip(shifted, seen, believed, strict=True)
    ]


def _compared(totals: dict[str, Tally]) -> Report:
    report: Report = {name: total.report() for name, total in totals.items()}
    fewer = totals["naive"].false_exits / max(totals["fence"].false_exits, 1)
    return report | {"times_fewer_false_exits": round(float(fewer), 1)}


def solved_walk(run: Recording, track: Track) -> Walk:
    """Return a run as our filter saw it, with its own radii."""
    true_xy, known = truth_at(run, track.t_ns)
    return Walk(track.t_ns[known], track.xy_m[known], track.radius_68_m[known], true_xy[known])


def raw_walk(run: Recording, name: str) -> Walk | None:
    """Return a run as the authors' solver saw it; its fixes state no radius."""
    if name not in run.others:
        return None
    t_ns, xy_m = run.others[name]
    true_xy, known = truth_at(run, t_ns)
    known &= np.isfinite(xy_m).all(axis=1)
    accuracy = np.full(int(known.sum()), RAW_ACCURACY_M)
    return Walk(t_ns[known], xy_m[known], accuracy, true_xy[known])


def pozyx_walks(folder: Path) -> list[Walk]:
    """Return the tag stream of the people-counting recording, against its own smooth course.

    No truth was recorded in its frame: a centred median of three seconds stands for it. Raises
    RecordingBroken.
    """
    file = folder / "raw_uwbtags.csv.gz"
    if not file.is_file():
        return []
    tags: dict[str, list[tuple[int, float, float]]] = {}
    try:
        with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
            for line in csv.DictReader(lines):
                place = float(line["x"]) / 1000, float(line["y"]) / 1000
                tags.setdefault(line["id"], []).append((_instant_ns(line["time"]), *place))
    except KeyError as error:
        raise RecordingBroken(file, f"column {error} is missing") from error
    except (OSError, EOFError, ValueError, TypeError, zlib.error) as error:
        raise RecordingBroken(file, f"cannot be read ({error})") from error
    return [_against_itself(sorted(fixes)) for _, fixes in sorted(tags.items())]


def _instant_ns(text: str) -> int:
    instant = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return round(instant.timestamp() * 1_000) * 1_000_000


def _against_itself(fixes: list[tuple[int, float, float]]) -> Walk:
    t_ns = np.array([fix[0] for fix in fixes], dtype=np.int64)
    xy_m = np.array([fix[1:] for fix in fixes], dtype=np.float64)
    smooth = np.array([np.median(xy_m[np.abs(t_ns - now) <= _SMOOTH_NS], axis=0) for now in t_ns])
    return Walk(t_ns, xy_m, np.full(len(t_ns), RAW_ACCURACY_M), smooth)


def flapping_report(runs: list[Recording], tracks: list[Track], tags: list[Walk]) -> Report:
    """Return, per set and kind of fix, what three kinds of fence make of it."""
    report: Report = {}
    for family in sorted({run.family for run in runs}):
        mine = [
            (run, track) for run, track in zip(runs, tracks, strict=True) if run.family == family
        ]
        ours = walk_through([solved_walk(run, track) for run, track in mine])
        report[family] = ours
        raw = [walk for run, _ in mine if (walk := raw_walk(run, "ls")) is not None]
        if raw:
            theirs = walk_through(raw)
            report[f"{family}_raw_ls"] = theirs
            ours["times_fewer_than_naive_on_raw_ls"] = _times_fewer(theirs, ours)
    if tags:
        report["uwb_pozyx"] = walk_through(tags)
    return report


def _times_fewer(theirs: Report, ours: Report) -> float | None:
    """Return how many false exits naive rooms on their fixes have for one of our chain."""
    rates = [part[name] for part, name in ((theirs, "naive"), (ours, "fence"))]
    naive_rate, fence_rate = (
        float(rate["false_exits_per_hour"]) for rate in rates if isinstance(rate, dict)
    )
    return round(naive_rate / fence_rate, 1) if fence_rate else None
