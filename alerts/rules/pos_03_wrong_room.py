"""POS-03: a room that the matrix does not open in this stage, or the next stage unentered."""

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, Mask
from custody.matrix import ALLOWED, NEXT, WRONG
from custody.procedure import STEPS

_LEVEL_OF = np.zeros(ALLOWED + 1, np.int8)
"""Level of each word of the matrix."""
_LEVEL_OF[[NEXT, WRONG]] = 1, 2


def _watched(scene: Scene) -> Mask:
    """Return who is under the full procedure and searched; before the search PROC-03 watches."""
    world, stays = scene.world, scene.world.stays
    away = world.exit_approved(scene.utc_ns)
    watched: Mask = world.worn_and_open() & stays.full & stays.searched & ~away
    return watched


def _holds(scene: Scene, _limits: Limits) -> I8:
    return np.where(_watched(scene), _LEVEL_OF[scene.world.permit], np.int8(0))


def _why(scene: Scene, limits: Limits, row: int, level: int) -> Finding:
    world = scene.world
    step = STEPS[world.stays.stage[row]]
    key = "wrong_s" if level > 1 else "next_s"
    return Finding(
        readings=(
            Reading(name="in room", value=world.stay_room(row)),
            Reading(name="stage", value=f"{step.id} {step.en}"),
            Reading(name="for s", value=limits.value(key), threshold=limits.value(key)),
        ),
        device=world.layout.devices.ids[world.stays.band[row]],
    )


POS_03 = StateRule(
    id="POS-03",
    zh="所在区域与办案环节不符",
    en="In a room of another stage",
    subjects=("stay",),
    levels=(
        Level(severity=Severity.P3, raise_after="next_s", clear_after="clear_s"),
        Level(severity=Severity.P2, raise_after="wrong_s", clear_after="clear_s"),
    ),
    clears="auto",
    told=("CR", "OIC"),
    guidance_zh="核对环节：将人员带回本环节区域，或由民警登记进入下一环节。",
    guidance_en="Check the step: bring the person back, or let an officer enter the step they are"
    " at.",
    basis_zh="每一环节有其规定区域；人员应在本环节区域内，途中须有人押送。",
    basis_en="Every stage has its rooms; a person is in those of theirs, or on the way under"
    " escort.",
    source="R22; rulebook 7 stage x zone matrix",
    thresholds=(
        Threshold(key="wrong_s", unit="s", meaning="in a room that is not open in this stage"),
        Threshold(
            key="next_s", unit="s", meaning="in a room of the next stage without entering it"
        ),
        Threshold(key="clear_s", unit="s", meaning="gone for so long until it clears"),
    ),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
)
