"""A stay's record as a page reads it, from the real engine's own decisions."""

import statistics
import time

import pytest

from console.records import CLOSED_KEPT, folded
from console.words_record import EVIDENCE_WORDS, KIND_WORDS, law
from custody.acts import care, intake, legal, people, steps
from custody.commands import ApproveExit, CloseStay
from custody.kinds import KINDS
from custody.procedure import MEDICAL, STEPS
from tests.console.suite_desk import Desk, encoded
from tests.custody.suite import S

HOUR_NS = 3600 * S
VIEW_MS_MAX = 20.0


@pytest.fixture
def desk():
    return Desk()


def test_a_stay_that_just_arrived_says_what_comes_next_and_what_it_takes(desk):
    stay = desk.suite.register("female", ago_s=600)
    view = desk.view(stay)
    assert view.complete
    assert (view.stay.stay, view.stay.stage, view.stay.full) == ("D-0001", "S1", True)
    assert view.stay.flags == ("female",)
    assert view.stage.zh == "到案入区"
    search = desk.next(stay, "S2")
    assert search.allowed
    assert search.officers == 2
    assert search.rooms == ("search",)
    assert [ask.key for ask in search.asks] == ["document", "identity"]
    assert search.basis.zh.startswith("治安管理处罚法第103条")


def test_a_missing_condition_names_rule_basis_and_the_act_that_mends_it(desk):
    stay = desk.suite.register()
    desk.suite.pass_to(stay, "S2", "S3")
    banding = desk.next(stay, "S4")
    assert not banding.allowed
    (missing,) = banding.missing
    assert (missing.rule, missing.act) == ("PROC-01", "add_item")
    assert missing.zh == "缺少：财物清单"
    assert missing.source == "PAC 53, 190"
    desk.suite.must(care.AddItem(stay=stay, code="W-1", what="phone"), who="s-008")
    assert desk.next(stay, "S4").allowed


def test_the_way_out_of_a_decision_is_what_was_decided(desk):
    stay = desk.suite.held()
    desk.suite.pass_to(stay, "S11")
    assert {one.act for one in desk.next(stay, "S16").missing} == {"decide"}
    sign = desk.next(stay, "sign_review")
    assert (sign.to, sign.mine) == ("officer", True)
    assert len(desk.next(stay, "decide").missing) == 3
    desk.suite.decide(stay, "criminal_detention")
    assert desk.next(stay, "S16").allowed
    release = desk.next(stay, "S15")
    assert "PROC-25" in [one.rule for one in release.missing]
    assert "不得释放" in release.missing[-1].zh


def test_the_medical_fast_track_is_never_withheld(desk):
    stay = desk.suite.register()
    for to in ("S2", "S3", "S4"):
        desk.suite.pass_to(stay, to)
        track = desk.next(stay, MEDICAL)
        assert (track.act, track.allowed, track.missing) == ("fast_track", True, ())


def test_the_legal_clock_is_strict_and_the_statute_stands_beside_it(desk):
    stay = desk.suite.register(ago_s=7 * 3600)
    (clock,) = [one for one in desk.view(stay).clocks if one.id == "CN-03"]
    arrived = desk.view(stay).stay.arrived_utc_ns
    assert clock.primitive == "limit"
    assert clock.limit_ns == 8 * HOUR_NS
    assert clock.due_utc_ns == arrived + 8 * HOUR_NS
    assert clock.statutory_utc_ns > clock.due_utc_ns, "the starting hour does not count"
    assert 7 * HOUR_NS <= clock.used_ns < 7 * HOUR_NS + 10 * S
    assert clock.basis.en == "PSAPL 97"
    assert clock.extension.rung == 1


def test_a_corrected_arrival_moves_the_limit_and_both_instants_stand(desk):
    suite = desk.suite
    stay = suite.register(ago_s=3600)
    suite.run(2)
    (before,) = [one for one in desk.view(stay).clocks if one.id == "CN-03"]
    earlier = suite.utc_ns - 2 * HOUR_NS
    suite.must(legal.Correct(stay=stay, event=1, reason="gate log", at_utc_ns=earlier))
    (after,) = [one for one in desk.view(stay).clocks if one.id == "CN-03"]
    assert after.due_utc_ns == earlier + 8 * HOUR_NS
    (version,) = after.versions
    assert (version.before_utc_ns, version.after_utc_ns) == (before.due_utc_ns, after.due_utc_ns)
    assert version.event == desk.view(stay).number


def test_a_check_moves_the_next_one_and_a_correction_shows_both_entries(desk):
    suite = desk.suite
    stay = suite.held()
    for _ in range(12):  # A visit is proven by being there for a while.
        suite.is_at(where="h1", what=("band-001", "card-003"))
        suite.run(1)
    before = desk.view(stay).checks.visit
    suite.must(care.RecordCheck(stay=stay, kind="visit", response="spoke"))
    after = desk.view(stay)
    assert after.checks.visit.last_proven
    assert after.checks.visit.due_utc_ns > before.due_utc_ns
    entry = after.timeline[-1]
    assert (entry.kind, entry.zh) == ("check.visit", "巡视")
    suite.must(legal.Correct(stay=stay, event=entry.number, reason="wrong person", void=True))
    view = desk.view(stay)
    assert view.checks.visit.due_utc_ns == before.due_utc_ns
    wrong, correction = view.timeline[-2:]
    assert wrong.corrected_by == correction.number
    assert (correction.corrects, correction.void) == (wrong.number, True)


def test_only_entries_after_a_number_are_sent_again(desk):
    stay = desk.suite.held()
    whole = desk.view(stay)
    rest = desk.view(stay, after=whole.number - 2)
    assert [entry.number for entry in rest.timeline] == [whole.number - 1, whole.number]
    assert rest.number == whole.number


def test_rights_and_requests_say_how_they_stand(desk):
    suite = desk.suite
    stay = suite.held()
    suite.must(care.LawyerRequest(stay=stay), who="s-004")
    view = desk.view(stay)
    rights = {right.key: right for right in view.rights}
    assert rights["notice"].state == "done"
    assert rights["family"].state == "open"
    assert rights["family"].due_utc_ns
    assert rights["lawyer"].state == "open"
    assert rights["interpreter"].state == "none"
    (request,) = view.requests
    assert (request.kind, request.state) == ("right.lawyer_requested", "open")
    assert request.due_utc_ns
    suite.must(care.LawyerAnswer(stay=stay, outcome="arranged"))
    suite.must(care.FamilyNotice(stay=stay, outcome="done"))
    view = desk.view(stay)
    assert view.requests[0].state == "done"
    assert {right.key: right.state for right in view.rights}["family"] == "done"


def test_a_family_that_cannot_be_told_is_excepted_until_the_ground_ends(desk):
    suite = desk.suite
    stay = suite.held()

    def family() -> str:
        return {right.key: right.state for right in desk.view(stay).rights}["family"]

    suite.must(care.FamilyNotice(stay=stay, outcome="ground", ground="cannot_notify"))
    assert family() == "excepted"
    suite.must(care.FamilyNotice(stay=stay, outcome="ground_ended"))
    assert family() == "open"


def test_a_session_shows_its_moves_and_blocks_the_way_on(desk):
    suite = desk.suite
    stay = suite.held()
    assert [one.act for one in desk.next(stay, "start_session").missing] == ["take_step"]
    suite.pass_to(stay, "S9")
    assert desk.next(stay, "start_session").allowed
    suite.must(steps.ReserveSession(stay=stay, room="i2"), who="s-001")
    assert desk.next(stay, "free_session").allowed
    kept = {room.id: room.kept for room in desk.people().rooms}["i2"]
    assert [(one.stay, one.from_utc_ns, one.until_utc_ns) for one in kept] == [
        (stay, desk.view(stay).session.from_utc_ns, 0)
    ]
    suite.must(steps.FreeSession(stay=stay), who="s-001")
    over = steps.ReserveSession(stay=stay, room="i2", until_utc_ns=suite.utc_ns + 10**12)
    suite.must(over, who="s-001")  # The suite's clock is months behind the console's.
    assert not any(room.kept for room in desk.people().rooms)
    assert suite.question(stay).accepted
    view = desk.view(stay)
    assert (view.session.state, view.session.room.id) == ("running", "i1")
    assert {one.id for one in view.present} >= {"s-001", "s-002"}
    assert {one.act for one in view.next} >= {"pause_session", "close_session"}
    assert [one.act for one in desk.next(stay, "S8").missing] == ["end_session"]
    assert {room.id: room.session for room in desk.people().rooms}["i1"] == stay


def test_every_minute_is_accounted_for(desk):
    suite = desk.suite
    stay = suite.held(ago_s=1800)
    suite.run(30)
    suite.pass_to(stay, "S9")
    suite.recording()
    suite.tick()
    assert suite.question(stay).accepted
    suite.run(1)
    view = desk.view(stay)
    assert view.minutes[0].from_utc_ns == view.stay.arrived_utc_ns
    assert view.minutes[-1].to_utc_ns == view.utc_ns
    pairs = zip(view.minutes, view.minutes[1:], strict=False)
    assert all(one.to_utc_ns == other.from_utc_ns for one, other in pairs)
    assert [one.stage for one in view.minutes][-1] == "S9"
    assert view.minutes[-1].session == "running"
    assert {one.responsible for one in view.minutes} == {"s-001"}


def test_health_answers_are_not_for_investigators(desk):
    stay = desk.suite.register()
    desk.suite.pass_to(stay, "S2", "S3", "S4", "S5")
    desk.suite.must(
        intake.AnswerHealth(stay=stay, fit="fit", interview_fit=True, medicine=True), who="s-009"
    )

    def answers(role: str):
        timeline = desk.view(stay, role=role).timeline
        return next(entry for entry in timeline if entry.kind == "health.answered")

    assert answers("medical").data["medicine"] is True
    assert not answers("prosecutor").withheld
    told = answers("investigator")
    assert told.withheld
    assert told.data == {"fit": "fit", "interview_fit": True}


def test_a_lawyers_meeting_leaves_times_and_a_badge_and_nothing_else(desk):
    suite = desk.suite
    stay = suite.held()
    badge = suite.badge("lawyer", stay=stay)
    said = "what was said"
    suite.must(care.LawyerMeeting(stay=stay, phase="began", badge=badge, note=said))
    suite.must(care.LawyerMeeting(stay=stay, phase="ended", badge=badge, note=said))
    view = desk.view(stay, role="duty_inspector")
    met = [entry for entry in view.timeline if "meeting" in entry.kind]
    assert [entry.data for entry in met] == [{"badge": badge}] * 2
    assert said.encode() not in encoded(view)


def test_a_visitors_reference_stays_inside(desk):
    stay = desk.suite.held()
    desk.suite.must(
        people.IssueBadge(badge="v-9", kind="guardian", sex="male", stay=stay, person="ID 110101")
    )
    (visitor,) = desk.people().visitors
    assert (visitor.badge, visitor.zh, visitor.stay) == ("v-9", "法定代理人", stay)
    assert b"110101" not in encoded(desk.view(stay))


def test_the_choosers_know_who_is_free(desk):
    suite = desk.suite
    stay = suite.held(band="band-002")
    view = desk.people()
    assert "band-002" not in view.bands
    assert "band-001" in view.bands
    assert "card-003" not in view.cards
    assert "card-020" in view.cards
    officer = next(one for one in view.staff if one.id == "s-001")
    assert (officer.answers_for, officer.on_duty) == ((stay,), True)
    suite.must(people.SetDuty(staff="s-012", on=False), who="s-005")
    assert not next(one for one in desk.people().staff if one.id == "s-012").on_duty


def test_the_round_puts_first_what_is_due_first(desk):
    suite = desk.suite
    early = suite.held(band="band-001")
    suite.run(60)
    late = suite.held(band="band-002")
    arriving = suite.register()
    desk.read()
    stays = desk.register.round(suite.utc_ns).stays
    assert [one.stay for one in stays][:2] == [early, late]
    visit = stays[0].checks[0]
    assert (visit.kind, visit.clock) == ("check.visit", "CLK-07")
    assert visit.due_utc_ns - visit.gap_ns < visit.prompt_utc_ns < visit.due_utc_ns
    own = next(one for one in stays if one.stay == arriving)
    assert "check.visit" not in [check.kind for check in own.checks], "officers are with them"
    desk.read()
    first, *_ = desk.register.round(visit.due_utc_ns).stays
    assert (first.stay, first.overdue) == (early, True)


def test_a_quick_registration_can_only_be_closed_or_let_out(desk):
    suite = desk.suite
    stay = suite.stay("band-003")
    view = desk.view(stay)
    assert view.stage is None
    assert {one.act for one in view.next} >= {"close_stay", "approve_exit", "fast_track"}
    until = suite.utc_ns + HOUR_NS
    suite.must(ApproveExit(stay=stay, purpose="medical", until_utc_ns=until), who="s-005")
    assert desk.view(stay).stay.exit_until_utc_ns == until
    suite.must(CloseStay(stay=stay, reason="released"))
    assert desk.view(stay).next == ()


def test_a_record_with_a_gap_is_shown_and_not_judged(desk):
    stay = desk.suite.held()
    desk.view(stay)
    whole = desk.register.folder(stay).events
    desk.register.records.keep(folded(stay, [*whole[:3], *whole[4:]]))
    view = desk.view(stay)
    assert not view.complete
    assert (view.clocks, view.next, view.rights, view.minutes) == ((), (), (), ())
    assert [entry.number for entry in view.timeline][2:4] == [3, 5]


def test_an_ended_record_is_forgotten_and_read_again_when_asked(desk):
    suite = desk.suite
    first = suite.register()
    suite.badge("lawyer", stay=first)
    for _ in range(CLOSED_KEPT + 1):
        stay = suite.stay("band-003")
        suite.must(CloseStay(stay=stay, reason="released"))
    suite.pass_to(first, "S2")
    desk.read()
    kept = suite.events()
    desk.archive.events = kept
    ended = "D-0002"
    assert desk.register.records.of(ended) is None
    assert desk.view(ended).complete
    assert desk.register.records.of(ended) is not None
    late = suite.log[-1].record[-1]
    assert desk.register.records.apply((late,)) == (), "an entry twice is no news"


def test_every_kind_and_every_evidence_has_words_in_both_languages():
    assert [kind for kind in KINDS if kind not in KIND_WORDS] == []
    asked = {name for step in STEPS for name in step.leaves}
    assert sorted(asked - set(EVIDENCE_WORDS)) == []


def test_a_source_is_written_out_in_chinese():
    assert law("PSAPL 97; PAC 55(5), 67").zh == (
        "《治安管理处罚法》第97条；《公安机关办理行政案件程序规定》第55条(5)、第67条"
    )
    assert law("Code C 9.3, 10").zh == "Code C 9.3, 10"


def test_a_record_of_500_entries_is_read_in_a_moment(desk):
    suite = desk.suite
    stay = suite.held()
    while len(suite.record(stay).events) < 500:
        suite.must(care.RecordCheck(stay=stay, kind="visit", response="spoke"))
        suite.must(care.Offer(stay=stay, what="drink"))
    desk.view(stay)
    took_ms = []
    for _ in range(20):
        started_ns = time.thread_time_ns()
        encoded(desk.view(stay))
        took_ms.append((time.thread_time_ns() - started_ns) / 1e6)
    # Some 4 ms on a quiet machine; the bound only finds a view that reads it all many times.
    assert statistics.median(took_ms) < VIEW_MS_MAX
