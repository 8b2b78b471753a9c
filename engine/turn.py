"""One turn of the engine: the tick, what is in force, and the decisions that pile up."""

from dataclasses import dataclass, field
from typing import Final

import msgspec
import numpy as np

from alerts.cells import Cells
from alerts.configuration import Configuration, digest
from alerts.escalate import asks_for_a_visit, ladder_ns
from alerts.filters import loose_limits
from alerts.fuse import Incident
from alerts.inhibit import Gateways
from alerts.ledger import Ledger
from alerts.machine import Machine
from alerts.roster import Roster
from alerts.rule import NS_PER_S, Broken, FactRule, Finding, Limits, Scene
from alerts.rules import RULES
from alerts.tickets import Ticket
from custody.columns import I64, Mask
from custody.commands import Command
from custody.layout import Layout
from custody.record import RecordEvent
from custody.tracking import silence_limits
from custody.world import World
from engine.adopt import layout_of, limits_of
from engine.asked import Asked
from engine.decisions import (
    Adopted,
    AlarmChange,
    Answer,
    FenceChange,
    Notice,
    StayChange,
    ThingChange,
)
from engine.fences import FenceWatch
from engine.tick import Tick
from zones.membership import RoomFinder
from zones.rooms import RoomJudge

HEARD_MAX: Final = 1000
"""Facts whose last count is remembered; past that the oldest counts anew, which is the safe way."""
TOGETHER_MAX: Final = 24
"""Readings of facts of one cell that are told together when they come in one tick."""


class Force:
    """A configuration in force and what is made of it once: rows, cells, thresholds, rooms."""

    def __init__(self, configuration: Configuration, canonical: str) -> None:
        self.configuration = configuration
        self.canonical = canonical
        self.sha256 = digest(canonical.encode())
        self.layout: Layout = layout_of(configuration)
        self.limits: dict[str, Limits] = limits_of(RULES, configuration.thresholds)
        self.of_facts = tuple(
            (rule, self.limits[rule.id]) for rule in RULES if isinstance(rule, FactRule)
        )
        """Rules that look at each fact, with their thresholds, in their order."""
        self.cells = Cells(RULES, self.layout, self.limits, configuration.filters)
        self.gateways = Gateways(configuration.devices, self.cells)
        self.ladder = ladder_ns(configuration.notify)
        self.visit = asks_for_a_visit(self.cells)
        self.loose = loose_limits(self.limits, configuration.filters, RULES)
        self.silence_ns = _silence(self.layout, self.limits["DEV-01"])
        self.rooms = RoomFinder(configuration.site)
        self.room_judge = RoomJudge(configuration.site)


def _silence(layout: Layout, limits: Limits) -> I64:
    """Return how long each device may be silent under a configuration."""
    return silence_limits(
        layout,
        band_ns=limits.ns("band_s"),
        gateway_ns=limits.ns("gateway_s"),
        other_ns=limits.ns("other_s"),
    )


@dataclass(slots=True)
class Turn:
    """What one step works with; phases read and add, in their order."""

    tick: Tick
    force: Force
    world: World
    machine: Machine
    scene: Scene
    occurred: Mask
    ledger: Ledger
    heard: dict[str, int]
    """When a fact of a rule with a pause last counted; the engine's own, oldest first."""
    asked: Asked
    watch: FenceWatch
    levels: dict[int, int] = field(default_factory=dict)
    """Cells of fact rules that were broken in this tick, and how badly."""
    cut_again: dict[int, None] = field(default_factory=dict)
    """MOT-07 cells of straps that read cut already when their band told of a cut."""
    findings: dict[int, Finding] = field(default_factory=dict)
    pending: tuple[str, Command | None] | None = None
    """Canonical text of a configuration to adopt at the end, and the command that asked."""
    positions: bytes = b""
    vitals: bytes = b""
    motions: bytes = b""
    shown_devices: dict[int, None] = field(default_factory=dict)
    adopted: Adopted | None = None
    alarms: list[AlarmChange] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    stays: list[StayChange] = field(default_factory=list)
    things: list[ThingChange] = field(default_factory=list)
    record: list[RecordEvent] = field(default_factory=list)
    fences: tuple[FenceChange, ...] = ()
    incidents: list[Incident] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)

    @property
    def roster(self) -> Roster:
        """Return the roster in force: the configuration's, or as people changed it since."""
        adopted = self.force.configuration.roster
        changed = self.ledger.shifts
        return adopted if changed is None else msgspec.structs.replace(adopted, shifts=changed)

    @property
    def on_duty(self) -> frozenset[str] | None:
        """Return who is on shift now; None when the site has no roster."""
        return self.roster.on_duty(self.tick.utc_ns)

    def broken(self, rule: FactRule, broken: Broken) -> None:
        """Note that a fact broke a rule; the first finding of a tick speaks for the cell."""
        cell = self.force.cells.at(rule.id, broken.kind, broken.row)
        self.levels[cell] = max(broken.level, self.levels.get(cell, 0))
        if rule.pause_s:
            self._note_paused(rule, broken, cell)
            return
        self.findings.setdefault(cell, broken.finding)
        if rule.every:
            self.occurred[cell] = True

    def _note_paused(self, rule: FactRule, broken: Broken, cell: int) -> None:
        """Count a fact unless the same one counted just now; those of one tick are told as one."""
        key, t_ns = f"{rule.id}:{broken.key}", self.tick.t_ns
        last = self.heard.get(key)
        if last is not None and t_ns - last < round(rule.pause_s * NS_PER_S):
            self.findings.setdefault(cell, broken.finding)
            return
        self.heard.pop(key, None)
        self.heard[key] = t_ns
        if len(self.heard) > HEARD_MAX:
            del self.heard[next(iter(self.heard))]
        earlier = self.findings[cell].readings if self.occurred[cell] else ()
        readings = (*broken.finding.readings, *earlier)[:TOGETHER_MAX]
        self.findings[cell] = msgspec.structs.replace(broken.finding, readings=readings)
        self.occurred[cell] = True


def first_turn(
    tick: Tick,
    force: Force,
    world: World,
    machine: Machine,
    *,
    ledger: Ledger,
    heard: dict[str, int],
    asked: Asked,
    watch: FenceWatch,
) -> Turn:
    """Return a turn that has decided nothing yet."""
    scene = Scene(world, tick.t_ns, tick.utc_ns)
    return Turn(
        tick=tick,
        force=force,
        world=world,
        machine=machine,
        scene=scene,
        occurred=np.zeros(force.cells.size, np.bool_),
        ledger=ledger,
        heard=heard,
        asked=asked,
        watch=watch,
    )
