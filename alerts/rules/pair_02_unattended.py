"""PAIR-02: a detainee is unattended: no staff near, not in a locked and observed room."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, as_level, some
from custody.four import unguarded
from custody.world import flag_bit, flags_at_risk


def _holds(scene: Scene, _limits: Limits) -> I8:
    world = scene.world
    alone = unguarded(world, utc_ns=scene.utc_ns)
    if not some(alone):
        return as_level(alone)
    risky = alone & (world.stays.flags & flags_at_risk() != 0)
    return as_level(alone) + as_level(risky)


def _why(scene: Scene, limits: Limits, row: int, level: int) -> Finding:
    world = scene.world
    limit_s = limits.value("unattended_s")
    readings = [
        Reading(name="alone for s", value=limit_s, threshold=limit_s),
        Reading(name="staff within m", value="nobody", threshold=limits.value("near_m")),
        Reading(name="locked observed room", value="no"),
    ]
    if level > 1:
        bits = int(world.stays.flags[row])
        risks = [flag for flag in ("escape_risk", "self_harm") if bits & flag_bit(flag)]
        readings.append(Reading(name="flags", value=" ".join(risks)))
    device = world.layout.devices.ids[world.stays.band[row]]
    return Finding(readings=tuple(readings), device=device)


PAIR_02 = StateRule(
    id="PAIR-02",
    zh="被看管人无人看管",
    en="Detainee unattended",
    subjects=("stay",),
    levels=(
        Level(severity=Severity.P2, raise_after="unattended_s", clear_after="clear_s"),
        Level(severity=Severity.P1, raise_after="unattended_s", clear_after="clear_s"),
    ),
    clears="auto",
    told=("G", "CR", "CO"),
    guidance_zh="指派最近的民警到位看管，或将人员带入有监控的锁闭候问室。",
    guidance_en="Send the nearest officer to stay with the person, or take them to a locked,"
    " observed room.",
    basis_zh="被看管人任何时候都必须有人看管，或处于有监控的锁闭房间。",
    basis_en="At any time somebody is with the person, or they are in a locked, observed room.",
    source="四个一律 3; CQ 33",
    thresholds=(
        Threshold(key="near_m", unit="m", meaning="staff this near on the same level is company"),
        Threshold(key="unattended_s", unit="s", meaning="alone for so long"),
        Threshold(key="fresh_s", unit="s", meaning="a fix of staff counts for so long"),
        Threshold(key="clear_s", unit="s", meaning="in company for so long until it clears"),
    ),
    again_after_s=60.0,
    holds=_holds,
    why=_why,
)
