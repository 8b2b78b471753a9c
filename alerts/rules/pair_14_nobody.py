"""PAIR-14: a person in a closed-off room has nobody on duty who answers for them."""

from typing import Final

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule
from alerts.severity import Severity
from custody.columns import I8, as_level

_ROOMS: Final = ("toilet", "medical", "interview", "juvenile-interview")


def _holds(scene: Scene, _limits: Limits) -> I8:
    world = scene.world
    kinds = world.layout.rooms.of_types(*_ROOMS)
    nobody = world.off_duty()[world.stays.responsible]
    here = kinds[world.stay_rooms()]  # the last entry is NOWHERE
    return as_level(world.worn_and_open() & here & nobody)


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    return Finding(
        readings=(
            Reading(name="room", value=world.stay_room(row)),
            Reading(name="responsible", value=world.records[row].responsible),
        )
    )


PAIR_14 = StateRule(
    id="PAIR-14",
    zh="封闭房间内人员无在岗负责民警",
    en="Nobody on duty answers for the person",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("CR",),
    guidance_zh="立即指定在岗民警负责该人员。",
    guidance_en="Name an officer on duty for this person now.",
    basis_zh="任何时候都须有一名民警对该人员负责。",
    basis_en="At any time exactly one officer on duty answers for a person.",
    source="四个一律 3",
    again_after_s=300.0,
    holds=_holds,
    why=_why,
)
