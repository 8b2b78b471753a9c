"""PAIR-12: continued questioning guarded by auxiliaries alone."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8
from custody.places import COMPANY_RULES


def _holds(scene: Scene, _limits: Limits) -> I8:
    level: I8 = scene.world.places.stays.company[:, COMPANY_RULES.index("PAIR-12")]
    return level


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    limit_s = limits.value("lay_s")
    return Finding(
        readings=(
            Reading(name="staff with them", value=float(world.places.stays.escorts[row])),
            Reading(name="police officers", value=0.0),
            Reading(name="for s", value=limit_s, threshold=limit_s),
        ),
        device=world.layout.devices.ids[world.stays.band[row]],
    )


PAIR_12 = StateRule(
    id="PAIR-12",
    zh="继续盘问对象无民警看管",
    en="Guarded without a police officer",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2, raise_after="lay_s", clear_after="clear_s"),),
    clears="auto",
    told=("CO", "LEG"),
    guidance_zh="立即派民警接替看管。",
    guidance_en="Send a police officer to take over.",
    basis_zh="继续盘问期间由民警看管，辅警不得单独看管。",
    basis_en="During continued questioning police officers guard, never auxiliaries alone.",
    source="CQ 5, 26, 29",
    thresholds=(
        Threshold(key="lay_s", unit="s", meaning="without a police officer for so long"),
        Threshold(key="clear_s", unit="s", meaning="gone for so long until it clears"),
    ),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
)
