"""Where a person may be: the matrix of stage x room type, for adults and for minors.

Rulebook section 7. The stage's own rooms come from the table of steps (custody.procedure); what a
person passes on the way, the rooms of the stage that comes next and a doctor's room are open under
escort only. What no detainee may enter in any stage is forbidden whatever else is said.
"""

from typing import Final

import numpy as np

from custody.columns import I8
from custody.procedure import BY_ID, STAGES, STEPS

FORBIDDEN: Final = np.int8(0)
WRONG: Final = np.int8(1)
"""Open to detainees, only not in this stage, or not to this class."""
NEXT: Final = np.int8(2)
"""A room of a stage that may follow: the step must be entered soon (POS-03, level 1)."""
ESCORTED: Final = np.int8(3)
"""On the way or at the doctor's; who must be with the person is PAIR-02's business."""
ALLOWED: Final = np.int8(4)

CLASSES: Final = ("adult", "minor")
NEVER_TYPES: Final = (
    *("armoury", "server", "staff", "office", "duty-office", "control", "guard-post"),
    *("evidence", "reception"),
)
"""No detainee may be here in any stage (rulebook POS-02)."""
WORST_TYPES: Final = ("armoury", "server")
"""Of these, where being is P1 at once."""
WAY_TYPES: Final = ("corridor", "toilet", "stairs", "lift", "medical")
"""Under escort from every stage: the ways of the house, and a doctor at any time."""
YOUNG_PREFIX: Final = "juvenile-"
EXTRA: Final[dict[str, tuple[str, ...]]] = {
    "S0": ("sally-port", "intake"),
    "S11": ("holding", "juvenile-holding", "care", "juvenile-care", "sobering"),
    "S13b": ("sally-port", "exit-lobby", "holding", "juvenile-holding", "care", "juvenile-care"),
    "S14": ("holding", "juvenile-holding", "care", "juvenile-care"),
    "S15": ("exit-lobby", "sally-port", "property"),
    "S16": ("holding", "juvenile-holding", "care", "juvenile-care", "exit-lobby"),
    "S17": ("sally-port",),
}
"""Rooms of a stage beside those where its step is done: where one waits for a decision or a car."""
ANYWHERE: Final = ("S12",)
"""In the medical fast track every room is open under escort: life comes first."""


def permission_of(types: tuple[str, ...]) -> I8:
    """Return the matrix [class, stage, room type]; a last column stands for no room: ALLOWED.

    Outside of all rooms is POS-01's business. Where a site has no rooms of their own for minors
    they are where adults are.
    """
    table = np.full((len(CLASSES), len(STAGES), len(types) + 1), WRONG, np.int8)
    for row, group in enumerate(CLASSES):
        for step in STEPS:
            number = STAGES.index(step.id)
            for column, kind in enumerate(types):
                table[row, number, column] = _permission(step.id, kind, group, types)
    table[:, :, -1] = ALLOWED
    return table


def _permission(stage: str, kind: str, group: str, types: tuple[str, ...]) -> np.int8:
    if kind in NEVER_TYPES:
        return FORBIDDEN
    if kind in WAY_TYPES:
        return ALLOWED if kind in _own(stage) and kind == "medical" else ESCORTED
    if stage in ANYWHERE:
        return ESCORTED
    young = kind.startswith(YOUNG_PREFIX)
    theirs = young if group == "minor" and f"{YOUNG_PREFIX}{kind}" in types else not young
    if group == "minor" and young:
        theirs = True
    if not theirs:
        return WRONG
    if kind in _own(stage):
        return ALLOWED
    following = {zone for to in BY_ID[stage].follows for zone in _own(to)}
    return NEXT if kind in following else WRONG


def _own(stage: str) -> tuple[str, ...]:
    return (*BY_ID[stage].zones, *EXTRA.get(stage, ()))
