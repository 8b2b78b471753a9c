"""The clocks of everybody in custody: refreshed when a record changes, compared in every tick."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from custody.clocks.columns import limit_instants, review_instants, severities
from custody.clocks.evaluate import states_at
from custody.clocks.happened import FAR, arrival
from custody.clocks.state import ClockState
from custody.clocks.worst import limits, worst
from custody.policy import Policy
from custody.record import RecordEvent
from custody.tables import NEVER
from custody.world import World, stay_id

WARNED_FROM: Final = 2
"""CLK-01 speaks of P2 to P4; a limit that has passed is CLK-02's."""


def law_time(world: World, *, t_ns: int, utc_ns: int) -> int:
    """Return the instant the law's clocks go by: the wall's, but never less than time passed.

    A wall clock that is set back does not give anybody a second more.
    """
    if world.law_offset_ns is None:
        world.law_offset_ns = utc_ns - t_ns
    return max(utc_ns, t_ns + world.law_offset_ns)


def events_of(world: World, slot: int) -> Sequence[RecordEvent]:
    """Return the record of a stay; whoever is here has at least arrived."""
    record = world.records.get(slot)
    events = record.events if record is not None else []
    arrived_utc_ns = int(world.stays.arrived_utc_ns[slot])
    if arrived_utc_ns == NEVER or arrival(events) != FAR:
        return events
    stay = stay_id(int(world.stays.number[slot]))
    arrived = RecordEvent(
        number=0,
        stay=stay,
        utc_ns=arrived_utc_ns,
        recorded_utc_ns=arrived_utc_ns,
        kind="stay.opened",
        by="",
    )
    return (arrived, *events)


def policy_of(world: World, slot: int) -> Policy:
    """Return the regime of a stay."""
    policy: Policy = world.layout.policies[int(world.stays.regime[slot])]
    return policy


def states_of(world: World, slot: int, utc_ns: int) -> tuple[ClockState, ...]:
    """Return how every clock of a person stands at an instant."""
    return states_at(policy_of(world, slot), events_of(world, slot), utc_ns)


def refresh(world: World, utc_ns: int) -> None:
    """Compute the instants of whoever's record changed since the last tick."""
    stays = world.stays
    length = np.ones(stays.size, np.int64)
    for slot, record in world.records.items():
        length[slot] += len(record.events)
    for slot in np.flatnonzero(stays.open & (stays.clocks_seen != length)).tolist():
        states = states_of(world, slot, utc_ns)
        running = limits(states)
        first = worst(running)
        stays.limit_utc_ns[slot] = limit_instants(states)
        stays.review_utc_ns[slot] = review_instants(states)
        stays.rung[slot] = first.rung if first else 0
        stays.clockless[slot] = first is None
        stays.clocks_differ[slot] = differ(running)
        stays.grants_void[slot] = min(sum(len(state.faults) for state in states), 127)
        stays.shown_clock[slot] = -1
        stays.clocks_seen[slot] = length[slot]


def differ(running: Sequence[ClockState]) -> bool:
    """Return whether two limits that run from the arrival do not agree when that was."""
    starts = {state.start_utc_ns for state in running if state.clock.from_arrival()}
    return len(starts) > 1


def judge(world: World, *, t_ns: int, utc_ns: int) -> None:
    """Decide the colour of every person's limits and reviews."""
    now = world.law_utc_ns = law_time(world, t_ns=t_ns, utc_ns=utc_ns)
    refresh(world, now)
    stays = world.stays
    world.clock_warned = stays.open * severities(stays.limit_utc_ns, now, worst_from=WARNED_FROM)
    world.clock_expired = (stays.open & (stays.limit_utc_ns[:, 0] <= now)).astype(np.int8)
    world.review_due = stays.open * severities(stays.review_utc_ns, now)
