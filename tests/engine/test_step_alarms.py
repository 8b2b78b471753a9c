"""Stories of one alarm: from frame to notice, seen from outside the engine."""

import numpy as np
import pytest

from custody.commands import CloseStay
from engine.decisions import AlarmChange
from engine.rows import HOLDER_STAFF, HOLDER_STAY, POSITION_ROW, VITALS_ROW
from tests.engine.build import Centre, S

SOS = "MOT-08:D-0001:1"


@pytest.fixture
def centre() -> Centre:
    return Centre.opened()


def raised(changes) -> list[tuple[str, str]]:
    return [(each.id, each.change) for each in changes]


def only(changes: tuple[AlarmChange, ...]) -> AlarmChange:
    assert len(changes) == 1
    return changes[0]


def test_an_sos_names_the_frame_that_caused_it(centre):
    centre.stay("band-001")
    centre.press("band-001")
    alarm = only(centre.tick().alarms)
    assert (alarm.id, alarm.n, alarm.change, alarm.state) == (SOS, 1, "raised", "unacknowledged")
    evidence = alarm.evidence
    assert (evidence.cause_device, evidence.cause_boot, evidence.cause_seq) == ("band-001", 1, 1)
    assert evidence.cause_t_ns == centre.utc_ns - 100_000_000
    assert evidence.due_utc_ns == 0


def test_alarm_frame_telemetry_and_duplicate_are_one_alarm(centre):
    centre.stay("band-001")
    frame = centre.press("band-001")
    centre.facts.append(frame)
    centre.position("band-001", "h1")
    assert raised(centre.tick().alarms) == [(SOS, "raised")]
    centre.facts.append(frame)
    centre.heartbeat("band-001")
    centre.vitals("band-001")
    assert raised(centre.run(3)) == []


def test_a_press_seen_by_telemetry_alone_is_an_alarm(centre):
    centre.stay("band-001")
    centre.press("band-001")
    centre.facts.clear()
    centre.heartbeat("band-001")
    alarm = only(centre.tick().alarms)
    assert (alarm.id, alarm.evidence.samples[0].name) == (SOS, "SOS pressed")


def test_a_lost_press_shows_in_the_count_and_says_that_it_is_unsure(centre):
    centre.stay("band-001")
    centre.heartbeat("band-001")
    centre.tick()
    centre.counts["band-001"] = 1
    centre.heartbeat("band-001")
    alarm = only(centre.tick().alarms)
    assert (alarm.id, alarm.evidence.samples[0].name) == (SOS, "alarm count advanced")


def test_a_new_press_while_open_asks_again_whoever_acknowledged(centre):
    centre.stay("band-001")
    centre.press("band-001")
    centre.tick()
    assert centre.acknowledge(SOS).accepted
    centre.bits["band-001"] = 0
    centre.press("band-001")
    decisions = centre.tick()
    alarm = only(decisions.alarms)
    assert (alarm.change, alarm.state, alarm.occurrences) == (
        "occurred_again",
        "unacknowledged",
        2,
    )
    assert [notice.reason for notice in decisions.notices] == ["occurred_again"]


def test_two_bits_that_arrive_together_raise_both_alarms(centre):
    centre.stay("band-001")
    centre.press("band-001")
    centre.tick()
    centre.bits["band-001"] = 0  # The first press was receipted.
    centre.press("band-001", "strap")
    centre.facts.clear()  # This frame is lost on the way.
    centre.press("band-001")
    changes = raised(centre.tick().alarms)
    assert (SOS, "occurred_again") in changes
    assert ("MOT-07:D-0001:1", "raised") in changes


def test_an_sos_of_a_band_that_nobody_wears_names_the_band(centre):
    centre.press("band-004")
    alarm = only(centre.tick().alarms)
    assert (alarm.id, alarm.subject_kind, alarm.stay) == ("MOT-08:band-004:1", "device", "")


def test_a_bit_of_unknown_meaning_is_a_call_for_help(centre):
    centre.stay("band-001")
    centre.bits["band-001"], centre.counts["band-001"] = 1 << 9, 1
    centre.heartbeat("band-001")
    assert [each.id for each in centre.tick().alarms] == [SOS]


def test_a_press_before_the_band_was_bound_is_not_the_new_wearers(centre):
    centre.press("band-001")
    centre.tick()
    centre.stay("band-001")
    centre.heartbeat("band-001")
    assert centre.tick().alarms == ()


def test_a_band_that_reboots_and_presses_is_heard(centre):
    centre.stay("band-001")
    centre.heartbeat("band-001")
    centre.tick()
    centre.boots["band-001"], centre.seqs["band-001"] = 2, 0
    centre.press("band-001")
    assert raised(centre.tick().alarms) == [(SOS, "raised")]


def test_the_raise_goes_to_the_endpoints_that_serve_its_told_list(centre):
    centre.stay("band-001")
    centre.press("band-001")
    notices = centre.tick().notices
    assert [(each.id, each.endpoint, each.tier) for each in notices] == [
        (f"{SOS}:duty:1:first", "duty", 1)
    ]


def test_unacknowledged_goes_to_one_next_tier_once(centre):
    centre.stay("band-001")
    centre.press("band-001")
    centre.tick()
    before = len(centre.log)
    centre.run(120)
    notices = [
        (notice.endpoint, notice.reason, notice.utc_ns)
        for decisions in centre.log[before:]
        for notice in decisions.notices
        if notice.alarm == SOS
    ]
    raised_utc_ns = centre.log[before - 1].utc_ns
    assert notices == [("inspector", "escalation", raised_utc_ns + 30 * S)]


def test_acknowledged_in_time_goes_no_further(centre):
    centre.stay("band-001")
    centre.press("band-001")
    centre.tick()
    centre.run(29)
    centre.acknowledge(SOS)
    before = len(centre.log)
    centre.run(60)
    notices = [notice for each in centre.log[before:] for notice in each.notices]
    assert [notice for notice in notices if notice.alarm == SOS] == []


def test_a_p1_stays_open_until_a_person_closes_it(centre):
    stay = centre.stay("band-001")
    centre.position("band-001", "outside")
    centre.tick()
    centre.position("band-001", "outside")
    assert raised(centre.tick().alarms) == [(f"POS-01:{stay}:1", "raised")]
    for _ in range(20):
        centre.position("band-001", "c1")
        assert all(change.rule != "POS-01" for change in centre.run(1))
    assert centre.close(f"POS-01:{stay}:1").accepted


def test_a_danger_that_stands_after_a_close_rings_again(centre):
    stay = centre.stay("band-001")
    for _ in range(2):
        centre.position("band-001", "outside")
        centre.tick()
    assert centre.close(f"POS-01:{stay}:1").accepted
    again = [change for change in centre.run(62) if change.rule == "POS-01"]
    assert raised(again) == [(f"POS-01:{stay}:2", "raised")]


def test_a_fix_of_poor_accuracy_is_no_escape(centre):
    centre.stay("band-001")
    for _ in range(5):
        centre.position("band-001", (8.0, 8.9), accuracy_m=2.0)
        centre.tick()
    assert [change for change in centre.run(1) if change.rule == "POS-01"] == []


def test_a_person_never_located_is_lost_not_unattended(centre):
    centre.stay("band-001")
    changes = []
    for _ in range(20):
        centre.heartbeat("band-001")
        changes += centre.run(1)
    assert {change.rule for change in changes if change.stay} == {"POS-07"}


def test_vital_signs_of_an_interview_room_leave_nothing_behind(centre):
    stay = centre.stay("band-001")
    for second in range(14):
        centre.position("band-001", "i1")
        centre.motion("band-001", 20.0)
        centre.vitals("band-001", pulse_bpm=None if second > 2 else 61.0)
        centre.run(1)
    rows = [row for each in centre.log for row in np.frombuffer(each.vitals, VITALS_ROW)]
    assert len(rows) == 14
    assert all(row["withheld"] and row["pulse_cbpm"] == -1 and not row["contact"] for row in rows)
    alarms = [change for each in centre.log for change in each.alarms if change.rule == "VIT-08"]
    evidence = alarms[0].evidence
    assert alarms[0].id == f"VIT-08:{stay}:1"
    assert evidence.withheld
    assert {sample.name: sample.value for sample in evidence.samples}["pulse bpm"] is None


def test_what_was_measured_in_an_interview_room_stays_withheld_after_it(centre):
    centre.stay("band-001")
    for second in range(6):
        centre.position("band-001", "i1")
        centre.vitals("band-001", pulse_bpm=None if second > 2 else 61.0)
        centre.run(1)
    for _ in range(8):
        centre.position("band-001", "h1")
        centre.run(1)
    alarms = [change for each in centre.log for change in each.alarms if change.rule == "VIT-08"]
    assert alarms, "no pulse was told of after the person had left"
    assert alarms[0].room != "i1"
    assert alarms[0].evidence.withheld


def test_a_sample_taken_before_leaving_is_withheld_though_it_comes_after(centre):
    centre.stay("band-001")
    for second in range(12):
        centre.position("band-001", "i1" if second < 4 else "h1")
        centre.vitals("band-001", pulse_bpm=61.0)
        centre.run(1)
    hidden = vitals_hidden(centre.log)
    assert hidden[:6] == [True] * 6
    assert not hidden[-1]


def test_vital_signs_are_withheld_when_the_place_is_old(centre):
    centre.stay("band-001")
    centre.position("band-001", "h1")
    centre.vitals("band-001", pulse_bpm=61.0)
    centre.run(1)
    before = len(centre.log)
    for _ in range(20):
        centre.vitals("band-001", pulse_bpm=61.0)
        centre.run(1)
    hidden = vitals_hidden(centre.log[before:])
    assert (hidden[0], hidden[-1]) == (False, True)


def vitals_hidden(log):
    return [bool(row["withheld"]) for x in log for row in np.frombuffer(x.vitals, VITALS_ROW)]


def test_vital_signs_elsewhere_are_shown(centre):
    centre.stay("band-001")
    centre.position("band-001", "h1")
    centre.vitals("band-001", pulse_bpm=61.0)
    row = np.frombuffer(centre.tick().vitals, VITALS_ROW)[0]
    assert (bool(row["withheld"]), int(row["pulse_cbpm"]), int(row["stay"])) == (False, 6100, 1)


def test_positions_say_who_carries_the_device_and_in_which_room(centre):
    centre.stay("band-002")
    centre.position("band-002", "h2")
    centre.position("card-003", "c1")
    rows = np.frombuffer(centre.tick().positions, POSITION_ROW)
    assert [(r["holder_kind"], r["holder"], r["room"]) for r in rows] == [
        (HOLDER_STAY, 1, 1),
        (HOLDER_STAFF, 2, 4),
    ]


def test_one_stray_fix_moves_nobody_to_another_room(centre):
    centre.stay("band-001")
    centre.position("band-001", "h1")
    centre.tick()
    centre.position("band-001", "h2")
    stray = np.frombuffer(centre.tick().positions, POSITION_ROW)
    assert [row["room"] for row in stray] == [0]


def test_a_hold_is_due_at_its_exact_instant(centre):
    centre.stay("band-001")
    centre.band_state("band-001", strap="open")
    opened = centre.tick().utc_ns
    alarm = next(change for change in centre.run(3) if change.rule == "MOT-07")
    assert alarm.evidence.due_utc_ns == opened + 2 * S
    assert alarm.utc_ns == alarm.evidence.due_utc_ns


def test_a_close_without_an_action_is_refused(centre):
    centre.stay("band-001")
    centre.press("band-001")
    centre.tick()
    answer = centre.close(SOS, action="  ")
    assert (answer.accepted, answer.source) == (False, "SYS-03")


def test_alarms_outlive_the_stay_that_raised_them(centre):
    stay = centre.stay("band-001")
    centre.press("band-001")
    centre.tick()
    assert centre.ask(CloseStay(stay=stay, reason="released")).accepted
    assert centre.close(SOS).accepted
