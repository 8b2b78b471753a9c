"""ACC-07: a cell is opened at night by fewer than two members of staff."""

import numpy as np

from alerts.findings import door_finding
from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.access import holders_at
from custody.columns import I8
from custody.doors import cells_open
from custody.local import MINUTES_PER_HOUR, minute_of_day, within
from custody.near import staff_near


def _staff(scene: Scene, limits: Limits, row: int) -> int:
    """Return how many members of staff are at a door: located there, or their card just was."""
    near = staff_near(
        scene.world,
        row,
        t_ns=scene.t_ns,
        near_mm=limits.mm("near_m"),
        fresh_ns=limits.ns("fresh_s"),
    )
    swiped = holders_at(scene.world, row, since_t_ns=scene.t_ns - limits.ns("swipe_s"))
    return len({*near.tolist(), *swiped})


def _holds(scene: Scene, limits: Limits) -> I8:
    world = scene.world
    result = np.zeros(world.doors.size, np.int8)
    opened = cells_open(world.layout, world.doors)
    if not opened:
        return result
    night = within(
        minute_of_day(world.layout.timezone, scene.utc_ns),
        start=int(limits.value("from_hour")) * MINUTES_PER_HOUR,
        end=int(limits.value("until_hour")) * MINUTES_PER_HOUR,
    )
    for row in opened if night else ():
        result[row] = _staff(scene, limits, row) < limits.value("staff_min")
    return result


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    return door_finding(
        scene,
        row,
        Reading(
            name="staff at the door",
            value=float(_staff(scene, limits, row)),
            threshold=limits.value("staff_min"),
        ),
    )


ACC_07 = StateRule(
    id="ACC-07",
    zh="夜间单人开启候问室",
    en="Cell opened alone at night",
    subjects=("door",),
    levels=(Level(severity=Severity.P2, raise_after="grace_s"),),
    clears="auto",
    told=("CO", "DI"),
    guidance_zh="派第二名民警到场，开门须双人。",
    guidance_en="Send a second officer: at night a cell is opened by two.",
    basis_zh="夜间开启候问室须两名以上民警在场。",
    basis_en="At night two members of staff are there when a cell is opened.",
    source="detention-house practice; rulebook ACC-07",
    thresholds=(
        Threshold(key="from_hour", unit="h", meaning="local hour at which the night begins"),
        Threshold(key="until_hour", unit="h", meaning="local hour at which it ends"),
        Threshold(key="staff_min", unit="1", meaning="so many members of staff"),
        Threshold(key="near_m", unit="m", meaning="this near to the door"),
        Threshold(key="fresh_s", unit="s", meaning="a fix of staff counts for so long"),
        Threshold(key="swipe_s", unit="s", meaning="a card swiped at the door counts for so long"),
        Threshold(key="grace_s", unit="s", meaning="the second may be so much later"),
    ),
    holds=_holds,
    why=_why,
)
