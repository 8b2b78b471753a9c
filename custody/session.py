"""The room session as a table: free, reserved, checks true, running, paused, closing, closed."""

from typing import Final

MOVES: Final[dict[str, tuple[str, ...]]] = {
    "free": ("reserved", "checks_ok"),
    "reserved": ("checks_ok", "free"),
    "checks_ok": ("running",),
    "running": ("paused", "closing"),
    "paused": ("running", "closing"),
    "closing": ("closed",),
    "closed": ("free",),
}
"""Which state may follow which. Entering ``running`` needs the whole PROC-06 set, each time."""
AUTOMATIC: Final = ("detainee_left", "second_officer_left", "recorder_fault")
"""Pauses that begin by themselves, in the order in which they are looked for."""


def may_become(state: str, to: str) -> bool:
    """Return whether a session may go from one state to another."""
    return to in MOVES.get(state, ())
