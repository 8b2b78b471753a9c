"""Who and what belongs to a site: staff with rank and role, devices with their sender."""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

Key = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]

Role = Literal[
    "guard",
    "control_room",
    "custody_officer",
    "duty_inspector",
    "investigator",
    "medical",
    "legal_review",
    "supervision",
    "prosecutor",
    "property_keeper",
    "technician",
]
ROLE_WORDS: Final[dict[str, tuple[str, str]]] = {
    "guard": ("看管民警", "Guard"),
    "control_room": ("中控值班", "Control room"),
    "custody_officer": ("办案区管理员", "Custody officer"),
    "duty_inspector": ("值班领导", "Duty inspector"),
    "investigator": ("办案民警", "Investigator"),
    "medical": ("医务人员", "Medical staff"),
    "legal_review": ("法制审核", "Legal review"),
    "supervision": ("督察", "Supervision"),
    "prosecutor": ("派驻检察", "Stationed procurator"),
    "property_keeper": ("财物保管员", "Property keeper"),
    "technician": ("技术人员", "Technician"),
}
"""Roles in Chinese and English."""
Rank = Literal[
    "auxiliary",
    "officer",
    "station_head",
    "dept_head",
    "county_duty_head",
    "county_head",
    "sergeant",
    "inspector",
    "superintendent",
    "magistrate",
]


class Staff(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A member of staff; ``card`` is the one active door card (device id)."""

    id: Key
    zh: str
    en: str
    role: Role
    rank: Rank
    sex: Literal["female", "male"]
    card: Key | None = None
    juvenile: bool = False
    """Whether they are trained for work with minors (PCC 319; PROC-26)."""


DeviceKind = Literal[
    "band",
    "card",
    "door",
    "reader",
    "perimeter",
    "camera",
    "anchor",
    "gateway",
    "recorder",
    "case_feed",
]


class Device(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A device and the MQTT user that speaks for it; ``heartbeat_s`` 0 means none is expected."""

    id: Key
    kind: DeviceKind
    sender: Key
    heartbeat_s: Annotated[float, Meta(ge=0.0, le=3600.0)] = 0.0
    room: Key | None = None
    """Room that a recorder records; other things find their place through the plan."""
