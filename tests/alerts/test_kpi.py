"""The figures of ISA-18.2 table 7, worked out by hand on small days."""

import pytest

from alerts.kpi import DAY_NS, HOUR_NS, MINUTE_NS, Counters, Heard

S = 1_000_000_000


def ring(counters: Counters, at_ns: int, rule: str = "MOT-08", severity: int = 3, **said) -> None:
    base = {"change": "raised", "state": "unacknowledged", "subject": "x"}
    counters.hear(Heard(utc_ns=at_ns, rule=rule, severity=severity, **(base | said)))


def end(counters: Counters, at_ns: int, rule: str = "MOT-08", **said) -> None:
    base = {"change": "cleared", "state": "normal", "subject": "x", "severity": 3}
    counters.hear(Heard(utc_ns=at_ns, rule=rule, **(base | said)))


def value(counters: Counters, name: str, until_ns: int = DAY_NS) -> float:
    return counters.report(until_ns).kpis[name].value


def test_drills_count_in_no_figure():
    counters = Counters(0)
    ring(counters, HOUR_NS, severity=1, drill=True)
    end(
        counters, HOUR_NS + 1, change="closed", state="closed", disposition="false_data", drill=True
    )
    report = counters.report(DAY_NS)
    assert (report.annunciated, report.bad_actors) == (0, ())
    assert value(counters, "fleeting_alarms") == 0


def test_rates_and_priorities_of_a_day():
    counters = Counters(0)
    for hour in range(24):
        ring(counters, hour * HOUR_NS, severity=1 if hour < 6 else 2 if hour < 12 else 3)
    report = counters.report(DAY_NS)
    assert report.annunciated == 24
    assert report.kpis["alarms_per_day"].value == 24
    assert report.kpis["alarms_per_hour"].value == 1
    assert report.kpis["high_alarms_per_hour"].value == 0.25
    assert report.kpis["priority_high_pct"].value == 25
    assert not report.kpis["priority_high_pct"].met
    assert report.kpis["priority_low_pct"].value == 50
    assert not report.kpis["priority_low_pct"].met


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ("acknowledged", "acknowledged"),
        ("cleared", "normal"),
        ("told", "unacknowledged"),
        ("suppressed", "suppressed"),
        ("arrived", "acknowledged"),
        ("grouped", "unacknowledged"),
    ],
)
def test_what_people_and_roots_do_is_not_annunciated(change, state):
    counters = Counters(0)
    ring(counters, S, change=change, state=state)
    assert counters.report(DAY_NS).annunciated == 0


def test_a_flood_begins_above_ten_and_ends_below_five_in_ten_minutes():
    counters = Counters(0)
    for second in range(0, 120, 10):  # 12 rings in two minutes
        ring(counters, second * S, subject=f"d{second}")
    (flood,) = counters.report(DAY_NS).floods
    assert (flood.from_utc_ns, flood.first) == (100 * S, "MOT-08:d0")
    assert flood.peak == 12
    # Ten minutes after the eighth ring fewer than five are left.
    assert flood.until_utc_ns == (70 + 600) * S
    assert value(counters, "max_in_10_minutes") == 12


def test_three_in_a_minute_chatter():
    counters = Counters(0)
    for at_s in (0, 20, 59):
        ring(counters, at_s * S)
    for at_s in (0, 30, 60):
        ring(counters, at_s * S, subject="slow")
    assert value(counters, "chattering_alarms") == 1


def test_what_goes_within_ten_seconds_is_fleeting():
    counters = Counters(0)
    ring(counters, 0)
    end(counters, 9 * S)
    ring(counters, MINUTE_NS, subject="y")
    end(counters, MINUTE_NS + 11 * S, subject="y")
    assert value(counters, "fleeting_alarms") == 1


def test_what_was_owed_is_not_fleeting_for_it_ended_by_being_done():
    counters = Counters(0)
    ring(counters, 0, "CLK-07")
    end(counters, 5 * S, "CLK-07")
    assert value(counters, "fleeting_alarms") == 0


def test_what_stands_for_a_day_is_stale():
    counters = Counters(0)
    ring(counters, 0)
    assert value(counters, "stale_alarms_on_any_day", 23 * HOUR_NS) == 0
    assert value(counters, "stale_alarms_on_any_day", 25 * HOUR_NS) == 1
    end(counters, 26 * HOUR_NS)
    assert value(counters, "stale_alarms_on_any_day", 50 * HOUR_NS) == 1


def test_bad_actors_and_false_shares():
    counters = Counters(0)
    for number in range(8):
        ring(counters, number * HOUR_NS, rule="DEV-01", subject="cam-1")
        cause = "false_data" if number % 4 else "true"
        end(
            counters,
            number * HOUR_NS + S * 60,
            rule="DEV-01",
            subject="cam-1",
            change="closed",
            state="closed",
            disposition=cause,
        )
    for number in range(2):
        ring(counters, number * HOUR_NS, rule="POS-07", subject="D-0001")
    report = counters.report(DAY_NS)
    assert [(each.alarm, each.count, each.share_pct) for each in report.bad_actors] == [
        ("DEV-01:cam-1", 8, 80.0),
        ("POS-07:D-0001", 2, 20.0),
    ]
    assert report.false_share_pct == {"DEV-01": 75.0}


def test_a_shelf_that_nobody_signed_is_counted():
    counters = Counters(0)
    ring(counters, 0, change="shelved", state="shelved")
    ring(counters, 0, change="shelved", state="shelved", by="s-001")
    assert value(counters, "unauthorised_suppressions") == 1
