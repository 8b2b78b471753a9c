"""One stay, minute by minute: in which step, in which room session, and who answered for it.

The stretches tile the time from the arrival to the end (or to now) exactly: no gap, no overlap.
What was written down later than it happened counts from when it happened, yet never from before
the entry it follows: steps do not turn back, and one officer hands over to the next.
"""

import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

import msgspec

from custody.clocks.happened import ARRIVALS, arrival
from custody.record import ENDED, RecordEvent, standing

_NOTHING: Final = ("", "")
_CLOSED: Final = ("stay.closed", "stay.cancelled")
_QUICK: Final = "S8"
"""What a quick registration knows: the person is held."""
_SESSION: Final = {
    "session.reserved": "reserved",
    "session.started": "running",
    "session.paused": "paused",
    "session.resumed": "running",
    "session.closing": "closing",
    "session.freed": "",
    "session.ended": "",
}


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of a stay in which nothing of this changed; the end is not part of it."""

    from_utc_ns: int
    to_utc_ns: int
    stage: str
    room: str
    """Where the step was entered, as recorded; empty when it names no room."""
    session: str
    """State of the room session, empty when there is none."""
    session_room: str
    responsible: str


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """A whole stay: its stretches lie side by side from ``from_utc_ns`` to ``to_utc_ns``."""

    stay: str
    from_utc_ns: int
    to_utc_ns: int
    ended: str
    """The stage or word that ended it; empty while it goes on."""
    stretches: tuple[Stretch, ...]


class _Change(NamedTuple):
    """From an instant on, something is so."""

    utc_ns: int
    value: tuple[str, str]


def trace(events: Sequence[RecordEvent], until_utc_ns: int) -> Trace:
    """Return the account of a stay by its record, up to its end or to an instant.

    A person who has not arrived has no time to account for.
    """
    now = standing(events)
    in_order = sorted(now, key=lambda event: event.corrects or event.number)
    stay = events[0].stay if events else ""
    from_utc_ns = arrival(now)
    if from_utc_ns > until_utc_ns:
        return Trace(
            stay=stay, from_utc_ns=until_utc_ns, to_utc_ns=until_utc_ns, ended="", stretches=()
        )
    ended, to_utc_ns = _end(in_order, from_utc_ns, until_utc_ns)
    tracks = [_track(in_order, said, from_utc_ns) for said in (_stage, _session, _responsible)]
    tracks[1].insert(0, _Change(from_utc_ns, _NOTHING))  # Nobody is questioned on arrival.
    cuts = {from_utc_ns, to_utc_ns}
    cuts |= {change.utc_ns for track in tracks for change in track if change.utc_ns < to_utc_ns}
    stretches: list[Stretch] = []
    places = sorted(cuts)
    for since, until in itertools.pairwise(places):
        (stage, room), (session, where), (officer, _) = (_at(track, since) for track in tracks)
        one = Stretch(
            from_utc_ns=since,
            to_utc_ns=until,
            stage=stage,
            room=room,
            session=session,
            session_room=where,
            responsible=officer,
        )
        _append(stretches, one)
    return Trace(
        stay=stay,
        from_utc_ns=from_utc_ns,
        to_utc_ns=to_utc_ns,
        ended=ended,
        stretches=tuple(stretches),
    )


def totals(found: Trace, of: Callable[[Stretch], str]) -> dict[str, int]:
    """Return how long each value of a stretch lasted, ns, in the order of first appearance."""
    result: dict[str, int] = {}
    for one in found.stretches:
        result[of(one)] = result.get(of(one), 0) + one.to_utc_ns - one.from_utc_ns
    return result


def _append(stretches: list[Stretch], one: Stretch) -> None:
    """Add a stretch, as part of the last one where nothing changed between them."""
    if stretches:
        longer = msgspec.structs.replace(stretches[-1], to_utc_ns=one.to_utc_ns)
        if msgspec.structs.replace(one, from_utc_ns=longer.from_utc_ns) == longer:
            stretches[-1] = longer
            return
    stretches.append(one)


def _end(events: Iterable[RecordEvent], from_utc_ns: int, until_utc_ns: int) -> tuple[str, int]:
    """Return what ended the stay, and when; else nothing, and the instant asked for."""
    for event in events:
        stage = str(event.data.get("stage", "")) if event.kind == "stage.entered" else ""
        if event.kind in _CLOSED or stage in ENDED:
            at_utc_ns = max(from_utc_ns, min(event.utc_ns, until_utc_ns))
            return stage or event.kind, at_utc_ns
    return "", until_utc_ns


def _track(
    events: Iterable[RecordEvent],
    said: Callable[[RecordEvent], tuple[str, str] | None],
    from_utc_ns: int,
) -> list[_Change]:
    """Return what events say of one thing, in the order of their entry and never back in time."""
    track: list[_Change] = []
    at_utc_ns = from_utc_ns
    for event in events:
        value = said(event)
        if value is not None:
            at_utc_ns = max(at_utc_ns, event.utc_ns)
            track.append(_Change(at_utc_ns, value))
    return track


def _at(track: Sequence[_Change], utc_ns: int) -> tuple[str, str]:
    """Return what holds at an instant; before the first change what it will then be."""
    held = track[0].value if track else _NOTHING
    for change in track:
        if change.utc_ns > utc_ns:
            break
        held = change.value
    return held


def _stage(event: RecordEvent) -> tuple[str, str] | None:
    if event.kind == "stay.opened":
        return _QUICK, ""
    if event.kind == "stage.entered":
        return str(event.data.get("stage", "")), event.room
    return None


def _session(event: RecordEvent) -> tuple[str, str] | None:
    state = _SESSION.get(event.kind)
    return None if state is None else (state, event.room if state else "")


def _responsible(event: RecordEvent) -> tuple[str, str] | None:
    if event.kind in (*ARRIVALS, "stay.booked"):
        return str(event.data.get("responsible", "")), ""
    if event.kind in ("officer.assigned", "handover.accepted"):
        return str(event.data.get("staff", "")), ""
    return None
