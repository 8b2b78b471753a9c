"""Samples and identifications done: what the law counts about them, never their content."""

from typing import Final

from custody.acts import steps
from custody.book.desk import Desk, Done, done, refuse
from custody.record import words
from custody.refusals import Refusal

SHOWN_MIN: Final = {"persons": 7, "photographs": 10, "objects": 5}
"""How many there must be to choose from (PCC 259-260)."""
OFFICERS_MIN: Final = 2
"""Officers who hold an identification (PCC 259)."""


def do(desk: Desk, act: steps.TakeSample | steps.HoldIdentification) -> Done:
    """Write down a sampling step or an identification, or refuse it."""
    slot = desk.slot_of(act.stay)
    if isinstance(slot, Refusal):
        return slot
    at_utc_ns = desk.time_of(act, desk.world.records[slot])
    if isinstance(at_utc_ns, Refusal):
        return at_utc_ns
    if isinstance(act, steps.TakeSample):
        return _sample(desk, slot, act, at_utc_ns)
    return _identify(desk, slot, act, at_utc_ns)


def _sample(desk: Desk, slot: int, act: steps.TakeSample, at_utc_ns: int) -> Done:
    again = act.kind in desk.world.records[slot].samples
    if again and not act.note.strip():
        return refuse(
            "PROC-14",
            f"{act.kind} 已采集，不得重复采集；确需重采的须写明理由",
            f"{act.kind} was taken already: state the reason if it must be taken again",
            "PSAPL 102",
        )
    said = {"kind": act.kind, "reason": act.note.strip() if again else ""}
    desk.write(slot, "sample.taken", said, at_utc_ns=at_utc_ns, basis="PSAPL 102; P-07")
    return done(slot)


def _identify(desk: Desk, slot: int, act: steps.HoldIdentification, at_utc_ns: int) -> Done:
    record = desk.world.records[slot]
    if record.full and record.stage != "S10":
        return refuse(
            "PROC-01",
            "尚未进入辨认环节(S10)",
            "the person is not in stage S10",
            "PCC 258-262",
        )
    least = SHOWN_MIN[act.shown]
    officers = sum(desk.officer(name) for name in dict.fromkeys(act.officers))
    if act.count < least or officers < OFFICERS_MIN:
        return refuse(
            "PROC-15",
            f"辨认须不少于 {least} 个对象、二名民警，现有 {act.count} 个、{officers} 名",
            f"an identification needs {least} {act.shown} and {OFFICERS_MIN} officers:"
            f" {act.count} and {officers}",
            "PCC 259-260",
        )
    desk.write(
        slot,
        "identification.held",
        {
            "shown": act.shown,
            "count": act.count,
            "officers": words(dict.fromkeys(act.officers)),
            "witness": act.witness,
        },
        at_utc_ns=at_utc_ns,
        basis="PCC 259-260",
    )
    return done(slot)
