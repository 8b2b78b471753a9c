"""POS-04: a person goes for an exit with nobody beside them."""

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, I64, where
from custody.company import meetings
from custody.tables import NEVER

FRESH_NS = 3_000_000_000
"""What was seen longer ago is no rush any more."""


def _rushing(scene: Scene) -> I64:
    world = scene.world
    rush = world.of_bands(world.places.devices.rush_t_ns, NEVER)
    going = world.worn_and_open() & (scene.t_ns - rush <= FRESH_NS)
    return where(going & ~world.exit_approved(scene.utc_ns))


def _holds(scene: Scene, limits: Limits) -> I8:
    world = scene.world
    level = np.zeros(world.stays.size, np.int8)
    if scene.t_ns - world.places.rush_t_ns > FRESH_NS:
        return level
    slots = _rushing(scene)
    if len(slots) == 0:
        return level
    level[slots] = 1
    cards = world.cards_on_duty()
    cards = cards[cards >= 0]
    cards = cards[scene.t_ns - world.devices.fix_t_ns[cards] <= FRESH_NS]
    found = meetings(
        world.devices,
        world.places.devices,
        world.layout.premises,
        some=world.stays.band[slots],
        others=cards,
        reach_mm=limits.mm("escort_m"),
        t_ns=scene.t_ns,
    )
    beside = found.only(found.apart_mm <= limits.mm("escort_m"))
    level[slots[beside.one]] = 0
    return level


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    speed = int(world.places.devices.speed_mmps[world.stays.band[row]]) / 1000
    return Finding(
        readings=(
            Reading(name="within m of an exit", value=limits.value("near_m")),
            Reading(name="speed m/s", value=speed, threshold=limits.value("speed_mps")),
            Reading(name="escort within m", value="nobody", threshold=limits.value("escort_m")),
        ),
        device=world.layout.devices.ids[world.stays.band[row]],
    )


POS_04 = StateRule(
    id="POS-04",
    zh="快速接近出口",
    en="Going for an exit",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2, clear_after="clear_s"),),
    clears="auto",
    told=("CR", "G"),
    guidance_zh="就近民警立即拦住，确认出口关闭。",
    guidance_en="The nearest officer stops the person; make sure that the exit is shut.",
    basis_zh="无人押送而快速接近出口，可能企图脱逃。",
    basis_en="Close to an exit, moving towards it, with nobody beside: an escape may begin.",
    source="R10; rulebook POS-04",
    thresholds=(
        Threshold(key="near_m", unit="m", meaning="so close to an exit"),
        Threshold(key="speed_mps", unit="m/s", meaning="going for it so fast"),
        Threshold(key="escort_m", unit="m", meaning="an officer this near accompanies the person"),
        Threshold(key="clear_s", unit="s", meaning="gone for so long until it clears"),
    ),
    again_after_s=60.0,
    holds=_holds,
    why=_why,
)
