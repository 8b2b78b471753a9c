"""When a notice is tried again: hard for life, calm for the rest, and never for ever."""

from hypothesis import given
from hypothesis import strategies as st

from alerts.notify.schedule import GIVE_UP_S, TROUBLED_AFTER, Breaker, next_after_s

MIDDLE = 0.5


def attempts(severity, *, until_s):
    """Return when a notice that always fails is tried, without jitter."""
    at_s, found = 0.0, []
    while at_s <= until_s:
        found.append(at_s)
        wait_s = next_after_s(severity=severity, elapsed_s=at_s, chance=MIDDLE)
        if wait_s is None:
            break
        at_s += wait_s
    return found


def test_life_safety_is_tried_hard_for_a_quarter_of_an_hour():
    expected = [0, 1, 2, 4, 8, 15, 30, 60, *range(120, 901, 60)]
    assert attempts(1, until_s=900) == expected
    assert attempts(2, until_s=900) == expected


def test_the_rest_is_tried_calmly():
    assert attempts(3, until_s=600) == [0, 5, 300]


def test_everything_is_tried_for_three_days_and_then_given_up():
    for severity in (1, 2, 3, 4):
        assert attempts(severity, until_s=10 * GIVE_UP_S)[-1] == GIVE_UP_S


def test_a_receiver_cannot_put_off_a_matter_of_life():
    def wait_s(severity):
        return next_after_s(severity=severity, elapsed_s=0, chance=MIDDLE, retry_after_s=86_400)

    assert wait_s(1) == 5
    assert wait_s(2) == 30
    assert wait_s(3) == 3_600


@given(
    severity=st.integers(1, 4),
    elapsed_s=st.floats(-1e6, GIVE_UP_S - 1),
    chance=st.floats(0, 1),
    retry_after_s=st.floats(0, 1e9),
)
def test_there_is_always_a_pause_and_never_a_long_silence_on_p1(
    severity, elapsed_s, chance, retry_after_s
):
    wait_s = next_after_s(
        severity=severity, elapsed_s=elapsed_s, chance=chance, retry_after_s=retry_after_s
    )
    assert wait_s >= 0.4
    if severity == 1 and elapsed_s < 840:
        assert wait_s <= 66


def test_an_endpoint_in_trouble_is_probed_and_freed_by_one_success():
    breaker = Breaker()
    for _ in range(TROUBLED_AFTER - 1):
        breaker.failed(now_s=100, chance=MIDDLE)
    assert not breaker.troubled
    assert breaker.permits_at_s() == 0

    breaker.failed(now_s=100, chance=MIDDLE)
    assert breaker.troubled
    assert breaker.permits_at_s() == 101
    breaker.failed(now_s=101, chance=MIDDLE)
    assert breaker.permits_at_s() == 102

    breaker.succeeded()
    assert not breaker.troubled
    assert breaker.permits_at_s() == 0


def test_a_dead_endpoint_is_probed_seldom_but_for_ever():
    breaker, now_s, probes = Breaker(), 0.0, 0
    for _ in range(TROUBLED_AFTER):
        breaker.failed(now_s=now_s, chance=MIDDLE)
    while now_s < 10 * GIVE_UP_S:
        now_s = max(breaker.permits_at_s(), now_s)
        breaker.failed(now_s=now_s, chance=MIDDLE)
        probes += 1
        if now_s <= 600:
            early = probes
    assert early <= 20
    assert probes > 600
