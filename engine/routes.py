"""Where a topic leads: which device, which kind of payload, or why it is refused."""

from dataclasses import dataclass
from typing import Final, Literal

import msgspec

from alerts.configuration import Configuration
from custody.registry import DeviceKind
from custody.wire import (
    FRAME_TYPES,
    PAYLOAD_BYTES_MAX,
    TOPIC_ROOT,
    BandAlarm,
    BandState,
    CaseState,
    Counter,
    DoorState,
    Frame,
    Perimeter,
    RecordingAlarm,
    Sequence,
    Sighting,
    Swipe,
)

FACT_FRAMES: Final = (
    *(BandAlarm, BandState, DoorState, Swipe, Perimeter),
    *(RecordingAlarm, Sighting, CaseState),
)
FrameClass = Literal["alarm", "state", "telemetry"]
NAME_CHARS_MAX: Final = 64
"""A sender, device, class or kind that is longer is no name of ours; as in custody.wire."""
_TOPIC_BYTES_MAX: Final = 512
_CLASSES: Final[dict[str, FrameClass]] = {
    "alarm": "alarm",
    "state": "state",
    "telemetry": "telemetry",
}

_WORN: frozenset[DeviceKind] = frozenset({"band", "card"})
_KINDS: dict[tuple[str, str], frozenset[DeviceKind]] = {
    ("telemetry", "position"): _WORN,
    ("telemetry", "ranges"): _WORN,
    ("telemetry", "vitals"): frozenset({"band"}),
    ("telemetry", "motion"): _WORN,
    ("state", "band"): frozenset({"band"}),
    ("state", "door"): frozenset({"door"}),
    ("state", "swipe"): frozenset({"reader"}),
    ("state", "perimeter"): frozenset({"perimeter"}),
    ("state", "sighting"): frozenset({"camera"}),
    ("state", "case"): frozenset({"case_feed"}),
    ("alarm", "sos"): frozenset({"band"}),
    ("alarm", "strap"): frozenset({"band"}),
    ("alarm", "fall"): frozenset({"band"}),
    ("alarm", "panic"): frozenset({"card"}),
    ("alarm", "door"): frozenset({"door"}),
    ("alarm", "perimeter"): frozenset({"perimeter"}),
    ("alarm", "recording"): frozenset({"recorder"}),
    ("alarm", "sighting"): frozenset({"camera"}),
}
"""Which devices may speak which kind; a kind that is not listed (heartbeat) is open to all."""


@dataclass(frozen=True, slots=True)
class Route:
    """What intake does with a topic; ``refusal`` empty means welcome."""

    sender: str
    device: str
    frame_class: FrameClass
    kind: str
    device_row: int
    decoder: msgspec.json.Decoder[Frame] | None
    refusal: str


_DECODERS: Final[dict[type[Frame], msgspec.json.Decoder[Frame]]] = {
    payload: msgspec.json.Decoder(payload) for payload in dict.fromkeys(FRAME_TYPES.values())
}


def decode(payload: bytes, route: Route) -> Frame | str:
    """Return the frame of a payload, or the reason why it is refused."""
    if route.decoder is None:
        return route.refusal
    if len(payload) > PAYLOAD_BYTES_MAX:
        return "payload_too_long"
    try:
        frame = route.decoder.decode(payload)
    except msgspec.ValidationError:
        return "payload_invalid"
    except (msgspec.DecodeError, ValueError, RecursionError):
        return "payload_malformed"
    if frame.device != route.device:
        return "device_not_of_topic"
    return frame


class _Envelope(msgspec.Struct):
    """What can still be told of a frame that is refused; bounded, for verdicts are stored."""

    boot: Counter = 0
    seq: Sequence = 0


_ENVELOPE: Final = msgspec.json.Decoder(_Envelope)


def envelope(payload: bytes, route: Route) -> tuple[str, int, int]:
    """Return (device, boot, seq) of a refused frame, zeros where it cannot be read."""
    try:
        seen = _ENVELOPE.decode(payload[:PAYLOAD_BYTES_MAX])
    except (msgspec.DecodeError, ValueError, RecursionError):
        return route.device, 0, 0
    return route.device, seen.boot, seen.seq


class Routes:
    """Topic -> route, remembered: the registry bounds the welcome ones, a limit the refused."""

    _refused_max = 20_000

    def __init__(self, configuration: Configuration) -> None:
        self._rows = {device.id: row for row, device in enumerate(configuration.devices)}
        self._devices = configuration.devices
        self._known: dict[str, Route] = {}
        self._refused: dict[str, Route] = {}

    def of(self, topic: str) -> Route:
        """Return the route of a topic."""
        route = self._known.get(topic) or self._refused.get(topic)
        if route is None:
            route = self._judge(topic)
            self._remember(topic, route)
        return route

    def _remember(self, topic: str, route: Route) -> None:
        if not route.refusal:
            self._known[topic] = route
            return
        if len(topic.encode(errors="replace")) > _TOPIC_BYTES_MAX:
            return  # Judging it again is cheaper than keeping what a stranger wrote.
        # Apart from the welcome ones, so that a flood of strangers costs our devices nothing.
        if len(self._refused) >= self._refused_max:
            self._refused.clear()
        self._refused[topic] = route

    def _judge(self, topic: str) -> Route:
        parts = topic.split("/")
        expected = len(TOPIC_ROOT.split("/")) + 4
        too_long = any(len(part) > NAME_CHARS_MAX for part in parts)
        if too_long or len(parts) != expected or not topic.startswith(TOPIC_ROOT + "/"):
            # Nobody could publish this through the access list; treat it as the worst class.
            return Route("", topic[:128], "alarm", "", -1, None, "topic_malformed")
        sender, device, class_name, kind = parts[-4:]
        # A case is no device: the case system that sends it stands in for it.
        case = (class_name, kind) == ("state", "case")
        row = self._rows.get(sender if case else device, -1)
        refusal = self._refusal(row, sender, class_name, kind)
        frame_class = _CLASSES.get(class_name, "alarm")
        decoder = None if refusal else _DECODERS[FRAME_TYPES[class_name, kind]]
        return Route(sender, device, frame_class, kind, row, decoder, refusal)

    def _refusal(self, row: int, sender: str, frame_class: str, kind: str) -> str:
        if (frame_class, kind) not in FRAME_TYPES:
            return "kind_unknown"
        if row < 0:
            return "device_unknown"
        device = self._devices[row]
        if device.sender != sender:
            return "sender_wrong"
        allowed = _KINDS.get((frame_class, kind))
        if allowed is not None and device.kind not in allowed:
            return "kind_not_of_device"
        return ""
