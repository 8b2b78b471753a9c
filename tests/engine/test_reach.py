"""Wall and notices are two paths: an alarm that reached nobody by either is found in 10 s."""

import pytest

from custody.acts.alarms import Shelve
from custody.commands import Acknowledge
from custody.facts import EngineStarted, Meter, SessionChanged
from engine.clockwork import Clockwork
from tests.engine.build import Centre, internal

SOS = "MOT-08:D-0001:1"


@pytest.fixture
def centre() -> Centre:
    centre = Centre.opened()
    centre.stay("band-001")
    meter(centre, "cursor_lag", text="notifier")
    centre.press("band-001")
    centre.tick()
    centre.bits["band-001"] = 0
    return centre


def meter(centre: Centre, name: str, value: float = 0.0, text: str = "") -> None:
    centre.facts.append(internal("$meter", Meter(name=name, value=value, text=text)))
    centre.tick()


def quiet(centre: Centre, seconds: float) -> list[tuple[str, str]]:
    """Let time pass with living outlets; return what happened to DEV-08, and why.

    A page shows whatever else rings.
    """
    found = []
    for _ in range(round(seconds)):
        before = len(centre.log)
        meter(centre, "cursor_lag", text="notifier")
        centre.run(0.9)
        rang = [each for told in centre.log[before:] for each in told.alarms]
        found += [each for each in rang if each.rule == "DEV-08"]
        for alarm in {each.id for each in rang if each.rule not in ("DEV-08", "MOT-08")}:
            centre.meter("shown", 0, alarm)
    return [
        (each.change, str(each.evidence.samples[0].value) if each.evidence else "")
        for each in found
    ]


def test_an_alarm_that_reached_neither_wall_nor_phone_is_an_alarm_by_its_number(centre):
    assert quiet(centre, 9) == []
    assert quiet(centre, 3) == [("raised", f"alarm {SOS}")]


def test_a_phone_that_took_it_is_enough(centre):
    meter(centre, "delivered", 1, f"{SOS}:duty:1:first")
    assert quiet(centre, 20) == []


def test_a_page_that_got_it_is_enough(centre):
    meter(centre, "shown", text=SOS)
    assert quiet(centre, 20) == []


def test_somebody_who_acknowledges_it_was_reached(centre):
    centre.ask(Acknowledge(alarm=SOS), who="s-001")
    assert quiet(centre, 20) == []


def test_what_arrives_late_ends_it(centre):
    quiet(centre, 12)
    meter(centre, "shown", text=SOS)
    assert ("cleared", "") in quiet(centre, 8)


def test_another_alarms_delivery_says_nothing_of_this_one(centre):
    meter(centre, "delivered", 1, "MOT-08:D-0002:1:duty:1:first")
    assert quiet(centre, 12)


def test_it_is_remembered_over_a_restart(centre):
    centre.clockwork = Clockwork.restore(centre.clockwork.snapshot())
    assert quiet(centre, 12)


def test_where_no_outlets_ever_reported_nobody_is_expected_to():
    centre = Centre.opened()
    centre.stay("band-001")
    centre.press("band-001")
    centre.tick()
    assert "DEV-08" not in {each.rule for each in centre.run(30)}


def test_a_console_that_falls_silent_is_a_path_down_and_a_gap_gives_it_time(centre):
    meter(centre, "shown", text=SOS)
    meter(centre, "pages", 1)
    assert quiet(centre, 14) == []
    centre.facts.append(internal("$start", EngineStarted(gap_ns=10**9)))
    for session in ("alarm", "telemetry"):
        centre.facts.append(internal("$session", SessionChanged(session=session, up=True)))
    meter(centre, "cursor_lag", text="notifier")
    assert quiet(centre, 12) == []
    assert quiet(centre, 10) == [("raised", "console process")]


def test_it_rings_anew_where_another_path_is_down_and_people_know(centre):
    meter(centre, "shown", text=SOS)
    meter(centre, "outlet_down", 1, "postgres")
    assert quiet(centre, 7) == [("raised", "postgres")]
    assert centre.ask(Acknowledge(alarm="DEV-08:test:1"), who="s-001").accepted
    centre.press("band-001")
    centre.tick()
    assert ("occurred_again", f"postgres alarm {SOS}") in quiet(centre, 14)


def test_telling_the_next_tier_expects_nothing_anew(centre):
    meter(centre, "delivered", 1, f"{SOS}:duty:1:first")
    before = len(centre.log)
    assert not [why for _, why in quiet(centre, 70) if SOS in why]
    assert "told" in {each.change for told in centre.log[before:] for each in told.alarms}


def test_what_was_put_aside_comes_back_though_it_is_over_and_alarms_go_on(centre):
    meter(centre, "shown", text=SOS)
    meter(centre, "outlet_down", 1, "postgres")
    quiet(centre, 7)
    aside = Shelve(alarm="DEV-08:test:1", minutes=1, reason="repair")
    assert centre.ask(aside, who="s-001").accepted
    meter(centre, "outlet_down", 0, "postgres")
    assert ("unshelved", "") in quiet(centre, 70)
    centre.press("band-001")
    assert "MOT-08" in {each.rule for each in centre.run(1)}
