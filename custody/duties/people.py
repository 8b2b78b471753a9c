"""The duties owed to everybody in custody: renewed when a record changes, judged in every tick."""

from custody.clocks.people import policy_of
from custody.columns import some, where
from custody.duties.duty import Duty, Held, Limits
from custody.duties.owed import duties_of
from custody.world import World


def judge(world: World, limits: Limits) -> list[int]:
    """Bring the board up to the law's time; return the slots whose record changed."""
    stays, board = world.stays, world.duties
    changed: list[int] = []
    if some(stays.duties_stale):
        changed = where(stays.duties_stale).tolist()
        stays.duties_stale[:] = False
    if not board.made:
        for slot in where(stays.open).tolist():
            board.put(slot, owed_to(world, slot, limits))
        board.made = True
    for slot in changed:
        board.put(slot, owed_to(world, slot, limits))
    board.judge(world.law_utc_ns)
    return changed


def owed_to(world: World, slot: int, limits: Limits) -> tuple[Duty, ...]:
    """Return everything owed to the person of a slot; nothing once they have left."""
    record = world.records.get(slot)
    if record is None or not world.stays.open[slot]:
        return ()
    number = int(world.stays.number[slot])
    held = Held(record=record, number=number, policy=policy_of(world, slot), limits=limits)
    return duties_of(held)
