"""No pair of what keeps alarms quiet can silence a P1: on the wall and told, within a second.

The wall is what the console makes of the decisions, being told is a notice. Every story runs
through the real intake and step, with the filters a site may write and what its people may do.
"""

import itertools
from collections.abc import Callable

import msgspec
import pytest

from alerts.filters import Filter
from console.build import alarm_view
from console.catalogue import Catalogue
from custody.acts.alarms import Shelve, TakeOutOfService
from engine.decisions import Decisions
from tests.engine.build import Centre
from tests.engine.small_site import a_configuration

FILTERS = {
    "on-delay": {"on_delay_s": 3600.0},
    "off-delay": {"off_delay_s": 3600.0},
    "count": {"count": 5, "window_s": 1.0},
    "latch": {"latch": True},
    "re-alarm": {"realarm_s": 86_400.0},
    "deadband": {"deadband": {"low_pct": 5.0, "critical_pct": 5.0}},
    "short shelf": {"shelve_max_s": 60.0},
}
"""Each field of alerts.filters.Filter; the deadband only where the rule has one."""
SHORT = {"low_s": 3.0, "critical_s": 3.0}
"""Holds of VIT-01 that do not make a story of a minute."""
DEEDS = ("shelved", "out of service", "closed", "acknowledged", "flood", "dead gateway")
"""What people do, and what stands behind alarms."""
PAIRS = list(itertools.combinations((*FILTERS, *DEEDS), 2))


def a_centre(rule: str, names: tuple[str, ...]) -> Centre:
    """Return a centre whose rule is filtered as named, with a person in a cell."""
    said = {key: value for name in names for key, value in FILTERS.get(name, {}).items()}
    if rule != "VIT-01":
        said.pop("deadband", None)
    base = a_configuration()
    filters = {rule: Filter(**said)} if said else {}
    thresholds = base.thresholds | {"VIT-01": base.thresholds["VIT-01"] | SHORT}
    site = msgspec.structs.replace(base, filters=filters, thresholds=thresholds)
    centre = Centre.opened(site)
    centre.stay("band-001")
    centre.stay("band-002")
    live(centre, 1)
    return centre


def live(centre: Centre, seconds: float, *, oxygen: float = 97.0, gateway: bool = True) -> None:
    """Let everybody breathe for some time; a gateway may be silent meanwhile."""
    for _ in range(round(seconds * 2)):
        centre.position("band-001", "h1")
        centre.position("card-001", "h1")
        centre.vitals("band-001", spo2_pct=oxygen)
        centre.heartbeat("cam-h1")
        if gateway:
            centre.heartbeat("gw-1")
        centre.run(0.5)


def flooded(centre: Centre) -> None:
    """Ring so often by another person that there is a flood."""
    for _ in range(12):
        centre.bits["band-002"] = 0
        centre.press("band-002")
        centre.tick()
    centre.bits["band-002"] = 0
    centre.tick()


def prepare(centre: Centre, rule: str, names: tuple[str, ...], mild: Callable[[], None]) -> None:
    """Let something mild ring where the rule has it, and do with it what the names say."""
    if "flood" in names:
        flooded(centre)
    if "out of service" in names:
        for who in ("s-001", "s-002"):
            act = TakeOutOfService(rule=rule, subject="D-0001", hours=8.0, reason="repair")
            centre.ask(act, who=who)
    if "dead gateway" in names:
        live(centre, 20, gateway=False)
    mild()
    alarm = f"{rule}:D-0001:1"
    if "acknowledged" in names:
        centre.acknowledge(alarm)
    if "closed" in names:
        centre.close(alarm)
    if "shelved" in names:
        centre.ask(Shelve(alarm=alarm, minutes=1.0, reason="noisy"))


def shown_and_told(centre: Centre, rule: str, since: int) -> tuple[bool, bool]:
    """Return whether the console has it on its list unanswered, and whether somebody is told."""
    open_, told = False, False
    for decisions in centre.log[since:]:
        for change in decisions.alarms:
            if change.rule == rule and change.subject == "D-0001" and change.severity == 1:
                view = alarm_view(change, None, Catalogue(), recorded=True)
                open_ = view.open and view.state == "unacknowledged" and not change.root
        told |= _told(decisions, rule)
    return open_, told


def _told(decisions: Decisions, rule: str) -> bool:
    return any(
        notice.alarm.startswith(f"{rule}:D-0001:") and notice.alarm_state.severity == 1
        for notice in decisions.notices
    )


def sos(centre: Centre) -> None:
    centre.bits["band-001"] = 0
    centre.press("band-001")


def cut(centre: Centre) -> None:
    """Cut the strap in the corridor: in a cell it would be no life alarm (MOT-07)."""
    for _ in range(3):
        centre.position("band-001", "c1")
        centre.tick()
    centre.press("band-001", "strap")


def open_strap(centre: Centre) -> Callable[[], None]:
    def mild() -> None:
        centre.band_state("band-001", strap="open")
        live(centre, 4)

    return mild


def nothing() -> None:
    """Stands for a rule that knows nothing mild."""


@pytest.mark.parametrize("pair", PAIRS, ids=" + ".join)
def test_a_call_for_help_is_never_silent(pair):
    centre = a_centre("MOT-08", pair)
    prepare(centre, "MOT-08", pair, nothing)
    since = len(centre.log)
    sos(centre)
    centre.run(1)
    assert shown_and_told(centre, "MOT-08", since) == (True, True)


@pytest.mark.parametrize("pair", PAIRS, ids=" + ".join)
def test_a_cut_strap_is_never_silent_whatever_was_done_about_an_open_one(pair):
    centre = a_centre("MOT-07", pair)
    prepare(centre, "MOT-07", pair, open_strap(centre))
    since = len(centre.log)
    cut(centre)
    centre.run(0.6)
    assert shown_and_told(centre, "MOT-07", since) == (True, True)


@pytest.mark.parametrize("pair", PAIRS, ids=" + ".join)
def test_failing_oxygen_is_never_silent_whatever_was_done_about_low_oxygen(pair):
    centre = a_centre("VIT-01", pair)
    gateway = "dead gateway" not in pair
    prepare(centre, "VIT-01", pair, lambda: live(centre, 4, oxygen=90.0, gateway=gateway))
    since = len(centre.log)
    live(centre, 2, oxygen=80.0, gateway=gateway)
    assert shown_and_told(centre, "VIT-01", since) == (False, False)  # It has 3 s to hold.
    live(centre, 2, oxygen=80.0, gateway=gateway)
    assert shown_and_told(centre, "VIT-01", since) == (True, True)


@pytest.mark.parametrize("pair", PAIRS, ids=" + ".join)
def test_a_second_call_is_not_silenced_by_what_was_done_about_the_first(pair):
    centre = a_centre("MOT-08", pair)
    prepare(centre, "MOT-08", pair, lambda: (sos(centre), centre.tick()))
    if "shelved" in pair:  # A life alarm is shelved by two.
        centre.ask(Shelve(alarm="MOT-08:D-0001:1", minutes=1.0, reason="noisy"), who="s-002")
    since = len(centre.log)
    sos(centre)
    centre.run(1)
    assert shown_and_told(centre, "MOT-08", since) == (True, True)
