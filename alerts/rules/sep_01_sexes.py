"""SEP-01: women and men are in one holding room."""

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8
from custody.places import ROOM_RULES
from custody.world import flag_bit


def _holds(scene: Scene, _limits: Limits) -> I8:
    level: I8 = scene.world.places.rooms.level[:, ROOM_RULES.index("SEP-01")]
    return level


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    inside = np.flatnonzero(world.worn_and_open() & (world.stay_rooms() == row))
    women = world.stays.flags[inside] & flag_bit("female") != 0
    return Finding(
        readings=(
            Reading(name="women", value=float(women.sum())),
            Reading(name="men", value=float((~women).sum())),
        )
    )


SEP_01 = StateRule(
    id="SEP-01",
    zh="男女混关",
    en="Women and men in one holding room",
    subjects=("room",),
    levels=(Level(severity=Severity.P2, raise_after="mixed_s", clear_after="clear_s"),),
    clears="human",
    told=("CO",),
    guidance_zh="立即分开，分别带入不同候问室。",
    guidance_en="Part them at once into different holding rooms.",
    basis_zh="男女不得关押在同一候问室。",
    basis_en="No holding room holds both sexes.",
    source="CQ 30; DCR 14",
    thresholds=(
        Threshold(key="mixed_s", unit="s", meaning="both in the room for so long"),
        Threshold(key="clear_s", unit="s", meaning="gone for so long until it clears"),
    ),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
)
