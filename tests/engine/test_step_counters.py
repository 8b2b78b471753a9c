"""A call for help is an alarm, whatever became of the counters of the band that sends it."""

import pytest

from tests.engine.build import Centre

BAND = "band-001"


def told(changes) -> list[str]:
    return [change.change for change in changes if change.rule == "MOT-08"]


@pytest.fixture
def pressed() -> Centre:
    """Stand for a band whose first SOS was raised once, receipted and let go."""
    centre = Centre.opened()
    centre.heartbeat(BAND)
    centre.tick()
    centre.press(BAND)
    changes = [*centre.tick().alarms]
    centre.heartbeat(BAND)
    centre.band_state(BAND)
    centre.vitals(BAND)
    assert told([*changes, *centre.run(1)]) == ["raised"], "its repeats are no news"
    centre.bits.clear()
    return centre


def test_a_band_that_lost_its_counters_is_heard(pressed):
    pressed.counts[BAND], pressed.seqs[BAND] = 0, 1

    pressed.press(BAND)

    assert told(pressed.tick().alarms) == ["occurred_again"]


def test_a_forged_boot_does_not_mute_the_band(pressed):
    pressed.boots[BAND] = 2**32 - 1
    pressed.press(BAND)
    pressed.run(0.5)
    pressed.boots[BAND] = 1
    pressed.bits.clear()

    pressed.press(BAND)

    assert told(pressed.run(0.5)) == ["occurred_again"]
