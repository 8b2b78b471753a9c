"""Rare facts that the engine takes one by one, after intake has decoded and ordered them."""

from typing import Literal

import msgspec

from custody.commands import Command
from custody.wire import (
    BandAlarm,
    BandState,
    CaseState,
    DoorState,
    Perimeter,
    RecordingAlarm,
    Sighting,
    Swipe,
)

FACT_TOPIC_CONFIG = "$config"
FACT_TOPIC_COMMAND = "$command"
FACT_TOPIC_METER = "$meter"
FACT_TOPIC_CLOCK = "$clock"
FACT_TOPIC_SESSION = "$session"
FACT_TOPIC_START = "$start"


class DeviceFact(msgspec.Struct, frozen=True, kw_only=True):
    """A decoded alarm or state frame of a known device."""

    device_row: int
    kind: str
    frame: (
        BandAlarm
        | BandState
        | DoorState
        | Swipe
        | Perimeter
        | RecordingAlarm
        | Sighting
        | CaseState
    )
    late: bool = False


class FrameRefused(msgspec.Struct, frozen=True, kw_only=True):
    """A frame that could not be used (telemetry: one fact per device, reason and tick).

    Of alarm class it is itself an alarm that names device and place (DEV-13); reasons
    ``device_unknown`` and ``sender_wrong`` are DEV-05 in every class.
    """

    sender: str
    device: str
    kind: str
    reason: str
    frame_class: Literal["alarm", "state", "telemetry"] = "alarm"


class ConfigAdopted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The configuration in force from this tick on; first fact of every journal file."""

    sha256: str
    engine: str
    numpy: str
    geos: str
    canonical: str


class CommandGiven(msgspec.Struct, frozen=True, kw_only=True):
    """A command reached the engine."""

    command: Command


class ClockStepped(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Wall clock and monotonic time disagree by more than 1 s since the last tick."""

    by_ns: int


class SessionChanged(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An MQTT session of the engine came up or went down; silence counts only while it is up."""

    session: Literal["alarm", "telemetry"]
    up: bool


class EngineStarted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The engine process started; every device gets one limit of grace after the gap."""

    gap_ns: int


class Meter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the outside answered or measured: deliveries, cursor lags, sheds, disk, health.

    Names in use: ``delivered``, ``delivery_failed`` (text = notice id, value = attempts),
    ``cursor_lag`` (text = outlet, value = ticks), ``shed`` (text = class/device, value = frames),
    ``journal_unwritable`` (1/0), ``disk_free_pct``, ``outlet_down`` (text = outlet, value 1/0),
    ``decision_mismatch`` (text = tick), ``tick_skipped`` (text = reason, value = tick),
    ``shown`` (text = alarm that an open page got), ``pages`` (value = open pages of the console).
    """

    name: str
    value: float = 0.0
    text: str = ""


AnyFact = (
    DeviceFact
    | FrameRefused
    | ConfigAdopted
    | CommandGiven
    | ClockStepped
    | SessionChanged
    | EngineStarted
    | Meter
)
