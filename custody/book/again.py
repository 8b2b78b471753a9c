"""Somebody who was here before: a summons soon after another, a return from a place of detention.

The engine knows people by the reference of the case system and by no name; without a reference it
cannot know that two stays are one person's.
"""

from typing import Final

from custody.acts.act import Value
from custody.book.desk import Desk
from custody.people import LEFT_MAX, Left
from custody.procedure import HANDED_OVER
from custody.record import StayRecord

NS_PER_S: Final = 1_000_000_000
_DETAINED: Final = ("criminal_detention", "arrest")
"""Measures after which a person is questioned in the detention house only (CPL 118)."""


def known(desk: Desk, slot: int, reference: str, *, source: str, at_utc_ns: int = 0) -> None:
    """Note who of the case system a person is, where the arrival did not say it."""
    record = desk.world.records[slot]
    if reference and reference != record.reference:
        said = {"reference": reference, "source": source}
        desk.write(slot, "stay.known", said, at_utc_ns=at_utc_ns)


def arrived(desk: Desk, slot: int) -> None:
    """Note what an earlier stay of the same person means for this one, once.

    It is asked again whenever more is known of somebody: their reference, their case.
    """
    record = desk.world.records[slot]
    before = desk.world.house.left.get(record.reference)
    at_utc_ns = record.arrived_utc_ns
    if before is None or not at_utc_ns or _noted(record, before):
        return
    said: dict[str, Value] = {"stay": before.stay, "left_utc_ns": before.utc_ns}
    if before.detained:
        desk.write(slot, "stay.from_detention", said, at_utc_ns=at_utc_ns, basis="CPL 118")
    elif record.case and record.case == before.case:
        gap_s = max(0, (at_utc_ns - before.utc_ns) // NS_PER_S)
        desk.write(
            slot, "stay.again", {**said, "gap_s": gap_s}, at_utc_ns=at_utc_ns, basis="CPL 119"
        )


def _noted(record: StayRecord, before: Left) -> bool:
    noted = record.of_kind("stay.again", "stay.from_detention")
    return any(event.data.get("stay") == before.stay for event in noted)


def left(desk: Desk, record: StayRecord, at_utc_ns: int) -> None:
    """Remember how a person with a reference left."""
    if not record.reference:
        return
    known = desk.world.house.left
    known.pop(record.reference, None)
    known[record.reference] = Left(
        stay=record.stay,
        case=record.case,
        utc_ns=at_utc_ns,
        detained=record.stage == HANDED_OVER and record.measure in _DETAINED,
    )
    if len(known) > LEFT_MAX:
        del known[next(iter(known))]
