"""Rules of refused attempts: what was tried stands in the record, the alarm until put right."""

from collections.abc import Callable

from alerts.rule import Finding, Limits, Reading, Scene
from custody.clocks.people import refused_attempt
from custody.columns import I8
from custody.remedies import REFUSED


def refused(rule: str) -> Callable[[Scene, Limits], I8]:
    """Return the level of every stay: 1 while a refused attempt of a rule is not put right."""
    column = REFUSED.index(rule)

    def holds(scene: Scene, _limits: Limits) -> I8:
        levels: I8 = scene.world.stays.refused[:, column]
        return levels

    return holds


def why_refused(rule: str) -> Callable[[Scene, Limits, int, int], Finding]:
    """Return how to tell of a refused attempt: what was asked, by whom, why it was refused."""

    def why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
        attempt = refused_attempt(scene.world, row, rule)
        assert attempt is not None, "a refused attempt is in the record"
        return Finding(
            readings=(
                Reading(name="attempt", value=str(attempt.data.get("act", ""))),
                Reading(name="asked by", value=attempt.by),
                Reading(name="reason", value=str(attempt.data.get("reason", ""))),
                Reading(name="reason zh", value=str(attempt.data.get("reason_zh", ""))),
                Reading(name="basis", value=attempt.basis),
            ),
            due_utc_ns=attempt.recorded_utc_ns,
        )

    return why
