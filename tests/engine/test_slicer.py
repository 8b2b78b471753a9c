"""When a tick ends: 250 ms, 100 with a fact, 10 after an alarm, never sooner than 10 ms."""

import itertools

from engine.slicer import Slicer
from engine.tick import RawFrame

MS = 1_000_000
SOS = RawFrame("custody/v1/gw-1/band-001/alarm/sos", b"{}")
STATE = RawFrame("custody/v1/gw-1/band-001/state/band", b"{}")
COMMAND = RawFrame("$command", b"{}")
FIX = RawFrame("custody/v1/gw-1/band-001/telemetry/position", b"{}")


def slicer() -> Slicer:
    return Slicer(next_number=7, last_t_ns=1_000, mono_ns=0)


def test_a_tick_of_telemetry_alone_ends_after_250_ms():
    cutter = slicer()
    cutter.offer_telemetry([FIX])

    assert cutter.cut(mono_ns=199 * MS, utc_ns=5) is None
    tick = cutter.cut(mono_ns=250 * MS, utc_ns=5)

    assert tick is not None
    assert (tick.number, tick.t_ns, tick.utc_ns) == (7, 1_000 + 250 * MS, 5)
    assert tick.telemetry == (FIX,)


def test_a_tick_with_a_state_ends_after_100_ms_even_when_it_comes_late():
    cutter, late = slicer(), slicer()
    cutter.offer_facts([STATE], 30 * MS)
    late.offer_facts([STATE], 150 * MS)

    assert cutter.cut(mono_ns=99 * MS, utc_ns=5) is None
    assert cutter.cut(mono_ns=100 * MS, utc_ns=5) is not None
    assert late.cut(mono_ns=150 * MS, utc_ns=5) is not None


def test_a_flood_of_telemetry_is_cut_into_shorter_ticks():
    cutter = slicer()
    cutter.offer_telemetry([FIX] * 2_001)

    assert cutter.cut(mono_ns=250 * MS, utc_ns=5) is not None
    assert cutter.due_ns() == 350 * MS


def test_an_alarm_ends_the_tick_10_ms_later():
    cutter = slicer()
    cutter.offer_facts([SOS], 30 * MS)
    cutter.offer_facts([SOS], 35 * MS)

    assert cutter.due_ns() == 40 * MS


def test_a_command_is_as_urgent_as_an_alarm_and_a_state_is_not():
    waiting, calm = slicer(), slicer()
    waiting.offer_facts([COMMAND], 30 * MS)
    calm.offer_facts([STATE], 30 * MS)

    assert waiting.due_ns() == 40 * MS
    assert calm.due_ns() == 100 * MS


def test_a_storm_cuts_at_most_every_10_ms():
    cutter = slicer()
    cuts = []
    for now_ms in range(200):
        cutter.offer_facts([SOS], now_ms * MS)
        tick = cutter.cut(mono_ns=now_ms * MS, utc_ns=now_ms)
        if tick is not None:
            cuts.append(now_ms)

    gaps = [after - before for before, after in itertools.pairwise(cuts)]
    assert min(gaps) >= 10


def test_time_never_goes_back_when_the_wall_does():
    cutter = slicer()
    first = cutter.cut(mono_ns=250 * MS, utc_ns=1_000_000)
    second = cutter.cut(mono_ns=600 * MS, utc_ns=5)

    assert first is not None
    assert second is not None
    assert second.t_ns > first.t_ns
    assert second.utc_ns == 5
