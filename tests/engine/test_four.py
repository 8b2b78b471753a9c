"""Thousands of small worlds at random: whatever breaks one of the four 一律 is alarmed in time.

A world is a holding room with a camera and a door, a corridor, a yard outside; one person, one
officer. A hundred of them stand side by side in one centre, which is opened once and copied for
every batch. A referee in plain Python looks at every world in every tick and says which of the
four is broken; the alarm must be open when its ``for`` and one tick more have passed.
"""

from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Final

import pytest
from msgspec.structs import replace

from alerts.machine import NORMAL
from custody.acts import intake
from custody.commands import BindBand
from custody.four import FOUR
from custody.registry import Device, Staff
from custody.tracking import NEAR_NS
from tests.engine.build import Centre, S
from tests.engine.small_site import ROOM_TYPES, a_configuration, box, door, room, thresholds
from zones.plan import Camera

pytestmark = pytest.mark.simulation

SIDE_BY_SIDE: Final = 100
APART_M: Final = 24.0
TICK_S: Final = 0.5
LASTS_S: Final = 45.0
LIMITS: Final = thresholds()
NEAR_M: Final = LIMITS["PAIR-02"]["near_m"]
QUICK: Final = 20
"""Of a hundred worlds so many hold somebody under the full procedure who was not searched yet."""
PLACES: Final = {
    "h": (2.0, 2.0),
    "by-the-door": (3.0, 3.6),
    "c": (2.0, 6.0),
    "door-side": (3.0, 4.4),
    "far": (18.0, 6.0),
    "yard": (2.0, 14.0),
}


def worlds_side_by_side():
    base = a_configuration(bands=SIDE_BY_SIDE, staff=SIDE_BY_SIDE, stays_max=SIDE_BY_SIDE)
    rooms, doors, cameras, devices = [], [], [], []
    for n in range(SIDE_BY_SIDE):
        x_m = APART_M * n
        rooms += [
            room(f"h{n}", "holding", box(x_m, 0, 4, 4)),
            room(f"c{n}", "corridor", box(x_m, 4, 20, 4)),
        ]
        doors.append(door(f"door-{n}", (f"h{n}", f"c{n}"), "cell", x_m + 2.5, 4))
        cam = f"cam-{n}"
        cameras.append(Camera(id=cam, zh="机", en="Cam", device=cam, room=f"h{n}", at=(1, 1)))
        devices += [
            Device(id=cam, kind="camera", sender="camctl", heartbeat_s=5.0),
            Device(id=f"door-{n}", kind="door", sender="doorctl"),
        ]
    site = replace(
        base.site, rooms=tuple(rooms), doors=tuple(doors), cameras=tuple(cameras), perimeter=()
    )
    kept = [d for d in base.devices if d.kind in ("band", "card")]
    staff = tuple(
        Staff(
            id=f"s-{n:03}",
            zh="警",
            en="Officer",
            role="guard",
            rank="officer",
            sex="female",
            card=f"card-{n:03}",
        )
        for n in range(1, SIDE_BY_SIDE + 1)
    )
    bands = [replace(d, heartbeat_s=0.0) for d in kept]
    return replace(base, site=site, devices=(*bands, *devices), staff=staff)


CONFIGURATION: Final = worlds_side_by_side()
assert all(kind.id in {"holding", "interview", "corridor", "lobby"} for kind in ROOM_TYPES)


@dataclass
class Script:
    """What happens in one world: who goes where when, whether the camera and the lock fail."""

    person: list[tuple[float, str]]
    officer: list[tuple[float, str]]
    camera_until_s: float
    unlocked_from_s: float
    broken_since: dict[str, float] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    @classmethod
    def at_random(cls, chance: Random) -> "Script":
        def walk(places: list[str]) -> list[tuple[float, str]]:
            times = sorted(chance.uniform(1, LASTS_S) for _ in range(chance.randint(0, 3)))
            return [(0.0, "h"), *((t_s, chance.choice(places)) for t_s in times)]

        return cls(
            walk([*PLACES]),
            walk(["h", "by-the-door", "c", "door-side", "far"]),
            chance.choice([LASTS_S, LASTS_S, chance.uniform(0, 20)]),
            chance.choice([LASTS_S, chance.uniform(0, LASTS_S)]),
        )


def at(walk: list[tuple[float, str]], t_s: float) -> str:
    return [place for since, place in walk if since <= t_s][-1]


class Batch(Centre):
    """A hundred worlds in one centre; half-second ticks, everybody sends a fix in each."""

    @property
    def t_ns(self) -> int:
        return self.number * round(TICK_S * S)

    def open_all(self) -> None:
        self.zero_s = 0.0
        for n in range(SIDE_BY_SIDE):
            who = f"s-{n + 1:03}"
            if n < QUICK:
                arrives = intake.Register(
                    regime="cn-psapl-2026", responsible=who, arrived_utc_ns=self.utc_ns
                )
                stay = self.ask(arrives, who=who).result
                assert self.ask(BindBand(stay=stay, band=f"band-{n + 1:03}"), who=who).accepted
            else:
                self.stay(f"band-{n + 1:03}")
            self.door(f"door-{n}", "closed", "locked")
        self.tick()
        self.zero_s = self.t_ns / S
        ids = self.engine._world.layout.devices.ids
        self.rows = [
            tuple(ids.index(name) for name in (f"band-{n + 1:03}", f"card-{n + 1:03}", f"cam-{n}"))
            for n in range(SIDE_BY_SIDE)
        ]

    @property
    def engine(self):
        return self.clockwork._engine

    def now_s(self) -> float:
        return self.t_ns / S - self.zero_s

    def send(self) -> None:
        t_s = self.now_s()
        for n, script in enumerate(self.scripts):
            for device, walk in (
                (f"band-{n + 1:03}", script.person),
                (f"card-{n + 1:03}", script.officer),
            ):
                x_m, y_m = PLACES[at(walk, t_s)]
                self.position(device, (x_m + APART_M * n, y_m))
            if t_s < script.camera_until_s:
                self.heartbeat(f"cam-{n}")
            if script.unlocked_from_s <= t_s < script.unlocked_from_s + TICK_S:
                self.door(f"door-{n}", "closed", "unlocked", "card")


@cache
def opened() -> Batch:
    """The centre with everybody in their cell; it is never played itself."""
    batch = Batch.opened(CONFIGURATION)
    batch.open_all()
    batch.log, batch.raws = [], []
    return batch


def copied() -> Batch:
    """A centre of its own; what never changes under one configuration is shared."""
    batch = opened()
    intake_, engine = batch.clockwork._intake, batch.engine
    fixed = (CONFIGURATION, engine._force, engine._world.layout, intake_._routes, batch.senders)
    return deepcopy(batch, {id(part): part for part in fixed})


def broken(batch: Batch, n: int) -> set[str]:
    """Say in plain words which of the four are broken in a world now."""
    script, t_s, devices = batch.scripts[n], batch.now_s(), batch.engine._world.devices
    band, card, camera = batch.rows[n]
    rooms = {-1: "", 2 * n: "h", 2 * n + 1: "c"}
    mine, theirs = rooms[int(devices.room[band])], rooms[int(devices.room[card])]
    dark = bool(devices.silent[camera])
    found = set()
    if at(script.person, t_s) == at(script.person, max(0.0, t_s - TICK_S)) == "yard":
        found.add("POS-01")
    if n < QUICK and mine == "h":
        found.add("PROC-03")
    locked = mine == "h" and not dark and t_s < script.unlocked_from_s + TICK_S
    (ax, ay), (bx, by) = PLACES[at(script.person, t_s)], PLACES[at(script.officer, t_s)]
    near = mine == theirs and bool(mine)
    if not near and {mine, theirs} == {"h", "c"}:
        near = door_m(ax, ay, bx, by) <= NEAR_M
    if not locked and not near:
        found.add("PAIR-02")
    if mine == "h" and dark:
        found.add("DEV-09")
    return found


@cache
def door_m(ax: float, ay: float, bx: float, by: float) -> float:
    """The way through the door from x 2.5 to 3.5 in the wall at y 4, tried at each centimetre."""
    return min(
        ((ax - x) ** 2 + (ay - 4) ** 2) ** 0.5 + ((bx - x) ** 2 + (by - 4) ** 2) ** 0.5
        for x in (2.5 + step / 100 for step in range(101))
    )


HOLD_S: Final = {
    "POS-01": 0.0,
    "PROC-03": 0.0,
    "PAIR-02": LIMITS["PAIR-02"]["unattended_s"] + NEAR_NS / S,
    "DEV-09": LIMITS["DEV-09"]["dark_s"],
}


def play(seed: int) -> tuple[int, dict[str, int]]:
    """Play a hundred worlds; return the ticks of violation judged and alarmed, in all, by rule."""
    chance = Random(seed)
    batch = copied()
    batch.scripts = [Script.at_random(chance) for _ in range(SIDE_BY_SIDE)]
    engine, counts = batch.engine, dict.fromkeys(HOLD_S, 0)
    while batch.now_s() < LASTS_S:
        batch.send()
        batch.tick()
        t_s = batch.now_s()
        for n, script in enumerate(batch.scripts):
            now = broken(batch, n)
            script.broken_since = {rule: script.broken_since.get(rule, t_s) for rule in sorted(now)}
            for rule, since_s in script.broken_since.items():
                if t_s - since_s < HOLD_S[rule] + TICK_S:
                    continue
                counts[rule] += 1
                kind, row = ("room", 2 * n) if rule == "DEV-09" else ("stay", n)
                cell = engine._force.cells.at(rule, kind, row)
                assert engine._machine.state[cell] != NORMAL, (seed, n, rule, since_s, t_s, script)
    return sum(counts.values()), counts


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(2))
def test_every_breach_of_the_four_is_alarmed_in_time(seed):
    _, counts = play(seed)
    assert all(counts.values()), f"each of the four was broken for long enough: {counts}"


def test_a_copied_centre_begins_as_the_opened_one_and_leaves_it_alone():
    before = opened().clockwork.snapshot()
    play(0)
    assert opened().clockwork.snapshot() == copied().clockwork.snapshot() == before


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_ten_thousand_worlds():
    totals = dict.fromkeys(HOLD_S, 0)
    for seed in range(10_000 // SIDE_BY_SIDE):
        for rule, count in play(1_000 + seed)[1].items():
            totals[rule] += count
    assert all(count > 1_000 for count in totals.values()), totals


def test_each_of_the_four_has_its_words_and_its_rules():
    assert [always.zh.count("一律") for always in FOUR] == [1, 1, 1, 1]
    assert {always.rules[0] for always in FOUR} == set(HOLD_S)
