"""``custody bench clocks``: what the clock phase of a tick costs with 200 people and every clock.

Each person stands under one of the demo site's regimes, with a record in which every clock of that
regime has begun: limits, reviews, deadlines, checks and guarantees. Measured are the ticks in
which nothing is written, which are nearly all, and the ticks in which one record grows.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
import numpy as np

from config.load import DEMO_DIR, load_site
from custody.acts.act import Value
from custody.clocks import people as clocks
from custody.clocks.people import states_of
from custody.policy import Event, Policy
from custody.record import RecordEvent, StayRecord
from custody.world import World, stay_id
from engine.adopt import layout_of

PEOPLE: Final = 200
TICKS: Final = 3000
TICK_NS: Final = 100_000_000
BEGUN_NS: Final = 3600 * 1_000_000_000
"""Everybody arrived an hour ago."""
LIMIT_MS: Final = 1.0


def a_house(people: int, utc_ns: int) -> World:
    """Return a world in which people stand, regime by regime, under all their clocks."""
    site = load_site(DEMO_DIR)
    limits = msgspec.structs.replace(site.limits, stays_max=max(people, site.limits.stays_max))
    world = World(layout_of(msgspec.structs.replace(site, limits=limits)))
    policies, stays = site.policies, world.stays
    for slot in range(people):
        name, regime = stay_id(slot + 1), slot % len(policies)
        stays.number[slot], stays.open[slot], stays.regime[slot] = slot + 1, True, regime
        stays.arrived_utc_ns[slot] = utc_ns - BEGUN_NS
        world.records[slot] = StayRecord(stay=name)
        world.records[slot].events += begun(policies[regime], name, utc_ns - BEGUN_NS)
    return world


def begun(policy: Policy, stay: str, utc_ns: int) -> Iterator[RecordEvent]:
    """Yield an arrival and, once each, the events that begin the regime's other clocks."""
    told: list[tuple[str, dict[str, Value]]] = [("stay.arrived", {})]
    for clock in policy.timed():
        if not isinstance(clock.start, str) and clock.start:
            said = (clock.start[0].kind, _data(clock.start[0]))
            told += [] if said in told else [said]
    for number, (kind, data) in enumerate(told, 1):
        yield written(stay, number, utc_ns, kind=kind, data=data)


def _data(event: Event) -> dict[str, Value]:
    """Return data that an event of a policy asks for; of several values the first."""
    return {
        key: value[0] if isinstance(value, tuple) else value for key, value in event.where.items()
    }


def written(
    stay: str, number: int, utc_ns: int, *, kind: str, data: dict[str, Value]
) -> RecordEvent:
    """Return one entry of a record."""
    return RecordEvent(
        number=number,
        stay=stay,
        utc_ns=utc_ns,
        recorded_utc_ns=utc_ns,
        kind=kind,
        by="s-001",
        data=data,
    )


def measure(people: int, ticks: int) -> dict[str, object]:
    """Return the figures: milliseconds a tick, quiet and with one entry written."""
    start_utc_ns = time.time_ns()
    world = a_house(people, start_utc_ns)
    clocks.judge(world, t_ns=0, utc_ns=start_utc_ns)
    running = [len(states_of(world, slot, start_utc_ns)) for slot in range(people)]
    quiet: list[float] = []
    busy: list[float] = []
    for tick in range(1, ticks + 1):
        utc_ns = start_utc_ns + tick * TICK_NS
        writes = tick % 2 == 0
        if writes:
            record = world.records[tick // 2 % people]
            meal = written(
                record.stay, len(record.events) + 1, utc_ns, kind="offer.meal", data={"taken": True}
            )
            record.events.append(meal)
        began_s = time.perf_counter()
        clocks.judge(world, t_ns=tick * TICK_NS, utc_ns=utc_ns)
        (busy if writes else quiet).append((time.perf_counter() - began_s) * 1000)
    figures = {"quiet": _figures(quiet), "one_entry_written": _figures(busy)}
    met = all(float(one["p50"]) <= LIMIT_MS for one in figures.values())
    return {
        "people": people,
        "clocks": sum(running),
        "ticks": ticks,
        "ms_a_tick": figures,
        "limit_ms": LIMIT_MS,
        "met": met,
    }


def _figures(took_ms: list[float]) -> dict[str, float]:
    p50, p99 = np.percentile(took_ms, [50, 99])
    return {"p50": round(float(p50), 4), "p99": round(float(p99), 4), "max": round(max(took_ms), 4)}


def main(argv: Sequence[str]) -> int:
    """Measure and print; 1 when the usual tick costs more than the limit."""
    parser = argparse.ArgumentParser(prog="custody bench clocks", description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--ticks", type=int, default=TICKS)
    parser.add_argument("--json", action="store_true", help="one line instead of a readable page")
    options = parser.parse_args(argv)
    figures = measure(options.people, options.ticks)
    sys.stdout.write(json.dumps(figures, indent=None if options.json else 2) + "\n")
    return 0 if figures["met"] else 1
