"""Where people are believed to be, as columns; ``zones.rooms`` decides, the device table keeps."""

from collections.abc import Callable
from dataclasses import dataclass

from custody.columns import I8, I16, I32, I64, Positions


@dataclass(frozen=True, slots=True, eq=False)
class RoomBelief:
    """Rooms of some people; rows of the plan's rooms, -1 is nowhere inside."""

    room: I16
    challenger: I16
    """The other room the last fix lay in; the room itself when it lay there."""
    count: I8
    """Fixes in a row in that other room."""
    score: I32
    """What speaks for having left the room, in thousandths; see ``zones.rooms``."""
    t_ns: I64
    """When the last fix was weighed."""


Settle = Callable[[RoomBelief, Positions, I16, int], RoomBelief]
"""Belief, one new fix each, the room each fix lies in, engine time -> belief."""
