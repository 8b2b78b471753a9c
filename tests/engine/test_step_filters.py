"""Filters of rules.toml in force: a deadband, and what a snapshot keeps of a shelf."""

import msgspec
import pytest

from alerts.filters import Filter
from engine.clockwork import Clockwork
from tests.engine.build import Centre
from tests.engine.small_site import a_configuration

pytestmark = pytest.mark.simulation


def filtered(**filters: Filter) -> Centre:
    chosen = {rule.replace("_", "-"): each for rule, each in filters.items()}
    return Centre.opened(msgspec.structs.replace(a_configuration(), filters=chosen))


def breathe(centre: Centre, oxygen: float, seconds: int) -> list[str]:
    came = []
    for _ in range(seconds):
        centre.vitals("band-001", spo2_pct=oxygen)
        centre.position("band-001", "h1")
        centre.position("card-001", "h1")
        came += [each.change for each in centre.run(1) if each.rule == "VIT-01"]
    return [change for change in came if change != "told"]


def test_a_value_that_comes_back_within_the_deadband_is_the_same_alarm_still():
    centre = filtered(VIT_01=Filter(deadband={"low_pct": 2.0}))
    centre.stay("band-001")
    assert breathe(centre, 90.0, 62) == ["raised"]
    assert breathe(centre, 92.5, 40) == []
    assert breathe(centre, 90.0, 62) == []
    assert breathe(centre, 94.0, 40) == []
    assert breathe(centre, 90.0, 62) == ["occurred_again"]


def test_without_a_deadband_it_left_and_came_again():
    centre = filtered()
    centre.stay("band-001")
    assert breathe(centre, 90.0, 62) == ["raised"]
    assert breathe(centre, 92.5, 40) == []
    assert breathe(centre, 90.0, 62) == ["occurred_again"]


def test_a_value_within_the_deadband_raises_nothing():
    centre = filtered(VIT_01=Filter(deadband={"low_pct": 2.0}))
    centre.stay("band-001")
    assert breathe(centre, 92.5, 130) == []


def test_filters_survive_a_snapshot():
    centre = filtered(VIT_01=Filter(deadband={"low_pct": 2.0}, on_delay_s=5.0))
    centre.stay("band-001")
    breathe(centre, 90.0, 61)
    centre.clockwork = Clockwork.restore(centre.clockwork.snapshot())
    assert breathe(centre, 90.0, 8) == ["raised"]
