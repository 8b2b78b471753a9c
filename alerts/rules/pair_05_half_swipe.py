"""PAIR-05: only one of the two swipes came."""

from alerts.rule import NS_PER_S, Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, as_level, some
from custody.tables import NEVER


def _holds(scene: Scene, limits: Limits) -> I8:
    stays = scene.world.stays
    half = stays.half_swipe_t_ns
    waits = stays.open & (half != NEVER)
    if some(waits):
        waits &= half <= scene.t_ns - limits.ns("second_s")
    return as_level(waits)


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    limit_s = limits.value("second_s")
    since_s = (scene.t_ns - int(scene.world.stays.half_swipe_t_ns[row])) / NS_PER_S
    return Finding(
        readings=(Reading(name="one swipe since s", value=round(since_s, 1), threshold=limit_s),)
    )


PAIR_05 = StateRule(
    id="PAIR-05",
    zh="只刷了一次(缺门卡或手环)",
    en="Only one of two swipes",
    subjects=("stay",),
    levels=(Level(severity=Severity.P3),),
    clears="auto",
    told=("OIC",),
    guidance_zh="请民警刷门卡完成双刷，否则该环节不开放。",
    guidance_en="Swipe the officer's card as well; the step stays closed until then.",
    basis_zh="每一环节由民警刷卡、被看管人刷手环。",
    basis_en="At each step the officer swipes a card and the detainee the band.",
    source="R03; S3",
    thresholds=(
        Threshold(key="second_s", unit="s", meaning="for the second swipe, and the step after it"),
    ),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
    pace="record",
)
