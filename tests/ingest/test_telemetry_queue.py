"""Over budget the oldest telemetry goes, each device's newest position last of all."""

from engine.tick import RawFrame
from ingest.telemetry_queue import PER_TICK_MAX, SHED_TEXTS_MAX, TelemetryQueue


def frame(device: int, kind: str = "position", number: int = 0) -> RawFrame:
    return RawFrame(f"custody/v1/gw-1/band-{device:03d}/telemetry/{kind}", b"%d" % number)


def test_within_budget_everything_comes_out_in_order():
    queue = TelemetryQueue(100)
    frames = [frame(n % 7, number=n) for n in range(100)]
    queue.offer(frames)
    assert queue.take() == frames
    assert len(queue) == 0
    assert queue.take_shed() == {}


def test_over_budget_the_newest_position_of_a_silent_band_outlives_a_flood():
    queue = TelemetryQueue(100)
    queue.offer([frame(1, number=1), frame(1, number=2), frame(1, "vitals", 3)])
    queue.offer([frame(2, number=n) for n in range(400)])
    left = queue.take()
    assert frame(1, number=2) in left
    assert frame(1, number=1) not in left
    assert left[-1] == frame(2, number=399)
    assert len(left) == 75


def test_in_equals_out_plus_shed():
    queue = TelemetryQueue(100)
    for start in range(0, 5_000, 37):
        queue.offer([frame(n % 50, "position" if n % 3 else "vitals", n) for n in range(37)])
        assert len(queue) <= 100, start
    assert queue.received_count == len(queue) + queue.shed_count
    assert sum(queue.take_shed().values()) == queue.shed_count


def test_more_devices_than_budget_shed_the_oldest_positions_too():
    queue = TelemetryQueue(100)
    queue.offer([frame(n) for n in range(150)])
    left = queue.take()
    assert len(left) == 75
    assert left == [frame(n) for n in range(75, 150)]


def test_what_was_shed_is_told_by_device_and_the_long_tail_together():
    queue = TelemetryQueue(100)
    queue.offer([frame(n % 120, "vitals", n) for n in range(1_000)])
    told = queue.take_shed()
    assert len(told) == SHED_TEXTS_MAX + 1
    assert told["telemetry/others"] > 0
    assert sum(told.values()) == queue.shed_count
    assert queue.take_shed() == {}


def test_a_tick_takes_no_more_than_it_can_carry():
    queue = TelemetryQueue(20_000)
    queue.offer([frame(1, number=n) for n in range(PER_TICK_MAX + 5)])
    assert len(queue.take()) == PER_TICK_MAX
    assert len(queue.take()) == 5
