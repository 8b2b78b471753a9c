"""A stay in custody: opened, banded, answered for, let out for a while, closed.

One function per command. Each changes the world or refuses, saying why and on what ground.
"""

from typing import Final

import numpy as np

from custody.columns import Mask
from custody.commands import ApproveExit, AssignOfficer, BindBand, CloseStay, OpenStay
from custody.refusals import Outcome, Refusal
from custody.tables import NEVER
from custody.world import BANDS_MAX, FLAGS, World, flag_bit, stay_id

EXIT_NS_MAX: Final = 24 * 3600 * 1_000_000_000
"""The longest temporary exit."""


def refused(rule: str, zh: str, en: str, source: str) -> Outcome:
    """Return a refusal: the rule, the reason in both languages, what it stands on."""
    return Refusal(rule=rule, reason_zh=zh, reason_en=en, source=source).outcome()


def done(slot: int, result: str = "") -> Outcome:
    """Return an acceptance that changed the stay in ``slot``."""
    return Outcome(accepted=True, result=result, slot=slot)


def open_stay(world: World, act: OpenStay, *, slot: int, utc_ns: int) -> Outcome:
    """Open a stay in a free slot (-1: there is none)."""
    layout = world.layout
    regimes = [policy.id for policy in layout.policies]
    if act.regime not in regimes:
        return refused(
            "REC-03",
            f"未采用办案类别 {act.regime}",
            f"regime {act.regime} is not adopted",
            "config: policies",
        )
    if act.responsible not in layout.staff_ids:
        return _no_staff(act.responsible)
    if act.arrived_utc_ns > utc_ns:
        return refused(
            "REC-02",
            "到案时间在将来",
            "the arrival lies in the future",
            "PSAPL 97: time runs from arrival",
        )
    if slot < 0:
        return refused(
            "REC-04",
            f"全部 {layout.stays_max} 个席位已占用",
            f"all {layout.stays_max} places for stays are taken",
            "config: stays_max",
        )
    assert not world.stays.open[slot], "a slot holds one stay at a time"
    world.stays.clear(slot)
    world.stays_opened += 1
    stays = world.stays
    stays.number[slot] = world.stays_opened
    stays.open[slot] = True
    stays.opened_utc_ns[slot] = utc_ns
    stays.arrived_utc_ns[slot] = act.arrived_utc_ns
    stays.regime[slot] = regimes.index(act.regime)
    stays.responsible[slot] = layout.staff_ids.index(act.responsible)
    stays.flags[slot] = sum(flag_bit(flag) for flag in dict.fromkeys(act.flags))
    world.wearings[slot] = []
    return done(slot, stay_id(world.stays_opened))


def bind_band(world: World, act: BindBand, *, t_ns: int, utc_ns: int) -> Outcome:
    """Put a band on the person of a stay; a band worn before comes off."""
    slot = _open_slot(world, act.stay)
    if isinstance(slot, Outcome):
        return slot
    layout = world.layout
    if act.band not in layout.devices.ids:
        return refused(
            "PAIR-10",
            f"手环 {act.band} 未登记",
            f"band {act.band} is not registered",
            "config: devices",
        )
    row = layout.devices.ids.index(act.band)
    if not layout.devices.of_kind("band")[row]:
        return refused(
            "PAIR-10", f"{act.band} 不是手环", f"{act.band} is not a band", "config: devices"
        )
    holder = int(world.holders()[row])
    if holder >= 0:
        wearer = stay_id(int(world.stays.number[holder]))
        return refused(
            "PAIR-10",
            f"手环 {act.band} 已由 {wearer} 佩戴",
            f"band {act.band} is on {wearer}",
            "R01: one band, one person",
        )
    worn = world.wearings[slot]
    if len(worn) >= BANDS_MAX:
        return refused(
            "PAIR-10",
            f"已绑定过 {BANDS_MAX} 个手环",
            f"{BANDS_MAX} bands were bound already",
            "design: BANDS_MAX",
        )
    take_off(world, slot, utc_ns)
    worn.append((act.band, utc_ns, 0))
    world.stays.band[slot] = row
    world.stays.bound_t_ns[slot] = t_ns
    world.forget_body(row)
    return done(slot)


def assign_officer(world: World, act: AssignOfficer) -> Outcome:
    """Make a member of staff answer for a person."""
    slot = _open_slot(world, act.stay)
    if isinstance(slot, Outcome):
        return slot
    if act.staff not in world.layout.staff_ids:
        return _no_staff(act.staff)
    world.stays.responsible[slot] = world.layout.staff_ids.index(act.staff)
    return done(slot)


def approve_exit(world: World, act: ApproveExit, *, utc_ns: int) -> Outcome:
    """Let a person out for a purpose until a time; a new approval replaces the old one."""
    slot = _open_slot(world, act.stay)
    if isinstance(slot, Outcome):
        return slot
    if act.until_utc_ns <= utc_ns:
        return refused("PROC-17", "返回时限已过", "the end of the exit has passed", "HZ 4")
    if act.until_utc_ns - utc_ns > EXIT_NS_MAX:
        return refused("PROC-17", "临时出区最长24小时", "an exit lasts 24 h at most", "HZ 4")
    world.stays.exit_from_utc_ns[slot] = utc_ns
    world.stays.exit_until_utc_ns[slot] = act.until_utc_ns
    return done(slot)


def close_stay(world: World, act: CloseStay, *, utc_ns: int) -> Outcome:
    """End a stay: the band comes off and the clocks stop; open alarms stay open."""
    slot = _open_slot(world, act.stay)
    if isinstance(slot, Outcome):
        return slot
    take_off(world, slot, utc_ns)
    world.stays.open[slot] = False
    world.stays.closed_utc_ns[slot] = utc_ns
    world.stays.exit_from_utc_ns[slot] = NEVER
    world.stays.exit_until_utc_ns[slot] = NEVER
    return done(slot)


def flags_of(world: World, slot: int) -> tuple[str, ...]:
    """Return the flags of a stay, in the order of FLAGS."""
    bits = int(world.stays.flags[slot])
    return tuple(flag for flag in FLAGS if bits & flag_bit(flag))


def band_of(world: World, slot: int) -> str:
    """Return the band a person wears now, empty when none."""
    worn = world.wearings.get(slot, [])
    return worn[-1][0] if worn and worn[-1][2] == 0 else ""


def free_slot(world: World, taken: Mask) -> int:
    """Return the first slot without an open stay or an open alarm, -1 when there is none."""
    free = np.flatnonzero(~world.stays.open & ~taken)
    return int(free[0]) if len(free) else -1


def _open_slot(world: World, stay: str) -> int | Outcome:
    slot = world.slot_of(stay)
    if slot < 0:
        return refused(
            "REC-01", f"没有 {stay} 的记录", f"stay {stay} is not known", "custody record"
        )
    if not world.stays.open[slot]:
        return refused("REC-01", f"{stay} 已结束", f"stay {stay} is closed", "custody record")
    return slot


def take_off(world: World, slot: int, utc_ns: int) -> None:
    """End the present wearing, if there is one."""
    if world.stays.band[slot] < 0:
        return
    worn = world.wearings[slot]
    assert worn, "a bound band is in the history"
    assert worn[-1][2] == 0, "the last wearing is the present one"
    worn[-1] = (worn[-1][0], worn[-1][1], utc_ns)
    world.stays.band[slot] = -1


def _no_staff(name: str) -> Outcome:
    return refused(
        "PAIR-14", f"{name} 不在民警名册", f"{name} is not on the staff list", "config: staff"
    )
