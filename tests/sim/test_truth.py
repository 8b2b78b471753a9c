"""Truth against alarms: what is missing, what nothing explains."""

from sim.truth import Expected, Raised, compare

S = 1_000_000_000


def _expected(rule: str, from_s: int, to_s: int, *, optional: bool = False) -> Expected:
    return Expected(
        rule=rule,
        subject="D-0001",
        subject_kind="stay",
        not_before_utc_ns=from_s * S,
        not_after_utc_ns=to_s * S,
        optional=optional,
    )


def _raised(rule: str, at_s: float, subject: str = "D-0001") -> Raised:
    return Raised(rule=rule, subject=subject, raised_utc_ns=int(at_s * S))


def test_the_expected_alarm_in_its_window_satisfies():
    outcome = compare([_expected("MOT-08", 10, 13)], [_raised("MOT-08", 11)], until_utc_ns=60 * S)
    assert outcome.missing == ()
    assert outcome.unexpected == ()


def test_too_late_is_missing_and_unexpected_at_once():
    outcome = compare([_expected("MOT-08", 10, 13)], [_raised("MOT-08", 14)], until_utc_ns=60 * S)
    assert outcome.missing == ("MOT-08 D-0001 at 10.0",)
    assert outcome.unexpected == ("MOT-08 D-0001 at 14.0",)


def test_another_person_is_another_alarm():
    raised = [_raised("MOT-08", 11, "D-0002")]
    outcome = compare([_expected("MOT-08", 10, 13)], raised, until_utc_ns=60 * S)
    assert len(outcome.missing) == len(outcome.unexpected) == 1


def test_an_optional_alarm_may_come_or_stay_away():
    truth = [_expected("PAIR-02", 10, 60, optional=True)]
    assert compare(truth, [], until_utc_ns=90 * S).missing == ()
    assert compare(truth, [_raised("PAIR-02", 30)], until_utc_ns=90 * S).unexpected == ()


def test_a_window_that_is_still_open_is_not_missing_yet():
    assert compare([_expected("CLK-02", 10, 70)], [], until_utc_ns=60 * S).missing == ()
