"""SEP-07: witnesses are together before they were heard."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8


def _holds(scene: Scene, _limits: Limits) -> I8:
    world = scene.world
    level: I8 = world.places.devices.witness[: len(world.layout.devices.ids)]
    return level


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    world, limit_s = scene.world, limits.value("together_s")
    return Finding(
        readings=(Reading(name="with another witness for s", value=limit_s, threshold=limit_s),),
        device=world.layout.devices.ids[row],
        place=world.device_place(row),
    )


SEP_07 = StateRule(
    id="SEP-07",
    zh="证人相互接触",
    en="Witnesses together",
    subjects=("device",),
    levels=(Level(severity=Severity.P3, raise_after="together_s", clear_after="clear_s"),),
    clears="human",
    told=("OIC", "LEG"),
    guidance_zh="分开证人，记录接触情况。",
    guidance_en="Part them and note that they met.",
    basis_zh="辨认、询问证人应当个别进行。",
    basis_en="Each witness is heard and identifies alone.",
    source="PCC 259-260",
    thresholds=(
        Threshold(key="together_s", unit="s", meaning="in one room for so long"),
        Threshold(key="clear_s", unit="s", meaning="gone for so long until it clears"),
    ),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
)
