"""PAIR-13: an officer of no case of theirs is with a detainee."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8
from custody.places import COMPANY_RULES


def _holds(scene: Scene, _limits: Limits) -> I8:
    level: I8 = scene.world.places.stays.company[:, COMPANY_RULES.index("PAIR-13")]
    return level


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    limit_s, world = limits.value("contact_s"), scene.world
    return Finding(
        readings=(
            Reading(name="with an investigator who has no task there, s", value=limit_s),
            Reading(name="within m", value=limits.value("near_m")),
        ),
        device=world.layout.devices.ids[world.stays.band[row]],
    )


PAIR_13 = StateRule(
    id="PAIR-13",
    zh="非本案民警接触",
    en="Contact with an officer of another case",
    subjects=("stay",),
    levels=(Level(severity=Severity.P3, raise_after="contact_s", clear_after="clear_s"),),
    clears="human",
    told=("LEG",),
    guidance_zh="核实接触原因并注明。",
    guidance_en="Ask what it was about and note it.",
    basis_zh="与案件无关的民警未经安排不得单独接触被看管人。",
    basis_en="Officers of other cases do not meet a detainee without a task.",
    source="R50; rulebook PAIR-13",
    thresholds=(
        Threshold(key="near_m", unit="m", meaning="so close is contact"),
        Threshold(key="contact_s", unit="s", meaning="for so long"),
        Threshold(key="clear_s", unit="s", meaning="gone for so long until it clears"),
    ),
    again_after_s=3600.0,
    holds=_holds,
    why=_why,
)
