"""The account of a run: what adds up, what is late, what is missing, each from its own witness."""

import msgspec
import pytest

from app.account import JournalAccount, Stored, StoredAlarm
from app.received import Received
from app.report import Evidence, report
from engine.decisions import AlarmChange, Notice
from sim.ledger import Ledger, OfficerCount
from sim.truth import Expected

SECOND_NS = 10**9
START_NS = 1_800_000_000 * SECOND_NS
ALARM = "MOT-08:D-0001:1"


def at(seconds: float) -> int:
    return START_NS + int(seconds * SECOND_NS)


RAISED = AlarmChange(
    id=ALARM,
    n=1,
    change="raised",
    state="unacknowledged",
    rule="MOT-08",
    severity=1,
    subject_kind="stay",
    subject="D-0001",
    stay="D-0001",
    room="holding-1",
    utc_ns=at(10.02),
    raised_utc_ns=at(10.02),
)
NOTICE = Notice(
    id=f"{ALARM}:duty:1:first",
    alarm=ALARM,
    endpoint="duty",
    tier=1,
    reason="first",
    utc_ns=at(10.02),
    alarm_state=RAISED,
)
EXPECTED = Expected(
    rule="MOT-08",
    subject="D-0001",
    subject_kind="stay",
    not_before_utc_ns=at(9.5),
    not_after_utc_ns=at(12),
)


def ledger(**more) -> Ledger:
    usual = {
        "scenario": "tour",
        "seed": 1,
        "started_utc_ns": START_NS,
        "written_utc_ns": at(60),
        "ready_utc_ns": START_NS,
        "published": {"alarm_state": 5, "telemetry": 1000},
        "receipts": {"journaled": 5, "duplicate": 0, "refused": 0},
        "sent_again": 0,
        "pending": 0,
        "truth": [EXPECTED],
        "officer": OfficerCount(acks=1, closes=0, refused=0, logins=1),
        "done": True,
    }
    return Ledger(**(usual | more))


def evidence(**more) -> Evidence:
    body = {"type": "alarm.first", "alarm": ALARM}
    came = Received(
        id=NOTICE.id, endpoint="duty", received_utc_ns=at(10.2), valid=True, times=1, body=body
    )
    usual = {
        "ledger": ledger(),
        "journal": JournalAccount(
            alarm_state=5, telemetry=1000, raised=[RAISED], notices={NOTICE.id: NOTICE}
        ),
        "stored": Stored(
            timescaledb=True,
            telemetry_rows=900,
            alarms=(StoredAlarm(ALARM, "MOT-08", 1, at(10), at(10.05)),),
            notices=1,
        ),
        "received": [came],
        "seen_utc_ns": {ALARM: at(10.1)},
        "ack": None,
        "rss_mb": {},
        "setup_s": 3.0,
        "until_utc_ns": at(60),
    }
    return Evidence(**(usual | more))


def test_a_good_run_has_no_problems_and_true_latencies():
    whole = report(evidence())
    assert whole.problems == ()
    assert whole.alarms == whole.truth == {"MOT-08": 1}
    assert [whole.latency_s[name].max for name in ("stored", "console", "webhook")] == [
        0.05,
        0.1,
        0.2,
    ]


def problems(**more) -> str:
    return "\n".join(report(evidence(**more)).problems)


@pytest.mark.parametrize(
    ("journal", "said"),
    [
        ({"alarm_state": 4}, "alarm and state frames differ"),
        ({"telemetry": 990}, "telemetry does not add up"),
        ({"telemetry": 990, "shed": 10}, "10 of 1000 telemetry frames were shed"),
        ({"telemetry_refused": 1}, "1 telemetry frames of our own simulator were refused"),
        ({"raised": []}, "missing alarm: MOT-08 D-0001"),
    ],
)
def test_what_the_journal_lacks_is_named(journal, said):
    usual = {
        "alarm_state": 5,
        "telemetry": 1000,
        "raised": [RAISED],
        "notices": {NOTICE.id: NOTICE},
    }
    assert said in problems(journal=JournalAccount(**(usual | journal)))


def test_an_alarm_that_the_story_does_not_explain_is_unexpected():
    assert "unexpected alarm: MOT-08 D-0001" in problems(ledger=ledger(truth=[]))


def test_an_alarm_after_the_simulator_fell_silent_is_not_its_story():
    late = msgspec.structs.replace(RAISED, id="DEV-01:x:1", rule="DEV-01", raised_utc_ns=at(70))
    journal = JournalAccount(
        alarm_state=5, telemetry=1000, raised=[RAISED, late], notices={NOTICE.id: NOTICE}
    )
    assert problems(journal=journal) == ""


def test_a_webhook_that_never_came_or_was_forged_is_named():
    assert "1 notices due, 0 delivered" in problems(received=[])
    forged = Received(id="x", endpoint="duty", received_utc_ns=1, valid=False, times=1, body={})
    assert "1 webhooks were badly signed" in problems(received=[*evidence().received, forged])


def test_a_late_life_safety_alarm_is_a_problem():
    late = problems(seen_utc_ns={ALARM: at(11.5)})
    assert "a P1 alarm was late, console after 1.5 s" in late


def test_an_alarm_that_no_screen_showed_and_no_table_has_is_named():
    assert f"never shown on the screen: {ALARM}" in problems(seen_utc_ns={})
    empty = Stored(timescaledb=True, telemetry_rows=900, alarms=(), notices=0)
    assert f"not in the database: {ALARM}" in problems(stored=empty)


def test_frames_without_receipt_are_a_problem():
    assert "2 alarm or state frames never got a receipt" in problems(ledger=ledger(pending=2))
