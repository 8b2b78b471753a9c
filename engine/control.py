"""What travels on the engine's Unix socket: one JSON object a line, each with its ``type``."""

from typing import Final

import msgspec

from custody.commands import Command
from custody.facts import Meter
from engine.decisions import AlarmChange, Answer, Notice

LINE_BYTES_MAX: Final = 16 * 1024 * 1024
"""Room for a whole configuration in one ``adopt_config`` command."""


class Message(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="type"
):
    """One line."""


class CommandRequest(Message, frozen=True, kw_only=True, tag="command"):
    """Somebody wants something done; answered by AnswerReply once the step has decided."""

    command: Command


class MeterRequest(Message, frozen=True, kw_only=True, tag="meter"):
    """Something the outside measured; no answer."""

    meter: Meter


class WatchRequest(Message, frozen=True, kw_only=True, tag="watch"):
    """From now on send a CommitHint after each commit of urgent decisions."""


class StatusRequest(Message, frozen=True, kw_only=True, tag="status"):
    """How is the engine? Answered by StatusReply."""


Request = CommandRequest | MeterRequest | WatchRequest | StatusRequest


class Sessions(msgspec.Struct, frozen=True, kw_only=True):
    """Which of the engine's MQTT sessions are up."""

    alarm: bool
    telemetry: bool


class TelemetryCount(msgspec.Struct, frozen=True, kw_only=True):
    """Telemetry frames since the start: taken from the broker, and shed by our own queue."""

    received: int
    shed: int


class FactCount(msgspec.Struct, frozen=True, kw_only=True):
    """Alarm and state frames since the start."""

    received: int


class JournalState(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the journal can be written, its current file, and its size with all files."""

    ok: bool
    file: str
    bytes: int


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """The engine as it stands."""

    tick: int
    utc_ns: int
    started_utc_ns: int
    config_sha256: str
    sessions: Sessions
    queue: int
    """Frames that wait for the next cut."""
    telemetry: TelemetryCount
    facts: FactCount
    journal: JournalState
    loop_lag_ms: float
    """The worst delay of the event loop's timer over the last seconds."""
    skipped: int = 0
    """Ticks skipped since the start because they crashed the step twice."""
    unrecorded: int = 0
    """Ticks held in memory because the journal cannot be written."""


class AnswerReply(Message, frozen=True, kw_only=True, tag="answer"):
    """What became of a command."""

    answer: Answer


class CommitHint(Message, frozen=True, kw_only=True, tag="commit"):
    """Decisions up to this tick are durable: read them with your cursor."""

    tick: int


class StatusReply(Message, frozen=True, kw_only=True, tag="status"):
    """How the engine is."""

    status: Status


class Unrecorded(Message, frozen=True, kw_only=True, tag="unrecorded"):
    """The journal cannot be written: what was decided from memory, marked *not recorded*.

    The same changes and notices, with the same ids, reach the journal once it is writable again.
    """

    tick: int
    utc_ns: int
    alarms: tuple[AlarmChange, ...]
    notices: tuple[Notice, ...]


class ErrorReply(Message, frozen=True, kw_only=True, tag="error"):
    """The line could not be understood, or the engine cannot serve it now."""

    reason: str


Reply = AnswerReply | CommitHint | StatusReply | Unrecorded | ErrorReply

_encoder: Final = msgspec.json.Encoder()
_request_decoder: Final[msgspec.json.Decoder[Request]] = msgspec.json.Decoder(Request)
_reply_decoder: Final[msgspec.json.Decoder[Reply]] = msgspec.json.Decoder(Reply)


def line(message: Message) -> bytes:
    """Return a message as it travels."""
    return _encoder.encode(message) + b"\n"


def request_of(content: bytes) -> Request:
    """Return the request of a line; raises msgspec.ValidationError or DecodeError."""
    return _request_decoder.decode(content)


def reply_of(content: bytes) -> Reply:
    """Return the reply of a line; raises msgspec.ValidationError or DecodeError."""
    return _reply_decoder.decode(content)
