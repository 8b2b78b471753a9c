"""A duty: which rule speaks of it, for whom, since when, and the instants at which it gets worse.

Duties are computed when a record changes and never counted down: the same record gives the same
instants after a restart, in a replay and after a late correction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple, Protocol

from custody.clocks.happened import FAR
from custody.policy import Policy
from custody.record import RecordEvent, StayRecord, standing

NS_PER_S: Final = 1_000_000_000
MET: Final = 0
"""Severity from the instant on at which a duty is owed no more."""
LATELY_NS: Final = 60 * NS_PER_S
"""So long something that merely happened is held up as an alarm's condition."""
VISITED: Final = ("S8", "S13")
"""Stages in which nobody is with the person by the procedure itself, so that visits are owed."""
RULES: Final = (
    *("CLK-07", "CLK-08", "CLK-09", "CLK-10", "CLK-12", "CLK-13"),
    *("RGT-01", "RGT-02", "RGT-03", "RGT-04", "RGT-06", "RGT-07", "RGT-08", "RGT-09", "RGT-10"),
    *("RGT-12", "RGT-13", "RGT-14", "RGT-15", "RGT-16", "RGT-17", "RGT-18", "RGT-19"),
    *("RGT-20", "RGT-21", "RGT-22", "RGT-23", "RGT-24", "RGT-25"),
)
"""Rules that speak of duties, in the order of their rows."""


class Due(NamedTuple):
    """From this instant on the duty is this bad: P4 to P1 as 4 to 1, MET when it is over."""

    severity: int
    utc_ns: int


class Duty(NamedTuple):
    """Something owed to one person."""

    rule: str
    stay: str
    key: str
    """What is owed, as one word or two: ``visit``, ``medicine M-1``, ``CN-12``."""
    start_utc_ns: int
    dues: tuple[Due, ...]
    """In the order of their instants."""
    source: str = ""
    """Where its number comes from, where that is not the rule's own source."""

    def severity_at(self, utc_ns: int) -> int:
        """Return how bad it is at an instant, MET while it is not."""
        due = self.reached(utc_ns)
        return due.severity if due is not None else MET

    def reached(self, utc_ns: int) -> Due | None:
        """Return the last of its instants that has come, None before the first."""
        return next((due for due in reversed(self.dues) if due.utc_ns <= utc_ns), None)

    def next_after(self, utc_ns: int) -> int:
        """Return the next instant at which it changes, FAR when it never does."""
        return next((due.utc_ns for due in self.dues if due.utc_ns > utc_ns), FAR)


class Thresholds(Protocol):
    """The numbers a site sets for one rule."""

    def value(self, key: str) -> float:
        """Return a threshold as the site wrote it."""
        ...

    def ns(self, key: str) -> int:
        """Return seconds as nanoseconds."""
        ...


Limits = Mapping[str, Thresholds]
"""By rule."""


@dataclass(frozen=True)
class Held:
    """All that duties are computed from: one person's record, the law, the site's numbers."""

    record: StayRecord
    number: int
    """Number of the stay, which with the number of the visit decides when a prompt comes."""
    policy: Policy
    limits: Limits

    @cached_property
    def events(self) -> tuple[RecordEvent, ...]:
        """Return the events as they stand after all corrections, in order."""
        return standing(self.record.events)

    @cached_property
    def begun_utc_ns(self) -> int:
        """Return since when care is owed: the arrival, of a quick registration its opening.

        Before that opening nothing could be written down here.
        """
        for event in self.events:
            if event.kind in ("stay.arrived", "stay.opened"):
                return event.utc_ns
        return FAR

    def all(self, *kinds: str) -> tuple[RecordEvent, ...]:
        """Return the events of some kinds, in order."""
        return tuple(event for event in self.events if event.kind in kinds)

    def last(self, *kinds: str) -> RecordEvent | None:
        """Return the last event of some kinds."""
        found = self.all(*kinds)
        return found[-1] if found else None

    def duty(
        self, rule: str, key: str, start_utc_ns: int, *dues: tuple[int, int], source: str = ""
    ) -> Duty:
        """Return a duty of this person; ``dues`` are (severity, instant)."""
        ordered = sorted((Due(*due) for due in dues), key=lambda due: due.utc_ns)
        return Duty(rule, self.record.stay, key, start_utc_ns, tuple(ordered), source)


def said(event: RecordEvent, key: str) -> str:
    """Return a word of an event's data, empty when it is not there."""
    value = event.data.get(key)
    return value if isinstance(value, str) else ""
