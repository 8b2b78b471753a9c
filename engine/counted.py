"""The muster of an evacuation: followed while it runs, told when somebody comes."""

from alerts.machine import NORMAL
from custody import evacuation
from engine.things import muster_thing
from engine.turn import Turn


def judge_muster(turn: Turn) -> None:
    """Follow an evacuation; it ends when a person has closed its alarm (ACC-08)."""
    world, tick = turn.world, turn.tick
    muster = world.access.muster
    if muster is None:
        return
    begins = muster.since_t_ns == tick.t_ns
    cell = turn.force.cells.at("ACC-08", "site", 0)
    if not begins and turn.machine.state[cell] == NORMAL:
        evacuation.end(world)
        turn.things.append(muster_thing(world, tick.utc_ns))
        return
    muster_ns = turn.force.limits["POS-15"].ns("muster_s")
    if evacuation.follow(world, t_ns=tick.t_ns, muster_ns=muster_ns) or begins:
        turn.things.append(muster_thing(world, tick.utc_ns))
