"""A drill goes every way a real alarm goes, and is one only as announced; dead letters go again."""

import pytest

from alerts.ledger import FLOOD_BEGINS
from custody.acts.notices import AnnounceDrill, ResendNotice
from custody.commands import Acknowledge, CloseAlarm
from engine.clockwork import Clockwork
from tests.engine.build import Centre

SOS = "MOT-08:band-002:1"


@pytest.fixture
def centre() -> Centre:
    centre = Centre.opened()
    centre.stay("band-001")
    return centre


def announce(centre: Centre, subject: str = "band-002", minutes: float = 5, rule: str = "MOT-08"):
    act = AnnounceDrill(rule=rule, subject=subject, minutes=minutes, reason="monthly drill")
    return centre.ask(act, who="s-001")


def pressed(centre: Centre):
    """Press SOS of a spare band; return the alarm's change and the notices of it."""
    centre.press("band-002")
    decided = centre.tick()
    centre.bits["band-002"] = 0
    (change,) = [each for each in decided.alarms if each.rule == "MOT-08"]
    return change, [each for each in decided.notices if each.alarm == change.id]


def close(centre: Centre, alarm: str):
    centre.ask(Acknowledge(alarm=alarm), who="s-001")
    act = CloseAlarm(alarm=alarm, cause="false_logic", action="drill over")
    return centre.ask(act, who="s-001")


def test_an_announced_alarm_is_a_drill_and_told_like_any_other(centre):
    assert announce(centre).result == "MOT-08:band-002"
    change, notices = pressed(centre)
    assert change.drill
    assert change.severity == 1
    assert [each.alarm_state.drill for each in notices] == [True] * len(notices)
    assert notices
    noted = [event for decided in centre.log for event in decided.record]
    said = [(each.kind, each.by, each.data.get("alarm")) for each in noted if "drill" in each.kind]
    assert said == [("drill.announced", "s-001", None), ("drill.began", "s-001", SOS)]


def test_only_the_next_one_is_a_drill(centre):
    announce(centre)
    assert pressed(centre)[0].drill
    close(centre, SOS)
    assert not pressed(centre)[0].drill


def test_what_comes_on_top_of_a_drill_is_real(centre):
    announce(centre)
    pressed(centre)
    again, notices = pressed(centre)
    assert (again.change, again.drill) == ("occurred_again", False)
    assert not any(each.alarm_state.drill for each in notices)


@pytest.mark.parametrize("rule", ["MOT-01", "MOT-08", "POS-01"])
def test_nobody_in_custody_is_drilled_with(centre, rule):
    assert "take a spare band" in announce(centre, "D-0001", rule=rule).reason


def test_a_drill_that_never_began_is_forgotten(centre):
    announce(centre, minutes=0.1)
    centre.run(7)
    assert not pressed(centre)[0].drill


def test_a_drill_elsewhere_marks_nothing_here(centre):
    centre.stay("band-002")
    announce(centre, subject="D-0002")
    assert not pressed(centre)[0].drill


def test_an_alarm_that_is_open_cannot_be_called_a_drill_afterwards(centre):
    pressed(centre)
    refused = announce(centre)
    assert not refused.accepted
    assert "no drill" in refused.reason


def test_the_mark_survives_a_restart(centre):
    announce(centre)
    pressed(centre)
    centre.clockwork = Clockwork.restore(centre.clockwork.snapshot())
    assert close(centre, SOS).accepted
    assert all(each.drill for each in centre.log[-1].alarms if each.rule == "MOT-08")


def test_drills_make_no_flood_no_ticket_and_no_doubtful_rule(centre):
    for number in range(1, FLOOD_BEGINS + 3):
        announce(centre)
        assert pressed(centre)[0].drill
        close(centre, f"MOT-08:band-002:{number}")
    centre.run(2)
    rules = {each.rule for decided in centre.log for each in decided.alarms}
    assert not rules & {"SYS-06", "SYS-08"}
    assert not [ticket for decided in centre.log for ticket in decided.tickets]


def test_a_notice_is_sent_again_on_request_and_the_record_says_who_asked(centre):
    _, notices = pressed(centre)
    name = notices[0].id
    answer = centre.ask(ResendNotice(notice=name, reason="the phone was broken"), who="s-001")
    assert answer.accepted
    assert (answer.act, answer.result) == ("resend_notice", name)
    (event,) = [each for each in centre.log[-1].record if each.kind == "notice.resent"]
    assert (event.by, event.data["notice"]) == ("s-001", name)


@pytest.mark.parametrize("name", ["x", "MOT-08:D-0001:1:nobody:1:first", "NO-1:D-0001:1:duty:1:a"])
def test_what_is_no_notice_is_not_sent_again(centre, name):
    answer = centre.ask(ResendNotice(notice=name, reason="?"), who="s-001")
    assert not answer.accepted
