"""PAIR-10: two senders under one band id, or a band walks that nobody wears."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, as_level, some
from custody.tables import NEVER

HOLD_NS = 10_000_000_000
"""So long a double is shown after it was heard."""


def _holds(scene: Scene, limits: Limits) -> I8:
    world, count = scene.world, len(scene.world.layout.devices.ids)
    places = world.places.devices
    twins = scene.t_ns - places.twin_t_ns <= HOLD_NS
    carried = places.carried_t_ns != NEVER
    if some(carried):
        carried &= scene.t_ns - places.carried_t_ns >= limits.ns("nobody_s")
    return as_level((twins | carried)[:count])


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    world, places = scene.world, scene.world.places.devices
    if scene.t_ns - places.twin_t_ns[row] <= HOLD_NS:
        seen = scene.utc_of(int(places.twin_t_ns[row]))
        readings: tuple[Reading, ...] = (
            Reading(name="senders under this id", value=2.0, t_ns=seen),
        )
    else:
        speed = int(places.speed_mmps[row]) / 1000
        readings = (
            Reading(name="worn by", value="nobody"),
            Reading(name="speed m/s", value=speed, threshold=limits.value("speed_mps")),
        )
    name = world.layout.devices.ids[row]
    return Finding(readings=readings, device=name, place=world.device_place(row))


PAIR_10 = StateRule(
    id="PAIR-10",
    zh="手环编号重复或无人佩戴",
    en="Two bands with one id, or nobody wears it",
    subjects=("device",),
    levels=(Level(severity=Severity.P2, clear_after="clear_s"),),
    clears="human",
    told=("CO", "IT"),
    guidance_zh="当面核对每个人的手环；停用重复编号的手环，重新佩戴登记。",
    guidance_en="Look at every wrist; take the double out of use, register who wears which.",
    basis_zh="一环一人，手环与人员必须一一对应。",
    basis_en="One band, one person: every alarm rests on that.",
    source="R01; rulebook PAIR-10",
    thresholds=(
        Threshold(key="speed_mps", unit="m/s", meaning="a band that is faster is carried"),
        Threshold(
            key="nobody_s", unit="s", meaning="carried by nobody who is registered for so long"
        ),
        Threshold(key="clear_s", unit="s", meaning="gone for so long until it clears"),
    ),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
    pace="record",
)
