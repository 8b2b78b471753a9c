"""The stopwatch of notices: first attempts count, escalations do not, and a late one is seen."""

import json

from bench.notices import Ear, figures

S = 10**9


def body(name, *, kind="alarm.first", cause_s=100, rule="MOT-08"):
    told = {"id": name, "type": kind, "rule": rule, "cause_t_ns": cause_s * S, "attempt": 1}
    return json.dumps(told).encode()


def test_the_first_attempt_counts_and_what_waits_on_purpose_does_not():
    ear = Ear()
    ear.hear(body("a"), 100 * S + S // 4)
    ear.hear(body("a"), 130 * S)
    ear.hear(body("b", kind="alarm.escalation"), 130 * S)
    ear.hear(body("c", kind="alarm.occurred_again"), 101 * S)
    ear.hear(body("d", rule="DEV-01"), 190 * S)
    assert ear.late_s == {"a": 0.25, "c": 1.0}


def test_one_late_in_fifty_is_in_the_99th_percentile():
    told = figures(sorted([0.01] * 49 + [3.0]))
    assert (told["p50_s"], told["p99_s"], told["met"]) == (0.01, 3.0, False)
    assert figures([0.01] * 199 + [3.0])["met"]


def test_nothing_heard_is_not_met():
    assert figures([])["met"] is False
