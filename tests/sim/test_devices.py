"""Devices speak the contract: latched bits, doors in order, honest positions."""

from math import dist

import msgspec

from custody.wire import BIT_SOS, BIT_STRAP_CUT, FRAME_TYPES, Receipt
from sim.cast import stage
from tests.sim.stories import START_NS, demo_site, play


def _decoded(frames, *, device=None, kind=None):
    return [
        msgspec.json.decode(frame.payload, type=FRAME_TYPES[frame.frame_class, frame.kind])
        for frame in frames
        if (device is None or frame.device == device) and (kind is None or frame.kind == kind)
    ]


def _centre_with_one_person():
    story = stage(demo_site(), seed=5, start_ns=START_NS)
    person = story.centre.bring("band-001", "holding-1")
    story.centre.switch_on()
    story.centre.bands["band-001"].put_on(person, person.body)
    return story.centre, person


def test_every_frame_repeats_the_alarm_until_its_receipt():
    centre, _ = _centre_with_one_person()
    play(centre, 3.0)
    centre.bands["band-001"].press_sos()
    frames = play(centre, 3.0)
    alarm = _decoded(frames, device="band-001", kind="sos")[0]
    later = _decoded(frames, device="band-001")
    assert len(later) > 10
    assert {frame.alarm_bits for frame in later} == {BIT_SOS}
    assert {frame.alarm_count for frame in later} == {1}

    centre.receive(Receipt(device="band-001", boot=alarm.boot, seq=alarm.seq, status="journaled"))
    after = _decoded(play(centre, 3.0), device="band-001")
    assert {frame.alarm_bits for frame in after} == {0}
    assert {frame.alarm_count for frame in after} == {1}, "the count never goes back"


def test_a_receipt_of_another_alarm_does_not_clear_this_one():
    centre, _ = _centre_with_one_person()
    band = centre.bands["band-001"]
    band.press_sos()
    band.cut()
    first = next(f for f in play(centre, 0.1) if f.kind == "sos")
    centre.receive(Receipt(device="band-001", boot=first.boot, seq=first.seq, status="journaled"))
    after = _decoded(play(centre, 2.0), device="band-001")
    assert {frame.alarm_bits for frame in after} == {BIT_STRAP_CUT}


def test_a_cut_band_touches_no_skin_any_more():
    centre, _ = _centre_with_one_person()
    centre.bands["band-001"].cut()
    frames = play(centre, 5.0)
    assert _decoded(frames, device="band-001", kind="band")[-1].strap == "cut"
    vitals = _decoded(frames, device="band-001", kind="vitals")
    assert vitals
    assert not any(frame.contact for frame in vitals)


def test_sequence_numbers_have_no_gap():
    centre, _ = _centre_with_one_person()
    numbers = [frame.seq for frame in play(centre, 30.0) if frame.device == "band-001"]
    assert numbers == list(range(1, len(numbers) + 1)) or numbers[0] == 1
    assert numbers == sorted(set(numbers))


def test_positions_are_off_by_decimetres_as_they_say():
    centre, person = _centre_with_one_person()
    place = person.place(centre.now_ns)
    fixes = _decoded(play(centre, 300.0), device="band-001", kind="position")
    errors_m = [dist((fix.x_m, fix.y_m), (place.x_m, place.y_m)) for fix in fixes]
    assert 0.1 < sum(errors_m) / len(errors_m) < 0.35
    assert max(errors_m) < 0.65
    assert all(fix.level == "1f" and 0.2 <= fix.accuracy_m <= 0.4 for fix in fixes)


def test_rates_are_those_of_the_contract():
    centre, _ = _centre_with_one_person()
    play(centre, 5.0)
    frames = [frame for frame in play(centre, 60.0) if frame.device == "band-001"]
    count = {kind: sum(f.kind == kind for f in frames) for kind in ("position", "vitals", "motion")}
    assert count == {"position": 120, "vitals": 60, "motion": 120}
    assert sum(f.kind == "heartbeat" for f in frames) == 30


def test_a_door_tells_of_card_lock_leaf_and_lock_again():
    centre, person = _centre_with_one_person()
    guard = next(o for o in centre.officers.values() if o.staff.role == "guard")
    play(centre, 2.0)
    centre.schedule.play(centre.walk([guard], "holding-1"))
    frames = play(centre, 60.0)
    swipe = _decoded(frames, device="rd-holding-1", kind="swipe")[0]
    doors = _decoded(frames, device="door-holding-1", kind="door")
    assert swipe.token == guard.card
    assert [(d.contact, d.lock, d.release) for d in doors] == [
        ("closed", "unlocked", "card"),
        ("open", "unlocked", "card"),
        ("closed", "unlocked", "card"),
        ("closed", "locked", "none"),
    ]
    assert swipe.t_ns < doors[0].t_ns
    assert guard.place(centre.now_ns).room == person.place(centre.now_ns).room == "holding-1"


def test_a_silent_device_says_nothing():
    centre, _ = _centre_with_one_person()
    play(centre, 10.0)
    centre.things["anc-01"].alive = False
    assert [frame for frame in play(centre, 60.0) if frame.device == "anc-01"] == []
