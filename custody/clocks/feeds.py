"""Clocks that only a case event can begin: which, and what to say while it has not come."""

from typing import Final

from custody.policy import Event, TimedClock

CASE_EVENT: Final = "case.event"
FEEDS: Final = {
    "case system": "案件系统",
    "prosecutor": "检察机关",
    "detention house": "羁押场所",
}
"""The outside systems that clocks wait for, and their names in Chinese."""
DEFAULT_FEED: Final = "case system"


def begun_by(clock: TimedClock) -> tuple[str, ...]:
    """Return the case events that alone can begin a clock; empty when the record itself does."""
    return _case_events(clock.start)


def ended_by(clock: TimedClock) -> tuple[str, ...]:
    """Return the case events that alone can end a clock; empty when the record itself does."""
    return _case_events(clock.stop)


def _case_events(events: str | tuple[Event, ...]) -> tuple[str, ...]:
    if isinstance(events, str) or any(event.kind != CASE_EVENT for event in events):
        return ()
    return tuple(str(event.where.get("event", "")) for event in events)


def not_begun(clock: TimedClock, *, connected: bool) -> tuple[str, str]:
    """Return in both languages why a clock has not begun; ``connected``: a case feed is there."""
    events = ", ".join(begun_by(clock))
    if not events:
        return "尚未开始", "not begun"
    feed = clock.feed or DEFAULT_FEED
    if connected:
        return f"等待{FEEDS[feed]}送来 {events}", f"waits for {events} from the {feed}"
    zh = f"该时限需要尚未接入的数据源({FEEDS[feed]})；可由民警登记 {events}"
    en = f"this clock needs a feed that is not connected ({feed})"
    return zh, f"{en}; an officer can enter {events} by hand"
