"""What people ask of the engine: done, or refused with a reason and its source."""

import re

import pytest

from alerts.configuration import canonical
from custody.commands import (
    Acknowledge,
    AdoptConfig,
    ApproveExit,
    AssignOfficer,
    BindBand,
    CloseAlarm,
    CloseStay,
    OpenStay,
)
from tests.engine.build import Centre, S
from tests.engine.small_site import a_configuration


@pytest.fixture
def centre() -> Centre:
    return Centre.opened()


def in_english(answer) -> str:
    """The English half of a reason; the Chinese one stands before it."""
    zh, _, en = answer.reason.partition(" / ")
    assert re.search(r"[\u4e00-\u9fff]", zh), answer.reason
    return en


def opening(centre: Centre, **changed: object) -> OpenStay:
    values = {
        "regime": "cn-psapl-2026",
        "arrived_utc_ns": centre.utc_ns,
        "responsible": "s-001",
    }
    return OpenStay(**(values | changed))


def test_stays_are_numbered_in_the_order_of_opening(centre):
    assert [centre.stay(band) for band in ("band-001", "band-002")] == ["D-0001", "D-0002"]
    change = centre.log[-1].stays[0]
    assert (change.stay, change.change, change.band, change.open) == (
        "D-0002",
        "band_bound",
        "band-002",
        True,
    )


@pytest.mark.parametrize(
    ("changed", "source"),
    [
        ({"regime": "nowhere"}, "REC-03: config: policies"),
        ({"responsible": "s-999"}, "PAIR-14: config: staff"),
        ({"arrived_utc_ns": 2**62}, "REC-02: PSAPL 97: time runs from arrival"),
    ],
)
def test_a_stay_without_ground_is_not_opened(centre, changed, source):
    answer = centre.ask(opening(centre, **changed))
    assert (answer.accepted, answer.source, answer.result) == (False, source, "")
    assert answer.reason
    assert centre.log[-1].stays == ()


def test_a_band_is_on_one_person_at_a_time(centre):
    first, second = centre.stay("band-001"), centre.stay("")
    answer = centre.ask(BindBand(stay=second, band="band-001"))
    assert (answer.accepted, in_english(answer)) == (False, f"band band-001 is on {first}")
    assert centre.ask(CloseStay(stay=first, reason="released")).accepted
    assert centre.ask(BindBand(stay=second, band="band-001")).accepted


def test_a_new_band_takes_the_place_of_the_old_one(centre):
    stay = centre.stay("band-001")
    assert centre.ask(BindBand(stay=stay, band="band-002")).accepted
    centre.press("band-002")
    assert [alarm.id for alarm in centre.tick().alarms] == [f"MOT-08:{stay}:1"]
    wearings = centre.clockwork._engine._world.wearings[0]
    assert [(band, end > 0) for band, _, end in wearings] == [
        ("band-001", True),
        ("band-002", False),
    ]


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (BindBand(stay="D-0001", band="card-001"), "card-001 is not a band"),
        (BindBand(stay="D-0001", band="band-999"), "band band-999 is not registered"),
        (BindBand(stay="D-0009", band="band-002"), "stay D-0009 is not known"),
        (BindBand(stay="D-1", band="band-002"), "stay D-1 is not known"),
        (BindBand(stay="D-0000", band="band-002"), "stay D-0000 is not known"),
        (AssignOfficer(stay="D-0001", staff="s-999"), "s-999 is not on the staff list"),
        (CloseStay(stay="D-0002", reason="bail"), "stay D-0002 is not known"),
        (Acknowledge(alarm="MOT-08:D-0001:1"), "alarm MOT-08:D-0001:1 is not known"),
        (Acknowledge(alarm="nonsense"), "alarm nonsense is not known"),
        (CloseAlarm(alarm="X:Y:Z", cause="true", action="y"), "alarm X:Y:Z is not known"),
    ],
)
def test_nonsense_is_refused(centre, act, reason):
    centre.stay("band-001")
    answer = centre.ask(act)
    assert (answer.accepted, in_english(answer)) == (False, reason)
    assert answer.source


def test_an_exit_that_has_ended_is_refused(centre):
    stay = centre.stay("band-001")
    assert centre.let_out(stay, 0).source == "PROC-17: HZ 4"


def test_an_exit_of_more_than_a_day_is_refused(centre):
    stay = centre.stay("band-001")
    assert in_english(centre.let_out(stay, 25 * 3600)) == "an exit lasts 24 h at most"
    assert centre.let_out(stay, 23 * 3600).accepted


def test_an_officer_without_rank_lets_nobody_out(centre):
    stay = centre.stay("band-001")
    until = centre.utc_ns + 60 * S
    act = ApproveExit(stay=stay, purpose="medical", until_utc_ns=until)
    assert in_english(centre.ask(act, who="s-002")) == "s-002 is below station_head"
    assert centre.ask(act, who="s-001").accepted


@pytest.mark.parametrize("who", ["nobody", "engine", "s-999"])
def test_somebody_who_is_not_on_the_staff_list_is_refused(centre, who):
    stay = centre.stay("band-001")
    for act in (CloseStay(stay=stay, reason="released"), opening(centre), _adoption(centre)):
        answer = centre.ask(act, who=who)
        assert (answer.accepted, answer.source) == (False, "PAIR-04: config: staff")
        assert in_english(answer) == f"{who} is not on the staff list"


def _adoption(centre: Centre) -> AdoptConfig:
    return AdoptConfig(canonical=canonical(centre.configuration).decode())


def test_a_closed_stay_takes_no_more_commands(centre):
    stay = centre.stay("band-001")
    assert centre.ask(CloseStay(stay=stay, reason="released")).accepted
    for act in (
        CloseStay(stay=stay, reason="released"),
        BindBand(stay=stay, band="band-002"),
        AssignOfficer(stay=stay, staff="s-002"),
    ):
        assert in_english(centre.ask(act)) == f"stay {stay} is closed"


def test_an_alarm_is_acknowledged_once_and_closed_once(centre):
    stay = centre.stay("band-001")
    centre.press("band-001")
    centre.tick()
    alarm = f"MOT-08:{stay}:1"
    assert centre.acknowledge(alarm).accepted
    assert in_english(centre.acknowledge(alarm)) == "somebody has acknowledged it already"
    assert centre.close(alarm).accepted
    assert in_english(centre.close(alarm)) == f"alarm {alarm} is not open"
    assert in_english(centre.acknowledge(alarm)) == f"alarm {alarm} is not open"


def test_the_same_command_twice_is_answered_twice_and_done_once(centre):
    first = centre.ask(opening(centre), key="retry")
    second = centre.ask(opening(centre), key="retry")
    assert first == second
    assert centre.log[-1].stays == ()
    assert centre.ask(opening(centre)).result == "D-0002"


def test_places_run_out_and_come_back():
    centre = Centre.opened(a_configuration(stays_max=2))
    stays = [centre.stay("band-001"), centre.stay("band-002")]
    assert centre.ask(opening(centre)).source == "REC-04: config: stays_max"
    centre.press("band-001")
    centre.tick()
    assert centre.ask(CloseStay(stay=stays[0], reason="released")).accepted
    refused = centre.ask(opening(centre))
    assert not refused.accepted, "its alarm is still open and must stay reachable"
    assert centre.close(f"MOT-08:{stays[0]}:1").accepted
    assert centre.ask(opening(centre)).result == "D-0003"
    assert centre.acknowledge(f"MOT-08:{stays[0]}:1").reason.endswith("is not known")


def test_a_slot_used_again_starts_with_its_own_raise_numbers():
    centre = Centre.opened(a_configuration(stays_max=1))
    for number in (1, 2):
        stay = centre.stay("band-001")
        centre.press("band-001")
        alarm = f"MOT-08:D-000{number}:1"
        assert [each.id for each in centre.tick().alarms] == [alarm]
        assert centre.close(alarm).accepted
        assert centre.ask(CloseStay(stay=stay, reason="released")).accepted


def test_a_stay_that_arrived_hours_ago_is_due_when_it_was_opened(centre):
    centre.stay("band-001", hours=7.99)
    changes = [change for each in centre.log for change in each.alarms]
    red = next(change for change in changes if change.rule == "CLK-01")
    assert (red.severity, red.evidence.due_utc_ns) == (2, red.utc_ns)
    limit = centre.utc_ns + round(0.01 * 3600 * S)
    things = [thing for each in centre.log for thing in each.things if thing.kind == "clock"]
    assert things[0].state["colour"] == "red"
    assert abs(things[0].state["limit_utc_ns"] - limit) < S
