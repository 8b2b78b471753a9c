"""One dead gateway is one alarm with its children; a flood has one heading; life stands alone."""

import msgspec
import pytest

from custody.registry import Device
from engine.clockwork import Clockwork
from tests.engine.build import Centre
from tests.engine.small_site import a_configuration

pytestmark = pytest.mark.simulation

PEOPLE = 5


def a_centre() -> Centre:
    """Five people with bands behind gw-1, one band behind a second gateway."""
    base = a_configuration()
    second = (
        Device(id="gw-2", kind="gateway", sender="gw-2", heartbeat_s=5.0),
        Device(id="band-900", kind="band", sender="gw-2", heartbeat_s=2.0),
    )
    centre = Centre.opened(msgspec.structs.replace(base, devices=(*base.devices, *second)))
    for number in range(1, PEOPLE + 1):
        centre.stay(f"band-{number:03}")
    return centre


def live(centre: Centre, seconds: int, *, gateway: bool = True, bands: bool = True) -> list:
    came = []
    for _ in range(seconds):
        if bands:
            for number in range(1, PEOPLE + 1):
                centre.heartbeat(f"band-{number:03}")
                centre.position(f"band-{number:03}", "h1")
                centre.position("card-001", "h1")
        for device in ("cam-h1", "gw-2", *(("gw-1",) if gateway else ())):
            centre.heartbeat(device)
        came += centre.run(1)
    return came


def silence(changes) -> list[tuple[str, str, str]]:
    return [(each.change, each.subject, each.root) for each in changes if each.rule == "DEV-01"]


def test_a_dead_gateway_is_one_alarm_with_its_children():
    centre = a_centre()
    live(centre, 5)
    came = silence(live(centre, 40, gateway=False, bands=False))
    assert came[0][:2] == ("raised", "gw-1")
    assert set(came[1:]) == {
        ("suppressed", f"band-{number:03}", "DEV-01:gw-1:1") for number in range(1, PEOPLE + 1)
    }
    notices = [notice.alarm for each in centre.log for notice in each.notices]
    assert {alarm for alarm in notices if alarm.startswith("DEV-01")} == {"DEV-01:gw-1:1"}


def test_when_it_returns_the_children_go_and_who_stays_silent_is_told():
    centre = a_centre()
    live(centre, 5)
    live(centre, 40, gateway=False, bands=False)
    centre.counts["band-001"] = 0
    came = silence(live(centre, 10, bands=False))
    assert ("cleared", "gw-1", "") in came
    assert [each[0] for each in came if each[1] == "band-003"] == ["unsuppressed"]


def test_one_silent_band_behind_a_living_gateway_is_its_own_alarm_at_once():
    centre = a_centre()
    live(centre, 5)
    came = []
    for _ in range(13):
        for number in range(2, PEOPLE + 1):
            centre.heartbeat(f"band-{number:03}")
        for device in ("cam-h1", "gw-1", "gw-2"):
            centre.heartbeat(device)
        came += silence(centre.run(1))
    assert came == [("raised", "band-001", "")]


def test_a_life_alarm_of_a_child_rings_at_once_while_its_gateway_is_dead():
    centre = a_centre()
    live(centre, 5)
    live(centre, 40, gateway=False, bands=False)
    centre.press("band-002")  # It comes by another way: the frame is what counts.
    rang = [each for each in centre.tick().alarms if each.rule == "MOT-08"]
    assert [(each.change, each.severity, each.root) for each in rang] == [("raised", 1, "")]


def test_what_was_open_before_its_gateway_died_stays_on_the_list():
    centre = a_centre()
    live(centre, 5)
    for _ in range(15):  # band-001 alone falls silent and is told of
        for number in range(2, PEOPLE + 1):
            centre.heartbeat(f"band-{number:03}")
        for device in ("cam-h1", "gw-1", "gw-2"):
            centre.heartbeat(device)
        centre.run(1)
    came = silence(live(centre, 30, gateway=False, bands=False))
    assert ("raised", "gw-1", "") in came
    put_aside = {subject for change, subject, _ in came if change == "suppressed"}
    assert put_aside == {f"band-{number:03}" for number in range(2, PEOPLE + 1)}
    assert [each for each in came if each[1] == "band-001"] == []


def test_roots_are_the_same_after_a_snapshot():
    centre = a_centre()
    live(centre, 5)
    live(centre, 30, gateway=False, bands=False)
    other = Clockwork.restore(centre.clockwork.snapshot())
    assert other.snapshot() == centre.clockwork.snapshot()
    engine = other._engine
    roots = {int(root) for root in engine._machine.root if root >= 0}
    assert roots == {
        engine._force.cells.at("DEV-01", "device", len(centre.configuration.devices) - 3)
    }


def flooded() -> Centre:
    centre = a_centre()
    for _ in range(11):
        centre.bits["band-001"] = 0
        centre.press("band-001")
        centre.tick()
    centre.tick()
    return centre


def test_in_a_flood_only_life_alarms_stand_alone_and_are_told_each():
    centre = flooded()
    centre.band_state("band-002", strap="open")
    centre.position("band-002", "h1")
    start = len(centre.log)
    centre.press("band-003")
    live(centre, 4)
    rang = {
        each.id: (each.severity, each.root)
        for decisions in centre.log[start:]
        for each in decisions.alarms
        if each.change == "raised"
    }
    assert rang["MOT-08:D-0003:1"] == (1, "")
    assert rang["MOT-07:D-0002:1"] == (2, "SYS-06:test:1")
    told = {notice.alarm for each in centre.log[start:] for notice in each.notices}
    assert "MOT-08:D-0003:1" in told
    assert "MOT-07:D-0002:1" not in told


def test_when_the_flood_is_over_what_it_hid_stands_for_itself():
    centre = flooded()
    centre.band_state("band-002", strap="open")
    live(centre, 4)
    changes = [(each.change, each.root) for each in live(centre, 610) if each.rule == "MOT-07"]
    assert changes == [("grouped", "")]
