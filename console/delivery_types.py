"""What became of notices, as the console says it: each delivery, and how each endpoint fares."""

import msgspec

from console.view_types import Place, Words


class DeliveryView(msgspec.Struct, frozen=True, kw_only=True):
    """One notice to one endpoint: ``state`` is pending, sent or given_up (a dead letter).

    ``first_utc_ns`` is its first attempt, ``ended_utc_ns`` when it was taken or given up; 0 before
    that. ``error`` is why the last failed attempt failed, also of one that was taken later.
    """

    id: str
    alarm: str
    rule: str
    severity: int
    label: Words
    subject: str
    room: Place | None
    reason: str
    tier: int
    endpoint: str
    name: Words
    channel: str
    state: str
    attempts: int
    taken_utc_ns: int
    first_utc_ns: int
    ended_utc_ns: int
    error: str
    drill: bool


class ChannelView(msgspec.Struct, frozen=True, kw_only=True):
    """An endpoint and what it was told; ``waiting_utc_ns`` is when the oldest pending came.

    ``failing`` means that what waits was tried and not taken.
    """

    endpoint: str
    name: Words
    channel: str
    tier: int
    told: tuple[str, ...]
    language: str
    staff: str
    pending: int
    sent: int
    given_up: int
    sent_utc_ns: int
    waiting_utc_ns: int
    failing: bool


class DeliveryList(msgspec.Struct, frozen=True, kw_only=True):
    """Deliveries, newest first, and all endpoints in the order of notify.toml."""

    deliveries: tuple[DeliveryView, ...]
    channels: tuple[ChannelView, ...]
