"""Fixes nobody could have walked to: counted, held back once, believed when they come again."""

import numpy as np

from custody.columns import Positions
from custody.plausible import plausible
from custody.tables import DeviceTable
from custody.tracking import take_fixes
from tests.engine.build import Centre

S = 1_000_000_000


def fix(x_mm, *, y_mm=0, accuracy_mm=300):
    one, long = np.zeros(1, np.int32), np.zeros(1, np.int64)
    return Positions(
        one, long, long, long, one, long,
        one + x_mm, one + y_mm, one, one + accuracy_mm, np.zeros(1, np.int16),
    )  # fmt: skip


def story(*steps):
    """Fold (second, x) into a table; return the x that is shown after each."""
    devices, shown = DeviceTable(1), []
    for second, x_mm in steps:
        take_fixes(
            devices,
            fix(x_mm),
            np.zeros(1, np.int16),
            np.full(1, -10_000 if x_mm > 50_000 else 3_000, np.int32),
            t_ns=round(second * S),
            margin_mm=300,
            settle=lambda belief, _fixes, _seen, _t_ns: belief,
        )
        shown.append(int(devices.x_mm[0]))
    return shown, devices


def test_a_leap_is_held_back_and_counted():
    shown, devices = story((0, 0), (0.5, 90_000), (1, 100))

    assert shown == [0, 0, 100]
    assert devices.odd_count.tolist() == [1]


def test_a_band_that_truly_is_elsewhere_is_followed_with_its_next_fix():
    shown, _ = story((0, 0), (0.5, 90_000), (1, 90_500))

    assert shown == [0, 0, 90_500]


def test_a_leap_outside_is_no_less_outside():
    _, devices = story((0, 0), (0.5, 90_000), (1, 90_500))

    assert devices.outside_run.tolist() == [2]


def test_a_band_that_leaps_to_and_fro_is_shown_where_it_was_and_grows_old():
    shown, devices = story((0, 0), *((second, second * 100_000) for second in range(1, 8)))

    assert shown == [0] * 8
    assert devices.fix_t_ns.tolist() == [0]


def test_a_walk_after_a_long_silence_is_no_leap():
    shown, _ = story((0, 0), (60, 80_000))

    assert shown == [0, 80_000]


def test_the_first_fix_of_a_band_is_believed():
    assert plausible(DeviceTable(1), fix(123_456), t_ns=0).tolist() == [True]


def test_a_leap_is_told_with_the_health_of_its_band():
    centre = Centre.opened()
    centre.position("band-001", "h1")
    centre.run(0.5)
    centre.position("band-001", (900.0, 900.0))
    centre.run(0.5)

    told = [thing for decisions in centre.log for thing in decisions.things]
    odd = [thing.state["odd_fixes"] for thing in told if thing.id == "band-001"]
    assert odd[-1] == 1
