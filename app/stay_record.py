"""A stay's record as the journal's decisions have it, for commands that print it."""

from datetime import UTC, datetime
from pathlib import Path

from custody.clocks.civil import NS_PER_S, Civil
from custody.clocks.happened import FAR
from custody.record import RecordEvent
from engine.decisions import StayChange
from store.journal_read import DecisionTail


def record_of(stay: str, journal: Path) -> tuple[StayChange | None, list[RecordEvent], int]:
    """Return the last change of a stay, its events, and the last instant of the journal."""
    tail, change, until_utc_ns = DecisionTail(journal), None, 0
    events: list[RecordEvent] = []
    while rows := tail.read():
        for decisions in rows:
            until_utc_ns = max(until_utc_ns, decisions.utc_ns)
            change = next((one for one in decisions.stays if one.stay == stay), change)
            events += [event for event in decisions.record if event.stay == stay]
    tail.close()
    return change, events, until_utc_ns


def with_arrival(change: StayChange, events: list[RecordEvent]) -> list[RecordEvent]:
    """Return the events, led by the arrival where the record of a quick stay has none."""
    if any(event.kind in ("stay.opened", "stay.arrived", "stay.booked") for event in events):
        return events
    at_utc_ns = change.arrived_utc_ns
    arrived = RecordEvent(
        number=0,
        stay=change.stay,
        utc_ns=at_utc_ns,
        recorded_utc_ns=at_utc_ns,
        kind="stay.opened",
        by=change.by,
    )
    return [arrived, *events]


def when(utc_ns: int, civil: Civil) -> str:
    """Return an instant in local time with its offset, to the millisecond."""
    if utc_ns >= FAR:
        return "(not fixed)"
    offset_ns = civil.offset_ns(utc_ns)
    local = datetime.fromtimestamp((utc_ns + offset_ns) // NS_PER_S, UTC)
    milliseconds = utc_ns % NS_PER_S // 1_000_000
    hours = offset_ns / NS_PER_S / 3600
    return f"{local:%Y-%m-%d %H:%M:%S}.{milliseconds:03} (UTC{hours:+g})"
