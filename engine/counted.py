"""Who is where in numbers: the head count and an evacuation's muster, told when they change."""

from alerts.states import NORMAL
from custody import counting, evacuation
from engine.things import head_count_thing, muster_thing
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


def judge_heads(turn: Turn) -> None:
    """Count heads once a second; tell of the count when it changed."""
    world, tick = turn.world, turn.tick
    access = world.access
    if tick.t_ns - access.heads_t_ns < counting.EVERY_NS:
        return
    access.heads_t_ns = tick.t_ns
    counting.compare(world)
    heads = counting.count(world, t_ns=tick.t_ns, utc_ns=tick.utc_ns)
    if heads != access.heads:
        access.heads = heads
        turn.things.append(head_count_thing(world, tick.utc_ns))
