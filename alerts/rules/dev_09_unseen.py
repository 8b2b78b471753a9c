"""DEV-09: a room holds a detainee and none of its cameras lives."""

import numpy as np

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, as_level
from custody.four import unseen


def _holds(scene: Scene, _limits: Limits) -> I8:
    return as_level(unseen(scene.world))


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    layout = scene.world.layout
    cameras = layout.camera_device[np.flatnonzero(layout.camera_room == row)]
    names = " ".join(layout.devices.ids[camera] for camera in cameras)
    limit_s = limits.value("dark_s")
    return Finding(
        readings=(
            Reading(name="cameras without a sign", value=names),
            Reading(name="for s, beyond DEV-01", value=limit_s, threshold=limit_s),
        ),
        device=layout.devices.ids[cameras[0]],
    )


DEV_09 = StateRule(
    id="DEV-09",
    zh="有人房间无视频监控",
    en="Occupied room without a living camera",
    subjects=("room",),
    levels=(Level(severity=Severity.P2, raise_after="dark_s", clear_after="clear_s"),),
    clears="auto",
    told=("CR", "IT"),
    guidance_zh="派人到该房间看管，直至摄像机恢复；检查摄像机和录像。",
    guidance_en="Send somebody to watch until a camera lives again; check camera and recording.",
    basis_zh="在办案区内开展执法活动，一律有视频监控并记录。",
    basis_en="Whatever is done in the custody area is watched by video and recorded.",
    source="四个一律 4; rulebook DEV-09",
    thresholds=(
        Threshold(key="dark_s", unit="s", meaning="no living camera for so long"),
        Threshold(key="clear_s", unit="s", meaning="a camera lives for so long until it clears"),
    ),
    again_after_s=300.0,
    holds=_holds,
    why=_why,
)
