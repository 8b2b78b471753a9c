"""One turn of the engine: the tick, what is in force, and the decisions that pile up."""

from dataclasses import dataclass, field

import numpy as np

from alerts.cells import Cells
from alerts.configuration import Configuration, digest
from alerts.machine import Machine
from alerts.rule import Broken, FactRule, Finding, Limits, Scene
from alerts.rules import RULES
from custody.columns import I64, Mask
from custody.commands import Command
from custody.layout import Layout
from custody.record import RecordEvent
from custody.tracking import silence_limits
from custody.world import World
from engine.adopt import layout_of, limits_of
from engine.decisions import Adopted, AlarmChange, Answer, Notice, StayChange, ThingChange
from engine.tick import Tick
from zones.membership import RoomFinder
from zones.rooms import RoomJudge


class Force:
    """A configuration in force and what is made of it once: rows, cells, thresholds, rooms."""

    def __init__(self, configuration: Configuration, canonical: str) -> None:
        self.configuration = configuration
        self.canonical = canonical
        self.sha256 = digest(canonical.encode())
        self.layout: Layout = layout_of(configuration)
        self.limits: dict[str, Limits] = limits_of(RULES, configuration.thresholds)
        self.cells = Cells(RULES, self.layout, self.limits)
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
    levels: dict[int, int] = field(default_factory=dict)
    """Cells of fact rules that were broken in this tick, and how badly."""
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

    def broken(self, rule: FactRule, broken: Broken) -> None:
        """Note that a fact broke a rule; the first finding of a tick speaks for the cell."""
        cell = self.force.cells.at(rule.id, broken.kind, broken.row)
        self.levels[cell] = max(broken.level, self.levels.get(cell, 0))
        self.findings.setdefault(cell, broken.finding)
        if rule.every:
            self.occurred[cell] = True


def first_turn(tick: Tick, force: Force, world: World, machine: Machine) -> Turn:
    """Return a turn that has decided nothing yet."""
    scene = Scene(world, tick.t_ns, tick.utc_ns)
    return Turn(
        tick=tick,
        force=force,
        world=world,
        machine=machine,
        scene=scene,
        occurred=np.zeros(force.cells.size, np.bool_),
    )
