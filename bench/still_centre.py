"""Forty people who sit still in virtual time, for the two bad minutes; the real step decides.

Ordinary days have a centre of their own (bench.seconds); here only devices do something.
"""

from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import shapely

from alerts.configuration import Configuration, canonical, digest
from bench.columns import NOTHING, Common, S
from custody.columns import I16, I32, Heartbeats, Mask, Motions, Positions, VitalSigns
from custody.commands import AnyAct, BindBand, Command, OpenStay
from custody.facts import AnyFact, CommandGiven, ConfigAdopted, DeviceFact, SessionChanged
from custody.wire import BandAlarm, DoorState
from engine.decisions import Decisions
from engine.step import Engine
from engine.tick import Tick

Floats = npt.NDArray[np.float64]
START_UTC_NS: Final = 1_780_000_000 * S
PEOPLE: Final = 40
FIX_M: Final = 0.22
"""1-sigma of a fix."""


@dataclass
class Centre:
    """The engine, and everybody who makes frames for it."""

    configuration: Configuration
    seed: int
    step_ns: int = S
    second: float = 0.0
    number: int = 0
    facts: list[AnyFact] = field(default_factory=list)
    commands: int = 0
    presses: int = 0
    forced_utc_ns: int = 0
    """When a door was forced last."""
    waiting: dict[str, int] = field(default_factory=dict)
    stays: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Put people into rooms, officers on their feet, devices on the wall."""
        self.engine = Engine()
        self.chance = np.random.default_rng(self.seed)
        devices = self.configuration.devices
        self.rows = {device.id: row for row, device in enumerate(devices)}
        self.bands = self._of("band")[:PEOPLE]
        cards = [person.card for person in self.configuration.staff if person.card]
        self.cards: I32 = np.array([self.rows[card] for card in cards], np.int32)
        beats = [device.heartbeat_s > 0 and device.kind != "band" for device in devices]
        self.fixed: I32 = np.flatnonzero(beats).astype(np.int32)
        self.worn = np.concatenate([self.bands, self.cards])
        self.homes = self._places("holding")
        self.x_m, self.y_m, self.levels = self._start()
        self.quiet_until = np.zeros(len(devices))
        self.gone: set[str] = set()
        """Senders that are cut off."""
        self.sender = np.array([device.sender for device in devices])

    def _of(self, kind: str) -> I32:
        rows = [row for row, each in enumerate(self.configuration.devices) if each.kind == kind]
        return np.array(rows, np.int32)

    def _places(self, kind: str) -> list[tuple[float, float, int]]:
        """Return (x, y, level row) in the middle of each room of a type."""
        levels = [level.id for level in self.configuration.site.levels]
        found = []
        for room in self.configuration.site.rooms:
            if room.type == kind:
                middle = shapely.Polygon(room.outer).representative_point()
                found.append((middle.x, middle.y, levels.index(room.level)))
        return found

    def _start(self) -> tuple[Floats, Floats, I16]:
        posts = self._places("guard-post") + self._places("control") + self._places("office")
        places = [self.homes[n % len(self.homes)] for n in range(PEOPLE)]
        places += [posts[n % len(posts)] for n in range(len(self.cards))]
        x_m, y_m, level = (np.array(each) for each in zip(*places, strict=True))
        return x_m.astype(float), y_m.astype(float), level.astype(np.int16)

    def opened(self) -> Decisions:
        """Adopt the configuration, lock the doors, open every stay."""
        data = canonical(self.configuration)
        versions = dict.fromkeys(("engine", "numpy", "geos"), "bench")
        self.facts.append(ConfigAdopted(sha256=digest(data), canonical=data.decode(), **versions))
        for session in ("alarm", "telemetry"):
            self.facts.append(SessionChanged(session=session, up=True))
        for door in self.configuration.site.doors:
            if door.device:
                self.door(door.device, "closed")
        return self.tick()

    def door(self, device: str, contact: Literal["open", "closed"]) -> None:
        """Let a locked door say whether it is open; nothing released it."""
        frame = DoorState(
            v=1,
            device=device,
            boot=1,
            seq=self.number + 1,
            t_ns=START_UTC_NS + round(self.second * S),
            contact=contact,
            lock="locked",
        )
        self.facts.append(DeviceFact(device_row=self.rows[device], kind="door", frame=frame))

    def ask(self, who: str, what: AnyAct) -> None:
        """Give a command with the next tick."""
        self.commands += 1
        at_ns = START_UTC_NS + round(self.second * S)
        command = Command(id=f"b-{self.commands}", who=who, at_ns=at_ns, what=what)
        self.facts.append(CommandGiven(command=command))

    def press(self, device: str) -> None:
        """Press the help button of a band."""
        self.presses += 1
        frame = BandAlarm(
            v=1,
            device=device,
            boot=1,
            seq=self.number + 1,
            t_ns=START_UTC_NS + round(self.second * S),
            alarm_bits=1,
            alarm_count=self.presses,
        )
        self.facts.append(DeviceFact(device_row=self.rows[device], kind="sos", frame=frame))

    def tick(self) -> Decisions:
        """Let one tick pass with the frames that are due."""
        self.number += 1
        self.second += self.step_ns / S
        t_ns = round(self.second * S)
        live = self._live(self.worn)
        bands = self._live(self.bands)
        tick = Tick(
            number=self.number,
            t_ns=t_ns,
            utc_ns=START_UTC_NS + t_ns,
            facts=tuple(self.facts),
            positions=self._positions(live),
            vitals=self._vitals(bands),
            motions=self._motions(bands),
            heartbeats=self._heartbeats(),
            verdicts=NOTHING,
        )
        self.facts = []
        return self.engine.step(tick)

    def _live(self, rows: I32) -> Mask:
        live = self.quiet_until[rows] <= self.second
        return live & ~np.isin(self.sender[rows], sorted(self.gone)) if self.gone else live

    def _common(self, rows: I32) -> Common:
        count, utc_ns = len(rows), START_UTC_NS + round(self.second * S)
        return {
            "device_row": rows,
            "boot": np.ones(count, np.int64),
            "seq": np.full(count, self.number, np.int64),
            "t_ns": np.full(count, utc_ns, np.int64),
            "alarm_bits": np.zeros(count, np.int32),
            "alarm_count": np.zeros(count, np.int64),
        }

    def _positions(self, live: Mask) -> Positions:
        shaken = self.chance.normal(0.0, FIX_M, (len(self.worn), 2))
        chosen = np.flatnonzero(live)
        return Positions(
            **self._common(self.worn[chosen]),
            x_mm=((self.x_m + shaken[:, 0])[chosen] * 1000).astype(np.int32),
            y_mm=((self.y_m + shaken[:, 1])[chosen] * 1000).astype(np.int32),
            z_mm=np.zeros(len(chosen), np.int32),
            accuracy_mm=np.full(len(chosen), round(FIX_M * 1000), np.int32),
            level=self.levels[chosen].astype(np.int16),
        )

    def _motions(self, live: Mask) -> Motions:
        chosen = np.flatnonzero(live)
        activity = self.chance.uniform(62.0, 110.0, len(chosen))
        return Motions(
            **self._common(self.bands[chosen]),
            activity_mg=activity.astype(np.int32),
            peak_mg=np.full(len(chosen), 1150, np.int32),
        )

    def _vitals(self, live: Mask) -> VitalSigns:
        chosen = np.flatnonzero(live) if self.number % 2 else np.zeros(0, np.int64)
        count = len(chosen)
        return VitalSigns(
            **self._common(self.bands[chosen]),
            contact=np.ones(count, np.bool_),
            pulse_cbpm=(self.chance.normal(78.0, 9.0, count) * 100).astype(np.int32),
            pulse_quality_pct=np.full(count, 85, np.int16),
            spo2_cpct=(np.minimum(99.5, self.chance.normal(97.0, 0.9, count)) * 100).astype(
                np.int32
            ),
            spo2_quality_pct=np.full(count, 85, np.int16),
            skin_cc=np.full(count, 3100, np.int32),
        )

    def _heartbeats(self) -> Heartbeats:
        due = self.number % 5 == 0 or self.step_ns < S
        rows = self.fixed[self._live(self.fixed)] if due else np.zeros(0, np.int32)
        return Heartbeats(**self._common(rows))

    def register(self, person: int, officer: str) -> None:
        """Open a stay and ask for its pseudonym when it comes."""
        now_ns = START_UTC_NS + round(self.second * S)
        regime = self.configuration.default_policy
        act = OpenStay(regime=regime, arrived_utc_ns=now_ns, responsible=officer)
        self.ask(officer, act)
        self.waiting[f"b-{self.commands}"] = person

    def hear_answers(self, decisions: Decisions, officer: str) -> None:
        """Put a band on whoever was just registered."""
        for answer in decisions.answers:
            person = self.waiting.pop(answer.command, None)
            if person is not None and answer.accepted:
                band = self.configuration.devices[int(self.bands[person])].id
                self.stays[person] = answer.result
                self.ask(officer, BindBand(stay=answer.result, band=band))
