"""The room session as a table: free, reserved, checks true, running, paused, closing, closed."""

from dataclasses import dataclass
from typing import Final

from custody.kept import Session

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


WALK_NS: Final = 300_000_000_000
"""People are led to a room and back within five minutes of the time that is planned (D)."""
ENDLESS_NS: Final = 2**62
"""Later than anything: the end of a session of which nobody said how long it lasts."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, UTC; its end is no more part of it."""

    from_utc_ns: int
    until_utc_ns: int

    def meets(self, other: "Span") -> bool:
        """Return whether two stretches have an instant in common."""
        return self.from_utc_ns < other.until_utc_ns and other.from_utc_ns < self.until_utc_ns

    def ways(self) -> tuple["Span", ...]:
        """Return when somebody who has a room for so long is led to it and back."""
        ends = (self.from_utc_ns, self.until_utc_ns)
        return tuple(Span(at - WALK_NS, at + WALK_NS) for at in ends if at != ENDLESS_NS)


def kept_for(session: Session, utc_ns: int) -> Span:
    """Return for how long a room is taken: as planned, and while somebody is in it."""
    until_utc_ns = session.until_utc_ns or ENDLESS_NS
    if session.state == "reserved":
        return Span(session.from_utc_ns, until_utc_ns)
    return Span(session.since_utc_ns, max(until_utc_ns, utc_ns + 1))


def led(session: Session, utc_ns: int) -> tuple[Span, ...]:
    """Return when a person is, or may be, on the way to a room or back.

    Who is due already may come at any time; of who is in the room only the planned end is known.
    """
    kept = kept_for(session, utc_ns)
    if session.state == "reserved" and kept.from_utc_ns <= utc_ns:
        return (Span(kept.from_utc_ns, kept.until_utc_ns),)
    return kept.ways() if session.state == "reserved" else kept.ways()[1:]
