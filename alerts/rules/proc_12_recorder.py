"""PROC-12: the recorder of an open session is not heard."""

from alerts.rule import NS_PER_S, Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.book.columns import RESERVED
from custody.columns import I8, as_level, some


def _holds(scene: Scene, limits: Limits) -> I8:
    stays = scene.world.stays
    bad = stays.open & (stays.session > RESERVED)
    if some(bad):
        gap_ns = scene.t_ns - stays.recorder_ok_t_ns
        single = stays.session_single & (gap_ns > limits.ns("single_gap_s"))
        bad &= single | (~stays.session_single & (gap_ns > limits.ns("gap_s")))
    return as_level(bad)


def _why(scene: Scene, limits: Limits, row: int, _level: int) -> Finding:
    stays = scene.world.stays
    single = bool(stays.session_single[row])
    limit_s = limits.value("single_gap_s" if single else "gap_s")
    gap_s = (scene.t_ns - int(stays.recorder_ok_t_ns[row])) / NS_PER_S
    demand = "stop, or a second officer" if single else "stop until it runs again"
    return Finding(
        readings=(
            Reading(name="recorder silent s", value=round(gap_s, 1), threshold=limit_s),
            Reading(name="demand", value=demand),
        ),
        place=scene.world.layout.rooms.ids[stays.session_room[row]],
    )


PROC_12 = StateRule(
    id="PROC-12",
    zh="同步录音录像中断",
    en="Recorder gap in a session",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="auto",
    told=("OIC", "CO", "IT", "LEG"),
    guidance_zh="停止询问；单人办案须停止或增派第二名民警。",
    guidance_en="Stop questioning; a single officer stops or a second officer comes.",
    basis_zh="询问须全程录音录像，缺失的不得作为证据。",
    basis_en="Without whole-process recording the evidence cannot be used.",
    source="PSAPL 108, 137; PCC 208",
    thresholds=(
        Threshold(key="gap_s", unit="s", meaning="of silence with two officers"),
        Threshold(key="single_gap_s", unit="s", meaning="of silence with one officer"),
    ),
    again_after_s=60.0,
    holds=_holds,
    why=_why,
)
