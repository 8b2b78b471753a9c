"""PROC-10: somebody who was handed to a detention house is questioned outside of it."""

from alerts.rule import Finding, Level, Limits, Reading, Scene, StateRule
from alerts.severity import Severity
from custody.book.columns import RESERVED
from custody.columns import I8, as_level


def _holds(scene: Scene, _limits: Limits) -> I8:
    stays = scene.world.stays
    return as_level(stays.open & stays.delivered & (stays.session > RESERVED))


def _why(scene: Scene, _limits: Limits, row: int, _level: int) -> Finding:
    record = scene.world.records[row]
    earlier = record.of_kind("stay.from_detention")[-1]
    room = record.session.room if record.session is not None else ""
    return Finding(
        readings=(
            Reading(name="handed over in", value=str(earlier.data["stay"])),
            Reading(name="room", value=room),
        )
    )


PROC_10 = StateRule(
    id="PROC-10",
    zh="送看守所后在所外讯问",
    en="Interview outside after delivery to a detention house",
    subjects=("stay",),
    levels=(Level(severity=Severity.P2),),
    clears="human",
    told=("LEG", "PRO"),
    guidance_zh="立即停止讯问，由法制部门核实提解手续。",
    guidance_en="Stop the interview; the legal department checks why the person is here.",
    basis_zh="人员送交看守所后，讯问应当在看守所内进行。",
    basis_en="After delivery a person is questioned inside the detention house only.",
    source="CPL 118",
    again_after_s=300.0,
    holds=_holds,
    why=_why,
)
