"""What a story must raise, and the comparison with what the engine raised."""

from collections.abc import Iterable
from typing import Literal

import msgspec

from sim.clock import SECOND_NS

SubjectKind = Literal["stay", "staff", "device", "door", "perimeter", "room", "site"]


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm that a story must raise, or, when optional, one that may follow from it."""

    rule: str
    subject: str
    subject_kind: SubjectKind
    not_before_utc_ns: int
    not_after_utc_ns: int
    optional: bool = False
    why: str = ""

    def covers(self, raised: "Raised") -> bool:
        """Return whether a raised alarm is this one."""
        return (raised.rule, raised.subject) == (
            self.rule,
            self.subject,
        ) and self.not_before_utc_ns <= raised.raised_utc_ns <= self.not_after_utc_ns


class Raised(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm that the engine raised."""

    rule: str
    subject: str
    raised_utc_ns: int


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Truth against the engine: both tuples must be empty."""

    missing: tuple[str, ...]
    unexpected: tuple[str, ...]


def compare(
    truth: Iterable[Expected], raised: Iterable[Raised], *, until_utc_ns: int
) -> Comparison:
    """Return what is missing (its window closed) and what nothing in the story explains."""
    expected, alarms = tuple(truth), tuple(raised)
    return Comparison(
        missing=tuple(
            _line(entry.rule, entry.subject, entry.not_before_utc_ns)
            for entry in expected
            if not entry.optional
            and entry.not_after_utc_ns <= until_utc_ns
            and not any(map(entry.covers, alarms))
        ),
        unexpected=tuple(
            _line(alarm.rule, alarm.subject, alarm.raised_utc_ns)
            for alarm in alarms
            if not any(entry.covers(alarm) for entry in expected)
        ),
    )


def _line(rule: str, subject: str, utc_ns: int) -> str:
    return f"{rule} {subject} at {utc_ns / SECOND_NS:.1f}"
