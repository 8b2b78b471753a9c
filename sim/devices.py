"""The devices of a site: bands, cards, doors with readers, perimeter sensors and plain things."""

from collections.abc import Callable
from random import Random
from typing import Final, Literal

import msgspec

from custody import wire
from custody.acts.legal import FeedEvent
from custody.registry import Device
from sim.body import SAMPLES, Body
from sim.clock import Schedule
from sim.outbox import FrameClass, Outgoing
from sim.people import Person

POSITION_S: Final = {"band": 0.5, "card": 1.0}
VITALS_S: Final = 1.0
MOTION_S: Final = 0.5
HEARTBEAT_S: Final = 2.0
BAND_STATE_S: Final = 60.0
ERROR_M: Final = 0.17
"""Standard deviation of a fix along each axis: 0.2 m typical distance, 0.4 m now and then."""
ERROR_M_MAX: Final = 0.42
ERROR_KEPT: Final = 0.6
"""Share of the last fix's error that is still in the next: positioning errors wander."""
SENSOR_HEIGHT_M: Final = 1.0

Send = Callable[[Outgoing], None]
Floor = Callable[[str], float]


class Sender:
    """One device's voice: its sequence, its boot and the air it sends into."""

    def __init__(self, *, device: Device, schedule: Schedule, boot: int, send: Send) -> None:
        self.device = device
        self.schedule = schedule
        self.boot = boot
        self.alive = True
        """A dead device says nothing at all."""
        self.latch: Latch | None = None
        self._send = send
        self._seq = 0

    def emit(
        self, frame_class: FrameClass, kind: str, build: Callable[..., wire.Frame], **body: object
    ) -> int:
        """Send one frame and return its sequence number."""
        self._seq += 1
        t_ns = self.schedule.now_ns
        latched = {} if self.latch is None else self.latch.fields()
        frame = build(
            v=1,
            device=self.device.id,
            boot=self.boot,
            seq=self._seq,
            t_ns=t_ns,
            **latched,
            **body,
        )
        self._send(
            Outgoing(
                self.device.sender,
                self.device.id,
                frame_class,
                kind,
                self.boot,
                self._seq,
                t_ns,
                msgspec.json.encode(frame),
            )
        )
        return self._seq

    def start_beating(self, *, period_s: float, phase_s: float) -> None:
        """Say "I live" from now on."""
        self.schedule.every(period_s, self._beat, phase_s=phase_s)

    def receipted(self, seq: int) -> None:
        """Hear that the engine has journaled a frame."""
        if self.latch is not None:
            self.latch.receipted(seq)

    def _beat(self) -> None:
        if self.alive:
            uptime_s = round(self.schedule.elapsed_s, 3)
            self.emit("telemetry", "heartbeat", wire.Heartbeat, uptime_s=uptime_s)


class CaseSystem(Sender):
    """A case system: it speaks of cases, each with a count of its own, and has no body."""

    def __init__(self, *, device: Device, schedule: Schedule, boot: int, send: Send) -> None:
        super().__init__(device=device, schedule=schedule, boot=boot, send=send)
        self._cases: dict[str, Sender] = {}

    def tell(self, case: str, event: FeedEvent, **said: str) -> None:
        """Say what began in a case, now."""
        if case not in self._cases:
            about = msgspec.structs.replace(self.device, id=case)
            self._cases[case] = Sender(
                device=about, schedule=self.schedule, boot=self.boot, send=self._send
            )
        utc_ns = self.schedule.now_ns
        self._cases[case].emit("state", "case", wire.CaseState, event=event, utc_ns=utc_ns, **said)


class Latch:
    """Alarm bits that every frame of a tag repeats until the alarm's own frame is receipted."""

    def __init__(self) -> None:
        self._bits = 0
        self._count = 0
        self._raised: dict[int, int] = {}

    def fields(self) -> dict[str, int]:
        """Return what a frame repeats."""
        return {"alarm_bits": self._bits, "alarm_count": self._count}

    def set(self, bit: int) -> None:
        """Raise a bit and count the alarm."""
        self._bits |= bit
        self._count += 1

    def sent(self, seq: int, bit: int) -> None:
        """Remember which frame told of a bit."""
        self._raised[seq] = bit

    def receipted(self, seq: int) -> None:
        """Let a bit go once its frame is durable, unless it was raised again since."""
        bit = self._raised.pop(seq, 0)
        if bit not in self._raised.values():
            self._bits &= ~bit


class Tag(Sender):
    """A band or card: knows where it is, and repeats its alarm bits until they are receipted."""

    def __init__(
        self, *, device: Device, schedule: Schedule, boot: int, send: Send, chance: Random
    ) -> None:
        super().__init__(device=device, schedule=schedule, boot=boot, send=send)
        self.chance = chance
        self.carrier: Person | None = None
        self.located = True
        """Whether the positioning sees the tag."""
        self.battery_pct = chance.uniform(58.0, 97.0)
        self.latch = self._latch = Latch()
        self._error = (0.0, 0.0)
        self._floor: Floor = lambda _level: 0.0

    def start(self, floor: Floor) -> None:
        """Begin to live: fixes and heartbeats, each device in its own rhythm."""
        self._floor = floor
        period_s = POSITION_S[self.device.kind]
        self.schedule.every(period_s, self._fix, phase_s=self.chance.uniform(0.0, period_s))
        self.start_beating(period_s=HEARTBEAT_S, phase_s=self.chance.uniform(0.0, HEARTBEAT_S))

    def alarm(self, kind: str, bit: int) -> None:
        """Latch an alarm bit and send its frame at once."""
        self._latch.set(bit)
        self._latch.sent(self.emit("alarm", kind, wire.BandAlarm), bit)

    def _fix(self) -> None:
        if not (self.alive and self.located) or self.carrier is None:
            return
        place = self.carrier.place(self.schedule.now_ns)
        self._error = (self._wander(self._error[0]), self._wander(self._error[1]))
        self.emit(
            "telemetry",
            "position",
            wire.Position,
            x_m=round(place.x_m + self._error[0], 3),
            y_m=round(place.y_m + self._error[1], 3),
            z_m=round(self._floor(place.level) + SENSOR_HEIGHT_M, 2),
            accuracy_m=round(self.chance.uniform(0.22, 0.4), 2),
            level=place.level,
        )

    def _wander(self, error_m: float) -> float:
        fresh_m = self.chance.gauss(0.0, ERROR_M * (1.0 - ERROR_KEPT**2) ** 0.5)
        return max(-ERROR_M_MAX, min(ERROR_M_MAX, error_m * ERROR_KEPT + fresh_m))


class Band(Tag):
    """A wristband: a tag that also feels a body, its strap and its battery."""

    def __init__(
        self, *, device: Device, schedule: Schedule, boot: int, send: Send, chance: Random
    ) -> None:
        super().__init__(device=device, schedule=schedule, boot=boot, send=send, chance=chance)
        self.strap: Literal["closed", "open", "cut"] = "closed"
        self.worn = False
        self._body: Body | None = None

    def start_feeling(self) -> None:
        """Begin to feel; in the rack a band only beats and tells its battery."""
        every, uniform = self.schedule.every, self.chance.uniform
        every(VITALS_S, self._vitals, phase_s=uniform(0.0, VITALS_S))
        every(MOTION_S, self._motion, phase_s=uniform(0.0, MOTION_S))
        every(BAND_STATE_S, self.tell_state, phase_s=uniform(0.0, 2.0))

    def put_on(self, person: Person, body: Body) -> None:
        """Go round somebody's wrist."""
        self.carrier, self._body, self.worn, self.strap = person, body, True, "closed"
        self.tell_state()

    def take_off(self) -> None:
        """Come off properly, back into the rack."""
        self.carrier, self._body, self.worn, self.strap = None, None, False, "closed"
        self.tell_state()

    def lay_down(self) -> None:
        """Lie somewhere, damaged, on nobody's wrist."""
        self.carrier, self._body, self.worn = None, None, False

    def cut(self) -> None:
        """Be cut off the wrist: the alarm first, then the state."""
        self.strap, self.worn = "cut", False
        self.alarm("strap", wire.BIT_STRAP_CUT)
        self.tell_state()

    def press_sos(self) -> None:
        """Feel the SOS key."""
        self.alarm("sos", wire.BIT_SOS)

    def _vitals(self) -> None:
        if not self.alive or self.carrier is None or self._body is None:
            return
        now_ns = self.schedule.now_ns
        if not self.worn:
            self.emit("telemetry", "vitals", wire.Vitals, contact=False)
            return
        signs = self._body.signs(now_ns, moving=self.carrier.moving(now_ns))
        self.emit(
            "telemetry",
            "vitals",
            wire.Vitals,
            contact=True,
            pulse_bpm=signs.pulse_bpm,
            pulse_quality=signs.pulse_quality,
            spo2_pct=signs.spo2_pct,
            spo2_quality=signs.spo2_quality,
            skin_c=signs.skin_c,
        )

    def _motion(self) -> None:
        if not self.alive or self.carrier is None or self._body is None:
            return
        now_ns = self.schedule.now_ns
        if not self.worn:
            self.emit("telemetry", "motion", wire.Motion, activity_mg=2.0, peak_g=1.0)
            return
        shake = self._body.shake(now_ns, moving=self.carrier.moving(now_ns))
        accel = None
        if shake.samples is not None:
            accel = wire.Acceleration(
                rate_hz=SAMPLES / MOTION_S, range_g=8.0, samples=shake.samples
            )
        self.emit(
            "telemetry",
            "motion",
            wire.Motion,
            activity_mg=shake.activity_mg,
            peak_g=shake.peak_g,
            accel=accel,
        )

    def tell_state(self) -> None:
        """Tell strap, wrist and battery."""
        if not self.alive:
            return
        self.battery_pct = max(0.0, self.battery_pct - 0.01)
        self.emit(
            "state",
            "band",
            wire.BandState,
            battery_pct=round(self.battery_pct, 2),
            worn=self.worn,
            strap=self.strap,
        )


class Beam(Sender):
    """A perimeter sensor: says at once when it is broken, and when it is clear again."""

    def __init__(
        self,
        *,
        device: Device,
        schedule: Schedule,
        boot: int,
        send: Send,
        sensor_type: Literal["beam", "cable", "contact", "radar"],
    ) -> None:
        super().__init__(device=device, schedule=schedule, boot=boot, send=send)
        self._type = sensor_type
        self._broken = False

    def tell(self) -> None:
        """Say how it stands (at the start, when nobody is near)."""
        self.emit("state", "perimeter", wire.Perimeter, sensor_type=self._type, status="clear")

    def break_for(self, duration_s: float) -> None:
        """Be crossed: broken now, clear again a moment later."""
        if self._broken:
            return
        self._broken = True
        self.emit("alarm", "perimeter", wire.Perimeter, sensor_type=self._type, status="broken")
        self.schedule.after(duration_s, self._heal)

    def _heal(self) -> None:
        self._broken = False
        self.tell()
