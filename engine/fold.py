"""Fold what devices say into the world: one fact at a time, telemetry as whole columns."""

from typing import Final

from alerts.rule import Limits
from custody.belief import Settle
from custody.body.motion import note_fall_bit, take_motions
from custody.body.pulse import take_vitals
from custody.columns import I16, I32, Columns
from custody.facts import DeviceFact
from custody.latch import BitNews, news_of_columns, news_of_frame
from custody.tables import STRAPS, WORN_NO, WORN_YES
from custody.tracking import take_fixes
from custody.wire import (
    BIT_FALL,
    BIT_PANIC,
    BIT_SOS,
    BIT_STRAP_CUT,
    BandAlarm,
    BandState,
)
from custody.world import World
from engine.fixed import fold_fixed
from engine.tick import Tick

_MG_PER_G: Final = 1000
_BIT_OF_KIND: Final = {
    "sos": BIT_SOS,
    "strap": BIT_STRAP_CUT,
    "fall": BIT_FALL,
    "panic": BIT_PANIC,
}


def bits_of_fact(world: World, fact: DeviceFact) -> BitNews | None:
    """Return the alarm bits a fact brings for the first time."""
    frame = fact.frame
    if not isinstance(frame, BandAlarm | BandState):
        return None
    # An alarm topic speaks for itself, even if the frame forgot to set its bit.
    said = _BIT_OF_KIND.get(fact.kind, 0) if isinstance(frame, BandAlarm) else 0
    return news_of_frame(
        world.devices,
        fact.device_row,
        bits=frame.alarm_bits | said,
        count=frame.alarm_count,
        boot=frame.boot,
        seq=frame.seq,
        sent_ns=frame.t_ns,
    )


def bits_of_telemetry(world: World, tick: Tick) -> list[BitNews]:
    """Return the alarm bits that telemetry brings for the first time, a lost edge healed."""
    columns: tuple[Columns, ...] = (tick.positions, tick.vitals, tick.motions, tick.heartbeats)
    present = tuple(column for column in columns if len(column))
    return news_of_columns(world.devices, present) if present else []


def fold_bits(world: World, news: BitNews, t_ns: int) -> None:
    """Take a cut strap or a fall that a band reports by itself."""
    if news.bits & BIT_STRAP_CUT:
        _set_strap(world, news.device_row, "cut", t_ns, (news.sent_ns, news.boot, news.seq))
    if news.bits & BIT_FALL:
        note_fall_bit(
            world.devices,
            news.device_row,
            t_ns=t_ns,
            sent_ns=news.sent_ns,
            boot=news.boot,
            seq=news.seq,
        )


def fold_fact(world: World, fact: DeviceFact, t_ns: int, limits: dict[str, Limits]) -> bool:
    """Take the state a fact reports; return whether anything that is shown changed.

    A late frame is old news: its alarms count (see ``bits_of_fact``), its state does not.
    """
    world.devices.heard_t_ns[fact.device_row] = t_ns
    if fact.late:
        return False
    match fact.frame:
        case BandState():
            return _fold_band(world, fact.device_row, fact.frame, t_ns)
        case _:
            return fold_fixed(world, fact, t_ns, limits)


def _fold_band(world: World, row: int, frame: BandState, t_ns: int) -> bool:
    devices = world.devices
    before = (
        int(devices.worn[row]),
        int(devices.strap[row]),
        int(devices.battery_cpct[row]) // 100,
    )
    devices.worn[row] = WORN_YES if frame.worn else WORN_NO
    devices.battery_cpct[row] = round(frame.battery_pct * 100)
    if STRAPS[devices.strap[row]] != frame.strap:
        _set_strap(world, row, frame.strap, t_ns, (frame.t_ns, frame.boot, frame.seq))
    return before != _band_shown(world, row)


def _band_shown(world: World, row: int) -> tuple[int, int, int]:
    """Return what people see of a band: worn, strap, whole percent of battery."""
    devices = world.devices
    percent = int(devices.battery_cpct[row]) // 100
    return int(devices.worn[row]), int(devices.strap[row]), percent


def _set_strap(world: World, row: int, strap: str, t_ns: int, frame: tuple[int, int, int]) -> None:
    devices = world.devices
    devices.strap[row] = STRAPS.index(strap)
    devices.strap_t_ns[row] = t_ns
    devices.strap_sent_ns[row], devices.strap_boot[row], devices.strap_seq[row] = frame
    if strap == "cut":
        # Kept apart: a strap that reads closed later in the same tick was cut all the same.
        devices.cut_t_ns[row] = t_ns
        devices.cut_sent_ns[row], devices.cut_boot[row], devices.cut_seq[row] = frame


def fold_heard(world: World, tick: Tick) -> bool:
    """Take every telemetry frame as a sign of life; return whether there was one."""
    columns: tuple[Columns, ...] = (tick.positions, tick.vitals, tick.motions, tick.heartbeats)
    for column in columns:
        world.devices.heard_t_ns[column.device_row] = tick.t_ns
    return any(len(column) for column in columns)


def fold_positions(
    world: World,
    tick: Tick,
    limits: dict[str, Limits],
    *,
    room: I16,
    edge_mm: I32,
    settle: Settle,
) -> None:
    """Take the tick's fixes, with the room and edge distance found for each."""
    take_fixes(
        world.devices,
        tick.positions,
        room,
        edge_mm,
        t_ns=tick.t_ns,
        margin_mm=limits["POS-01"].mm("margin_m"),
        settle=settle,
    )


def fold_body(world: World, tick: Tick, limits: dict[str, Limits]) -> None:
    """Take the tick's vital signs and motion."""
    take_vitals(
        world.devices,
        tick.vitals,
        t_ns=tick.t_ns,
        pulse_quality_pct=limits["VIT-08"].hundredths("quality_min"),
        oxygen_quality_pct=limits["VIT-01"].hundredths("quality_min"),
    )
    take_motions(
        world.devices,
        tick.motions,
        t_ns=tick.t_ns,
        impact_mg=round(limits["MOT-01"].value("impact_g") * _MG_PER_G),
        still_mg=round(limits["MOT-01"].value("still_mg")),
    )
