"""One of two gateways lags: it is told once, by the gateway, and not by all it carries (DEV-15)."""

import pytest
from msgspec.structs import replace

from custody.registry import Device
from tests.engine.build import Centre
from tests.engine.small_site import a_configuration

LATE = tuple(f"band-{number:03}" for number in range(1, 9))
RIGHT = tuple(f"band-{number:03}" for number in range(9, 21))


def two_gateways() -> Centre:
    """Eight bands behind the first gateway, twelve behind the second."""
    base = a_configuration(bands=20)
    devices = tuple(
        replace(device, sender="gw-2") if device.id in RIGHT else device for device in base.devices
    )
    other = Device(id="gw-2", kind="gateway", sender="gw-2", heartbeat_s=5.0)
    return Centre.opened(replace(base, devices=(*devices, other)))


def told(centre: Centre, seconds: int, *, gateways: tuple[str, ...]) -> dict[str, str]:
    """Let bands and gateways beat; return whose clock was told of and how badly at worst."""
    found: dict[str, str] = {}
    for _ in range(seconds):
        for device in (*LATE, *RIGHT):
            centre.position(device, "h1")
        for device in gateways:
            centre.heartbeat(device)
        changes = [one for one in centre.run(1) if one.rule == "DEV-15"]
        found |= {
            one.subject: f"P{int(one.severity)}" for one in changes if one.change != "cleared"
        }
    return found


def test_a_gateway_that_lags_is_told_once_and_its_bands_are_not():
    centre = two_gateways()
    centre.ahead_s = dict.fromkeys((*LATE, "gw-1"), -6.0)
    assert told(centre, 75, gateways=("gw-1", "gw-2")) == {"gw-1": "P2"}


def test_a_gateway_speaks_for_its_bands_though_its_own_clock_is_right_or_never_heard():
    for gateways in (("gw-1", "gw-2"), ()):
        centre = two_gateways()
        centre.ahead_s = dict.fromkeys(LATE, -6.0)
        assert told(centre, 75, gateways=gateways) == {"gw-1": "P2"}


def test_one_band_of_its_own_is_told_beside_the_gateway():
    centre = two_gateways()
    centre.ahead_s = dict.fromkeys(LATE, -6.0) | {"band-002": -9.0, "band-010": 3.0}
    expected = {"gw-1": "P2", "band-002": "P3", "band-010": "P3"}
    assert told(centre, 75, gateways=()) == expected


def test_a_gateway_that_is_right_is_not_told_because_most_of_the_site_lags():
    centre = two_gateways()
    centre.ahead_s = dict.fromkeys(RIGHT, -6.0)  # Twelve of twenty, behind the second.
    assert told(centre, 75, gateways=("gw-1",)) == {"gw-2": "P2"}


def controllers() -> Centre:
    """Six doors and six cameras, each kind behind a controller that has no gateway of its own."""
    base = a_configuration(bands=20)
    kept = tuple(one for one in base.devices if one.kind not in ("door", "camera"))
    doors = tuple(Device(id=name, kind="door", sender="doorctl") for name in DOORS)
    cameras = tuple(Device(id=name, kind="camera", sender="camctl") for name in CAMERAS)
    site = replace(base.site, doors=(), cameras=())
    return Centre.opened(replace(base, devices=(*kept, *doors, *cameras), site=site))


DOORS = tuple(f"door-{number}" for number in range(1, 7))
CAMERAS = tuple(f"cam-{number}" for number in range(1, 7))


@pytest.mark.parametrize("late", [DOORS, CAMERAS, (*DOORS, *CAMERAS)])
def test_doors_and_cameras_that_lag_together_are_told_once_a_controller(late):
    centre = controllers()
    centre.ahead_s = dict.fromkeys(late, -6.0)
    found, changes = {}, []
    for _ in range(75):
        for device in (*DOORS, *CAMERAS, "gw-1"):
            centre.heartbeat(device)
        changes += [one for one in centre.run(1) if one.rule == "DEV-15"]
    found = {one.subject: one for one in changes if one.change != "cleared"}
    assert sorted(found) == [name for name in ("cam-1", "door-1") if name in late]
    for one in found.values():
        said = {sample.name: sample.value for sample in one.evidence.samples}
        assert said["devices off together"] == 6
        assert said["clock behind ours by s"] == pytest.approx(6.0, abs=0.2)


def test_one_door_of_its_own_is_told_beside_its_controller():
    centre = controllers()
    centre.ahead_s = dict.fromkeys(DOORS, -6.0) | {"door-4": 0.0, "door-5": -9.0}
    subjects = set()
    for _ in range(75):
        for device in (*DOORS, *CAMERAS, "gw-1"):
            centre.heartbeat(device)
        subjects |= {one.subject for one in centre.run(1) if one.rule == "DEV-15"}
    assert subjects == {"door-1", "door-5"}


def test_where_all_lag_together_both_gateways_are_told():
    centre = two_gateways()
    centre.ahead_s = dict.fromkeys((*LATE, *RIGHT, "gw-1", "gw-2"), -6.0)
    found = told(centre, 75, gateways=("gw-1", "gw-2"))
    assert (found["gw-1"], found["gw-2"]) == ("P2", "P2")
    assert not [name for name in found if name.startswith("band")]
