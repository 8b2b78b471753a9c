"""The device contract, version 1: every payload that may arrive by MQTT, as types.

Topic: ``custody/v1/<sender>/<device>/<class>/<kind>`` where ``class`` is ``alarm``, ``state`` or
``telemetry`` and ``sender`` is the authenticated MQTT user (a gateway speaks for its bands).
Payload: one JSON object of at most 16 KiB. Every number is bounded, every unknown key refused.
Alarm and state frames travel with QoS 1 and are answered on ``custody/v1/<sender>/receipt``.
"""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from custody.acts.legal import FeedEvent

VERSION: Final = 1
TOPIC_ROOT: Final = "custody/v1"
PAYLOAD_BYTES_MAX: Final = 16 * 1024

# The latched alarm bits that every band and card frame repeats until the engine has receipted them.
BIT_SOS: Final = 1 << 0
BIT_STRAP_CUT: Final = 1 << 1
BIT_FALL: Final = 1 << 2
BIT_PANIC: Final = 1 << 3

Counter = Annotated[int, Meta(ge=0, le=2**32 - 1)]
Sequence = Annotated[int, Meta(ge=1, le=2**53 - 1)]
Nanoseconds = Annotated[int, Meta(ge=0, le=2**63 - 1)]
Metres = Annotated[float, Meta(ge=-10_000.0, le=10_000.0)]
Share = Annotated[float, Meta(ge=0.0, le=1.0)]
Name = Annotated[str, Meta(max_length=64)]


class Frame(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """What every frame carries: contract version, device, boot, sequence, device time (UTC ns)."""

    v: Literal[1]
    device: Name
    boot: Counter
    seq: Sequence
    t_ns: Nanoseconds


class WornFrame(Frame, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A frame of a band or card: repeats latched alarm bits and the count of alarms since boot."""

    alarm_bits: Annotated[int, Meta(ge=0, le=0xFFFF)] = 0
    alarm_count: Counter = 0


class Position(WornFrame, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """Where a band or card is: site metres, 1-sigma-like accuracy radius, level where known."""

    x_m: Metres
    y_m: Metres
    accuracy_m: Annotated[float, Meta(ge=0.0, le=1_000.0)]
    level: Name | None = None
    z_m: Metres | None = None


class AnchorRange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """One measured distance to an anchor; ``age_ms`` is how long before ``t_ns`` it was taken."""

    anchor: Name
    range_m: Annotated[float, Meta(ge=0.0, le=1_000.0)]
    rssi_dbm: Annotated[float, Meta(ge=-150.0, le=50.0)] | None = None
    age_ms: Annotated[int, Meta(ge=0, le=5_000)] = 0


class Ranges(WornFrame, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """Distances of a band or card to anchors, instead of a fix: the engine solves the place."""

    ranges: Annotated[tuple[AnchorRange, ...], Meta(min_length=1, max_length=32)]


class Vitals(WornFrame, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """Pulse, oxygen saturation and skin temperature, each with the sensor's own quality 0..1.

    ``pulse_bpm`` null means "no reading"; 0 means "looked for a pulse and found none".
    ``contact`` is the optical sensor's skin contact.
    """

    contact: bool
    pulse_bpm: Annotated[float, Meta(ge=0.0, le=400.0)] | None = None
    pulse_quality: Share = 0.0
    spo2_pct: Annotated[float, Meta(ge=0.0, le=100.0)] | None = None
    spo2_quality: Share = 0.0
    skin_c: Annotated[float, Meta(ge=-40.0, le=80.0)] | None = None


class Acceleration(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """Raw acceleration: base64 of little-endian int16 x,y,z triples, full scale ``range_g``."""

    rate_hz: Annotated[float, Meta(gt=0.0, le=1_000.0)]
    range_g: Annotated[float, Meta(gt=0.0, le=64.0)]
    samples: Annotated[str, Meta(max_length=12_000)]


class Motion(WornFrame, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """Motion since the last motion frame: mean deviation from 1 g (mg) and the largest peak (g)."""

    activity_mg: Annotated[float, Meta(ge=0.0, le=100_000.0)]
    peak_g: Annotated[float, Meta(ge=0.0, le=100.0)]
    accel: Acceleration | None = None


class Heartbeat(WornFrame, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A device of any kind says that it lives."""

    uptime_s: Annotated[float, Meta(ge=0.0, le=1e9)]


class BandState(WornFrame, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A band's slow state: battery, worn on skin, strap."""

    battery_pct: Annotated[float, Meta(ge=0.0, le=100.0)]
    worn: bool
    strap: Literal["closed", "open", "cut"]


class BandAlarm(WornFrame, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A band or card raised a bit (topic kind ``sos``, ``strap``, ``fall`` or ``panic``)."""


class DoorState(Frame, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """Door contact and lock; ``release`` names what opened the lock last (none = nobody did).

    ``button`` is the request-to-exit button or handle; ``tamper`` the controller's lid contact.
    """

    contact: Literal["open", "closed", "unknown"]
    lock: Literal["locked", "unlocked", "unknown"]
    release: Literal["none", "card", "button", "remote", "fire", "schedule"] = "none"
    tamper: bool = False


class Swipe(Frame, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A reader (the device) read a card or band; ``granted`` is what its controller decided."""

    token: Name
    medium: Literal["card", "band"]
    granted: bool


class Perimeter(Frame, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A perimeter sensor: ``broken`` travels as alarm, the way back to ``clear`` as state.

    ``direction`` is what a sensor with an order of beams saw; ``armed`` what its panel says.
    """

    sensor_type: Literal["beam", "cable", "contact", "radar"]
    status: Literal["clear", "broken", "blocked", "fault"]
    direction: Literal["none", "out", "in"] = "none"
    armed: bool = True


class Sighting(Frame, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """What a camera's analytics saw: an event and a number, never who (P-06).

    ``count`` is how many people the room holds, ``crossing`` how many went through the door or
    over the line ``where``: ``in`` is into the first room of the door, or into the site.
    ``floor``, ``covered`` and ``climb`` begin with ``active`` true and end with false.
    """

    event: Literal["count", "crossing", "floor", "covered", "climb"]
    active: bool = True
    people: Annotated[int, Meta(ge=0, le=500)] = 0
    where: Name = ""
    direction: Literal["none", "out", "in"] = "none"
    confidence: Share = 1.0


class RecordingAlarm(Frame, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A recorder tells that somebody tried to cut, edit or delete what it recorded (PROC-13)."""

    attempt: Literal["cut", "edit", "delete"]
    segment: Name = ""
    who: Name = ""
    """The recorder's own login of whoever tried, where it knows."""


class CaseState(Frame, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """A case system tells of a case (the topic's device): what began there, and when.

    ``reference`` is the number of the one person of the case whom it concerns, never a name;
    empty: everybody. ``person_named`` says that a stay (``stay``) is that person.
    """

    event: FeedEvent
    utc_ns: Nanoseconds
    reference: Name = ""
    stay: Name = ""
    number: Name = ""
    case_kind: Name = ""
    group: Name = ""
    lead: Name = ""
    document: Name = ""


class Receipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The engine's answer to an alarm or state frame, sent once its journal row is durable."""

    device: str
    boot: int
    seq: int
    status: Literal["journaled", "duplicate", "refused"]
    reason: str = ""


FRAME_TYPES: Final[dict[tuple[str, str], type[Frame]]] = {
    ("telemetry", "position"): Position,
    ("telemetry", "ranges"): Ranges,
    ("telemetry", "vitals"): Vitals,
    ("telemetry", "motion"): Motion,
    ("telemetry", "heartbeat"): Heartbeat,
    ("state", "band"): BandState,
    ("state", "door"): DoorState,
    ("state", "swipe"): Swipe,
    ("state", "perimeter"): Perimeter,
    ("state", "sighting"): Sighting,
    ("state", "case"): CaseState,
    ("alarm", "sos"): BandAlarm,
    ("alarm", "strap"): BandAlarm,
    ("alarm", "fall"): BandAlarm,
    ("alarm", "panic"): BandAlarm,
    ("alarm", "door"): DoorState,
    ("alarm", "perimeter"): Perimeter,
    ("alarm", "recording"): RecordingAlarm,
    ("alarm", "sighting"): Sighting,
}
"""Every (class, kind) a topic may end with, and the payload it must carry."""


def topic(sender: str, device: str, frame_class: str, kind: str) -> str:
    """Return the topic a frame travels on."""
    return f"{TOPIC_ROOT}/{sender}/{device}/{frame_class}/{kind}"


def receipt_topic(sender: str) -> str:
    """Return the topic on which a sender hears its receipts."""
    return f"{TOPIC_ROOT}/{sender}/receipt"
