"""The way of one stay out of PostgreSQL: its fixes, who was around, what was alarmed meanwhile."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final, NamedTuple

import msgspec

from store.queries import Asked, instant

FIXES_MAX: Final = 6_000
"""Fixes of one answer, as sent to a page: 3,600 steps of time and the edges of rooms and gaps."""
STEPS_MAX: Final = 3_600
PEOPLE_MAX: Final = 2_000
ALARMS_MAX: Final = 500
STEPS_NS: Final = tuple(seconds * 10**9 for seconds in (1, 2, 5, 10, 15, 30, 60, 120, 300))
"""Steps that people can name; the first that keeps a stretch within STEPS_MAX is taken."""
_NS_PER_US: Final = 1_000
_BEFORE: Final = 0
_AFTER: Final = 1


class Fix(NamedTuple):
    """One stored fix of the stay; ``number`` counts all fixes of the stretch from its first."""

    utc_ns: int
    x_m: float
    y_m: float
    level: str
    room: str
    accuracy_m: float
    number: int


class Sighted(NamedTuple):
    """The last fix of somebody; ``kind`` is ``stay`` or ``staff``, ``id`` empty when unknown."""

    kind: str
    id: str
    utc_ns: int
    x_m: float
    y_m: float
    level: str
    room: str
    accuracy_m: float


class RaisedAlarm(NamedTuple):
    """An alarm about the stay as it stands."""

    id: str
    rule: str
    severity: int
    state: str
    raised_utc_ns: int
    by: str
    note: str


class StoredStay(NamedTuple):
    """A stay as it stood last; ``utc_ns`` is its last change, for a closed one its end."""

    number: int
    arrived_utc_ns: int
    open: bool
    utc_ns: int
    responsible: str


class Walk(NamedTuple):
    """What is stored of a stretch, oldest first, with the fix on either side of it.

    ``whole`` is false when the stretch holds more fixes than one answer takes: then it ends with
    the last of ``fixes``.
    """

    fixes: tuple[Fix, ...]
    before: Fix | None
    after: Fix | None
    whole: bool


class Trajectories(Asked):
    """Reads trajectories on a connection of its own: no alarm waits behind a long way."""

    async def walk(
        self, stay_number: int, *, since_utc_ns: int, until_utc_ns: int, step_ns: int, lost_ns: int
    ) -> Walk:
        """Return the way of a stay; raises HistoryDown, HistorySlow when it is too long.

        ``lost_ns`` is the time without a fix from which on both sides of it are kept.
        """
        stretch = {
            "stay_number": stay_number,
            "since": instant(since_utc_ns),
            "until": instant(until_utc_ns),
            "step": _span(step_ns),
            "lost": _span(lost_ns),
            "limit": FIXES_MAX + 1,
        }
        fixes = [_fix(row) for row in await self._rows("walk", stretch)]
        around = {side: _fix(row) for side, *row in await self._rows("fixes_around", stretch)}
        whole = len(fixes) <= FIXES_MAX
        after = around.get(_AFTER) if whole else None
        return Walk(tuple(fixes[:FIXES_MAX]), around.get(_BEFORE), after, whole)

    async def everybody(self, *, at_utc_ns: int, fresh_ns: int) -> tuple[Sighted, ...]:
        """Return the last fix of everybody at an instant, none older than ``fresh_ns``."""
        values = {
            "at": instant(at_utc_ns),
            "since": instant(at_utc_ns - fresh_ns),
            "limit": PEOPLE_MAX,
        }
        rows = await self._rows("everybody_at", values)
        return tuple(msgspec.convert(row, Sighted, strict=False) for row in rows)

    async def anybody(self, stretches: Sequence[tuple[int, int]]) -> tuple[bool, ...]:
        """Return for each stretch (UTC ns) whether a fix of anybody at all is stored inside it."""
        if not stretches:
            return ()
        since, until = zip(*stretches, strict=True)
        values = {"since": [instant(each) for each in since], "until": [*map(instant, until)]}
        return tuple(bool(found) for (found,) in await self._rows("anybody_between", values))

    async def alarms(
        self, stay: str, *, rules: Sequence[str], since_utc_ns: int, until_utc_ns: int
    ) -> tuple[RaisedAlarm, ...]:
        """Return the alarms of some rules about a stay that were raised in a stretch."""
        values = {
            "stay": stay,
            "rules": list(rules),
            "since_utc_ns": since_utc_ns,
            "until_utc_ns": until_utc_ns,
            "limit": ALARMS_MAX,
        }
        rows = await self._rows("alarms_of_stay", values)
        return tuple(msgspec.convert(row, RaisedAlarm, strict=False) for row in rows)

    async def stay(self, stay: str) -> StoredStay | None:
        """Return a stay as it stood last, None when none of that name is stored."""
        rows = await self._rows("stay", {"stay": stay})
        return msgspec.convert(rows[0], StoredStay, strict=False) if rows else None


def step_of(span_ns: int) -> int:
    """Return the step of time in which a stretch of that length is drawn, ns."""
    fitting = (step_ns for step_ns in STEPS_NS if step_ns * STEPS_MAX >= span_ns)
    return next(fitting, STEPS_NS[-1])


def _fix(row: Sequence[object]) -> Fix:
    return msgspec.convert(row, Fix, strict=False)


def _span(ns: int) -> timedelta:
    return timedelta(microseconds=ns // _NS_PER_US)
