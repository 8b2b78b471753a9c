"""CLK-11: somebody who is to be watched constantly or closely has nobody there."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, as_level, some

_CLOSE = 4


def _holds(scene: Scene, _limits: Limits) -> I8:
    world = scene.world
    alone = as_level(world.unobserved)
    if not some(world.unobserved):
        return alone
    return alone + (alone & as_level(world.stays.level >= _CLOSE))


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    stays = scene.world.stays
    observer = int(stays.observer[row])
    named = scene.world.layout.staff_ids[observer] if observer >= 0 else ""
    close = int(stays.level[row]) >= _CLOSE
    distance_m = limits.value("reach_m" if close else "near_m")
    return Finding(
        readings=(
            Reading(name="observation level", value=float(stays.level[row]), threshold=distance_m),
            Reading(name="named observer", value=named),
        )
    )


CLK_11 = StateRule(
    id="CLK-11",
    zh="专人看护缺位",
    en="Observer missing",
    subjects=("stay",),
    levels=(
        Level(severity=Severity.P2, raise_after="constant_s", clear_after_s=3.0),
        Level(severity=Severity.P1, raise_after="close_s", clear_after_s=3.0),
    ),
    clears="auto",
    told=("CO", "G"),
    guidance_zh="立即派人到场：三级观察须持续可见，四级观察须伸手可及。",
    guidance_en="Put somebody there now: in sight at level 3, within reach at level 4.",
    basis_zh="三级观察须有人持续看护，四级观察须贴身看护。",
    basis_en="Level 3 is observed all the time, level 4 from within reach.",
    source="APP: observation levels; rulebook CLK-11",
    thresholds=(
        Threshold(key="constant_s", unit="s", meaning="without an observer at level 3"),
        Threshold(key="close_s", unit="s", meaning="without an observer at level 4"),
        Threshold(key="near_m", unit="m", meaning="this near an observer of level 3 is there"),
        Threshold(key="reach_m", unit="m", meaning="this near an observer of level 4 is there"),
        Threshold(key="fresh_s", unit="s", meaning="age up to which an observer's fix counts"),
    ),
    again_after_s=60.0,
    holds=_holds,
    why=_why,
)
