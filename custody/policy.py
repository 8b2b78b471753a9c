"""The law's clocks as data: limit ladders with colour bands, each value with its source."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Confidence = Literal["read", "excerpt", "memory", "design"]


class Rung(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One step of a ladder: the limit it grants, on what ground, approved by whom."""

    limit_s: Annotated[int, Meta(gt=0)]
    source: str
    confidence: Confidence
    ground: tuple[str, ...] = ()
    approver: str = ""


class Band(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A colour that begins when ``left_s`` seconds remain."""

    left_s: Annotated[int, Meta(ge=0)]
    colour: Literal["yellow", "orange", "red", "red_card"]
    severity: Annotated[int, Meta(ge=1, le=4)]
    source: str = ""
    confidence: Confidence = "design"


class LimitClock(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Primitive 1 of rulebook 6.1: a ladder of limits from one start."""

    id: str
    zh: str
    en: str
    start: Literal["arrival"]
    rungs: tuple[Rung, ...]
    bands: tuple[Band, ...]
    source: str
    confidence: Confidence = "design"


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A legal regime: which clocks run for a person held under it."""

    id: str
    zh: str
    en: str
    jurisdiction: str
    effective: str
    limits: tuple[LimitClock, ...]
