"""What intake lets through, what it refuses and counts, and that order survives the network."""

import json
from functools import cache

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custody.facts import DeviceFact, FrameRefused
from custody.wire import BIT_SOS
from engine.decisions import Decisions, decisions_bytes
from engine.intake import Intake
from engine.routes import NAME_CHARS_MAX, Routes
from engine.tick import RawFrame, RawTick, Tick
from tests.engine.build import Centre
from tests.engine.tiny import tiny_configuration

UTC = 1_700_000_000_000_000_000
FIX = "custody/v1/gw-1/band-001/telemetry/position"
SOS = "custody/v1/gw-1/band-001/alarm/sos"


def intake() -> Intake:
    machine = Intake()
    machine.adopt(tiny_configuration())
    return machine


def fix(seq: int, *, device: str = "band-001", x_m: float = 1.0, **more: object) -> RawFrame:
    body: dict[str, object] = {
        "v": 1,
        "device": device,
        "boot": 1,
        "seq": seq,
        "t_ns": UTC,
        "x_m": x_m,
        "y_m": 2.0,
        "accuracy_m": 0.3,
        "level": "g",
    }
    body.update(more)
    return RawFrame(f"custody/v1/gw-1/{device}/telemetry/position", json.dumps(body).encode())


def sos(seq: int, **more: object) -> RawFrame:
    body: dict[str, object] = {"v": 1, "device": "band-001", "boot": 1, "seq": seq, "t_ns": UTC}
    body.update({"alarm_bits": BIT_SOS, "alarm_count": 1, **more})
    return RawFrame(SOS, json.dumps(body).encode())


def take(
    machine: Intake,
    *,
    facts: tuple[RawFrame, ...] = (),
    telemetry: tuple[RawFrame, ...] = (),
    number: int = 1,
) -> Tick:
    return machine.take(
        RawTick(number=number, t_ns=number * 10**8, utc_ns=UTC, facts=facts, telemetry=telemetry)
    )


def test_a_fix_becomes_whole_millimetres():
    tick = take(intake(), telemetry=(fix(1, x_m=1.2345),))

    assert tick.positions.x_mm.tolist() == [1234]
    assert tick.positions.level.tolist() == [0]
    assert tick.verdicts.telemetry_done == 1


def test_frames_of_one_tick_are_put_in_order_and_repeats_dropped():
    tick = take(intake(), telemetry=(fix(3, x_m=3.0), fix(1, x_m=1.0), fix(3, x_m=3.0)))

    assert tick.positions.x_mm.tolist() == [1000, 3000]
    assert tick.verdicts.telemetry_duplicate == 1


def test_an_older_frame_never_moves_a_band_back():
    machine = intake()
    take(machine, telemetry=(fix(5),))
    tick = take(machine, telemetry=(fix(4),), number=2)

    assert len(tick.positions) == 0
    assert tick.verdicts.telemetry_duplicate == 1


def test_a_clock_that_is_off_is_replaced_by_arrival():
    tick = take(intake(), telemetry=(fix(1, t_ns=0), fix(2, t_ns=UTC + 10**12), fix(3)))

    assert tick.positions.t_ns.tolist() == [UTC, UTC, UTC]


def test_a_fix_without_level_stays_on_its_last_level():
    configuration = tiny_configuration()
    upper = msgspec.structs.replace(configuration.site.levels[0], id="u")
    site = msgspec.structs.replace(configuration.site, levels=(*configuration.site.levels, upper))
    machine = Intake()
    machine.adopt(msgspec.structs.replace(configuration, site=site))

    first = take(machine, telemetry=(fix(1, level=None),))
    second = take(machine, telemetry=(fix(2, level="u"), fix(3, level=None)), number=2)

    assert first.positions.level.tolist() == [-1]
    assert second.positions.level.tolist() == [1, 1]


def test_an_alarm_frame_is_a_fact_and_its_repeat_is_answered_duplicate():
    machine = intake()
    first = take(machine, facts=(sos(9),))
    again = take(machine, facts=(sos(9),), number=2)

    assert isinstance(first.facts[0], DeviceFact)
    assert [verdict.status for verdict in first.verdicts.receipts] == ["journaled"]
    assert again.facts == ()
    assert [verdict.status for verdict in again.verdicts.receipts] == ["duplicate"]


def test_a_late_alarm_still_counts_and_says_that_it_is_late():
    machine = intake()
    take(machine, facts=(sos(9),))
    late = take(machine, facts=(sos(8),), number=2)

    assert isinstance(late.facts[0], DeviceFact)
    assert late.facts[0].late


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (RawFrame(SOS, b"\xff\xfe"), "payload_malformed"),
        (RawFrame(SOS, b"{"), "payload_malformed"),
        (RawFrame(SOS, b"[" * 20_000), "payload_too_long"),
        (RawFrame(SOS, b"[" * 10_000), "payload_invalid"),
        (sos(1, v=2), "payload_invalid"),
        (sos(1, note="x"), "payload_invalid"),
        (sos(1, device="band-002"), "device_not_of_topic"),
        (RawFrame("custody/v1/gw-1/band-999/alarm/sos", b"{}"), "device_unknown"),
        (RawFrame("custody/v1/gw-2/band-001/alarm/sos", b"{}"), "sender_wrong"),
        (RawFrame("custody/v1/gw-1/band-001/alarm/tea", b"{}"), "kind_unknown"),
        (RawFrame("custody/v1/doorctl/door-1/alarm/sos", b"{}"), "kind_not_of_device"),
        (RawFrame("custody/v1/sos", b"{}"), "topic_malformed"),
    ],
)
def test_a_bad_alarm_frame_is_refused_by_name_and_is_itself_a_fact(frame, reason):
    tick = take(intake(), facts=(frame,))

    assert [verdict.reason for verdict in tick.verdicts.receipts] == [reason]
    assert isinstance(tick.facts[0], FrameRefused)
    assert tick.facts[0].frame_class == "alarm"
    assert tick.verdicts.refused_by_reason == {reason: 1}


def test_a_reused_number_with_other_content_is_late_news_not_a_repeat():
    machine = intake()
    take(machine, facts=(sos(9),))
    other = take(machine, facts=(sos(9, t_ns=UTC + 1),), number=2)
    again = take(machine, facts=(sos(9, t_ns=UTC + 1),), number=3)

    assert isinstance(other.facts[0], DeviceFact)
    assert other.facts[0].late
    assert [verdict.status for verdict in other.verdicts.receipts] == ["journaled"]
    assert again.facts == ()


def test_the_same_payload_on_another_topic_is_not_a_repeat():
    machine, frame = intake(), sos(9)
    take(machine, facts=(frame,))
    strap = RawFrame(SOS.replace("sos", "strap"), frame.payload)

    assert len(take(machine, facts=(strap,), number=2).facts) == 1


@pytest.mark.parametrize("number", [2**32, 10**26, -1])
def test_a_number_beyond_the_contract_is_refused_and_can_be_stored(number):
    tick = take(intake(), facts=(sos(1, boot=number),))

    assert [(each.boot, each.seq) for each in tick.verdicts.receipts] == [(0, 0)]
    assert decisions_bytes(Decisions(tick=1, t_ns=1, utc_ns=1, verdicts=tick.verdicts))


@pytest.mark.parametrize("place", [2, 3, 4, 5])
def test_a_name_that_is_too_long_is_a_malformed_topic_and_kept_short(place):
    parts = SOS.split("/")
    parts[place] = "x" * (NAME_CHARS_MAX + 1)
    tick = take(intake(), facts=(RawFrame("/".join(parts), b"{}"),))

    assert [verdict.reason for verdict in tick.verdicts.receipts] == ["topic_malformed"]
    assert len(tick.verdicts.receipts[0].device) <= 128
    assert isinstance(tick.facts[0], FrameRefused)
    assert len(tick.facts[0].device) <= 128


def test_refused_topics_are_remembered_within_bounds_and_never_push_out_good_ones():
    routes = Routes(tiny_configuration())
    good = routes.of(SOS)
    for number in range(Routes._refused_max + 5):
        routes.of(f"custody/v1/gw-1/none-{number}/alarm/sos")
    routes.of("custody/v1/" + "\u754c" * 200)

    assert len(routes._refused) <= Routes._refused_max
    assert not any(len(topic.encode()) > 512 for topic in routes._refused)
    assert routes.of(SOS) is good


def test_bad_telemetry_never_stops_the_rest():
    bad = (
        fix(1, x_m=1e308),
        RawFrame(FIX, b'{"x_m": NaN}'),
        RawFrame(FIX, b'{"x_m": 1e999}'),
        RawFrame(FIX, b""),
    )
    tick = take(intake(), telemetry=(*bad, fix(2)))

    assert tick.positions.seq.tolist() == [2]
    assert tick.verdicts.telemetry_refused == 4
    assert tick.verdicts.telemetry_done == 1


def test_a_lost_boot_counter_silences_a_band_for_30_s_at_most():
    machine = intake()
    take(machine, telemetry=(fix(50, boot=9),))
    early = take(machine, telemetry=(fix(1, boot=1),), number=100)
    later = take(machine, telemetry=(fix(2, boot=1),), number=400)

    assert len(early.positions) == 0
    assert len(later.positions) == 1


def test_memory_survives_a_snapshot():
    machine, other = intake(), intake()
    take(machine, facts=(sos(9),), telemetry=(fix(5),))
    other.load(machine.export())

    tick = take(other, facts=(sos(9),), telemetry=(fix(5),), number=2)

    assert tick.facts == ()
    assert len(tick.positions) == 0


@given(st.permutations(range(1, 9)), st.lists(st.integers(1, 8), max_size=6))
def test_order_and_repeats_inside_a_tick_do_not_matter(order, repeats):
    frames = tuple(fix(seq, x_m=float(seq)) for seq in [*order, *repeats])
    tick = take(intake(), telemetry=frames)

    assert tick.positions.x_mm.tolist() == [seq * 1000 for seq in range(1, 9)]
    assert np.all(np.diff(tick.positions.seq) > 0)


@given(st.binary(max_size=200))
def test_no_payload_crashes_intake(payload):
    tick = take(
        intake(),
        facts=(RawFrame(SOS, payload),),
        telemetry=(RawFrame(FIX, payload),),
    )

    counts = tick.verdicts
    assert counts.telemetry_done + counts.telemetry_refused + counts.telemetry_duplicate == 1
    assert len(counts.receipts) == 1


_NUMBERS = st.one_of(
    st.integers(-(10**30), 10**30), st.floats(), st.text(max_size=9), st.none(), st.booleans()
)
_NESTED = st.recursive(
    _NUMBERS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(("v", "device", "boot", "seq", "t_ns", "alarm_bits"), _NESTED),
    )
)
def test_whatever_a_refused_frame_says_its_tick_can_be_stored(body):
    payload = json.dumps(body).encode()
    house = _house()
    house.facts.append(RawFrame(SOS, payload))
    house.telemetry.append(RawFrame(FIX, payload))

    decisions = house.tick()

    assert decisions.verdicts is not None
    assert len(decisions.verdicts.receipts) == 1
    assert decisions_bytes(decisions)


@cache
def _house() -> Centre:
    return Centre.opened()
