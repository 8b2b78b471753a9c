"""Meters become facts, at most one a name and text in 100 ms."""

import msgspec

from custody.facts import Meter
from ingest.meters import FLUSH_NS, PENDING_MAX, Meters

START_NS = 10**12


def told(meters: Meters, mono_ns: int) -> list[Meter]:
    return [msgspec.json.decode(frame.payload, type=Meter) for frame in meters.due(mono_ns)]


def test_the_newest_value_wins_and_sheds_add_up():
    meters = Meters()
    for value in (3.0, 4.0):
        meters.offer(Meter(name="cursor_lag", text="postgres", value=value))
        meters.offer(Meter(name="shed", text="telemetry/band-001", value=value))
    assert told(meters, START_NS) == [
        Meter(name="cursor_lag", text="postgres", value=4.0),
        Meter(name="shed", text="telemetry/band-001", value=7.0),
    ]


def test_a_second_flush_waits_for_its_time():
    meters = Meters()
    meters.offer(Meter(name="disk_free_pct", value=50.0))
    assert len(told(meters, START_NS)) == 1
    meters.offer(Meter(name="disk_free_pct", value=49.0))
    assert told(meters, START_NS + FLUSH_NS - 1) == []
    assert told(meters, START_NS + FLUSH_NS) == [Meter(name="disk_free_pct", value=49.0)]


def test_a_flood_of_texts_is_bounded_and_counted():
    meters = Meters()
    for number in range(PENDING_MAX + 10):
        meters.offer(Meter(name="delivered", text=f"notice-{number}"))
    assert meters.lost_count == 10
    assert len(told(meters, START_NS)) == PENDING_MAX
