"""PAIR-09: a hand-over was offered and nobody has accepted it."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, as_level, some
from custody.tables import NEVER


def _holds(scene: Scene, limits: Limits) -> I8:
    stays = scene.world.stays
    offered = stays.hand_over_t_ns
    waits = stays.open & (offered != NEVER)
    if some(waits):
        waits &= offered <= scene.t_ns - limits.ns("accept_s")
    return as_level(waits)


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    record = scene.world.records[row]
    return Finding(
        readings=(
            Reading(name="handed over to", value=record.hand_over_to),
            Reading(name="still answers", value=record.responsible),
            Reading(name="accept within s", value=None, threshold=limits.value("accept_s")),
        )
    )


PAIR_09 = StateRule(
    id="PAIR-09",
    zh="交接未被接手",
    en="Hand-over not accepted",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("CO",),
    guidance_zh="请接手民警确认，或由原负责民警继续负责。",
    guidance_en="Let the receiver accept, or keep the person with the officer who has them.",
    basis_zh="负责民警不得空缺，交接须由接手人确认。",
    basis_en="Somebody always answers for a person; a hand-over needs acceptance.",
    source="R39; 主办民警一办到底",
    thresholds=(Threshold(key="accept_s", unit="s", meaning="until the receiver accepts"),),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
    pace="record",
)
