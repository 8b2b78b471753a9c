"""PROC-09: officers of the case are with a detainee for long outside an interview room."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8
from custody.places import COMPANY_RULES


def _holds(scene: Scene, _limits: Limits) -> I8:
    level: I8 = scene.world.places.stays.company[:, COMPANY_RULES.index("PROC-09")]
    return level


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    return Finding(
        readings=(
            Reading(name="with officers of the case s", value=limits.value("talk_s")),
            Reading(name="room", value=world.stay_room(row)),
        ),
        device=world.layout.devices.ids[world.stays.band[row]],
    )


PROC_09 = StateRule(
    id="PROC-09",
    zh="在讯(询)问室外与办案民警谈话",
    en="Talk with case officers outside an interview room",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2, raise_after="talk_s", clear_after="clear_s"),),
    clears="auto",
    told=("LEG", "CO"),
    guidance_zh="请民警离开，或转入讯(询)问室并开启录音录像。",
    guidance_en="Ask the officers to leave, or go to an interview room with its recorder running.",
    basis_zh="讯问应当在讯问室进行。",
    basis_en="Questioning takes place in the interview room.",
    source="PCC 198",
    thresholds=(
        Threshold(key="talk_s", unit="s", meaning="together outside an interview room"),
        Threshold(key="clear_s", unit="s", meaning="gone for so long until it clears"),
    ),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
)
