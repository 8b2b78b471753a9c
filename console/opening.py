"""The first events of a stream: what was missed, then everything as it stands."""

from console.house import House
from console.hub import alarm_events, event
from console.projection import decoded
from console.shift_types import IncidentList
from console.view_types import AlarmList, AlarmView, StayList, ThingList


def opening(house: House, seen_tick: int | None) -> list[bytes]:
    """Return the opening as of the board's tick; call it without a break after joining the hub."""
    board = house.board
    events = [event("hello", board.hello())]
    if seen_tick is not None:
        for tick, alarms in missed(house, seen_tick):
            events.extend(alarm_events(tick, alarms))
    events.append(event("alarms", AlarmList(board.tick, board.alarms()), board.tick))
    events.append(event("stays", StayList(board.stays())))
    events.append(event("picture", house.live.full()))
    events.append(event("things", ThingList(board.all_things())))
    events.append(event("health", house.watch.health()))
    events.append(event("incidents", IncidentList(house.shift_desk.incidents())))
    return events


def missed(house: House, seen_tick: int) -> list[tuple[int, tuple[AlarmView, ...]]]:
    """Return the alarm changes after a tick, by tick: from memory, and before that the file."""
    board = house.board
    changes: list[tuple[int, AlarmView]] = []
    if seen_tick < board.recent_after_tick:
        stored = house.archive.missed(seen_tick)
        changes = [
            (tick, decoded(view)) for tick, view in stored if tick <= board.recent_after_tick
        ]
    after_tick = max(seen_tick, board.recent_after_tick)
    changes.extend(pair for pair in board.recent if pair[0] > after_tick)
    by_tick: dict[int, list[AlarmView]] = {}
    for tick, view in changes:
        by_tick.setdefault(tick, []).append(view)
    return [(tick, tuple(views)) for tick, views in by_tick.items()]
