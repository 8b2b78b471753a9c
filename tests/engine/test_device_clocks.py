"""Clocks that are off are put right and told; overtaken and repeated fixes silence nobody."""

import numpy as np
import pytest

from custody.tables import NEVER
from engine.device_clocks import DeviceClocks
from engine.rows import POSITION_ROW
from tests.engine.build import Centre, S

UTC = 1_700_000_000 * S
ROW = np.zeros(1, np.int32)
BEFORE = (8.0, 6.0)


def told(clocks: DeviceClocks, *stamps_s: float, from_s: int = 0) -> list[float]:
    """Take one stamp a second; return when each was sent by our clock, in s from its arrival."""
    sent = []
    for second, stamp_s in enumerate(stamps_s, start=from_s):
        stamp = np.array([UTC + round(stamp_s * S)], np.int64)
        clocks.learn(ROW, stamp, t_ns=second * S, utc_ns=UTC + second * S)
        right = clocks.put_right(ROW, stamp, utc_ns=UTC + second * S)
        sent.append(float(right[0] - UTC - second * S) / S)
    return sent


def test_a_clock_that_is_right_is_left_alone():
    clocks = DeviceClocks(1)
    assert told(clocks, 0.0, 0.9, 1.8) == pytest.approx([0.0, -0.1, -0.2])
    assert clocks.news([ROW]) == ()


@pytest.mark.parametrize("ahead_s", [7.0, -7.0, 25.0, -25.0])
def test_a_clock_that_is_off_is_put_right_and_told_once(ahead_s):
    clocks = DeviceClocks(1)
    assert told(clocks, *(second + ahead_s for second in range(5))) == [0.0] * 5
    assert clocks.news([ROW]) == ((0, round(-ahead_s * S)),)
    assert clocks.news([ROW]) == ()


def test_a_frame_that_came_late_keeps_its_own_instant():
    clocks = DeviceClocks(1)
    sent = told(clocks, *(second + 7.0 for second in range(5)), 5 + 7.0 - 2.0)
    assert sent[-1] == pytest.approx(-2.0)


def test_one_stamp_of_the_future_teaches_nothing():
    clocks = DeviceClocks(1)
    sent = told(clocks, 0.0, 1.0, 3_600.0, 3.0, 4.0)
    assert sent == [0.0] * 5
    assert clocks.news([ROW]) == ()


def test_three_in_a_row_are_believed():
    clocks = DeviceClocks(1)
    told(clocks, 0.0, 1.0, *(second + 20.0 for second in (2, 3, 4)))
    assert clocks.news([ROW]) == ((0, -20 * S),)


def test_a_clock_set_back_is_learnt_within_two_windows():
    clocks = DeviceClocks(1)
    told(clocks, *(float(second) for second in range(10)))
    told(clocks, *(second - 10.0 for second in range(10, 75)), from_s=10)
    assert clocks.news([ROW]) == ((0, 10 * S),)


@pytest.mark.parametrize("stamp", [0, 1, 2**63 - 1, UTC - 10**18, UTC + 10**18])
def test_a_stamp_of_another_age_is_taken_by_its_arrival(stamp):
    clocks = DeviceClocks(1)
    stamps = np.array([stamp], np.int64)
    for second in range(100):
        clocks.learn(ROW, stamps, t_ns=second * S, utc_ns=UTC + second * S)
        assert clocks.put_right(ROW, stamps, utc_ns=UTC + second * S).tolist() == [UTC + second * S]


def walking() -> Centre:
    centre = Centre.opened()
    centre.stay("band-001")
    for _ in range(4):
        step(centre)
    return centre


def step(centre: Centre, at=BEFORE) -> None:
    centre.position("band-001", at)
    centre.position("card-001", at)
    centre.run(1)


def stored(centre: Centre):
    return np.frombuffer(b"".join(each.positions for each in centre.log), POSITION_ROW)


@pytest.mark.parametrize("ahead_s", [7.0, -7.0, -3_600.0])
def test_a_band_whose_clock_is_off_is_followed_and_its_fixes_stored_when_they_were(ahead_s):
    centre = walking()
    centre.ahead_s["band-001"] = ahead_s
    raised = []
    for _ in range(75):
        centre.position("band-001", (2.0, 2.0))
        centre.position("card-001", (2.0, 2.0))
        raised += [change.rule for change in centre.run(1)]
    world = centre.clockwork._engine._world
    assert world.stay_room(0) == "h1"
    assert "DEV-15" in raised
    assert "POS-07" not in raised
    rows = stored(centre)
    late_s = (centre.utc_ns - rows[rows["holder_kind"] == 1]["t_ns"][-1]) / S
    assert 0.0 <= late_s <= 2.0


def test_an_overtaken_fix_moves_nobody_is_counted_and_fills_the_track():
    centre = walking()
    centre.position("band-001", (7.4, 6.0))
    overtaken = centre.telemetry.pop()
    centre.run(1)
    centre.position("band-001", (6.8, 6.0))
    centre.run(1)
    centre.telemetry.append(overtaken)
    decided = centre.tick()
    centre.run(1)
    devices = centre.clockwork._engine._world.devices
    assert (decided.verdicts.telemetry_overtaken, decided.verdicts.telemetry_duplicate) == (1, 1)
    assert (int(devices.x_mm[0]), int(devices.overtaken_count[0])) == (6800, 1)
    track = centre.clockwork._engine._world.places.devices
    seen = sorted(zip(track.track_t_ns[0].tolist(), track.track_x_mm[0].tolist(), strict=True))
    kept = [x_mm for t_ns, x_mm in seen if t_ns != NEVER]
    assert kept[-2:] == [7400, 6800]
    centre.telemetry.append(overtaken)
    again = centre.tick()
    assert (again.verdicts.telemetry_overtaken, again.verdicts.telemetry_duplicate) == (0, 1)


def test_an_overtaken_fix_that_nobody_can_have_walked_through_fills_nothing():
    centre = walking()
    centre.position("band-001", (900.0, 6.0))
    overtaken = centre.telemetry.pop()
    centre.run(1)
    step(centre)
    centre.telemetry.append(overtaken)
    centre.tick()
    track = centre.clockwork._engine._world.places.devices
    assert 900_000 not in track.track_x_mm[0].tolist()


def test_a_number_far_too_high_does_not_silence_a_band_for_ever():
    centre = walking()
    known = centre.seqs["band-001"]
    centre.seqs["band-001"] = 2**50
    step(centre)
    centre.seqs["band-001"] = known + 1
    for _ in range(35):
        step(centre, at=(2.0, 2.0))
    assert centre.clockwork._engine._world.stay_room(0) == "h1"


def test_a_snapshot_keeps_what_is_known_of_clocks_and_order():
    centre = walking()
    centre.ahead_s["band-001"] = 4.0
    for _ in range(6):
        step(centre)
    again = type(centre.clockwork).restore(centre.clockwork.snapshot())
    assert again.snapshot() == centre.clockwork.snapshot()
    behind_s = again._engine._world.devices.clock_behind_ns[0] / S
    assert behind_s == pytest.approx(-4.0, abs=0.11)
