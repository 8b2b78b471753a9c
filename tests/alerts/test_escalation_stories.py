"""Escalation on a time axis: nobody answers, a phone is down, nobody comes, the shift changes.

A line is what happens (as in tests/scenarios) or ``tells ENDPOINT``: who must hear at that second.
Nobody else may hear. Day begins at 08:00 and ends at 20:27 UTC, which is t=19.9 of every story.
"""

import msgspec
import pytest

from alerts.roster import Roster, Shift
from custody.clocks.civil import UTC
from tests.engine.build import Centre, S
from tests.engine.small_site import a_configuration, endpoint
from tests.scenarios.play import Player

pytestmark = pytest.mark.simulation

STORIES = {
    "nobody acknowledges": """
        t=0     stay band-001 at h1
        t=5.0   band-001 sos
        t=5.1   tells duty
        t=35.1  tells officer
        t=65.1  tells inspector
        t=125.1 tells district
        t=140   end
    """,
    "acknowledged in time": """
        t=0     stay band-001 at h1 with s-001
        t=5.0   band-001 sos
        t=5.1   tells duty
        t=34.0  ack MOT-08:D-0001:1
        t=140   end
    """,
    "the first contact's phone is down": """
        t=0     stay band-001 at h1
        t=5.0   band-001 sos
        t=5.1   tells duty
        t=8.0   phone duty down
        t=8.1   tells officer
        t=65.1  tells inspector
        t=125.1 tells district
        t=140   end
    """,
    "all phones but one are known to be down": """
        t=0     stay band-001 at h1
        t=1.0   phone duty down
        t=1.0   phone officer down
        t=5.0   band-001 sos
        t=5.1   tells duty
        t=5.1   tells officer
        t=5.1   tells inspector
        t=125.1 tells district
        t=140   end
    """,
    "acknowledged, but nobody comes": """
        t=0     stay band-001 at h1
        t=5.0   band-001 sos
        t=5.1   tells duty
        t=15.0  ack MOT-08:D-0001:1
        t=75.1  tells officer
        t=100   s-002 at h1
        t=140   end
    """,
    "acknowledged, and somebody goes there": """
        t=0     stay band-001 at h1
        t=0     s-002 at far
        t=5.0   band-001 sos
        t=5.1   tells duty
        t=15.0  ack MOT-08:D-0001:1
        t=40.0  s-002 at h1
        t=140   end
    """,
    "the shift changes in the middle": """
        t=0     stay band-001 at h1
        t=5.0   band-001 sos
        t=5.1   tells duty
        t=5.1   tells day-phone
        t=19.9  tells duty
        t=19.9  tells night-phone
        t=35.1  tells officer
        t=65.1  tells inspector
        t=125.1 tells district
        t=140   end
    """,
}


def shifts() -> Roster:
    said = {"days": (1, 2, 3, 4, 5, 6, 7)}
    day = Shift(id="day", zh="日", en="Day", begins="08:00", ends="20:27", staff=("s-001",), **said)
    night = Shift(
        id="night", zh="夜", en="Night", begins="20:27", ends="08:00", staff=("s-003",), **said
    )
    return Roster(shifts=(day, night), local=UTC)


def a_centre(*, personal: bool) -> Centre:
    configuration = a_configuration()
    endpoints = [
        endpoint("duty", 1, "CR"),
        endpoint("officer", 2, "CO"),
        endpoint("inspector", 3, "DI"),
        endpoint("district", 4, "SUP"),
    ]
    if personal:
        for name, who in (("day-phone", "s-001"), ("night-phone", "s-003")):
            own = msgspec.structs.replace(endpoint(name, 1, "G"), staff=who)
            endpoints.append(own)
    notify = msgspec.structs.replace(
        configuration.notify,
        endpoints=tuple(endpoints),
        ladder_s=((30, 60, 120), (120, 300, 600), (600,), ()),
        arrive_within_s=(60, 300),
    )
    roster = shifts() if personal else Roster()
    return Centre.opened(msgspec.structs.replace(configuration, notify=notify, roster=roster))


def told(story: str, *, personal: bool) -> tuple[list, list]:
    """Return (who had to hear and when, who heard and when)."""
    player = Player(a_centre(personal=personal))
    expected = []
    for line in story.strip().splitlines():
        at, *words = line.split()
        at_s = float(at.removeprefix("t="))
        if words[0] == "tells":
            expected.append((at_s, words[1]))
            continue
        player.until(at_s)
        if words[0] == "phone":
            player.centre.meter("delivery_failed", 1, f"MOT-08:D-0001:1:{words[1]}:1:first")
        elif words != ["end"]:
            player.do(words)
    heard = [
        (round((each.t_ns - player.zero_ns) / S, 1), notice.endpoint)
        for each in player.centre.log
        for notice in each.notices
        if notice.alarm.startswith("MOT-08")
    ]
    return expected, heard


@pytest.mark.parametrize("name", STORIES)
def test_the_story_comes_true(name):
    expected, heard = told(STORIES[name], personal="shift" in name)
    assert len(heard) == len(expected), heard
    for (at_s, who), (when_s, endpoint_id) in zip(sorted(expected), sorted(heard), strict=True):
        assert who == endpoint_id
        assert abs(at_s - when_s) <= 1.0


def test_who_came_is_proved_by_position_and_named():
    player = Player(a_centre(personal=False))
    for words in (["stay", "band-001", "at", "h1"], ["s-002", "at", "far"]):
        player.do(words)
    player.until(5)
    player.do(["band-001", "sos"])
    player.until(10)
    player.do(["ack", "MOT-08:D-0001:1"])
    player.until(20)
    player.do(["s-002", "at", "h1"])
    player.until(26)
    arrived = [
        change for each in player.centre.log for change in each.alarms if change.change == "arrived"
    ]
    assert [(each.by, each.response) for each in arrived] == [("s-002", "arrived")]


def test_the_nearest_officer_on_duty_is_named_when_it_rings():
    configuration = a_configuration(staff=3)
    staff = tuple(msgspec.structs.replace(person, role="guard") for person in configuration.staff)
    player = Player(Centre.opened(msgspec.structs.replace(configuration, staff=staff)))
    for words in (
        ["stay", "band-001", "at", "h1"],
        ["s-002", "at", "h2"],
        ["s-003", "at", "far"],
    ):
        player.do(words)
    player.until(5)
    player.do(["band-001", "sos"])
    player.until(6)
    rang = [change for each in player.centre.log for change in each.alarms]
    assert [each.officer for each in rang if each.rule == "MOT-08"] == ["s-002"]
