"""The TOML files of a site, as strict types: an unknown key is refused."""

from typing import Annotated

import msgspec
from msgspec import Meta

from alerts.configuration import Endpoint
from alerts.roster import SHIFTS_MAX, Shift
from custody.registry import Device, Staff
from custody.registry import Key as RegistryKey
from zones.plan import (
    ClockTime,
    Connector,
    ControlPoint,
    Fence,
    Key,
    Level,
    MusterPoint,
    RoomType,
)

Allowed = Annotated[str, Meta(min_length=1, max_length=253)]


class SiteFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """site.toml: what the centre is; its rooms stand in plan-<level>.geojson."""

    id: Key
    zh: str
    en: str
    timezone: str
    policies: Annotated[tuple[Key, ...], Meta(min_length=1)]
    default_policy: Key
    overlays: tuple[Key, ...] = ()
    levels: Annotated[tuple[Level, ...], Meta(min_length=1)]
    room_types: Annotated[tuple[RoomType, ...], Meta(min_length=1)]
    connectors: tuple[Connector, ...] = ()
    muster: tuple[MusterPoint, ...] = ()
    roll_calls: tuple[ClockTime, ...] = ()
    fences: tuple[Fence, ...] = ()
    control_points: tuple[ControlPoint, ...] = ()


class DevicesFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """devices.toml: the MQTT users, and every device with the user that speaks for it."""

    senders: tuple[RegistryKey, ...]
    devices: tuple[Device, ...]


class StaffFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """staff.toml."""

    staff: tuple[Staff, ...]


class NotifyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """notify.toml."""

    severity_max: Annotated[int, Meta(ge=1, le=4)]
    escalate_after_s: tuple[float, float, float, float]
    ladder_s: Annotated[tuple[tuple[float, ...], ...], Meta(max_length=4)]
    arrive_within_s: Annotated[tuple[float, ...], Meta(max_length=4)]
    arrive_near_m: Annotated[float, Meta(gt=0.0, le=50.0)]
    allow: Annotated[tuple[Allowed, ...], Meta(max_length=100)]
    console_url: Annotated[str, Meta(max_length=200)] = ""
    endpoints: tuple[Endpoint, ...]


class RosterFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """roster.toml: who is on duty when; a site without it counts everybody as on duty."""

    shifts: Annotated[tuple[Shift, ...], Meta(max_length=SHIFTS_MAX)]
