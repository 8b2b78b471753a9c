"""PROC-08: a person has left the room while the session is open."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule
from alerts.severity import Severity
from custody.columns import I8, as_level


def _holds(scene: Scene, _limits: Limits) -> I8:
    stays = scene.world.stays
    return as_level(stays.open & (stays.session > 0) & stays.session_away)


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    room = world.layout.rooms.ids[world.stays.session_room[row]]
    return Finding(
        readings=(
            Reading(name="session in", value=room),
            Reading(name="person in", value=world.stay_room(row)),
        )
    )


PROC_08 = StateRule(
    id="PROC-08",
    zh="讯(询)问未结束人员离开房间",
    en="Left the room with the session open",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("CR", "OIC"),
    guidance_zh="核实人员去向，带回或结束讯(询)问。",
    guidance_en="See where the person went: bring them back or close the session.",
    basis_zh="讯(询)问未结束时人员不得离开。",
    basis_en="Nobody leaves the room while the session is open.",
    source="rulebook 7; 审讯离位",
    again_after_s=300.0,
    holds=_holds,
    why=_why,
)
