"""An override has a reason, an approver, an end and a count, and ends when it says."""

from dataclasses import dataclass

import pytest

from custody.acts import legal, steps
from tests.custody.suite import Suite
from tests.engine.build import S

MIN = 60 * S


@dataclass
class Wound(Suite):
    """A suite whose wall clock somebody sets back."""

    back_ns: int = 0

    @property
    def utc_ns(self) -> int:
        return super().utc_ns - self.back_ns


def override(suite: Suite, **changed) -> legal.Override:
    said = {
        "stay": "D-0001",
        "rule": "PROC-05",
        "reason": "one officer at night",
        "approver": "s-005",
        "expires_utc_ns": suite.utc_ns + 10 * MIN,
    }
    return legal.Override(**(said | changed))


def searched_by_one(suite: Suite):
    evidence = {"document": "d-1", "identity": "known"}
    step = steps.TakeStep(
        stay="D-0001", to="S2", proof="signature", room="search", evidence=evidence
    )
    return suite.ask(step, who="s-003")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"reason": "   "}, "states its reason"),
        ({"approver": "s-003"}, "duty inspector other than"),
        ({"approver": "s-004"}, "duty inspector other than"),
        ({"approver": "s-001"}, "works on the case"),
        ({"approver": "s-404"}, "unknown or off duty"),
        ({"rule": "PAIR-04"}, "cannot be overridden"),
        ({"expires_utc_ns": 1}, "within the next four hours"),
    ],
)
def test_an_override_that_lacks_something_is_refused(changed, says):
    suite = Suite.opened()
    suite.register()
    answer = suite.ask(override(suite, **changed))
    assert not answer.accepted
    assert says in answer.reason


def test_an_override_lets_one_condition_go_until_its_end_and_is_counted():
    suite = Suite.opened()
    suite.register()
    assert suite.ask(override(suite)).result == "1"
    assert suite.ask(override(suite, reason="again")).result == "2"
    granted = suite.events("override.granted")[-1]
    assert {"rule", "reason", "approver", "expires_utc_ns", "count"} <= set(granted.data)
    raised = [alarm for decisions in suite.log for alarm in decisions.alarms]
    assert [(alarm.rule, alarm.change) for alarm in raised] == [("PROC-01", "raised")]
    assert searched_by_one(suite).accepted


def test_an_override_that_has_ended_opens_nothing():
    suite = Suite.opened()
    suite.register()
    suite.must(override(suite))
    suite.elapsed_ns += 11 * MIN
    suite.tick()
    assert searched_by_one(suite).source.startswith("PROC-05")


def test_a_clock_that_is_set_back_opens_no_ended_override_and_no_expired_limit():
    suite = Wound.opened()
    stay = suite.register(regime="ew-pace-code-c", ago_s=24 * 3600 - 300)
    suite.must(override(suite))
    suite.elapsed_ns += 11 * MIN
    suite.tick()
    suite.back_ns = 3600 * S
    suite.tick()
    assert searched_by_one(suite).source.startswith("PROC-05")
    late = legal.ExtendClock(
        stay=stay, clock="EW-01", rung=1, ground="diligent_indictable", approver="s-013",
        evidence="doc-1",
    )  # fmt: skip
    assert suite.ask(late).source.startswith("CLK-03")
