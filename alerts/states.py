"""The life of one alarm: the states of ISA-18.2, and the one literal table of what may happen.

Three fields say how an alarm stands. ``state`` is ISA-18.2 A to G and is what this table moves.
``response`` is how far people are with it, ``disposition`` is what it turned out to be.
"""

from typing import Final, Literal

NORMAL: Final = 0
UNACKNOWLEDGED: Final = 1
ACKNOWLEDGED: Final = 2
RETURNED: Final = 3
SHELVED: Final = 4
SUPPRESSED: Final = 5
OUT_OF_SERVICE: Final = 6
State = Literal[
    "normal",
    "unacknowledged",
    "acknowledged",
    "returned",
    "shelved",
    "suppressed",
    "out_of_service",
    "closed",
]
STATES: Final[tuple[State, ...]] = (
    "normal",
    "unacknowledged",
    "acknowledged",
    "returned",
    "shelved",
    "suppressed",
    "out_of_service",
)
"""A to G; ``closed`` is how an alarm that people ended is called, its cell is normal again."""

Change = Literal[
    "raised",
    "escalated_severity",
    "occurred_again",
    "acknowledged",
    "cleared",
    "recurred",
    "closed",
    "told",
    "realarmed",
    "shelved",
    "unshelved",
    "suppressed",
    "unsuppressed",
    "out_of_service",
    "in_service",
    "coming",
    "arrived",
    "contained",
    "grouped",
    "taken_back",
]

OCCUR: Final = "occur"
WORSEN: Final = "worsen"
VANISH: Final = "vanish"
ACKNOWLEDGE: Final = "acknowledge"
KEEP: Final = "keep"
CLOSE: Final = "close"
REALARM: Final = "realarm"
TAKE_BACK: Final = "take_back"
SHELVE: Final = "shelve"
UNSHELVE: Final = "unshelve"
SUPPRESS: Final = "suppress"
RESUME: Final = "resume"
RETIRE: Final = "retire"
RETURN: Final = "return"

_OPEN: Final = (UNACKNOWLEDGED, ACKNOWLEDGED, RETURNED)
_ALIVE: Final = (*_OPEN, SHELVED, SUPPRESSED)

TRANSITIONS: Final[dict[tuple[int, str], tuple[int, Change]]] = {
    (NORMAL, OCCUR): (UNACKNOWLEDGED, "raised"),
    (UNACKNOWLEDGED, OCCUR): (UNACKNOWLEDGED, "occurred_again"),
    (ACKNOWLEDGED, OCCUR): (UNACKNOWLEDGED, "occurred_again"),
    (RETURNED, OCCUR): (UNACKNOWLEDGED, "recurred"),
    (SHELVED, OCCUR): (UNACKNOWLEDGED, "occurred_again"),
    (OUT_OF_SERVICE, OCCUR): (UNACKNOWLEDGED, "raised"),
    (UNACKNOWLEDGED, WORSEN): (UNACKNOWLEDGED, "escalated_severity"),
    (ACKNOWLEDGED, WORSEN): (UNACKNOWLEDGED, "escalated_severity"),
    (SHELVED, WORSEN): (UNACKNOWLEDGED, "escalated_severity"),
    (SUPPRESSED, WORSEN): (UNACKNOWLEDGED, "escalated_severity"),
    (UNACKNOWLEDGED, VANISH): (RETURNED, "cleared"),
    (ACKNOWLEDGED, VANISH): (NORMAL, "cleared"),
    (SUPPRESSED, VANISH): (NORMAL, "cleared"),
    (UNACKNOWLEDGED, ACKNOWLEDGE): (ACKNOWLEDGED, "acknowledged"),
    (RETURNED, ACKNOWLEDGE): (NORMAL, "acknowledged"),
    (RETURNED, KEEP): (ACKNOWLEDGED, "acknowledged"),
    (ACKNOWLEDGED, REALARM): (UNACKNOWLEDGED, "realarmed"),
    (ACKNOWLEDGED, TAKE_BACK): (UNACKNOWLEDGED, "taken_back"),
    **{(state, CLOSE): (NORMAL, "closed") for state in _ALIVE},
    **{(state, SHELVE): (SHELVED, "shelved") for state in _OPEN},
    (SHELVED, UNSHELVE): (NORMAL, "unshelved"),
    (SHELVED, RESUME): (UNACKNOWLEDGED, "unshelved"),
    (NORMAL, SUPPRESS): (SUPPRESSED, "suppressed"),
    (SUPPRESSED, RESUME): (UNACKNOWLEDGED, "unsuppressed"),
    **{(state, RETIRE): (OUT_OF_SERVICE, "out_of_service") for state in (NORMAL, *_ALIVE)},
    (OUT_OF_SERVICE, RETURN): (NORMAL, "in_service"),
}
"""(state, event) -> (new state, name of the change). What is not listed cannot happen.

Only what begins is put aside under a root: what people have seen stays in front of them.
A latched alarm (every P1) never vanishes, and is kept, not ended, when somebody acknowledges it
after the return: it leaves C and D by CLOSE alone, or to E by two people's shelving.
"""

Response = Literal["raised", "notified", "acknowledged", "arrived", "contained", "closed"]
RESPONSES: Final[tuple[Response, ...]] = (
    "raised",
    "notified",
    "acknowledged",
    "arrived",
    "contained",
    "closed",
)
"""How far people are (rulebook 7, alarm machine); it goes on and never back, until it rings anew.

``notified``: it was decided to tell somebody outside the control room. ``arrived``: a card on duty
was near the person or in the place. ``contained``: a person says that the danger is over.
"""
NOTIFIED: Final = RESPONSES.index("notified")
RESPONDED: Final = RESPONSES.index("acknowledged")
ARRIVED: Final = RESPONSES.index("arrived")
CONTAINED: Final = RESPONSES.index("contained")
CLOSED: Final = RESPONSES.index("closed")

Disposition = Literal["", "true", "benign", "false_logic", "false_data", "undetermined"]
DISPOSITIONS: Final[tuple[Disposition, ...]] = (
    "",
    "true",
    "benign",
    "false_logic",
    "false_data",
    "undetermined",
)
"""What it turned out to be, said when it is closed and not before (alarm-management.md 4)."""
