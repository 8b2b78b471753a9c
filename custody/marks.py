"""What the alarm desk states about the alarms themselves, for the rules that speak of them."""

import msgspec


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """One statement: how bad (0 nothing), in words, as a number and its limit."""

    level: int
    words: str = ""
    value: float = 0.0
    limit: float = 0.0
