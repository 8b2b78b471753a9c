"""A stay's way as a page reads it: interruptions as rows with their reason, rooms as rows. Pure."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Final, NamedTuple

from alerts.rules import by_id
from console.catalogue import Catalogue
from console.track_types import (
    Company,
    GapAlarm,
    GapReason,
    GapView,
    NearView,
    RoomChange,
)
from console.view_types import TrackPoint, Words
from custody.record import RecordEvent, standing
from store.trajectory import Fix, RaisedAlarm, Sighted, Walk

ALARM_RULES: Final = ("POS-07", "POS-14")
"""What the engine raises about one that is not located."""
ALARM_LATE_NS: Final = 5 * 10**9
"""An alarm of an interruption may be raised so much after its end: the tick, the clock's skew."""
GAPS_MAX: Final = 500
ROOMS_MAX: Final = 2_000
_FAR_NS: Final = 2**62
_RULES: Final = by_id()

Span = tuple[int, int]
"""From, until, UTC ns."""


class Hole(NamedTuple):
    """A time without a fix and the fixes on either side; None where there is none."""

    begin_utc_ns: int
    end_utc_ns: int
    open: bool
    last: Fix | None
    next: Fix | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What of a stay is asked for, and what it is judged by, UTC ns and ns."""

    from_utc_ns: int
    to_utc_ns: int
    arrived_utc_ns: int
    ended_utc_ns: int
    """0 while the stay is open."""
    now_utc_ns: int
    lost_ns: int
    gap_ns: int


def holes(walk: Walk, stretch: Stretch) -> tuple[Hole, ...]:
    """Return the times without a fix that reach into a stretch, oldest first, with true ends."""
    known = [walk.before, *walk.fixes, walk.after]
    fixes = [fix for fix in known if fix is not None]
    found = [
        Hole(last.utc_ns, fix.utc_ns, open=False, last=last, next=fix)
        for last, fix in itertools.pairwise(fixes)
    ]
    if walk.before is None and stretch.from_utc_ns <= stretch.now_utc_ns:
        found.insert(0, _beginning(fixes, stretch))
    if walk.after is None and walk.whole and fixes:
        end_utc_ns = stretch.ended_utc_ns or stretch.now_utc_ns
        found.append(
            Hole(
                fixes[-1].utc_ns,
                end_utc_ns,
                open=not stretch.ended_utc_ns,
                last=fixes[-1],
                next=None,
            )
        )
    return tuple(
        hole
        for hole in found
        if hole.end_utc_ns - hole.begin_utc_ns > stretch.lost_ns
        and hole.end_utc_ns > stretch.from_utc_ns
        and hole.begin_utc_ns < stretch.to_utc_ns
    )[:GAPS_MAX]


def _beginning(fixes: Sequence[Fix], stretch: Stretch) -> Hole:
    """Return the time from the arrival to the first fix of all, or to the end without any."""
    if fixes:
        return Hole(stretch.arrived_utc_ns, fixes[0].utc_ns, open=False, last=None, next=fixes[0])
    end_utc_ns = stretch.ended_utc_ns or stretch.now_utc_ns
    return Hole(
        stretch.arrived_utc_ns, end_utc_ns, open=not stretch.ended_utc_ns, last=None, next=None
    )


def gap_views(
    found: Sequence[Hole],
    *,
    anybody: Sequence[bool],
    alarms: Sequence[RaisedAlarm],
    events: Iterable[RecordEvent],
    stretch: Stretch,
    catalogue: Catalogue,
) -> tuple[GapView, ...]:
    """Return the rows of interruptions; ``anybody`` says of each whether others were located."""
    assert len(anybody) == len(found), "one answer an interruption"
    kept = standing(events)
    exits, bare = _exits(kept), _bare(kept, stretch.arrived_utc_ns)
    views = []
    for hole, others in zip(found, anybody, strict=True):
        reason = _reason(hole, others=others, exits=exits, bare=bare)
        long = hole.end_utc_ns - hole.begin_utc_ns > stretch.gap_ns
        views.append(
            GapView(
                begin_utc_ns=hole.begin_utc_ns,
                end_utc_ns=hole.end_utc_ns,
                open=hole.open,
                room=catalogue.place(hole.last.room) if hole.last else None,
                level=hole.last.level if hole.last else "",
                found=catalogue.place(hole.next.room) if hole.next else None,
                rule="POS-14" if long and reason not in ("exit", "no_band") else "",
                reason=reason,
                alarms=tuple(_alarm(one) for one in alarms if _raised_in(one, hole)),
            )
        )
    return tuple(views)


def room_changes(walk: Walk, catalogue: Catalogue) -> tuple[RoomChange, ...]:
    """Return where the person came into another room, oldest first."""
    changes: list[RoomChange] = []
    before = walk.before
    for fix in walk.fixes:
        if before is not None and (fix.room, fix.level) == (before.room, before.level):
            before = fix
            continue
        room = catalogue.place(fix.room)
        assert room is not None, "a fix is in a room or outside"
        was = catalogue.place(before.room) if before is not None else None
        changes.append(RoomChange(utc_ns=fix.utc_ns, before=was, room=room, level=fix.level))
        before = fix
    return tuple(changes[:ROOMS_MAX])


def point_of(fix: Fix | Sighted) -> TrackPoint:
    """Return a fix as a track has it, in whole millimetres as it was stored."""
    return (
        fix.utc_ns,
        round(fix.x_m, 3),
        round(fix.y_m, 3),
        fix.level,
        fix.room,
        round(fix.accuracy_m, 3),
    )


def company(
    everybody: Sequence[Sighted],
    stay: str,
    *,
    at_utc_ns: int,
    near_m: float,
    fresh_ns: int,
    catalogue: Catalogue,
) -> Company:
    """Return who was in the room of a stay or within ``near_m`` of it, nearest first."""
    mine = next((one for one in everybody if (one.kind, one.id) == ("stay", stay)), None)
    others = [] if mine is None else list(_near(mine, everybody, near_m, catalogue))
    return Company(
        stay=stay,
        utc_ns=at_utc_ns,
        fix=None if mine is None else point_of(mine),
        near_m=near_m,
        fresh_ns=fresh_ns,
        near=tuple(sorted(others, key=lambda one: (not one.same_room, one.distance_m, one.id))),
    )


def _near(
    mine: Sighted, everybody: Iterable[Sighted], near_m: float, catalogue: Catalogue
) -> Iterator[NearView]:
    for one in everybody:
        if one is mine or one.level != mine.level or not one.id:
            continue
        distance_m = hypot(one.x_m - mine.x_m, one.y_m - mine.y_m)
        same_room = one.room == mine.room and one.room != ""
        if not same_room and distance_m > near_m:
            continue
        yield NearView(
            kind="stay" if one.kind == "stay" else "staff",
            id=one.id,
            distance_m=round(distance_m, 1),
            room=catalogue.place(one.room),
            same_room=same_room,
            utc_ns=one.utc_ns,
            accuracy_m=round(one.accuracy_m, 2),
        )


def _reason(hole: Hole, *, others: bool, exits: Sequence[Span], bare: Sequence[Span]) -> GapReason:
    """Return why there was no fix: what covers at least half of the time."""
    if _covered(hole, exits):
        return "exit"
    if _covered(hole, bare):
        return "no_band"
    if not others:
        return "nobody"
    return "before_first" if hole.last is None else "unexplained"


def _covered(hole: Hole, spans: Sequence[Span]) -> bool:
    begin, end = hole.begin_utc_ns, hole.end_utc_ns
    shared = sum(max(0, min(end, until) - max(begin, since)) for since, until in spans)
    return 2 * shared >= end - begin


def _exits(events: Sequence[RecordEvent]) -> tuple[Span, ...]:
    """Return the approved exits; one that lasts longer than approved ends where it should."""
    spans: list[Span] = []
    for event in events:
        if event.kind == "exit.approved":
            until = event.data.get("until_utc_ns", 0)
            spans.append((event.utc_ns, until if isinstance(until, int) else event.utc_ns))
        elif event.kind == "exit.returned" and spans:
            since, until_utc_ns = spans[-1]
            spans[-1] = since, min(until_utc_ns, event.utc_ns)
    return tuple(spans)


def _bare(events: Sequence[RecordEvent], arrived_utc_ns: int) -> tuple[Span, ...]:
    """Return when no band was bound; nothing where the record says nothing of bands."""
    spans: list[Span] = []
    since: int | None = arrived_utc_ns
    told = [event for event in events if event.kind in ("band.bound", "band.removed")]
    for event in told:
        if event.kind == "band.removed":
            since = event.utc_ns if since is None else since
        elif since is not None:
            spans.append((since, event.utc_ns))
            since = None
    if told and since is not None:
        spans.append((since, _FAR_NS))
    return tuple(spans)


def _raised_in(alarm: RaisedAlarm, hole: Hole) -> bool:
    return hole.begin_utc_ns < alarm.raised_utc_ns <= hole.end_utc_ns + ALARM_LATE_NS


def _alarm(alarm: RaisedAlarm) -> GapAlarm:
    rule = _RULES.get(alarm.rule)
    return GapAlarm(
        id=alarm.id,
        rule=alarm.rule,
        label=Words(rule.zh, rule.en) if rule else Words(alarm.rule, alarm.rule),
        severity=alarm.severity,
        state=alarm.state,
        raised_utc_ns=alarm.raised_utc_ns,
        by=alarm.by,
        note=alarm.note,
    )
