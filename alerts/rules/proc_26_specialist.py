"""PROC-26: the officer who answers for a minor is not trained for minors."""

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule
from alerts.severity import Severity
from custody.columns import I8, where
from custody.world import flag_bit


def _holds(scene: Scene, _limits: Limits) -> I8:
    world = scene.world
    minors = world.stays.open & (world.stays.flags & flag_bit("minor") > 0)
    levels = np.zeros(world.stays.size, np.int8)
    for row in where(minors).tolist():  # Few, if any.
        officer = int(world.stays.responsible[row])
        levels[row] = officer < 0 or not world.layout.staff[officer].juvenile
    return levels


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    officer = int(scene.world.stays.responsible[row])
    name = scene.world.layout.staff_ids[officer] if officer >= 0 else ""
    return Finding(readings=(Reading(name="responsible", value=name),))


PROC_26 = StateRule(
    id="PROC-26",
    zh="未成年人案件非专门人员办理",
    en="Minor handled by a non-specialist",
    subjects=("stay",),
    levels=(Level(severity=Severity.P4),),
    clears="auto",
    told=("LEG",),
    guidance_zh="指定熟悉未成年人身心特点的专门人员负责。",
    guidance_en="Assign an officer who is trained for work with minors.",
    basis_zh="未成年人案件应当由熟悉未成年人身心特点的专门人员办理。",
    basis_en="Officers who know how minors feel and think handle their cases.",
    source="PCC 319",
    holds=_holds,
    why=_why,
)
