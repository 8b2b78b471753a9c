"""What arrives together in one tick is all heard: backlogs flushed, clicks that cross a call."""

import msgspec
import pytest

from custody.commands import CloseAlarm, Command
from engine.tick import RawFrame
from tests.engine.build import Centre, internal

SOS = "MOT-08:D-0001:1"
replace = msgspec.structs.replace


@pytest.fixture
def centre() -> Centre:
    return Centre.opened()


def told(changes, rule: str) -> list[tuple[str, str]]:
    return [(each.id, each.change) for each in changes if each.rule == rule]


def click_to_close(centre: Centre, alarm: str) -> None:
    what = CloseAlarm(alarm=alarm, cause="true", action="went there")
    centre.facts.append(
        internal("$command", Command(id="click", who="s-001", at_ns=centre.utc_ns, what=what))
    )


def press_again(centre: Centre, kind: str = "sos") -> None:
    centre.bits["band-001"] = 0
    centre.press("band-001", kind)


@pytest.mark.parametrize("alarm_frame", [True, False])
def test_a_cut_strap_is_told_though_it_reads_closed_in_the_same_tick(centre, alarm_frame):
    centre.stay("band-001")
    if alarm_frame:
        centre.press("band-001", "strap")
    else:
        centre.band_state("band-001", strap="cut")
    centre.band_state("band-001", strap="closed")
    alarms = centre.tick().alarms
    assert told(alarms, "MOT-07") == [("MOT-07:D-0001:1", "raised")]
    assert alarms[0].evidence.samples[0].value == "cut"
    assert alarms[0].evidence.cause_seq == 1
    assert told(centre.run(3), "MOT-07") == []


@pytest.mark.parametrize("click_first", [True, False])
def test_a_strap_cut_again_in_the_tick_of_the_close_rings(centre, click_first):
    centre.stay("band-001")
    centre.press("band-001", "strap")
    centre.tick()
    if click_first:
        click_to_close(centre, "MOT-07:D-0001:1")
    press_again(centre, "strap")
    centre.band_state("band-001", strap="closed")
    if not click_first:
        click_to_close(centre, "MOT-07:D-0001:1")
    assert told(centre.tick().alarms, "MOT-07")[-1] == ("MOT-07:D-0001:2", "raised")


@pytest.mark.parametrize("click_first", [True, False])
def test_an_sos_in_the_tick_of_the_click_that_closes_the_last_rings(centre, click_first):
    centre.stay("band-001")
    centre.press("band-001")
    centre.tick()
    if click_first:
        click_to_close(centre, SOS)
    press_again(centre)
    if not click_first:
        click_to_close(centre, SOS)
    assert told(centre.tick().alarms, "MOT-08") == [(SOS, "closed"), ("MOT-08:D-0001:2", "raised")]


def test_an_officer_with_an_open_alarm_cannot_be_removed(centre):
    centre.press("card-003", "panic")
    assert told(centre.tick().alarms, "MOT-13") == [("MOT-13:s-003:1", "raised")]
    staff = tuple(one for one in centre.configuration.staff if one.id != "s-003")
    answer = centre.adopt(replace(centre.configuration, staff=staff))
    assert (answer.accepted, answer.reason) == (False, "staff s-003 has an open alarm")


@pytest.mark.parametrize("value", [1e26, -1.0, float("inf"), 1e8])
def test_a_threshold_beyond_all_reason_is_refused_by_name(centre, value):
    rules = dict(centre.configuration.thresholds)
    rules["MOT-07"] = {"open_s": value}
    answer = centre.adopt(replace(centre.configuration, thresholds=rules))
    assert not answer.accepted
    if value != float("inf"):  # JSON has no infinity: it is refused before it gets here.
        assert "MOT-07.open_s" in answer.reason
    assert centre.tick().tick == centre.number


def garbled(centre: Centre, device: str, kind: str = "sos") -> None:
    centre.facts.append(RawFrame(f"custody/v1/gw-1/{device}/alarm/{kind}", b"\xff"))


def values(alarm) -> list[object]:
    return [sample.value for sample in alarm.evidence.samples]


def test_a_device_that_repeats_an_unreadable_alarm_rings_again_after_a_close(centre):
    garbled(centre, "band-001")
    alarm = centre.tick().alarms[0]
    assert centre.close(alarm.id).accepted
    came = []
    for _ in range(4):
        garbled(centre, "band-001")
        came += told(centre.run(4), "DEV-13")
    assert came[0] == ("DEV-13:band-001:2", "raised")


def test_an_unreadable_alarm_that_repeats_is_told_every_ten_seconds(centre):
    came = []
    for _ in range(30):
        garbled(centre, "band-001")
        came += [change for _, change in told(centre.run(1), "DEV-13")]
    assert came == ["raised", "occurred_again", "occurred_again"]


def test_an_unreadable_alarm_of_another_kind_is_told_after_an_acknowledgement(centre):
    garbled(centre, "band-001")
    assert centre.acknowledge(centre.tick().alarms[0].id).accepted
    garbled(centre, "band-001", "fall")
    alarm = next(each for each in centre.tick().alarms if each.rule == "DEV-13")
    assert (alarm.change, alarm.state) == ("occurred_again", "unacknowledged")
    assert "fall" in values(alarm)


def test_each_unregistered_device_is_named(centre):
    named = []
    for device in ("ghost-1", "ghost-2"):
        garbled(centre, device)
        named += [values(each) for each in centre.tick().alarms if each.rule == "DEV-13"]
    assert ["ghost-1" in named[0], "ghost-2" in named[1]] == [True, True]
    garbled(centre, "ghost-3")
    garbled(centre, "ghost-4")
    alarm = next(each for each in centre.tick().alarms if each.rule == "DEV-13")
    assert {"ghost-3", "ghost-4"} <= set(values(alarm))


def in_company(centre: Centre, seconds: int) -> list[tuple[str, str]]:
    came = []
    for _ in range(seconds):
        centre.position("band-001", "c1")
        centre.position("card-001", "c1")
        came += told(centre.run(1), "PAIR-02")
    return came


def test_while_telemetry_cannot_reach_us_nobody_becomes_unattended(centre):
    centre.stay("band-001")
    assert in_company(centre, 5) == []
    centre.session(up=False)
    assert told(centre.run(120), "PAIR-02") == []
    centre.session(up=True)
    assert told(centre.run(2), "PAIR-02") == []
    assert in_company(centre, 30) == []


def test_staff_who_do_not_come_back_after_the_outage_are_missed(centre):
    centre.stay("band-001")
    in_company(centre, 5)
    centre.session(up=False)
    centre.run(60)
    centre.session(up=True)
    came = []
    for _ in range(120):
        centre.position("band-001", "c1")
        came += told(centre.run(1), "PAIR-02")
    assert came == [("PAIR-02:D-0001:1", "raised")]


def test_an_open_unattended_alarm_does_not_clear_by_an_outage(centre):
    centre.stay("band-001")
    in_company(centre, 3)
    came = []
    for _ in range(120):
        centre.position("band-001", "c1")
        came += told(centre.run(1), "PAIR-02")
    assert came == [("PAIR-02:D-0001:1", "raised")]
    centre.session(up=False)
    came = centre.run(60)
    centre.session(up=True)
    came += centre.run(20)
    changes = [change for _, change in told(came, "PAIR-02")]
    assert changes, "somebody hears of it again, or it is put aside under the gateway"
    assert "cleared" not in changes
