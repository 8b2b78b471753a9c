"""PROC-02: somebody wears a band in the custody area and is not registered."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, as_level, some
from custody.tables import WORN_YES


def _holds(scene: Scene, limits: Limits) -> I8:
    world, devices = scene.world, scene.world.devices
    unknown = world.layout.devices.of_kind("band") & (devices.worn == WORN_YES)
    unknown &= world.holders() < 0
    if some(unknown):
        unknown &= devices.fix_t_ns >= scene.t_ns - limits.ns("fresh_s")
        unknown &= world.layout.rooms.inside()[devices.room]
    return as_level(unknown)


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    device = scene.world.layout.devices.ids[row]
    return Finding(
        readings=(Reading(name="band of nobody, in", value=scene.world.device_place(row)),),
        device=device,
    )


PROC_02 = StateRule(
    id="PROC-02",
    zh="区内人员未登记",
    en="Person in the area without registration",
    subjects=("device",),
    levels=(Level(severity=Severity.P2, raise_after="unregistered_s"),),
    clears="auto",
    told=("CO",),
    guidance_zh="查明佩戴者并登记到案。",
    guidance_en="Find out who wears this band and register their arrival.",
    basis_zh="进入办案区的人员一律登记。",
    basis_en="Everybody brought into the area is registered.",
    source="四个一律 1; HZ 4",
    thresholds=(
        Threshold(key="unregistered_s", unit="s", meaning="in the area without registration"),
        Threshold(key="fresh_s", unit="s", meaning="a fix so old still says where the band is"),
    ),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
)
