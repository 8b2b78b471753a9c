"""The TOML files of a site, as strict types: an unknown key is refused."""

from typing import Annotated

import msgspec
from msgspec import Meta

from alerts.configuration import Endpoint
from custody.registry import Device, Staff
from custody.registry import Key as RegistryKey
from zones.plan import Connector, Fence, Key, Level, MusterPoint, RoomType


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
    fences: tuple[Fence, ...] = ()


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
    endpoints: tuple[Endpoint, ...]
