"""Who is told: nobody told is worse than too many told."""

import msgspec
import pytest

from alerts.escalate import audience, leaves_the_house
from tests.engine.build import Centre
from tests.engine.small_site import a_configuration, endpoint

NOTIFY = a_configuration().notify


def names(points) -> list[str]:
    return [point.id for point in points]


@pytest.mark.parametrize(
    ("told", "tier", "expected"),
    [
        (("CR", "G"), 1, ["duty"]),
        (("HCP",), 1, ["medic"]),
        (("HCP", "CO"), 1, ["duty", "medic"]),
        (("LEG",), 1, ["duty", "medic"]),
        (("CR",), 2, ["inspector"]),
    ],
)
def test_a_tier_hears_what_concerns_it_or_all_of_it(told, tier, expected):
    assert names(audience(NOTIFY, told, tier=tier)) == expected


def test_without_a_next_tier_the_first_hears_again():
    alone = msgspec.structs.replace(NOTIFY, endpoints=(endpoint("duty", 1, "CR"),))
    assert names(audience(alone, ("CR",), tier=2)) == ["duty"]


def test_mild_alarms_stay_in_the_house():
    assert leaves_the_house(NOTIFY, 3)
    assert not leaves_the_house(NOTIFY, 4)
    centre = Centre.opened()
    centre.stay("band-001", hours=6.5)
    assert [notice for each in centre.log for notice in each.notices] == []


def test_a_limit_of_zero_never_escalates():
    configuration = a_configuration()
    notify = msgspec.structs.replace(configuration.notify, escalate_after_s=(0.0, 0.0, 0.0, 0.0))
    centre = Centre.opened(msgspec.structs.replace(configuration, notify=notify))
    centre.stay("band-001")
    centre.press("band-001")
    assert "told" not in {change.change for change in centre.run(200)}


def test_a_worse_severity_is_told_again_and_starts_its_own_shorter_wait():
    centre = Centre.opened()
    stay = centre.stay("band-001")
    centre.position("band-001", "h1")
    centre.tick()
    centre.position("band-001", "h1")
    centre.band_state("band-001", strap="cut")
    start = len(centre.log)
    centre.run(10)
    for _ in range(2):
        centre.position("band-001", "c1")
        centre.tick()
    centre.run(32)
    notices = [
        (notice.reason, notice.endpoint)
        for each in centre.log[start:]
        for notice in each.notices
        if notice.alarm == f"MOT-07:{stay}:1"
    ]
    assert notices == [("first", "duty"), ("severity", "duty"), ("escalation", "inspector")]
