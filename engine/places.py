"""The places' part of a tick: tracks at every fix, permissions at every tick, company each second.

Who is with whom changes slowly and costs a look at every pair, so it is looked at once a second,
and at once when the custody record changed; the rules of separation count that second in.
"""

from typing import Final

import numpy as np

from custody.columns import I8
from custody.facts import CommandGiven, DeviceFact
from custody.follow import Gait, fill_in, follow
from custody.layout import NOWHERE
from custody.relations import relations_of
from custody.separation import Nearness, look_apart, look_company, look_rooms
from custody.wire import Swipe
from custody.world import flag_bit
from engine.turn import Turn

LOOK_NS: Final = 1_000_000_000
AWAKE_MG: Final = 15
"""A card that moves so much is on somebody who is awake (POS-12); a table moves less."""


def follow_tracks(turn: Turn) -> None:
    """Take what fixes say of the way there, and who turned out to be two."""
    if turn.tick.twins:
        turn.world.places.devices.twin_t_ns[list(turn.tick.twins)] = turn.tick.t_ns
    overtaken = turn.tick.overtaken
    if overtaken is not None and len(overtaken):
        fill_in(turn.world, overtaken, t_ns=turn.tick.t_ns, utc_ns=turn.tick.utc_ns)
        turn.shown_devices.update(dict.fromkeys(overtaken.device_row.tolist()))
    leap, rush = turn.force.limits["POS-08"], turn.force.limits["POS-04"]
    gait = Gait(
        leap_mmps=leap.mm("speed_mps"),
        slack_mm=leap.mm("slack_m"),
        door_ns=leap.ns("door_s"),
        rush_mm=rush.mm("near_m"),
        rush_mmps=rush.mm("speed_mps"),
    )
    follow(turn.world, gait, t_ns=turn.tick.t_ns)


def note_activity(turn: Turn) -> None:
    """Note every sign of life of staff: movement of their card, a swipe, a key, a command."""
    world, tick = turn.world, turn.tick
    if len(world.layout.premises.posts.ids) == 0:
        return
    active = world.places.staff.active_t_ns
    cards, staff = world.cards_on_duty(), world.layout.staff_ids
    motions = tick.motions
    moving = motions.device_row[motions.activity_mg >= AWAKE_MG]
    if len(moving):
        awake = np.zeros(world.devices.size + 1, np.bool_)  # the last entry is no card
        awake[moving] = True
        active[awake[cards]] = tick.t_ns
    for fact in tick.facts:
        if isinstance(fact, CommandGiven) and fact.command.who in staff:
            active[staff.index(fact.command.who)] = tick.t_ns
        elif isinstance(fact, DeviceFact) and isinstance(fact.frame, Swipe):
            ids = world.layout.devices.ids
            token = fact.frame.token
            active[cards == (ids.index(token) if token in ids else NOWHERE - 1)] = tick.t_ns


def judge_fences(turn: Turn) -> None:
    """Take everybody through the site's fences; their timers run without a message, too."""
    if turn.watch.fences:
        turn.fences = turn.watch.step(
            turn.world, turn.tick.positions, t_ns=turn.tick.t_ns, utc_ns=turn.tick.utc_ns
        )


def judge_places(turn: Turn) -> None:
    """Look everybody's place up in the matrix; once a second look at company and rooms."""
    world, state, t_ns = turn.world, turn.world.places, turn.tick.t_ns
    world.permit = _permit(turn)
    if turn.record or state.relations is None:
        state.relations = relations_of(world)
    if t_ns < state.look_t_ns and not turn.record:
        return
    state.look_t_ns = t_ns + LOOK_NS
    near = _nearness(turn)
    look_rooms(world, near, t_ns=t_ns)
    look_apart(world, state.relations, near, t_ns=t_ns)
    look_company(world, state.relations, near, t_ns=t_ns)


def _permit(turn: Turn) -> I8:
    """Return what the matrix says of each open stay's place."""
    world = turn.world
    stays, premises = world.stays, world.layout.premises
    room = np.where(stays.band >= 0, world.stay_rooms(), np.int16(NOWHERE))
    minor = (stays.flags & flag_bit("minor") != 0).astype(np.int8)
    permit: I8 = premises.permission[minor, stays.stage, premises.kind[room]]
    return permit


def _nearness(turn: Turn) -> Nearness:
    """Return how near is near, by rule, as the site says."""
    limits = turn.force.limits
    return Nearness(
        fresh_ns=limits["PAIR-02"].ns("fresh_s"),
        company_mm=limits["PAIR-02"].mm("near_m"),
        group=int(limits["POS-10"].value("group_min")),
        group_mm=limits["POS-10"].mm("near_m"),
        escorts=int(limits["PAIR-03"].value("escorts")),
        risk_more=int(limits["PAIR-03"].value("risk_more")),
        moving_mmps=limits["PAIR-03"].mm("speed_mps"),
        carried_mmps=limits["PAIR-10"].mm("speed_mps"),
        contact_mm=limits["PAIR-13"].mm("near_m"),
        minor_mm=limits["SEP-02"].mm("near_m"),
        group_apart_mm=limits["SEP-03"].mm("near_m"),
        sight_mm=limits["SEP-03"].mm("sight_m"),
        witness_mm=limits["SEP-04"].mm("near_m"),
        minor_ns=limits["SEP-02"].ns("near_s"),
        session_ns=limits["SEP-08"].ns("together_s"),
        conflict_mm=limits["SEP-05"].mm("near_m"),
    )
