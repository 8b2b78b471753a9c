"""CLK-14: a person is here and no legal limit runs, or two instants of arrival disagree."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule
from alerts.severity import Severity
from custody.columns import I8, as_level


def _holds(scene: Scene, _limits: Limits) -> I8:
    stays = scene.world.stays
    alone = stays.open & (stays.band >= 0) & stays.clockless
    return as_level(alone | (stays.open & stays.clocks_differ))


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    what = "two instants of arrival" if world.stays.clocks_differ[row] else "no limit runs"
    regime = world.layout.policies[int(world.stays.regime[row])].id
    return Finding(
        readings=(Reading(name="regime", value=regime), Reading(name="trouble", value=what)),
        due_utc_ns=world.law_utc_ns,
    )


CLK_14 = StateRule(
    id="CLK-14",
    zh="无法定时限在计算或时限不一致",
    en="No legal limit runs, or two disagree",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("LEG", "IT"),
    guidance_zh="核对案由与措施,登记适用的时限;如无羁押依据,立即放人。",
    guidance_en="Check regime and measure, record what applies; without a ground, release.",
    basis_zh="在区人员必须至少有一个时限在计算。",
    basis_en="Whoever is held has at least one limit that runs.",
    source="invariant I1",
    holds=_holds,
    why=_why,
    pace="record",
)
