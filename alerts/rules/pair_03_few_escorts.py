"""PAIR-03: somebody is led by fewer officers than the site asks for."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8
from custody.places import COMPANY_RULES


def _holds(scene: Scene, _limits: Limits) -> I8:
    level: I8 = scene.world.places.stays.company[:, COMPANY_RULES.index("PAIR-03")]
    return level


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    return Finding(
        readings=(
            Reading(name="officers with them", value=float(world.places.stays.escorts[row])),
            Reading(name="asked for", value=limits.value("escorts")),
            Reading(name="more at high risk", value=limits.value("risk_more")),
        ),
        device=world.layout.devices.ids[world.stays.band[row]],
    )


PAIR_03 = StateRule(
    id="PAIR-03",
    zh="押送人数不足",
    en="Too few escorts",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2, raise_after="few_s", clear_after="clear_s"),),
    clears="auto",
    told=("CR", "CO"),
    guidance_zh="就近增派民警押送，必要时停在原地等候。",
    guidance_en="Send more officers; let the person wait where they are until then.",
    basis_zh="押送被看管人须有足够警力，高风险人员应增加。",
    basis_en="Who is led has enough officers with them, one more at high risk.",
    source="PSAPL 108 spirit; site parameter (D)",
    thresholds=(
        Threshold(key="escorts", unit="officers", meaning="needed with a person who moves"),
        Threshold(
            key="risk_more",
            unit="officers",
            meaning="needed beyond that at risk of escape or violence",
        ),
        Threshold(key="speed_mps", unit="m/s", meaning="who is faster is moving"),
        Threshold(key="few_s", unit="s", meaning="too few for so long"),
        Threshold(key="clear_s", unit="s", meaning="gone for so long until it clears"),
    ),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
)
