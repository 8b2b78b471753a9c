"""The clocks of everybody in custody: refreshed when a record changes, compared in every tick."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from custody.clocks.columns import limit_instants, review_instants, severities
from custody.clocks.evaluate import states_at
from custody.clocks.happened import FAR, arrival
from custody.clocks.state import ClockState
from custody.clocks.worst import limits, worst
from custody.columns import Mask, where
from custody.policy import Policy
from custody.record import RecordEvent, standing
from custody.remedies import ATTEMPT
from custody.tables import GRANT_RULES, NEVER
from custody.world import World, stay_id

LATELY_NS: Final = 60_000_000_000
_COUNT_MAX: Final = 127
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
    if abs(arrived_utc_ns) == -NEVER or arrival(events) != FAR:
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
    written = [len(record.events) for record in world.records.values()]
    length[list(world.records)] += np.array(written, np.int64)
    for slot in where(stays.open & (stays.clocks_seen != length)).tolist():
        _show(world, slot, utc_ns)
        stays.clocks_seen[slot] = length[slot]


def _show(world: World, slot: int, utc_ns: int) -> None:
    """Put the instants and troubles of one person's clocks into the columns."""
    stays, events = world.stays, events_of(world, slot)
    states = states_at(policy_of(world, slot), events, utc_ns)
    first = worst(limits(states))
    stays.limit_utc_ns[slot] = limit_instants(states)
    stays.review_utc_ns[slot] = review_instants(states)
    stays.rung[slot] = first.rung if first else 0
    stays.clockless[slot] = first is None and not _settled(world, slot, events)
    stays.clocks_differ[slot] = arrival(standing(events)) not in (
        FAR,
        int(stays.arrived_utc_ns[slot]),
    )
    stays.grants_void[slot] = min(sum(len(state.faults) for state in states), _COUNT_MAX)
    for event in events:
        if event.kind == ATTEMPT and event.data.get("rule") in GRANT_RULES:
            column = GRANT_RULES.index(str(event.data["rule"]))
            stays.grant_refused_utc_ns[slot, column] = event.recorded_utc_ns
    stays.shown_clock[slot] = -1


def _settled(world: World, slot: int, events: Sequence[RecordEvent]) -> bool:
    """Return whether no limit need run: nobody has arrived yet, or a measure was decided."""
    record = world.records.get(slot)
    return arrival(events) == FAR or (record is not None and bool(record.measure))


def judge(world: World, *, t_ns: int, utc_ns: int) -> None:
    """Decide the colour of every person's limits and reviews."""
    now = world.law_utc_ns = law_time(world, t_ns=t_ns, utc_ns=utc_ns)
    refresh(world, now)
    stays = world.stays
    world.clock_warned = stays.open * severities(stays.limit_utc_ns, now, worst_from=WARNED_FROM)
    world.clock_expired = (stays.open & (stays.limit_utc_ns[:, 0] <= now)).astype(np.int8)
    world.review_due = stays.open * severities(stays.review_utc_ns, now)


def refused_lately(world: World, rule: str) -> Mask:
    """Return for whom an extension was refused by a rule within the last minute."""
    at_utc_ns = world.stays.grant_refused_utc_ns[:, GRANT_RULES.index(rule)]
    lately: Mask = world.stays.open & (world.law_utc_ns - at_utc_ns < LATELY_NS)
    return lately


def refused_attempt(world: World, slot: int, rule: str) -> RecordEvent | None:
    """Return the last attempt that a rule refused."""
    attempts = [
        event
        for event in events_of(world, slot)
        if event.kind == ATTEMPT
        and rule in (event.data.get("rule"), *str(event.data.get("also", "")).split())
    ]
    return attempts[-1] if attempts else None
