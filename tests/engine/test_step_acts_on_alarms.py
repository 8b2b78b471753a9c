"""What people do about alarms: shelve, take out of service, contain, tickets, the hand-over."""

import pytest

from custody.acts.alarms import (
    Come,
    Contain,
    OpenTicket,
    ReturnToService,
    RosterLine,
    Shelve,
    SignHandOver,
    StartHandOver,
    StepTicket,
    TakeBack,
    TakeOutOfService,
    Unshelve,
)
from engine.clockwork import Clockwork
from tests.engine.build import Centre, S

SOS = "MOT-08:D-0001:1"
STRAP = "MOT-07:D-0001:1"


@pytest.fixture
def centre() -> Centre:
    centre = Centre.opened()
    centre.stay("band-001")
    return centre


def rung(centre: Centre) -> Centre:
    centre.press("band-001")
    centre.tick()
    centre.bits["band-001"] = 0
    return centre


def strapped(centre: Centre) -> Centre:
    """The strap is open in a cell: P2."""
    for _ in range(2):
        centre.position("band-001", "h1")
        centre.tick()
    centre.band_state("band-001", strap="open")
    centre.run(3)
    return centre


def aside(centre: Centre, alarm: str, who: str, minutes: float = 10):
    return centre.ask(Shelve(alarm=alarm, minutes=minutes, reason="repair"), who=who)


def states(changes) -> list[tuple[str, str]]:
    return [(each.change, each.state) for each in changes if each.rule in ("MOT-07", "MOT-08")]


def test_one_person_shelves_a_mild_alarm_with_reason_and_end(centre):
    strapped(centre)
    assert aside(centre, STRAP, "s-001", minutes=1).accepted
    alarm = centre.log[-1].alarms[0]
    assert (alarm.state, alarm.note) == ("shelved", "s-001: repair")
    assert abs(alarm.until_utc_ns - centre.utc_ns - 60 * S) < S
    assert states(centre.run(58)) == []
    assert states(centre.run(3)) == [("unshelved", "unacknowledged")]


def test_a_life_alarm_needs_two_people_and_ten_minutes_at_most(centre):
    rung(centre)
    assert "10" in aside(centre, SOS, "s-001", minutes=11).reason
    assert aside(centre, SOS, "s-001").result == "second person needed"
    assert aside(centre, SOS, "s-001").result == "second person needed"
    assert centre.log[-1].alarms == ()
    assert aside(centre, SOS, "s-002").result == ""
    assert centre.log[-1].alarms[0].note == "s-001 + s-002: repair"


def test_the_second_person_comes_too_late(centre):
    rung(centre)
    aside(centre, SOS, "s-001")
    centre.run(301)
    assert aside(centre, SOS, "s-002").result == "second person needed"


def test_a_new_press_takes_a_life_alarm_off_its_shelf_at_once(centre):
    rung(centre)
    aside(centre, SOS, "s-001")
    aside(centre, SOS, "s-002")
    centre.press("band-001")
    assert states(centre.tick().alarms) == [("occurred_again", "unacknowledged")]
    assert [notice.endpoint for notice in centre.log[-1].notices] == ["duty"]


def test_a_shelved_alarm_that_worsens_rings(centre):
    strapped(centre)
    aside(centre, STRAP, "s-001")
    came = []
    for _ in range(3):  # Out of the cell it may be an escape.
        centre.position("band-001", "c1")
        came += states(centre.tick().alarms)
    assert came == [("escalated_severity", "unacknowledged")]


def test_it_comes_off_the_shelf_when_somebody_takes_it(centre):
    strapped(centre)
    aside(centre, STRAP, "s-001")
    assert centre.ask(Unshelve(alarm=STRAP)).accepted
    assert centre.log[-1].alarms[0].state == "unacknowledged"
    assert not centre.ask(Unshelve(alarm=STRAP)).accepted


def out(centre: Centre, who: str):
    act = TakeOutOfService(rule="MOT-07", subject="D-0001", hours=0.02, reason="skin rash")
    return centre.ask(act, who=who)


def test_a_rule_goes_out_of_service_by_two_people_and_comes_back_by_itself(centre):
    out(centre, "s-001")
    assert out(centre, "s-002").accepted
    strapped(centre)
    assert states(centre.log[-1].alarms) == []
    kinds = [event.kind for each in centre.log for event in each.record]
    assert "rule.out_of_service" in kinds
    came = states(centre.run(75))
    assert came[-1] == ("raised", "unacknowledged")


def test_its_life_level_rings_all_the_same(centre):
    out(centre, "s-001")
    out(centre, "s-002")
    centre.press("band-001", "strap")
    assert states(centre.tick().alarms) == [("raised", "unacknowledged")]


def test_it_is_put_back_before_its_time(centre):
    out(centre, "s-001")
    out(centre, "s-002")
    assert centre.ask(ReturnToService(rule="MOT-07", subject="D-0001")).accepted
    assert not centre.ask(ReturnToService(rule="MOT-07", subject="D-0001")).accepted


def test_containing_follows_the_acknowledgement_and_precedes_the_close(centre):
    rung(centre)
    assert not centre.ask(Contain(alarm=SOS)).accepted
    centre.acknowledge(SOS)
    assert centre.ask(Contain(alarm=SOS)).accepted
    assert centre.log[-1].alarms[0].response == "contained"
    centre.close(SOS)
    closed = centre.log[-1].alarms[0]
    assert (closed.response, closed.disposition) == ("closed", "true")


def test_somebody_says_that_they_come_and_that_acknowledges(centre):
    rung(centre)
    assert centre.ask(Come(alarm=SOS), who="s-002").accepted
    told = [(each.change, each.state, each.by) for each in centre.log[-1].alarms]
    assert told == [
        ("acknowledged", "acknowledged", "s-002"),
        ("coming", "acknowledged", "s-002"),
    ]
    assert centre.log[-1].alarms[-1].response == "acknowledged"
    assert centre.ask(Come(alarm=SOS), who="s-003").accepted
    assert states(centre.log[-1].alarms) == [("coming", "acknowledged")]
    assert centre.log[-1].notices == ()


def test_an_acknowledgement_by_mistake_is_taken_back_and_the_wait_goes_on(centre):
    rung(centre)
    assert "nobody has acknowledged" in centre.ask(TakeBack(alarm=SOS)).reason
    centre.acknowledge(SOS)
    assert centre.ask(TakeBack(alarm=SOS), who="s-002").accepted
    (change,) = centre.log[-1].alarms
    assert (change.change, change.state, change.by) == ("taken_back", "unacknowledged", "s-002")
    assert [each.reason for each in centre.log[-1].notices] == ["taken_back"]
    centre.acknowledge(SOS)
    assert centre.ask(Contain(alarm=SOS)).accepted
    assert "is there already" in centre.ask(TakeBack(alarm=SOS)).reason


def test_whoever_was_told_before_hears_that_nobody_deals_with_it(centre):
    rung(centre)
    centre.run(35)
    told = {each.endpoint for decided in centre.log for each in decided.notices}
    assert {each.tier for decided in centre.log for each in decided.notices} == {1, 2}
    centre.acknowledge(SOS)
    assert centre.ask(TakeBack(alarm=SOS), who="s-002").accepted
    again = centre.log[-1].notices
    assert {each.endpoint for each in again} == told
    assert len({each.id for each in again}) == len(again)


def test_a_wait_that_was_broken_off_by_mistake_is_not_put_back(centre):
    rung(centre)
    centre.run(20)
    centre.acknowledge(SOS)
    centre.ask(TakeBack(alarm=SOS))
    before = len(centre.log)
    centre.run(12)
    later = [each for decided in centre.log[before:] for each in decided.notices]
    assert {(each.reason, each.tier) for each in later} == {("escalation", 2)}


def test_nobody_needs_to_come_to_what_is_contained(centre):
    rung(centre)
    centre.acknowledge(SOS)
    centre.ask(Contain(alarm=SOS))
    assert "already" in centre.ask(Come(alarm=SOS)).reason


def step(centre: Centre, who: str, what: str, **said):
    return centre.ask(StepTicket(ticket="T-0001", step=what, **said), who=who)


def test_a_ticket_goes_its_way_and_another_person_verifies_it(centre):
    centre.ask(OpenTicket(subject="door-h1", text="lock sticks"))
    due = centre.utc_ns + 3600 * S
    assert not step(centre, "s-001", "sign").accepted
    assert not step(centre, "s-001", "issue", to="nobody", due_utc_ns=due).accepted
    assert step(centre, "s-001", "issue", to="s-002", due_utc_ns=due).accepted
    assert not step(centre, "s-003", "sign").accepted
    for what in ("sign", "start", "feed_back"):
        assert step(centre, "s-002", what).accepted
    assert not step(centre, "s-002", "verify").accepted
    assert step(centre, "s-003", "reject", note="still sticks").accepted
    assert step(centre, "s-002", "feed_back").accepted
    assert step(centre, "s-003", "verify").accepted
    assert step(centre, "s-003", "close").accepted
    shown = [ticket.state for each in centre.log for ticket in each.tickets]
    assert shown[0] == "found"
    assert shown[-1] == "closed"


def test_the_same_alarm_three_times_in_a_day_is_a_ticket(centre):
    for number in (1, 2, 3):
        rung(centre)
        centre.close(f"MOT-08:D-0001:{number}")
    found = [ticket for each in centre.log for ticket in each.tickets]
    assert [(each.rule, each.subject, each.state) for each in found] == [
        ("MOT-08", "D-0001", "found")
    ]


def test_the_next_shift_signs_the_report_of_what_is_open(centre):
    rung(centre)
    report = centre.ask(StartHandOver(), who="s-001").result
    said = next(e.data for e in centre.log[-1].record if e.kind == "shift.reported")
    assert (said["alarms"], said["alarm_rules"]) == (1, "MOT-08")
    assert said["alarm_ids"] == SOS
    assert not centre.ask(SignHandOver(report=report), who="s-001").accepted
    assert centre.ask(SignHandOver(report=report), who="s-002").accepted
    assert not centre.ask(SignHandOver(report=report), who="s-003").accepted


def test_the_roster_is_edited_by_an_act(centre):
    line = {"shift": "day", "zh": "日", "en": "Day", "begins": "00:00", "ends": "00:00"}
    days = (1, 2, 3, 4, 5, 6, 7)
    assert not centre.ask(RosterLine(**line, days=days, staff=("nobody",))).accepted
    assert centre.ask(RosterLine(**line, days=days, staff=("s-002",))).accepted
    kinds = [event.kind for event in centre.log[-1].record]
    assert kinds == ["roster.set"]


def test_a_border_between_two_shifts_moves_in_one_act_or_not_at_all(centre):
    """Day to 20:00 and night from there; from 20:00 nobody is there if night alone moves."""
    days = (1, 2, 3, 4, 5, 6, 7)
    day = {"shift": "day", "zh": "日", "en": "Day", "days": days, "staff": ("s-001",)}
    night = {"shift": "night", "zh": "夜", "en": "Night", "days": days, "staff": ("s-001",)}
    for line in (
        RosterLine(**day, begins="08:00", ends="20:00"),
        RosterLine(**night, begins="20:00", ends="08:00"),
    ):
        assert centre.ask(line).accepted
    alone = centre.ask(RosterLine(**night, begins="21:00", ends="08:00"))
    assert "from Monday 20:00 there would be no" in alone.reason
    gone = centre.ask(RosterLine(**{**day, "staff": ()}, begins="08:00", ends="20:00"))
    assert "from Monday 08:00 there would be no" in gone.reason
    unknown = centre.ask(RosterLine(**day, begins="08:00", ends="21:00", along=("late",)))
    assert "late is not next to it" in unknown.reason
    vanishes = centre.ask(RosterLine(**day, begins="09:00", ends="09:00", along=("night",)))
    assert "no hours" in vanishes.reason
    assert hours(centre) == {"day": ("08:00", "20:00"), "night": ("20:00", "08:00")}

    assert centre.ask(RosterLine(**day, begins="08:00", ends="21:00", along=("night",))).accepted
    assert hours(centre) == {"day": ("08:00", "21:00"), "night": ("21:00", "08:00")}
    assert [event.kind for event in centre.log[-1].record] == ["roster.set", "roster.set"]


def hours(centre):
    """Return the hours of each shift as the record was told of them last."""
    noted = [each.data for tick in centre.log for each in tick.record if each.kind == "roster.set"]
    return {one["shift"]: (one["begins"], one["ends"]) for one in noted}


def test_a_shift_that_nobody_knows_cannot_be_struck_out(centre):
    line = {"shift": "none", "zh": "无", "en": "None", "begins": "00:00", "ends": "00:00"}
    assert "no shift" in centre.ask(RosterLine(**line, days=(1,), staff=())).reason


def test_a_ticket_names_its_alarm_and_its_room(centre):
    assert not centre.ask(OpenTicket(subject="door-h1", text="sticks", room="nowhere")).accepted
    assert centre.ask(OpenTicket(subject="door-h1", text="sticks", alarm=SOS, room="h1")).accepted
    (ticket,) = centre.log[-1].tickets
    assert (ticket.alarm, ticket.room) == (SOS, "h1")
    (noted,) = centre.log[-1].record
    assert (noted.data["alarm"], noted.data["room"]) == (SOS, "h1")


def test_all_of_it_survives_a_snapshot(centre):
    strapped(centre)
    aside(centre, STRAP, "s-001")
    out(centre, "s-001")
    centre.ask(OpenTicket(subject="door-h1", text="lock sticks"))
    state = centre.clockwork.snapshot()
    assert Clockwork.restore(state).snapshot() == state
