"""A site may send distances to anchors instead of fixes: the engine finds the place itself."""

import hashlib
import json
import math
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np

from custody.wire import BIT_SOS
from engine.intake import Intake
from engine.snapshot import freeze, thaw
from engine.tick import RawFrame, RawTick, Tick
from tests.engine.tiny import tiny_configuration
from zones.plan import Anchor

ROOT = Path(__file__).parents[2]
S = 1_000_000_000
UTC = 1_700_000_000 * S
CORNERS = {
    "anc-1": (0.0, 0.0, 2.5),
    "anc-2": (12.0, 0.0, 2.5),
    "anc-3": (12.0, 4.0, 2.5),
    "anc-4": (0.0, 4.0, 2.5),
}


def configuration(**more):
    config = tiny_configuration()
    anchors = tuple(
        Anchor(id=name, zh=name, en=name, device=name, level="g", at=at)
        for name, at in CORNERS.items()
    )
    site = msgspec.structs.replace(config.site, anchors=anchors, **more)
    return msgspec.structs.replace(config, site=site)


def intake() -> Intake:
    machine = Intake()
    machine.adopt(configuration())
    return machine


def ranges(x_m: float, y_m: float, seq: int, *, wrong: dict[str, float] | None = None, **more):
    """Return a band's frame of ranges as it would measure them at a place, 1 m over the floor."""
    readings = [
        {"anchor": name, "range_m": max(0.0, math.dist((x_m, y_m, 1.0), at))}
        for name, at in CORNERS.items()
    ]
    for reading in readings:
        reading["range_m"] += (wrong or {}).get(reading["anchor"], 0.0)
    body = {"v": 1, "device": "band-001", "boot": 1, "seq": seq, "t_ns": UTC, "ranges": readings}
    body.update(more)
    return RawFrame("custody/v1/gw-1/band-001/telemetry/ranges", json.dumps(body).encode())


def take(machine: Intake, number: int, *frames: RawFrame) -> Tick:
    t_ns = number * S // 5
    return machine.take(
        RawTick(number=number, t_ns=t_ns, utc_ns=UTC + t_ns, facts=(), telemetry=frames)
    )


def stand(machine: Intake, *, ticks: int, first: int = 1, x_m: float = 5.0, **more) -> Tick:
    tick = None
    for number in range(first, first + ticks):
        stamp = UTC + number * S // 5
        tick = take(machine, number, ranges(x_m, 2.0, number, **({"t_ns": stamp} | more)))
    return tick


def test_a_band_that_sends_ranges_is_found_with_an_honest_radius():
    tick = stand(intake(), ticks=20)

    assert abs(tick.positions.x_mm[0] - 5_000) < 150
    assert abs(tick.positions.y_mm[0] - 2_000) < 150
    assert 50 <= tick.positions.accuracy_mm[0] <= 500
    assert tick.positions.level.tolist() == [0]


def test_one_blocked_anchor_does_not_move_a_person():
    machine = intake()
    stand(machine, ticks=20)
    tick = stand(machine, ticks=15, first=21, wrong={"anc-2": 4.0})

    assert abs(tick.positions.x_mm[0] - 5_000) < 400


def test_an_sos_bit_in_ranges_is_heard_even_where_no_place_is_found():
    tick = take(intake(), 1, ranges(5.0, 2.0, 1, ranges=[{"anchor": "x", "range_m": 1.0}],
                                    alarm_bits=BIT_SOS, alarm_count=1))  # fmt: skip

    assert len(tick.positions) == 0
    assert tick.heartbeats.alarm_bits.tolist() == [BIT_SOS]


def test_a_clock_that_ran_ahead_and_came_back_never_silences_a_band():
    machine = intake()
    stand(machine, ticks=10)
    stand(machine, ticks=5, first=11, t_ns=UTC + 4 * S + 15 * S // 5)
    tick = stand(machine, ticks=20, first=16, x_m=6.0)

    assert abs(tick.positions.x_mm[0] - 6_000) < 300


def test_a_repeat_and_a_late_frame_of_ranges_are_counted_and_change_nothing():
    machine = intake()
    stand(machine, ticks=10)
    tick = take(machine, 11, ranges(9.0, 2.0, 10), ranges(9.0, 2.0, 3))

    assert len(tick.positions) == 0
    assert tick.verdicts.telemetry_duplicate == 2


def test_a_range_beyond_all_bounds_is_refused_and_the_rest_goes_on():
    machine = intake()
    bad = ranges(5.0, 2.0, 1, ranges=[{"anchor": "anc-1", "range_m": 1e308}])
    tick = take(machine, 1, bad, ranges(5.0, 2.0, 2))

    assert tick.verdicts.refused_by_reason == {"payload_invalid": 1}
    assert len(tick.positions) == 1


def test_a_restored_solver_goes_on_byte_for_byte():
    machine = intake()
    stand(machine, ticks=15)
    other = intake()
    other.load(thaw(freeze(machine.export())))

    ours, theirs = (stand(one, ticks=5, first=16, x_m=5.5) for one in (machine, other))

    assert ours.positions.x_mm.tolist() == theirs.positions.x_mm.tolist()
    assert freeze(machine.export()) == freeze(other.export())


def test_a_new_room_on_the_plan_does_not_make_anybody_start_anew():
    machine = intake()
    stand(machine, ticks=15)
    machine.adopt(configuration(en="Renamed"))
    tick = stand(machine, ticks=1, first=16)

    assert abs(tick.positions.x_mm[0] - 5_000) < 150


def test_a_site_without_anchors_takes_ranges_as_signs_of_life_only():
    machine = Intake()
    machine.adopt(tiny_configuration())
    tick = take(machine, 1, ranges(5.0, 2.0, 1))

    assert len(tick.positions) == 0
    assert np.array_equal(tick.heartbeats.device_row, [0])


def digest_of_a_walk() -> str:
    """One digest over the fixes and the filter's whole state of somebody who walks about."""
    machine, total = intake(), hashlib.sha256()
    for number in range(1, 300):
        x, y = 6 + 4 * ((number * 7) % 50 - 25) / 25, 2 + ((number * 3) % 40 - 20) / 15
        stamp = UTC + number * S // 5
        wrong = {"anc-2": 3.0} if number % 9 == 0 else None
        tick = take(machine, number, ranges(x, y, number, wrong=wrong, t_ns=stamp))
        for column in (tick.positions.x_mm, tick.positions.y_mm, tick.positions.accuracy_mm):
            total.update(column.tobytes())
    total.update(freeze(machine.export()))
    return total.hexdigest()


def test_another_processor_solves_the_same_bytes():
    program = "from tests.engine.test_ranges import digest_of_a_walk as d; print(d())"
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)} | features,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, features in (
            ("0", {}),
            ("1", {"NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512CD AVX512_SKX"}),
            ("2", {"NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512CD AVX512_SKX"}),
        )
    }
    assert digests == {digest_of_a_walk() + "\n"}
