"""A site's fences in the step: everybody through the kernel, breaches by class, stage and hour."""

from typing import Final

import numpy as np

from alerts.configuration import Configuration
from alerts.rule import NS_PER_S
from custody.columns import I8, I16, I32, I64, Mask, Positions
from custody.layout import NOWHERE, Layout
from custody.local import minute_of_day, minute_written, within
from custody.procedure import STAGES
from custody.tables import Table
from custody.world import World, flag_bit, stay_id
from engine.decisions import FenceChange
from zones.fence import CROSS, EVENTS, INSIDE, OUTSIDE, FenceEvents, FenceRule, Fences, Moves
from zones.plan import Fence, Site
from zones.shapes import ANY_LEVEL, Shape, ring_mm

MM_PER_M: Final = 1000
CROSSED_NS: Final = 2_000_000_000
"""So long somebody who went through a fence between two fixes counts as having been in it."""
_LEVEL_OF: Final = {3: 1, 2: 2, 1: 3}
"""Severity of a fence -> level of POS-16."""
_NS_PER_MINUTE: Final = 60 * NS_PER_S


class _Crossed(Table):
    """When each device last went through each fence, and who wore it."""

    def __init__(self, size: int, fences: int) -> None:
        self.size = size
        self.t_ns: I64 = np.full((size, fences), -(2**61))
        self.holder: I64 = np.full(size, NOWHERE, np.int64)


class FenceWatch:
    """The fences of a configuration and who is in which; part of the engine's state."""

    def __init__(self, configuration: Configuration, layout: Layout) -> None:
        site = configuration.site
        self.fences = site.fences
        self.devices = layout.devices.ids
        self.kernel = Fences(len(self.devices), tuple(_rule(each, site) for each in site.fences))
        self.crossed = _Crossed(len(self.devices), len(site.fences))
        self._zone = site.timezone
        count = len(site.fences)
        self._keeps_out: Mask = np.array([each.purpose == "keep_out" for each in site.fences])
        self._keeps_in: Mask = np.array([each.purpose == "keep_in" for each in site.fences])
        self._of_staff: Mask = np.array([each.who == "staff" for each in site.fences], np.bool_)
        self._loiter: Mask = np.array([each.dwell_s > 0 for each in site.fences])
        self._level: I8 = np.array([_LEVEL_OF[each.severity] for each in site.fences], np.int8)
        self._stages: Mask = np.ones((count, len(STAGES)), np.bool_)
        for row, each in enumerate(site.fences):
            if each.stages:
                self._stages[row] = [stage in each.stages for stage in STAGES]
        self._minute, self._in_hours = -1, np.ones(count, np.bool_)

    def take_over(self, old: "FenceWatch") -> None:
        """Keep who is in the fences that did not change; a new fence looks first, and says so."""
        fences = {each: row for row, each in enumerate(old.fences)}
        devices = {name: row for row, name in enumerate(old.devices)}
        kept = [(row, fences[each]) for row, each in enumerate(self.fences) if each in fences]
        rows = [(at, devices[name]) for at, name in enumerate(self.devices) if name in devices]
        if not rows:
            return
        new_row, old_row = (np.array(side, dtype=np.int64) for side in zip(*rows, strict=True))
        for mine, theirs in (
            (self.kernel.table, old.kernel.table),
            (self.crossed, old.crossed),
        ):
            before = theirs.columns()
            for name, column in mine.columns().items():
                if column.ndim == 1:
                    column[new_row] = before[name][old_row]
                for new_fence, old_fence in kept if column.ndim > 1 else ():
                    column[new_row, new_fence] = before[name][old_row, old_fence]
        self.kernel.load(self.kernel.table.export())

    def step(
        self, world: World, fixes: Positions, *, t_ns: int, utc_ns: int
    ) -> tuple[FenceChange, ...]:
        """Take the fixes of a tick and let timers run; write who breaks what; tell of events."""
        self._forget(world)
        events = self.kernel.step(_moves(world, fixes, t_ns), t_ns=t_ns)
        crossed = events.kind == CROSS
        self.crossed.t_ns[events.person[crossed], events.fence[crossed]] = t_ns
        self._judge(world, t_ns=t_ns, utc_ns=utc_ns)
        if self._of_staff.any():
            self._judge_staff(world, t_ns=t_ns, utc_ns=utc_ns)
        return self._told(world, events, utc_ns)

    def _forget(self, world: World) -> None:
        """Let a band start afresh on a new wrist: the next fix is a first look."""
        holders = world.holders()[: len(self.devices)]
        for row in np.flatnonzero((holders != self.crossed.holder) & (holders >= 0)):
            self.kernel.forget(int(row))
            self.crossed.t_ns[row] = -(2**61)
        self.crossed.holder[:] = holders

    def _judge(self, world: World, *, t_ns: int, utc_ns: int) -> None:
        """Write the worst breach of each stay, and of which fence."""
        stays = world.stays
        level, fence = world.places.stays.fence_level, world.places.stays.fence
        level[:], fence[:] = 0, NOWHERE
        slots = np.flatnonzero(world.worn_and_open() & ~world.exit_approved(utc_ns))
        if len(slots) == 0:
            return
        broken = self._broken(stays.band[slots], t_ns)
        broken &= self._stages[:, stays.stage[slots]].T & self._applies(world, slots)
        broken &= self._now(utc_ns)
        level[slots], fence[slots] = self._worst(broken)

    def _judge_staff(self, world: World, *, t_ns: int, utc_ns: int) -> None:
        """Write the worst breach of each member of staff on duty, and of which fence (POS-17).

        In an evacuation nobody asks who runs where.
        """
        level, fence = world.places.staff.fence_level, world.places.staff.fence
        level[:], fence[:] = 0, NOWHERE
        cards = world.cards_on_duty()
        staff = np.flatnonzero(cards >= 0)
        if len(staff) == 0 or world.access.muster is not None:
            return
        broken = self._broken(cards[staff], t_ns) & self._of_staff & self._now(utc_ns)
        level[staff], fence[staff] = self._worst(broken)

    def _broken(self, device: I32, t_ns: int) -> Mask:
        """Return which fences each device breaks, whoever it belongs to and whatever the hour."""
        table = self.kernel.table
        state = table.state[device]
        inside = (state == INSIDE) & (~self._loiter | table.dwelled[device])
        inside |= (t_ns - self.crossed.t_ns[device] <= CROSSED_NS) & ~self._loiter
        broken: Mask = (self._keeps_out & inside) | (self._keeps_in & (state == OUTSIDE))
        return broken

    def _worst(self, broken: Mask) -> tuple[I8, I16]:
        """Return, by person, the level of the worst broken fence and which it is."""
        worst = np.where(broken, self._level, np.int8(0))
        at = worst.argmax(axis=1)
        level: I8 = worst[np.arange(len(worst)), at].astype(np.int8)
        return level, np.where(level > 0, at, NOWHERE).astype(np.int16)

    def _applies(self, world: World, slots: I64) -> Mask:
        """Return which fences are for whom, by class: everybody, minors, adults."""
        minor = (world.stays.flags[slots] & flag_bit("minor") != 0)[:, None]
        who = [each.who for each in self.fences]
        everybody, young, grown = (
            np.array([name == group for name in who]) for group in ("detainee", "minor", "adult")
        )
        result: Mask = everybody | (minor & young) | (~minor & grown)
        return result

    def _now(self, utc_ns: int) -> Mask:
        """Return which fences are in force by the local hour; looked up once a minute."""
        minute = utc_ns // _NS_PER_MINUTE
        if minute != self._minute:
            now = minute_of_day(self._zone, utc_ns)
            self._minute = minute
            self._in_hours = np.array([_within(each, now) for each in self.fences], np.bool_)
        return self._in_hours

    def _told(self, world: World, events: FenceEvents, utc_ns: int) -> tuple[FenceChange, ...]:
        """Return the events of those who wear or carry a device, in their order."""
        if len(events.person) == 0:
            return ()
        holders = world.holders()
        staff = {card: row for row, card in enumerate(world.cards_on_duty().tolist())}
        changes = []
        for at, device in enumerate(events.person.tolist()):
            slot, officer = int(holders[device]), staff.get(device, NOWHERE)
            if slot < 0 and officer < 0:
                continue
            number = int(world.stays.number[slot])
            changes.append(
                FenceChange(
                    fence=self.fences[int(events.fence[at])].id,
                    who=stay_id(number) if slot >= 0 else world.layout.staff_ids[officer],
                    event=EVENTS[int(events.kind[at])],
                    initial=bool(events.initial[at]),
                    utc_ns=utc_ns,
                )
            )
        return tuple(changes)

    def export(self) -> dict[str, object]:
        """Return what a snapshot keeps."""
        return {"table": self.kernel.table.export(), "crossed": self.crossed.export()}

    def load(self, saved: object) -> None:
        """Take back what ``export`` gave."""
        assert isinstance(saved, dict), "fences are saved by name"
        self.kernel.load(saved["table"])
        self.crossed.load(saved["crossed"])


def _rule(fence: Fence, site: Site) -> FenceRule:
    levels = {level.id: row for row, level in enumerate(site.levels)}
    level = ANY_LEVEL if fence.level is None else levels[fence.level]
    low_mm = -(2**40) if fence.low_m is None else round(fence.low_m * MM_PER_M)
    high_mm = 2**40 if fence.high_m is None else round(fence.high_m * MM_PER_M)
    if fence.centre is not None:
        x_m, y_m = fence.centre
        shape = Shape(
            level,
            centre=(round(x_m * MM_PER_M), round(y_m * MM_PER_M)),
            radius_mm=round(fence.radius_m * MM_PER_M),
            low_mm=low_mm,
            high_mm=high_mm,
        )
    else:
        rings = tuple(ring_mm(ring) for ring in (fence.outer, *fence.holes))
        shape = Shape(level, rings, low_mm=low_mm, high_mm=high_mm)
    return FenceRule(
        shape=shape,
        sure_share=fence.sure_share,
        exit_tolerance_mm=round(fence.exit_tolerance_m * MM_PER_M),
        tolerance_timeout_ns=round(fence.tolerance_timeout_s * NS_PER_S),
        exit_delay_ns=round(fence.exit_delay_s * NS_PER_S),
        dwell_ns=round(fence.dwell_s * NS_PER_S),
        lost_ns=round(fence.lost_s * NS_PER_S),
    )


def _within(fence: Fence, minute: int) -> bool:
    """Return whether a fence is in force at a local minute; hours may pass midnight."""
    if fence.from_ is None or fence.until is None:
        return True
    return within(minute, start=minute_written(fence.from_), end=minute_written(fence.until))


def _moves(world: World, fixes: Positions, t_ns: int) -> Moves:
    """Return the newest believed fix of each device that sent one in this tick."""
    rows: I32 = fixes.device_row
    newest = np.flatnonzero(np.append(rows[1:] != rows[:-1], np.ones(min(len(rows), 1), np.bool_)))
    chosen = newest[world.devices.fix_t_ns[rows[newest]] == t_ns]
    row, devices = rows[chosen], world.devices
    level: I16 = devices.level[row]
    return Moves(
        row.astype(np.int64),
        devices.x_mm[row],
        devices.y_mm[row],
        fixes.z_mm[chosen],
        level,
        devices.accuracy_mm[row],
    )
