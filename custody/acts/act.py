"""The base of every act, and the bounded kinds of text, key and instant they carry."""

from typing import Annotated

import msgspec
from msgspec import Meta

Text = Annotated[str, Meta(max_length=500)]
Key = Annotated[str, Meta(min_length=1, max_length=64)]
Instant = Annotated[int, Meta(ge=0, le=2**63 - 1)]
Word = Annotated[str, Meta(max_length=64)]
Value = str | int | float | bool | None
People = Annotated[tuple[Key, ...], Meta(max_length=20)]
"""Staff ids and visitor badge ids, named by whoever signs."""


class Act(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="act"):
    """One thing a person wants done."""


class StayAct(Act, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An act on one stay. ``at_utc_ns`` 0 means now; never in the future, never before arrival."""

    stay: Key
    at_utc_ns: Instant = 0
    note: Text = ""
