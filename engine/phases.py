"""The phases of a step, one function each; engine.step says in which order they run."""

from typing import Final

import numpy as np

from alerts.rule import AnyNews
from custody.belief import RoomBelief
from custody.body.motion import judge_falls
from custody.body.pulse import mark_withheld
from custody.clocks import people as clocks
from custody.columns import I16, Mask, Positions, where
from custody.duties import people as duties
from custody.facts import DeviceFact, EngineStarted, Meter, SessionChanged
from custody.follow import barred
from custody.latch import BitNews
from custody.observing import unobserved
from custody.proof import sample
from custody.tables import STRAPS
from custody.tracking import attended, judge_lost, judge_silence
from custody.wire import BIT_STRAP_CUT, CaseState
from engine import reach
from engine.dense import motion_rows, position_rows, vitals_rows
from engine.fixed import hear_fixed
from engine.fold import (
    bits_of_fact,
    bits_of_telemetry,
    fold_bits,
    fold_body,
    fold_fact,
    fold_heard,
    fold_positions,
)
from engine.record import hear
from engine.things import (
    clock_things,
    device_thing,
    door_thing,
    duty_thing,
    perimeter_thing,
)
from engine.turn import Turn

_CUT: Final = STRAPS.index("cut")
SESSIONS: Final = ("alarm", "telemetry")
_NOTICE_PARTS: Final = 6
"""Rule, subject, raise number, endpoint, change number, reason: the parts of a notice id."""
_ALARM_PARTS: Final = 3


def judge_fact(turn: Turn, news: AnyNews) -> None:
    """Show one piece of news to every fact rule, with the world as it was before it."""
    scene = turn.scene
    for rule, limits in turn.force.of_facts:
        broken = rule.broken_by(scene, limits, news)
        if broken is not None:
            turn.broken(rule, broken)


def judge_written(turn: Turn, since: int) -> None:
    """Show the record's events that were written since a place in the turn to every fact rule."""
    for event in turn.record[since:]:
        judge_fact(turn, event)


def hear_device(turn: Turn, fact: DeviceFact) -> None:
    """Take one alarm or state frame."""
    judge_fact(turn, fact)
    news = bits_of_fact(turn.world, fact)
    if news is not None:
        judge_fact(turn, news)
        _fold_news(turn, news)
    hear_fixed(turn, fact)
    if not fact.late or isinstance(fact.frame, CaseState):  # It says itself when it happened.
        written = len(turn.record)
        hear(turn, fact)
        judge_written(turn, written)
    was_cut = turn.world.devices.strap[fact.device_row] == _CUT
    if fold_fact(turn.world, fact, turn.tick.t_ns, turn.force.limits):
        _show(turn, fact)
    if not was_cut:
        _note_cut(turn, fact.device_row)


def _fold_news(turn: Turn, news: BitNews) -> None:
    """Take bits into the world; they speak of a new cut also where a cut was closed before."""
    was_cut = turn.world.devices.strap[news.device_row] == _CUT
    fold_bits(turn.world, news, turn.tick.t_ns)
    if not was_cut:
        _note_cut(turn, news.device_row)
    elif news.bits & BIT_STRAP_CUT:
        _note_cut(turn, news.device_row, known=True)


def _note_cut(turn: Turn, row: int, *, known: bool = False) -> None:
    """Note a strap that was just cut as an occurrence: no close, even in this tick, covers it.

    Of a cut that is ``known`` already it is one only if the alarm is closed when the tick ends.
    """
    slot = int(turn.world.holders()[row]) if turn.world.devices.strap[row] == _CUT else -1
    if slot < 0:
        return
    cell = turn.force.cells.at("MOT-07", "stay", slot)
    if known:
        turn.cut_again[cell] = None
    else:
        turn.occurred[cell] = True


def _show(turn: Turn, fact: DeviceFact) -> None:
    layout, world, utc_ns = turn.world.layout.devices, turn.world, turn.tick.utc_ns
    door, line = int(layout.door[fact.device_row]), int(layout.perimeter[fact.device_row])
    if door >= 0:
        turn.things.append(door_thing(world, door, utc_ns))
    elif line >= 0:
        turn.things.append(perimeter_thing(world, line, utc_ns))
    else:
        turn.shown_devices[fact.device_row] = None


def hear_meter(turn: Turn, meter: Meter) -> None:
    """Take what the outside measured or answered."""
    judge_fact(turn, meter)
    match meter.name:
        case "outlet_down":
            _path(turn, meter.text, down=meter.value > 0)
        case "delivered" | "delivery_failed":
            parts = meter.text.split(":")
            endpoint = parts[-3] if len(parts) == _NOTICE_PARTS else meter.text
            _path(turn, f"endpoint {endpoint}", down=meter.name == "delivery_failed")
            if meter.name == "delivered":
                reach.reached(turn, ":".join(parts[:_ALARM_PARTS]))
        case "cursor_lag" | "pages" | "shown":
            reach.hear(turn, meter)
        case "disk_free_pct" | "journal_unwritable":
            turn.world.meters[meter.name] = meter.value
        case _:
            return  # Other meters speak to fact rules alone.


def _path(turn: Turn, name: str, *, down: bool) -> None:
    """Note that a way to people or out of the engine is down, or up again."""
    if down:
        turn.world.down_since_t_ns.setdefault(name, turn.tick.t_ns)
    else:
        turn.world.down_since_t_ns.pop(name, None)


def hear_session(turn: Turn, fact: SessionChanged) -> None:
    """Take that a session of ours came up or went down: silence counts only while it is up."""
    _path(turn, f"session {fact.session}", down=not fact.up)
    if fact.session == "telemetry":
        turn.world.listening = fact.up
        turn.world.grace_t_ns = turn.tick.t_ns


def hear_start(turn: Turn, _fact: EngineStarted) -> None:
    """Take that we were away: nothing is silent until telemetry can reach us again.

    That our own sessions do not come up is an alarm path down, not the devices' silence.
    """
    turn.world.listening = False
    turn.world.grace_t_ns = turn.tick.t_ns
    turn.world.law_offset_ns = None  # The wall clock is taken anew; engine time stood still.
    for session in SESSIONS:
        _path(turn, f"session {session}", down=True)
    reach.expect_again(turn)


def take_positions(turn: Turn) -> None:
    """Hear telemetry's alarm bits and signs of life, then find everybody's room."""
    tick, world = turn.tick, turn.world
    for news in bits_of_telemetry(world, tick):
        judge_fact(turn, news)
        _fold_news(turn, news)
    if fold_heard(world, tick) and not world.listening:
        world.listening = True
        world.grace_t_ns = tick.t_ns
        _path(turn, "session telemetry", down=False)
    for row, behind_ns in tick.clocks:
        world.devices.clock_behind_ns[row] = behind_ns
        turn.shown_devices[row] = None
    if len(tick.positions) == 0:
        return
    fixes, rooms = tick.positions, turn.force.rooms
    seen = rooms.rooms_of(fixes.x_mm, fixes.y_mm, fixes.level)
    custody = world.layout.rooms.inside()
    beyond = where(~custody[seen] & (world.devices.card_of[fixes.device_row] < 0))
    # Inside a room of the custody area nobody asks how far its edge is.
    edge_mm = np.zeros(len(fixes), np.int32)
    if len(beyond):
        edge_mm[beyond] = rooms.boundary_distance_mm(
            fixes.x_mm[beyond], fixes.y_mm[beyond], fixes.level[beyond]
        )
    odd = world.devices.odd_count[fixes.device_row]
    door_ns = turn.force.limits["POS-08"].ns("door_s")

    def settle(belief: RoomBelief, fixes: Positions, seen: I16, t_ns: int) -> RoomBelief:
        def shut(old: I16, new: I16) -> Mask:
            return barred(world, old, new, t_ns=t_ns, door_ns=door_ns)

        return turn.force.room_judge.settle(belief, fixes, seen, t_ns, shut)

    secret = world.in_secret_room()
    fold_positions(world, tick, turn.force.limits, room=seen, edge_mm=edge_mm, settle=settle)
    secret |= world.in_secret_room()
    world.devices.secret_sent_ns[secret] = world.devices.fix_sent_ns[secret]
    for row in fixes.device_row[world.devices.odd_count[fixes.device_row] != odd].tolist():
        turn.shown_devices[row] = None


def take_body(turn: Turn) -> None:
    """Take vital signs and motion, and decide open questions of falls."""
    fold_body(turn.world, turn.tick, turn.force.limits)
    mark_withheld(turn.world, turn.tick.vitals, t_ns=turn.tick.t_ns)
    limits = turn.force.limits["MOT-01"]
    judge_falls(
        turn.world.devices,
        t_ns=turn.tick.t_ns,
        still_ns=limits.ns("still_s"),
        window_ns=limits.ns("window_s"),
    )


def judge_tracks(turn: Turn) -> None:
    """Decide whose position is lost and which device is silent."""
    world, t_ns = turn.world, turn.tick.t_ns
    lost = turn.force.limits["POS-07"]
    judge_lost(
        world,
        t_ns=t_ns,
        lost_ns=lost.ns("lost_s"),
        long_lost_ns=lost.ns("long_lost_s"),
        fixes_to_clear=int(lost.value("fixes_to_clear")),
    )
    for row in judge_silence(world, t_ns=t_ns, limit_ns=turn.force.silence_ns):
        turn.shown_devices[int(row)] = None


def judge_company(turn: Turn) -> None:
    """Decide who has a member of staff with them."""
    limits = turn.force.limits["PAIR-02"]
    block = turn.force.cells.by_key["PAIR-02", "stay"]
    turn.world.accompanied = attended(
        turn.world,
        t_ns=turn.tick.t_ns,
        near_mm=limits.mm("near_m"),
        fresh_ns=limits.ns("fresh_s"),
        told=turn.machine.standing(block.cells),
    )


def judge_clocks(turn: Turn) -> None:
    """Decide the colour of every legal limit."""
    clocks.judge(turn.world, t_ns=turn.tick.t_ns, utc_ns=turn.tick.utc_ns)
    turn.things += clock_things(turn.world, turn.tick.utc_ns)


def judge_duties(turn: Turn) -> None:
    """Decide what is owed to whom and who is watched; note where the badges are."""
    world, tick = turn.world, turn.tick
    for slot in duties.judge(world, turn.force.limits):
        turn.things.append(duty_thing(world, slot, tick.utc_ns))
    limits = turn.force.limits["CLK-11"]
    world.unobserved = unobserved(
        world,
        t_ns=tick.t_ns,
        utc_ns=tick.utc_ns,
        near_mm=limits.mm("near_m"),
        reach_mm=limits.mm("reach_m"),
        fresh_ns=limits.ns("fresh_s"),
    )
    sample(world, tick.t_ns)


def show_devices(turn: Turn) -> None:
    """Tell of devices whose health changed, in the order of their rows."""
    for row in sorted(turn.shown_devices):
        turn.things.append(device_thing(turn.world, row, turn.tick.utc_ns))


def write_rows(turn: Turn) -> None:
    """Write the dense rows, with holders and rooms as they are known now."""
    tick, world = turn.tick, turn.world
    holders = world.holders()
    turn.positions = position_rows(world, tick.positions, holders)
    turn.vitals = vitals_rows(world, tick.vitals, holders, t_ns=tick.t_ns)
    turn.motions = motion_rows(world, tick.motions, holders)
