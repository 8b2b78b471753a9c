"""``custody bench zones``: what fences and rooms cost per tick, by people, zones and movement."""

import argparse
import json
import sys
import time
from typing import Final

import numpy as np

from custody.belief import RoomBelief
from custody.columns import I16, Positions
from custody.tables import NEVER
from zones.fence import FenceRule, Fences, Moves
from zones.membership import RoomFinder
from zones.plan import Level, Room, RoomType, Site
from zones.ranging import RangeFilter
from zones.rooms import RoomJudge
from zones.shapes import Shape, ring_mm

Report = dict[str, object]

PEOPLE: Final = (50, 500)
ZONES: Final = (40, 200)
MOVED_PCT: Final = (0, 10, 100)
"""How many of the people have a new fix in a tick."""
TICKS: Final = 200
TICK_NS: Final = 100_000_000
ROOM_M: Final = 4.0
_WARM: Final = 20


def site_of(zones: int) -> Site:
    """Return a storey of square rooms, ten in a row."""
    corners = [(zone % 10 * ROOM_M, zone // 10 * ROOM_M) for zone in range(zones)]
    rooms = tuple(
        Room(
            id=f"r{at}",
            zh=f"{at}",
            en=f"R{at}",
            type="room",
            level="g",
            outer=((x, y), (x + ROOM_M, y), (x + ROOM_M, y + ROOM_M), (x, y + ROOM_M)),
        )
        for at, (x, y) in enumerate(corners)
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
        id="bench",
        zh="试",
        en="Bench",
        timezone="UTC",
        levels=(level,),
        room_types=(kind,),
        rooms=rooms,
    )


class Crowd:
    """People who walk at random through a site; ``moved`` of them have a fix in each tick."""

    def __init__(self, people: int, zones: int, moved: int) -> None:
        self.chance = np.random.default_rng(1)
        self.size_m = np.array([10, zones // 10]) * ROOM_M
        self.place_m = self.chance.uniform(0, 1, (people, 2)) * self.size_m
        self.moved = moved

    def fixes(self, tick: int) -> Positions:
        """Return the fixes of a tick: the next ``moved`` people take a step."""
        people = len(self.place_m)
        row = np.sort((np.arange(self.moved) + tick * self.moved) % people).astype(np.int32)
        step = self.chance.normal(0, 0.3, (self.moved, 2))
        self.place_m[row] = np.clip(self.place_m[row] + step, 0, self.size_m)
        place = np.rint(self.place_m[row] * 1000).astype(np.int32)
        zeros, long = np.zeros(self.moved, np.int32), np.zeros(self.moved, np.int64)
        return Positions(
            device_row=row,
            boot=long,
            seq=long,
            t_ns=long,
            alarm_bits=zeros,
            alarm_count=long,
            x_mm=place[:, 0],
            y_mm=place[:, 1],
            z_mm=zeros,
            accuracy_mm=zeros + 350,
            level=zeros.astype(np.int16),
        )


class Floor:
    """Rooms and fences of a site with their state, as the engine keeps them."""

    def __init__(self, people: int, zones: int) -> None:
        site = site_of(zones)
        self.finder, self.judge = RoomFinder(site), RoomJudge(site)
        rules = tuple(FenceRule(Shape(0, (ring_mm(room.outer),))) for room in site.rooms)
        self.fences = Fences(people, rules)
        nowhere: I16 = np.full(people, -1, np.int16)
        none = np.zeros(people, np.int32)
        self.belief = RoomBelief(
            nowhere, nowhere.copy(), none.astype(np.int8), none, np.full(people, NEVER)
        )

    def step(self, fixes: Positions, t_ns: int) -> None:
        """Take a tick: rooms of those who moved, then all fences and their timers."""
        row = fixes.device_row
        if len(row):
            seen = self.finder.rooms_of(fixes.x_mm, fixes.y_mm, fixes.level)
            old = self.belief
            mine = RoomBelief(
                old.room[row], old.challenger[row], old.count[row], old.score[row], old.t_ns[row]
            )
            new = self.judge.settle(mine, fixes, seen, t_ns)
            old.room[row], old.challenger[row] = new.room, new.challenger
            old.count[row], old.score[row], old.t_ns[row] = new.count, new.score, new.t_ns
        moves = Moves(
            row.astype(np.int64),
            fixes.x_mm,
            fixes.y_mm,
            fixes.z_mm,
            fixes.level,
            fixes.accuracy_mm,
        )
        self.fences.step(moves, t_ns=t_ns)


def cost_us(people: int, zones: int, moved: int, ticks: int = TICKS) -> dict[str, float]:
    """Return the cost of a tick in microseconds: median and 99th percentile."""
    crowd, floor = Crowd(people, zones, moved), Floor(people, zones)
    took = []
    floor.step(Crowd(people, zones, people).fixes(0), 0)
    for tick in range(1, ticks + _WARM):
        fixes = crowd.fixes(tick)
        began = time.perf_counter_ns()
        floor.step(fixes, tick * TICK_NS)
        took.append((time.perf_counter_ns() - began) / 1000)
    p50, p99 = np.percentile(took[_WARM:], [50, 99])
    return {"p50_us": round(float(p50), 1), "p99_us": round(float(p99), 1)}


def ranging_us(tags: int, rounds: int = 40) -> float:
    """Return what one range of one tag costs the filter, in microseconds, all tags at once."""
    chance = np.random.default_rng(2)
    anchors_m = np.array([[0, 0, 2.5], [20, 0, 2.5], [20, 20, 2.5], [0, 20, 2.5]], np.float64)
    filter_ = RangeFilter(tags, anchors_m)
    row = np.arange(tags)
    place_m = np.append(chance.uniform(2, 18, (tags, 2)), np.ones((tags, 1)), axis=1)
    took = []
    for step in range(rounds):
        anchor = np.full(tags, step % 4)
        range_m = np.sqrt(((place_m - anchors_m[anchor]) ** 2).sum(axis=1))
        t_ns = np.full(tags, step * TICK_NS // 4)
        began = time.perf_counter_ns()
        filter_.take(row, anchor, range_m + chance.normal(0, 0.05, tags), t_ns)
        took.append((time.perf_counter_ns() - began) / 1000 / tags)
    return round(float(np.median(took[rounds // 2 :])), 2)


def report(ticks: int = TICKS) -> Report:
    """Return the cost for every size, by how many people moved."""
    sizes: Report = {}
    for people in PEOPLE:
        for zones in ZONES:
            sizes[f"{people}_people_{zones}_zones"] = {
                f"moved_{pct}_pct": cost_us(people, zones, people * pct // 100, ticks)
                for pct in MOVED_PCT
            }
    ranging = {f"{tags}_tags_us_per_range": ranging_us(tags) for tags in PEOPLE}
    return {"tick_ms": TICK_NS / 1e6, "ticks": ticks, "sizes": sizes, "ranging": ranging}


def main(argv: list[str]) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="custody bench zones", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--ticks", type=int, default=TICKS, help="ticks per size")
    options = parser.parse_args(argv)
    figures = report(options.ticks)
    if options.json:
        sys.stdout.write(json.dumps(figures, indent=1) + "\n")
        return 0
    sizes = figures["sizes"]
    assert isinstance(sizes, dict), "a report lists sizes"
    for name, costs in sizes.items():
        sys.stdout.write(f"{name}: {costs}\n")
    sys.stdout.write(f"ranging: {figures['ranging']}\n")
    return 0
