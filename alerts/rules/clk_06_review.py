"""CLK-06: a review of detention is due, or overdue."""

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule
from alerts.severity import Severity
from custody.clocks.civil import NS_PER_S
from custody.clocks.people import states_of
from custody.clocks.worst import begun, reviews
from custody.columns import I8

_LEVELS = (Level(severity=Severity.P4), Level(severity=Severity.P3), Level(severity=Severity.P2))
_LEVEL_OF = np.array([0, *(Severity.P4 + 1 - severity for severity in Severity)], np.int8)
"""Level of each severity that a colour has; 0 is no colour."""


def _holds(scene: Scene, _limits: Limits) -> I8:
    return _LEVEL_OF[scene.world.review_due]


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    # Of now: an alarm that comes back milder keeps the level it once had.
    severity = int(world.review_due[row])
    running = reviews(states_of(world, row, world.law_utc_ns))
    found = begun(running, severity=severity, utc_ns=world.law_utc_ns)
    assert found is not None, "a review that is due has a clock"
    state, step = found
    left_s = (state.limit_utc_ns - world.law_utc_ns) / NS_PER_S
    return Finding(
        readings=(
            Reading(name=f"{state.clock.id} colour", value=step.colour),
            Reading(name="time left s", value=round(left_s, 3)),
            Reading(name="source", value=state.source),
        ),
        due_utc_ns=max(step.utc_ns, int(world.stays.opened_utc_ns[row])),
    )


CLK_06 = StateRule(
    id="CLK-06",
    zh="羁押复核到期",
    en="Review of detention due",
    subjects=("stay",),
    levels=_LEVELS,
    clears="auto",
    told=("DI",),
    guidance_zh="由未参与办案的复核官复核;不能按时进行的,记录推迟理由。",
    guidance_en="An officer who is not involved holds the review; if it must wait, record why.",
    basis_zh="首次复核六小时内,其后每九小时一次;推迟不顺延以后的时间。",
    basis_en="First within six hours, then every nine; a late one does not move the next.",
    source="PACE 40",
    holds=_holds,
    why=_why,
)
