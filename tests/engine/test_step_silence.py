"""Silence counts only while we can hear: sessions, restarts, grace."""

import pytest

from engine.decisions import AlarmChange
from tests.engine.build import Centre


@pytest.fixture
def centre() -> Centre:
    return Centre.opened()


def beat(centre: Centre, seconds: int, *devices: str) -> list[tuple[str, str, str]]:
    """Let devices beat once a second; return the silence alarms of that time."""
    came = []
    for _ in range(seconds):
        for device in devices:
            centre.heartbeat(device)
        came += [
            (change.rule, change.subject, change.change)
            for change in centre.run(1)
            if change.rule == "DEV-01"
        ]
    return came


def paths(centre: Centre, seconds: int) -> list[AlarmChange]:
    """Let every device beat, so that nothing else rings; return what is told of alarm paths."""
    came = []
    for _ in range(seconds):
        centre.heartbeat("gw-1")
        centre.heartbeat("cam-h1")
        came += [change for change in centre.run(1) if change.rule == "DEV-08"]
    return came


def test_a_device_that_never_spoke_is_silent_after_its_limit(centre):
    assert beat(centre, 16, "gw-1") == [("DEV-01", "cam-h1", "raised")]


def test_bands_count_only_when_worn_and_cards_never(centre):
    assert beat(centre, 30, "gw-1", "cam-h1") == []
    centre.stay("band-001")
    assert beat(centre, 12, "gw-1", "cam-h1") == [("DEV-01", "band-001", "raised")]


def test_any_frame_is_a_sign_of_life(centre):
    centre.stay("band-001")
    came = []
    for _ in range(20):
        centre.position("band-001", "h1")
        came += beat(centre, 1, "gw-1", "cam-h1")
    assert came == []


def test_a_silent_device_that_speaks_again_clears(centre):
    beat(centre, 16, "gw-1")
    assert beat(centre, 3, "gw-1", "cam-h1") == [("DEV-01", "cam-h1", "cleared")]


def test_nothing_is_silent_while_the_session_is_down(centre):
    beat(centre, 5, "gw-1", "cam-h1")
    centre.session(up=False)
    assert beat(centre, 60) == []
    centre.session(up=True)
    assert beat(centre, 14) == []
    assert {subject for _, subject, _ in beat(centre, 3)} == {"gw-1", "cam-h1"}


def test_after_a_restart_each_device_has_one_limit_of_grace(centre):
    beat(centre, 5, "gw-1", "cam-h1")
    centre.number += 600  # A minute passes without us.
    centre.restarted()
    centre.session(up=True)
    assert beat(centre, 14) == []
    assert len(beat(centre, 2)) == 2


def test_a_restart_does_not_clear_a_device_that_was_silent(centre):
    beat(centre, 16, "gw-1")
    centre.restarted()
    centre.session(up=True)
    assert beat(centre, 10, "gw-1") == []


def test_before_telemetry_can_reach_us_nobody_is_lost(centre):
    centre.stay("band-001")
    centre.position("band-001", "h1")
    centre.tick()
    centre.restarted()
    assert [change.rule for change in centre.run(60) if change.rule == "POS-07"] == []


def test_a_band_let_out_is_not_expected_to_speak(centre):
    stay = centre.stay("band-001")
    centre.position("band-001", "h1")
    centre.let_out(stay, 60)
    assert beat(centre, 50, "gw-1", "cam-h1") == []
    assert beat(centre, 12, "gw-1", "cam-h1") == [("DEV-01", "band-001", "raised")]


def test_the_alarm_session_down_is_an_alarm_path_down(centre):
    centre.session(up=False, session="alarm")
    came = [change for change in centre.run(6) if change.rule == "DEV-08"]
    assert [change.evidence.samples[0].value for change in came] == ["session alarm"]


def test_sessions_that_never_come_up_after_a_start_are_told(centre):
    centre.restarted()
    came = [change for change in centre.run(6) if change.rule == "DEV-08"]
    down = [change.evidence.samples[0].value for change in came]
    assert down == ["session alarm session telemetry"]


def test_a_delivery_that_fails_and_does_not_recover_is_an_alarm(centre):
    centre.meter("delivery_failed", 1, "MOT-08:D-0001:1:duty:1:first")
    came = [change for change in centre.run(6) if change.change == "raised"]
    assert [change.rule for change in came] == ["DEV-08"]
    assert [change.evidence.samples[0].value for change in came] == ["endpoint duty"]
    centre.meter("delivered", 1, "MOT-08:D-0001:1:duty:1:first")
    assert [change.change for change in centre.run(6)] == ["cleared"]


def test_outlets_that_report_no_more_are_an_alarm_path_down(centre):
    centre.meter("cursor_lag", 0, "postgres")
    assert paths(centre, 19) == []
    came = paths(centre, 3)
    assert [change.evidence.samples[0].value for change in came] == ["outlets process"]
    centre.meter("cursor_lag", 0, "postgres")
    assert [change.change for change in paths(centre, 6)] == ["cleared"]
