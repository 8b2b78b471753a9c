"""One of two gateways lags: it is told once, by the gateway, and not by all it carries (DEV-15)."""

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


def test_where_all_lag_together_both_gateways_are_told():
    centre = two_gateways()
    centre.ahead_s = dict.fromkeys((*LATE, *RIGHT, "gw-1", "gw-2"), -6.0)
    found = told(centre, 75, gateways=("gw-1", "gw-2"))
    assert (found["gw-1"], found["gw-2"]) == ("P2", "P2")
    assert not [name for name in found if name.startswith("band")]
