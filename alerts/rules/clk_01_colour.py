"""CLK-01: a legal limit comes near and changes colour."""

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule
from alerts.severity import Severity
from custody.clocks.civil import NS_PER_S
from custody.clocks.people import states_of
from custody.clocks.worst import begun, limits
from custody.columns import I8

_LEVELS = (Level(severity=Severity.P4), Level(severity=Severity.P3), Level(severity=Severity.P2))
_LEVEL_OF = np.array([0, *(Severity.P4 + 1 - severity for severity in Severity)], np.int8)
"""Level of each severity that a colour has; 0 is no colour."""


def _holds(scene: Scene, _limits: Limits) -> I8:
    return _LEVEL_OF[scene.world.clock_warned]


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    running = limits(states_of(world, row, world.law_utc_ns))
    # Of now: an alarm that comes back milder keeps the level it once had.
    severity = int(world.clock_warned[row])
    found = begun(running, severity=severity, utc_ns=world.law_utc_ns)
    assert found is not None, "a warned stay has a clock"
    state, step = found
    left_s = (state.limit_utc_ns - world.law_utc_ns) / NS_PER_S
    limit_s = (state.limit_utc_ns - state.start_utc_ns) // NS_PER_S
    return Finding(
        readings=(
            Reading(name=f"{state.clock.id} colour", value=step.colour),
            Reading(name="time left s", value=round(left_s, 3)),
            Reading(name="limit s", value=float(limit_s)),
            Reading(name="source", value=state.source),
        ),
        # A stay that arrived hours ago could not be warned of before it was opened here.
        due_utc_ns=max(step.utc_ns, int(world.stays.opened_utc_ns[row])),
    )


CLK_01 = StateRule(
    id="CLK-01",
    zh="办案时限临近",
    en="Legal limit near",
    subjects=("stay",),
    levels=_LEVELS,
    clears="auto",
    told=("OIC", "CO", "LEG"),
    guidance_zh="核对剩余时间，及时办结，或在期满前依法报批延长。",
    guidance_en="Check the time left: finish, or get an extension approved before it ends.",
    basis_zh="询问查证等时限自到达起计算，临近期满按颜色逐级预警。",
    basis_en="The limit runs from arrival; colours warn step by step before it ends.",
    source="R20; bands from the policy in force",
    holds=_holds,
    why=_why,
)
