"""Everything a site adopts at once: plan, registry, law, thresholds, people to tell."""

import hashlib
from typing import Annotated

import msgspec
from msgspec import Meta

from alerts.channels import AnyChannel, Webhook
from alerts.filters import Filter
from alerts.roster import Roster
from custody.policy import Policy
from custody.registry import Device, Staff
from zones.plan import Site


class Endpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Somebody's receiver: the told-codes (G CR CO DI ...) it serves, its tier and language."""

    id: str
    zh: str
    en: str
    url: str
    told: tuple[str, ...]
    tier: Annotated[int, Meta(ge=1, le=4)]
    language: str = "zh"
    secret: str = ""
    """Name of the secret in the secrets file, never the secret itself."""
    staff: str = ""
    """Whose phone it is: used only while they are on duty (roster.toml); empty is nobody's own."""
    channel: AnyChannel = Webhook()
    """How it is reached; ``url`` says where."""


class Notify(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who is told: endpoints, the mildest severity that leaves the house, SYS-01 limits."""

    endpoints: tuple[Endpoint, ...]
    severity_max: Annotated[int, Meta(ge=1, le=4)]
    escalate_after_s: tuple[float, float, float, float]
    """Seconds without acknowledgement until the next tier hears of P1, P2, P3, P4 (0 = never)."""
    ladder_s: tuple[tuple[float, ...], ...] = ()
    """For P1 to P4 the seconds until tiers 2, 3, 4 hear (P1 30, 60, 120); empty: the line above."""
    arrive_within_s: tuple[float, ...] = ()
    """Seconds from acknowledgement until somebody must be there, P1, P2 (SYS-02; 0 = never)."""
    arrive_near_m: float = 5.0
    allow: tuple[str, ...] = ()
    """Host names and networks (CIDR) that notices may go to; nothing else is reached."""
    console_url: Annotated[str, Meta(max_length=200)] = ""
    """Where an officer's telephone reaches the console; notices then link to the alarm there."""


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Capacities and quotas of the running engine."""

    stays_max: Annotated[int, Meta(ge=1, le=2000)]
    journal_keep_hours: Annotated[int, Meta(ge=1)]
    journal_quota_mb: Annotated[int, Meta(ge=16)]
    decisions_quota_mb: Annotated[int, Meta(ge=16)]
    telemetry_queue_frames: Annotated[int, Meta(ge=100)]


class Configuration(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One adoptable whole; its canonical bytes are what is journaled and hashed."""

    site: Site
    staff: tuple[Staff, ...]
    devices: tuple[Device, ...]
    policies: tuple[Policy, ...]
    default_policy: str
    thresholds: dict[str, dict[str, float]]
    """Rule id -> threshold key (unit in the name) -> value; every declared key must be present."""
    notify: Notify
    limits: Limits
    roster: Roster = Roster()
    filters: dict[str, Filter] = {}
    """Rule id -> what the site asks of its alarms beyond the rule."""


def canonical(configuration: Configuration) -> bytes:
    """Return the one byte form of a configuration (keys sorted, no white space)."""
    return msgspec.json.encode(configuration, order="sorted")


def from_canonical(data: bytes) -> Configuration:
    """Return the configuration of its canonical bytes; raises msgspec.ValidationError."""
    return msgspec.json.decode(data, type=Configuration)


def digest(data: bytes) -> str:
    """Return the SHA-256 of canonical bytes, in hex."""
    return hashlib.sha256(data).hexdigest()
