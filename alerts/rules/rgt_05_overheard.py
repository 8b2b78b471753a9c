"""RGT-05: a camera or recorder is on in a room where a lawyer meets a detainee."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.columns import I8, as_level
from custody.meetings import overheard, witnesses


def _holds(scene: Scene, limits: Limits) -> I8:
    return as_level(overheard(scene.world, t_ns=scene.t_ns, sign_ns=limits.ns("sign_s")))


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    layout = scene.world.layout
    found = witnesses(scene.world, t_ns=scene.t_ns, sign_ns=limits.ns("sign_s"))
    names = [layout.devices.ids[int(one)] for one in found if layout.devices.place[one] == row]
    return Finding(
        readings=(
            Reading(name="on in a lawyer's meeting", value=" ".join(names)),
            Reading(
                name="sign of life within s",
                value=limits.value("sign_s"),
                threshold=limits.value("sign_s"),
            ),
        ),
        device=names[0],
    )


RGT_05 = StateRule(
    id="RGT-05",
    zh="律师会见被录音录像或监控",
    en="Lawyer meeting looked at or recorded",
    subjects=("room",),
    levels=(Level(severity=Severity.P2, clear_after="clear_s"),),
    clears="auto",
    told=("IT", "SUP", "LAW"),
    guidance_zh="立即关闭该房间的摄像和录音录像，告知律师；封存已录内容，任何人不得查看。",
    guidance_en="Switch camera and recorder of the room off now and tell the lawyer;"
    " seal what was recorded, nobody looks at it.",
    basis_zh="律师会见时不被监听，会见室不得录音录像。",
    basis_en="A meeting with the lawyer is not listened to: nothing records or looks on.",
    source="CPL 39; PCC 55",
    thresholds=(
        Threshold(key="sign_s", unit="s", meaning="a device that beat so lately is on"),
        Threshold(key="clear_s", unit="s", meaning="without a sign for so long until it clears"),
    ),
    again_after_s=60.0,
    holds=_holds,
    why=_why,
    pace="record",
)
