"""PROC-07: a two-officer session has dropped to one."""

from typing import Final

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule, Threshold
from alerts.severity import Severity
from custody.book.columns import SESSION_STATES
from custody.columns import I8, as_level, some

_RUNNING: Final = SESSION_STATES.index("running")
_PAUSED: Final = SESSION_STATES.index("paused")
_TWO: Final = 2


def _holds(scene: Scene, _limits: Limits) -> I8:
    stays = scene.world.stays
    few = stays.open & (stays.session > 0) & (stays.session_officers < _TWO)
    if some(few):
        few &= (stays.session == _RUNNING) | (stays.session == _PAUSED)
        few &= ~stays.session_single
    return as_level(few)


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    stays = scene.world.stays
    return Finding(
        readings=(
            Reading(
                name="officers", value=float(stays.session_officers[row]), threshold=float(_TWO)
            ),
        ),
        place=scene.world.layout.rooms.ids[stays.session_room[row]],
    )


PROC_07 = StateRule(
    id="PROC-07",
    zh="双人讯(询)问变为单人",
    en="Two-officer session dropped to one",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2, raise_after="alone_s"),),
    clears="auto",
    told=("OIC", "CO", "LEG"),
    guidance_zh="停止讯(询)问，等第二名民警返回。",
    guidance_en="Stop questioning until the second officer is back.",
    basis_zh="讯问时侦查人员不得少于二人。",
    basis_en="At least two investigators question a person.",
    source="CPL 118; PCC 202",
    thresholds=(Threshold(key="alone_s", unit="s", meaning="with one officer"),),
    again_after_s=60.0,
    holds=_holds,
    why=_why,
)
