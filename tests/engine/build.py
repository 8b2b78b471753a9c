"""A small centre under test: real intake and step, frames as devices would send them."""

from dataclasses import dataclass, field
from typing import Final

import msgspec

from alerts.configuration import Configuration, canonical, digest
from custody import wire
from custody.commands import (
    Acknowledge,
    Act,
    AdoptConfig,
    ApproveExit,
    BindBand,
    CloseAlarm,
    Command,
    OpenStay,
)
from custody.facts import ClockStepped, EngineStarted, Meter, SessionChanged
from engine.clockwork import Clockwork
from engine.decisions import AlarmChange, Answer, Decisions
from engine.tick import RawFrame, RawTick
from tests.engine.small_site import CENTRES, a_configuration

TICK_NS: Final = 100_000_000
S: Final = 1_000_000_000
START_UTC_NS: Final = 1_780_000_000 * S


def internal(topic: str, value: object) -> RawFrame:
    return RawFrame(topic, msgspec.json.encode(value))


def config_frame(configuration: Configuration) -> RawFrame:
    data = canonical(configuration)
    return internal(
        "$config",
        {
            "sha256": digest(data),
            "engine": "test",
            "numpy": "",
            "geos": "",
            "canonical": data.decode(),
        },
    )


@dataclass
class Centre:
    """The engine of a small centre and what was sent to it; time moves only by ``tick``."""

    configuration: Configuration = field(default_factory=a_configuration)
    clockwork: Clockwork = field(default_factory=Clockwork)
    number: int = 0
    facts: list[RawFrame] = field(default_factory=list)
    telemetry: list[RawFrame] = field(default_factory=list)
    seqs: dict[str, int] = field(default_factory=dict)
    boots: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    bits: dict[str, int] = field(default_factory=dict)
    ahead_s: dict[str, float] = field(default_factory=dict)
    """How far a device's clock is ahead."""
    raws: list[RawTick] = field(default_factory=list)
    log: list[Decisions] = field(default_factory=list)
    commands: int = 0

    def __post_init__(self):
        self.senders = {device.id: device.sender for device in self.configuration.devices}

    @classmethod
    def opened(cls, configuration: Configuration | None = None) -> "Centre":
        """A centre that adopted its configuration and has its telemetry session up."""
        centre = cls(configuration or a_configuration())
        centre.facts += [
            config_frame(centre.configuration),
            internal("$start", EngineStarted(gap_ns=0)),
            internal("$session", SessionChanged(session="alarm", up=True)),
            internal("$session", SessionChanged(session="telemetry", up=True)),
        ]
        for door in centre.configuration.site.doors:
            if door.device:
                centre.door(door.device, "closed", "unlocked")
        centre.tick()
        return centre

    @property
    def t_ns(self) -> int:
        return self.number * TICK_NS

    @property
    def utc_ns(self) -> int:
        return START_UTC_NS + self.t_ns

    def tick(self) -> Decisions:
        self.number += 1
        raw = RawTick(
            number=self.number,
            t_ns=self.t_ns,
            utc_ns=self.utc_ns,
            facts=tuple(self.facts),
            telemetry=tuple(self.telemetry),
        )
        self.facts, self.telemetry = [], []
        self.raws.append(raw)
        self.log.append(self.clockwork.advance(raw))
        return self.log[-1]

    def run(self, seconds: float) -> list[AlarmChange]:
        """Let time pass without a frame; return the alarm changes of that time."""
        count = round(seconds * S / TICK_NS)
        return [change for _ in range(count) for change in self.tick().alarms]

    def frame(self, device: str, frame_class: str, kind: str, **values: object) -> RawFrame:
        """A frame of a device with the next sequence number and its latched bits."""
        self.seqs[device] = self.seqs.get(device, 0) + 1
        payload = {
            "v": 1,
            "device": device,
            "boot": self.boots.get(device, 1),
            "seq": self.seqs[device],
            "t_ns": self.utc_ns + round(self.ahead_s.get(device, 0.0) * S),
        }
        if device.startswith(("band", "card")):
            payload |= {
                "alarm_bits": self.bits.get(device, 0),
                "alarm_count": self.counts.get(device, 0),
            }
        topic = wire.topic(self.senders.get(device, "gw-1"), device, frame_class, kind)
        return RawFrame(topic, msgspec.json.encode(payload | values))

    def press(self, device: str, kind: str = "sos") -> RawFrame:
        """The band latches a bit, counts it, and says so in an alarm frame."""
        bit = {"sos": 1, "strap": 2, "fall": 4, "panic": 8}[kind]
        self.bits[device] = self.bits.get(device, 0) | bit
        self.counts[device] = self.counts.get(device, 0) + 1
        frame = self.frame(device, "alarm", kind)
        self.facts.append(frame)
        return frame

    def position(self, device: str, at: str | tuple[float, float], accuracy_m: float = 0.2):
        x_m, y_m = CENTRES[at] if isinstance(at, str) else at
        self.telemetry.append(
            self.frame(
                device, "telemetry", "position", x_m=x_m, y_m=y_m, accuracy_m=accuracy_m, level="g"
            )
        )

    def vitals(self, device: str, **values: object):
        base = {
            "contact": True,
            "pulse_bpm": 72.0,
            "pulse_quality": 0.9,
            "spo2_pct": 97.0,
            "spo2_quality": 0.9,
        }
        self.telemetry.append(self.frame(device, "telemetry", "vitals", **(base | values)))

    def motion(self, device: str, activity_mg: float, peak_g: float = 1.1):
        self.telemetry.append(
            self.frame(device, "telemetry", "motion", activity_mg=activity_mg, peak_g=peak_g)
        )

    def heartbeat(self, device: str):
        self.telemetry.append(self.frame(device, "telemetry", "heartbeat", uptime_s=1.0))

    def band_state(self, device: str, *, strap: str = "closed", worn: bool = True):
        self.facts.append(
            self.frame(device, "state", "band", battery_pct=80.0, worn=worn, strap=strap)
        )

    def door(self, device: str, contact: str, lock: str, release: str = "none", tamper: str = ""):
        said = {"contact": contact, "lock": lock, "release": release, "tamper": bool(tamper)}
        self.facts.append(self.frame(device, "state", "door", **said))

    def beam(self, status: str, device: str = "per-1", direction: str = "none"):
        kind = "alarm" if status == "broken" else "state"
        said = {"sensor_type": "beam", "status": status, "direction": direction}
        if status == "disarmed":
            said |= {"status": "clear", "armed": False}
        self.facts.append(self.frame(device, kind, "perimeter", **said))

    def swipe(self, reader: str, token: str, *, granted: bool = True):
        medium = "band" if token.startswith("band") else "card"
        said = {"token": token, "medium": medium, "granted": granted}
        self.facts.append(self.frame(reader, "state", "swipe", **said))

    def sighting(self, camera: str, event: str, people: str = "0", where: str = "", **more: object):
        """An event of a camera's analytics; ``uncovered`` and ``upright`` end what began."""
        told = "alarm" if event in ("floor", "covered", "climb") else "state"
        said = {"event": event, "people": int(people), "where": where}
        if event == "uncovered":
            said |= {"event": "covered", "active": False}
        if event == "upright":
            said |= {"event": "floor", "active": False}
        self.facts.append(self.frame(camera, told, "sighting", **(said | more)))

    def meter(self, name: str, value: float = 0.0, text: str = ""):
        self.facts.append(internal("$meter", Meter(name=name, value=value, text=text)))

    def clock_step(self, by_ns: int):
        self.facts.append(internal("$clock", ClockStepped(by_ns=by_ns)))

    def session(self, *, up: bool, session: str = "telemetry"):
        self.facts.append(internal("$session", SessionChanged(session=session, up=up)))

    def restarted(self, gap_ns: int = S):
        self.facts.append(internal("$start", EngineStarted(gap_ns=gap_ns)))

    def ask(self, what: Act, *, who: str = "s-001", key: str = "") -> Answer:
        """Give a command and take its answer from the tick that follows."""
        self.commands += 1
        command = Command(id=key or f"c-{self.commands}", who=who, at_ns=self.utc_ns, what=what)
        self.facts.append(internal("$command", command))
        answer = self.tick().answers[-1]
        assert answer.command == command.id
        return answer

    def stay(self, band: str = "band-001", *, flags: tuple[str, ...] = (), hours: float = 0.0):
        """Open a stay that arrived some hours ago and put a band on; return its pseudonym."""
        answer = self.ask(
            OpenStay(
                regime="cn-psapl-2026",
                arrived_utc_ns=self.utc_ns - round(hours * 3600 * S),
                responsible="s-001",
                flags=flags,
            )
        )
        assert answer.accepted, answer.reason
        if band:
            assert self.ask(BindBand(stay=answer.result, band=band)).accepted
        return answer.result

    def acknowledge(self, alarm: str) -> Answer:
        return self.ask(Acknowledge(alarm=alarm))

    def close(self, alarm: str, action: str = "went there") -> Answer:
        return self.ask(CloseAlarm(alarm=alarm, cause="true", action=action))

    def let_out(self, stay: str, seconds: float) -> Answer:
        until = self.utc_ns + round(seconds * S)
        return self.ask(ApproveExit(stay=stay, purpose="medical", until_utc_ns=until))

    def adopt(self, configuration: Configuration) -> Answer:
        answer = self.ask(AdoptConfig(canonical=canonical(configuration).decode()))
        if answer.accepted:
            self.configuration = configuration
            self.__post_init__()
        return answer
