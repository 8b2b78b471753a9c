"""A simulated centre by the second: officers, doors and cameras as they are, tags as arrays.

Stories, walks, doors and commands are the simulator's own (package sim). Only what bands, cards and
heartbeats send is not built frame by frame: a second of it is one column of each kind, with noise.
The real step decides.
"""

import math
from collections import Counter
from typing import Final

import numpy as np
from typing_extensions import override

from alerts.configuration import canonical, digest
from bench.columns import NOTHING, Common, S
from bench.noise import (
    DAY_S,
    FAST_BPM,
    GOOD_M,
    GOOD_OXYGEN,
    KEEPS,
    POOR_M,
    RADIUS,
    RATES,
    REST_BPM,
    STILL_MG,
    STRAY_M,
    WALKING_MG,
)
from custody.columns import I16, I32, I64, Heartbeats, Motions, Positions, VitalSigns
from custody.commands import Command
from custody.facts import AnyFact, CommandGiven, ConfigAdopted, DeviceFact, SessionChanged
from custody.latch import as_alarm_frame
from custody.wire import BandAlarm
from engine.decisions import Decisions
from engine.routes import FACT_FRAMES, Routes, decode
from engine.step import Engine
from engine.tick import Tick
from sim.centre import Centre, Request
from sim.devices import BAND_STATE_S
from sim.people import Detainee, Leg

DOINGS: Final = ("lying", "sitting", "talking", "walking")
_DOING: Final = {doing: row for row, doing in enumerate(DOINGS)}
WALKS, TALKS = _DOING["walking"], _DOING["talking"]
LOW_MG, HIGH_MG = np.array([*STILL_MG.values(), WALKING_MG]).T
RESTLESS_S: Final = 30.0
SEEN_DOWN_S: Final = (2.0, 8.0)
"""Assumption: so long a camera takes somebody for being on the floor who is not."""
SPANS: Final = {
    "fast_heart": ("fast_until", (10.0, 10.0)),
    "fix_gap": ("gap_until", (3.0, 20.0)),
    "poor_fixes": ("poor_until", (10.0, 10.0)),
    "stray_fix": ("stray_until", (0.5, 0.5)),
    "band_silent": ("quiet_until", (15.0, 40.0)),
}
"""Noise that lasts: the column that says until when, and for how many seconds."""
_A_DAY: Final = np.array([rate.a_day for rate in RATES.values()])
_OF: Final = tuple(rate.of for rate in RATES.values())
VITALS_EVERY: Final = 2
HEARTBEAT_EVERY: Final = 5


class QuietCentre(Centre):
    """The simulator's centre whose tags say nothing by themselves."""

    @override
    def switch_on(self) -> None:
        """Let doors, sensors and cameras begin; bands tell their strap and battery."""
        self.schedule.poll_ns = S
        for band in self.bands.values():
            phase_s = self.chance(f"state:{band.device.id}").uniform(0.0, BAND_STATE_S)
            self.schedule.every(BAND_STATE_S, band.tell_state, phase_s=phase_s)
        for leaf in self.doors.values():
            leaf.tell()
        for beam in self.beams.values():
            beam.tell()
        self.eyes.open(self._rooms_taken)


class Tags:
    """Where every band and card is, what its wearer does, and what is wrong with it just now."""

    def __init__(self, centre: QuietCentre) -> None:
        self.centre = centre
        devices = centre.configuration.devices
        rows = [row for row, device in enumerate(devices) if device.id in centre.tags]
        self.tags = [centre.tags[devices[row].id] for row in rows]
        self.rows: I32 = np.array(rows, np.int32)
        self.bands = np.array([tag.device.kind == "band" for tag in self.tags])
        size = len(rows)
        self.levels = {level.id: row for row, level in enumerate(centre.site.levels)}
        self.x_m, self.y_m = np.zeros(size), np.zeros(size)
        self.level: I16 = np.zeros(size, np.int16)
        self.here = np.zeros(size, np.bool_)
        self.walks = np.zeros(size, np.bool_)
        self.doing = np.zeros(size, np.int64)
        self.count: I64 = np.zeros(size, np.int64)
        self.error_m = np.zeros((size, 2))
        self.gap_until, self.poor_until = np.zeros(size), np.zeros(size)
        self.quiet_until, self.still_until = np.zeros(size), np.zeros(size)
        self.restless_until = np.zeros(size)
        self.fast_until, self.stray_until = np.zeros(size), np.zeros(size)
        self.blows: set[int] = set()
        self._legs: list[Leg | None] = [None] * size
        self._on_the_way = [False] * size

    def look(self) -> None:
        """Find where everybody is now; who stands where they stood costs nearly nothing."""
        now_ns = self.centre.now_ns
        for index, tag in enumerate(self.tags):
            person, known = tag.carrier, self._legs[index]
            if person is None:
                if known is not None:
                    self.here[index], self._legs[index] = False, None
                continue
            leg = person.leg
            if leg is known and not self._on_the_way[index]:
                continue
            place = person.place(now_ns)
            self.x_m[index], self.y_m[index] = place.x_m, place.y_m
            self.level[index] = self.levels[place.level]
            walks = now_ns < leg.end_ns
            self.here[index], self.walks[index] = True, walks
            self._legs[index], self._on_the_way[index] = leg, walks
        for index in np.flatnonzero(self.bands & self.here).tolist():
            person = self.tags[index].carrier
            if isinstance(person, Detainee):
                self.doing[index] = _DOING[person.body.doing]


class Seconds:
    """The engine, and everything that is sent to it second by second."""

    def __init__(self, centre: QuietCentre) -> None:
        self.centre = centre
        self.engine = Engine()
        self.tags = Tags(centre)
        self.chance = np.random.default_rng(centre.seed)
        self.routes = Routes(centre.configuration)
        self.number = 0
        self.asked: dict[str, Request] = {}
        self.happened: Counter[str] = Counter()
        """How often each kind of noise came."""
        devices = centre.configuration.devices
        beats = [device.heartbeat_s > 0 and device.kind != "band" for device in devices]
        self.fixed: I32 = np.flatnonzero(beats).astype(np.int32)
        self.fixed_quiet_until = np.zeros(len(self.fixed))
        self._facts: list[AnyFact] = self._opening()
        self._boot = next(iter(centre.things.values())).boot

    @property
    def second(self) -> float:
        """Return how long it has gone on."""
        return self.centre.schedule.elapsed_s

    def tick(self) -> Decisions:
        """Let a second pass and return what the engine decides of it."""
        centre = self.centre
        self.number += 1
        centre.schedule.run_until(centre.now_ns + S)
        self._happen()
        self.tags.look()
        facts, self._facts = self._facts, []
        facts += self._device_facts()
        facts += self._commands()
        tick = Tick(
            number=self.number,
            t_ns=centre.now_ns,
            utc_ns=centre.now_ns,
            facts=tuple(facts),
            positions=self._positions(),
            vitals=self._vitals(),
            motions=self._motions(),
            heartbeats=self._heartbeats(),
            verdicts=NOTHING,
        )
        decisions = self.engine.step(tick)
        for answer in decisions.answers:
            self.asked.pop(answer.command).answer = answer
        return decisions

    def _opening(self) -> list[AnyFact]:
        data = canonical(self.centre.configuration)
        versions = dict.fromkeys(("engine", "numpy", "geos"), "bench")
        adopted = ConfigAdopted(sha256=digest(data), canonical=data.decode(), **versions)
        sessions = [SessionChanged(session=name, up=True) for name in ("alarm", "telemetry")]
        return [adopted, *sessions]

    def _device_facts(self) -> list[AnyFact]:
        """Return what doors, readers, cameras and bands said, decoded as intake does."""
        frames, self.centre.outgoing[:] = self.centre.outgoing[:], []
        quiet = {self.tags.tags[who].device.id for who in self._quiet()}
        facts: list[AnyFact] = []
        for sent in frames:
            if sent.kind == "heartbeat":
                continue
            if sent.device in quiet:  # In a radio shadow its states and alarms wait, too.
                self.centre.outgoing.append(sent)
                continue
            route = self.routes.of(sent.topic)
            frame = decode(sent.payload, route)
            assert isinstance(frame, FACT_FRAMES), f"{sent.topic}: {frame}"
            if isinstance(frame, BandAlarm):
                frame = as_alarm_frame(frame)
            facts.append(DeviceFact(device_row=route.device_row, kind=route.kind, frame=frame))
            thing = self.centre.things.get(sent.device)
            if thing is not None:  # A case of the case system is no device.
                thing.receipted(sent.seq)
        return facts

    def _quiet(self) -> list[int]:
        """Return whose band is in a radio shadow now."""
        quiet: list[int] = np.flatnonzero(self.tags.quiet_until > self.second).tolist()
        return quiet

    def _commands(self) -> list[AnyFact]:
        requests, self.centre.requests[:] = self.centre.requests[:], []
        facts: list[AnyFact] = []
        for request in requests:
            command = Command(
                id=f"b-{request.number}",
                who=request.who,
                at_ns=self.centre.now_ns,
                what=request.act,
            )
            self.asked[command.id] = request
            facts.append(CommandGiven(command=command))
        return facts

    def _common(self, chosen: I64) -> Common:
        tags, count = self.tags, len(chosen)
        return {
            "device_row": tags.rows[chosen],
            "boot": np.full(count, self._boot, np.int64),
            "seq": np.full(count, self.number, np.int64),
            "t_ns": np.full(count, self.centre.now_ns, np.int64),
            "alarm_bits": np.zeros(count, np.int32),
            "alarm_count": tags.count[chosen],
        }

    def _positions(self) -> Positions:
        tags, now_s, chance = self.tags, self.second, self.chance
        live = tags.here & (tags.gap_until <= now_s) & (tags.quiet_until <= now_s)
        radius_m = np.where(tags.poor_until > now_s, POOR_M, GOOD_M)
        fresh = chance.standard_normal((len(tags.rows), 2)) * radius_m[:, None]
        tags.error_m = KEEPS * tags.error_m + math.sqrt(1 - KEEPS**2) * fresh
        x_m, y_m = tags.x_m + tags.error_m[:, 0], tags.y_m + tags.error_m[:, 1]
        for stray in np.flatnonzero(tags.stray_until > now_s).tolist():
            angle = chance.uniform(0.0, 2 * math.pi)
            off_m = chance.uniform(*STRAY_M)
            x_m[stray] += off_m * math.cos(angle)
            y_m[stray] += off_m * math.sin(angle)
        chosen = np.flatnonzero(live)
        return Positions(
            **self._common(chosen),
            x_mm=(x_m[chosen] * 1000).astype(np.int32),
            y_mm=(y_m[chosen] * 1000).astype(np.int32),
            z_mm=np.zeros(len(chosen), np.int32),
            accuracy_mm=(radius_m[chosen] * RADIUS * 1000).astype(np.int32),
            level=tags.level[chosen],
        )

    def _motions(self) -> Motions:
        tags, now_s = self.tags, self.second
        chosen = np.flatnonzero(tags.here & (tags.quiet_until <= now_s))
        code = np.where(tags.walks, WALKS, tags.doing)[chosen]
        code = np.where(tags.restless_until[chosen] > now_s, WALKS, code)
        # An officer at a post shifts about and turns pages.
        code = np.where(tags.bands[chosen] | tags.walks[chosen], code, TALKS)
        share = self.chance.random(len(chosen))
        activity = LOW_MG[code] + (HIGH_MG[code] - LOW_MG[code]) * share
        activity = np.where(tags.still_until[chosen] > now_s, LOW_MG[0], activity)
        peak = np.where(tags.walks[chosen], 1700, 1150)
        for who in sorted(tags.blows):
            peak[chosen == who] = round(self.chance.uniform(2500.0, 4000.0))
        tags.blows.clear()
        return Motions(
            **self._common(chosen),
            activity_mg=activity.astype(np.int32),
            peak_mg=peak.astype(np.int32),
        )

    def _vitals(self) -> VitalSigns:
        tags, now_s = self.tags, self.second
        live = tags.bands & tags.here & (tags.quiet_until <= now_s)
        due = live if self.number % VITALS_EVERY == 0 else np.zeros(len(live), np.bool_)
        chosen = np.flatnonzero(due)
        count, chance = len(chosen), self.chance
        good = (chance.random(count) < GOOD_OXYGEN) & ~tags.walks[chosen]
        mean, sigma = REST_BPM
        pulse = np.where(
            tags.fast_until[chosen] > now_s, FAST_BPM, chance.normal(mean, sigma, count)
        )
        oxygen = np.minimum(99.5, chance.normal(97.0, 0.9, count))
        return VitalSigns(
            **self._common(chosen),
            contact=np.ones(count, np.bool_),
            pulse_cbpm=(pulse * 100).astype(np.int32),
            pulse_quality_pct=np.where(good, 85, 35).astype(np.int16),
            spo2_cpct=(oxygen * 100).astype(np.int32),
            spo2_quality_pct=np.where(good, 85, 30).astype(np.int16),
            skin_cc=np.full(count, 3100, np.int32),
        )

    def _heartbeats(self) -> Heartbeats:
        now_s, tags = self.second, self.tags
        rows = np.zeros(0, np.int32)
        if self.number % HEARTBEAT_EVERY == 0:
            rows = self.fixed[self.fixed_quiet_until <= now_s]
        racked = np.flatnonzero(tags.bands & ~tags.here)
        if self.number % VITALS_EVERY == 0:
            rows = np.concatenate([rows, tags.rows[racked]])
        count = len(rows)
        counts = np.zeros(len(self.centre.configuration.devices), np.int64)
        counts[tags.rows] = tags.count
        return Heartbeats(
            device_row=rows,
            boot=np.full(count, self._boot, np.int64),
            seq=np.full(count, self.number, np.int64),
            t_ns=np.full(count, self.centre.now_ns, np.int64),
            alarm_bits=np.zeros(count, np.int32),
            alarm_count=counts[rows],
        )

    def _happen(self) -> None:
        """Let what happens by chance happen in this second."""
        tags, chance = self.tags, self.chance
        people = np.flatnonzero(tags.bands & tags.here)
        crowd = {
            "person": len(people),
            "device": len(self.fixed),
            "camera": len(self.centre.eyes.rooms),
        }
        many = np.array([crowd[of] for of in _OF])
        counts = chance.poisson(_A_DAY * many / DAY_S)
        if not counts.any():
            return
        for name, count in zip(RATES, counts.tolist(), strict=True):
            for _ in range(count):
                self.happened[name] += 1
                self._one(name, int(chance.integers(crowd[RATES[name].of])), people)

    def _one(self, name: str, which: int, people: I64) -> None:
        tags, chance, now_s = self.tags, self.chance, self.second
        if name == "device_silent":
            self.fixed_quiet_until[which] = now_s + chance.uniform(20.0, 60.0)
            return
        if name == "miscount":
            self._miscount(self.centre.eyes.rooms[which])
            return
        who = int(people[which])
        match name:
            case "blow" | "blow_then_still" | "blow_seen_down":
                tags.blows.add(who)
                tags.restless_until[who] = now_s + RESTLESS_S * (name != "blow_then_still")
                if name == "blow_seen_down":
                    self._seen_down(who)
                if name == "blow_then_still":
                    tags.still_until[who] = now_s + 25.0
            case _ if name in SPANS:
                what, span_s = SPANS[name]
                getattr(tags, what)[who] = now_s + chance.uniform(*span_s)
            case _:
                assert name == "sos", "every rate has something that happens"
                self.press(who)

    def _seen_down(self, who: int) -> None:
        """Let the camera of the room take for a fall what the wrist struck, for some seconds."""
        person, eyes = self.tags.tags[who].carrier, self.centre.eyes
        assert person is not None, "noise comes to bands that are worn"
        room = person.place(self.centre.now_ns).room
        eyes.floor(room, active=True)
        for_s = float(self.chance.uniform(*SEEN_DOWN_S))
        self.centre.schedule.after(for_s, lambda: eyes.floor(room, active=False))

    def press(self, who: int) -> None:
        """Press the help button of a band."""
        band = self.centre.bands[self.tags.tags[who].device.id]
        band.press_sos()
        self.tags.count[who] += 1

    def _miscount(self, room: str) -> None:
        wrong = self.centre.eyes.miscounts
        wrong[room] = 1 if self.chance.random() < 0.5 else -1  # noqa: PLR2004 - a coin

        def see_right() -> None:
            wrong.pop(room, None)

        self.centre.schedule.after(float(self.chance.uniform(5.0, 25.0)), see_right)
