"""PER-02: a line is broken and a detainee is at it, or outside: an escape."""

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, where
from custody.perimeter import fleeing
from custody.tables import STATUSES


def _lately(scene: Scene, limits: Limits) -> list[int]:
    """Return the lines that are broken or were so just now."""
    lines = scene.world.perimeter
    now = lines.status == STATUSES.index("broken")
    found = now | (scene.t_ns - lines.broken_t_ns <= limits.ns("within_s"))
    result: list[int] = where(found).tolist()
    return result


def _holds(scene: Scene, limits: Limits) -> I8:
    world = scene.world
    result = np.zeros(world.stays.size, np.int8)
    for row in _lately(scene, limits):
        slots = fleeing(
            world,
            row,
            t_ns=scene.t_ns,
            utc_ns=scene.utc_ns,
            near_mm=limits.mm("near_m"),
            explained=bool(world.perimeter.explained[row]),
        )
        result[slots] = 1
    return result


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    band = int(world.stays.band[row])
    lines = [world.layout.perimeter_ids[line] for line in _lately(scene, limits)]
    outside = bool(world.devices.outside_run[band] > 0)
    return Finding(
        readings=(
            Reading(name="broken lines", value=" ".join(lines)),
            Reading(name="band", value="outside" if outside else "at the line"),
            Reading(name="at the line means within m", value=limits.value("near_m")),
        ),
        device=world.layout.devices.ids[band],
    )


PER_02 = StateRule(
    id="PER-02",
    zh="脱逃确认",
    en="Escape confirmed",
    subjects=("stay",),
    levels=(Level(severity=Severity.P1, clear_after_s=3.0),),
    clears="human",
    told=("G", "CR", "CO", "DI", "SUP"),
    guidance_zh="立即封控全部出口，按脱逃预案追捕，同时上报；封控由人决定。",
    guidance_en="Lock down all exits, pursue by the escape plan, report at once. People decide.",
    basis_zh="周界被触发且被看管人在触发点或已在区外，未经批准。",
    basis_en="A line was broken and a detainee without approval is at it or already outside.",
    source="CQ 36; rulebook PER-02",
    thresholds=(
        Threshold(key="near_m", unit="m", meaning="a band this near to the line crosses it"),
        Threshold(key="within_s", unit="s", meaning="a break counts for so long"),
    ),
    holds=_holds,
    why=_why,
)
