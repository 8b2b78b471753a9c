"""When a check is prompted: before its ceiling, never at the same distance, and never by chance.

Title 15 s.1027.5(d) asks for visits at random or varied intervals: whoever means to harm themselves
counts on the regular ones. The instant follows from the numbers of the stay and of the visit, so a
replay prompts at the same one.
"""

from typing import Final

_MASK: Final = 2**64 - 1
_BITS: Final = 24
_PERCENT: Final = 100
_LEAST: Final = 4
"""The smallest lead is this part of the largest: who is prompted needs time to go there."""


def mixed(stay: int, visit: int) -> int:
    """Return 24 bits that look like chance and are the same in every run (splitmix64)."""
    bits = (stay * 0x9E3779B97F4A7C15 + visit * 0xD1B54A32D192ED03) & _MASK
    bits = ((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    bits = ((bits ^ (bits >> 27)) * 0x94D049BB133111EB) & _MASK
    return (bits ^ (bits >> 31)) >> (64 - _BITS)


def lead_ns(gap_ns: int, jitter_pct: int, *, stay: int, visit: int) -> int:
    """Return how long before the ceiling a check is prompted: a quarter of the jitter to all."""
    widest = gap_ns * jitter_pct // _PERCENT
    least = widest // _LEAST
    return least + ((widest - least) * mixed(stay, visit) >> _BITS)
