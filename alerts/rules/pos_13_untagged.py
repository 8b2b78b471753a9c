"""POS-13: a camera counts more people in the custody area than tags account for."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, as_level
from custody.counting import camera_count, tags, unbanded
from custody.world import stay_id


def _holds(scene: Scene, _limits: Limits) -> I8:
    return as_level(scene.world.untagged)


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    world = scene.world
    waiting = [stay_id(int(world.stays.number[slot])) for slot in unbanded(world).tolist()]
    return Finding(
        readings=(
            Reading(name="camera counts", value=float(camera_count(world, row))),
            Reading(name="tags say", value=float(tags(world)[row])),
            Reading(name="registered without a band", value=" ".join(waiting) or "nobody"),
        ),
    )


POS_13 = StateRule(
    id="POS-13",
    zh="办案区内有无标签人员",
    en="Somebody without a tag",
    subjects=("room",),
    levels=(Level(severity=Severity.P2, raise_after="untagged_s", clear_after_s=3.0),),
    clears="human",
    told=("CR",),
    guidance_zh="查看该处视频，派人核实身份；涉案人员立即佩戴手环，无关人员带离。",
    guidance_en="Look at the camera, send somebody: a detainee gets a band, a stranger leaves.",
    basis_zh="办案区内人人有手环、门卡或访客证；无标签者可能是摘下手环者或擅入者。",
    basis_en="Everybody in the custody area wears a band, card or badge; who does not took it off"
    " or came in unseen.",
    source="R05; rulebook POS-13",
    thresholds=(
        Threshold(
            key="untagged_s", unit="s", meaning="more people than tags in the room for so long"
        ),
    ),
    holds=_holds,
    why=_why,
    pace="record",
)
