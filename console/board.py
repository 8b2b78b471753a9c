"""What stands now, in memory, on the event loop: the answer to every list a page asks for."""

from collections import deque
from typing import Final

from console.build import stay_view
from console.catalogue import Catalogue
from console.clock import stay_clock
from console.database import now_ns
from console.projection import Applied, Standing
from console.view_types import AlarmView, Hello, Person, Place, StayView, ThingView
from engine.decisions import StayChange

RECENT_CHANGES_MAX: Final = 4096
CLOSED_STAYS_MAX: Final = 200


class Board:
    """Open alarms, stays and things as of a decisions tick."""

    def __init__(self, standing: Standing) -> None:
        self.tick = standing.tick
        self.utc_ns = standing.utc_ns
        self.catalogue: Catalogue = standing.catalogue
        self.things: dict[tuple[str, str], ThingView] = {
            (thing.kind, thing.id): thing for thing in standing.things
        }
        self.recent: deque[tuple[int, AlarmView]] = deque(maxlen=RECENT_CHANGES_MAX)
        """The changes shown since the start, so that a page that blinked misses none."""
        self.recent_after_tick = standing.tick
        self._alarms = {alarm.id: alarm for alarm in standing.alarms}
        self._stays = {stay.stay: stay for stay in standing.stays}
        self._rooms: dict[str, str] = {}

    def apply(self, applied: Applied) -> None:
        """Take over what a tick changed."""
        if applied.recorded:
            self.tick, self.utc_ns = applied.tick, applied.utc_ns
        if applied.catalogue is not None:
            self.catalogue = applied.catalogue
        for alarm in applied.alarms:
            if alarm.open:
                self._alarms[alarm.id] = alarm
            else:
                self._alarms.pop(alarm.id, None)
            if applied.recorded:
                self._remember(applied.tick, alarm)
        for stay in applied.stays:
            self._stays[stay.stay] = stay
        for thing in applied.things:
            self.things[thing.kind, thing.id] = thing
        self._forget_closed_stays()

    def see(self, people: tuple[Person, ...]) -> None:
        """Remember in which room each stay was last seen."""
        for person in people:
            if person.kind == "stay":
                self._rooms[person.id] = person.room

    def alarms(self) -> tuple[AlarmView, ...]:
        """Return the open alarms: unacknowledged first, worst first, then oldest."""
        return tuple(sorted(self._alarms.values(), key=_urgency))

    def alarm(self, alarm: str) -> AlarmView | None:
        """Return an open alarm."""
        return self._alarms.get(alarm)

    def stays(self) -> tuple[StayView, ...]:
        """Return every stay in order of arrival number."""
        ordered = sorted(self._stays.values(), key=lambda stay: stay.number)
        return tuple(self.stay_view(stay) for stay in ordered)

    def stay(self, stay: str) -> StayView | None:
        """Return one stay."""
        found = self._stays.get(stay)
        return None if found is None else self.stay_view(found)

    def change(self, stay: str) -> StayChange | None:
        """Return the last change of a stay that is shown."""
        return self._stays.get(stay)

    def stay_view(self, stay: StayChange) -> StayView:
        """Return a stay with its room and clock."""
        clock = stay_clock(stay, self.catalogue.configuration, self.things, now_ns())
        return stay_view(stay, room=self._room(stay), clock=clock)

    def all_things(self) -> tuple[ThingView, ...]:
        """Return every thing, by kind and id."""
        return tuple(self.things[key] for key in sorted(self.things))

    def hello(self) -> Hello:
        """Return what a stream begins with."""
        return Hello(tick=self.tick, utc_ns=now_ns(), config_sha256=self.catalogue.sha256)

    def _room(self, stay: StayChange) -> Place | None:
        return self.catalogue.place(self._rooms.get(stay.stay, "")) if stay.open else None

    def _remember(self, tick: int, alarm: AlarmView) -> None:
        if len(self.recent) == RECENT_CHANGES_MAX:
            self.recent_after_tick = self.recent[0][0]
        self.recent.append((tick, alarm))

    def _forget_closed_stays(self) -> None:
        closed = [stay for stay in self._stays.values() if not stay.open]
        if len(closed) <= CLOSED_STAYS_MAX:
            return
        for stay in sorted(closed, key=lambda one: one.utc_ns)[:-CLOSED_STAYS_MAX]:
            del self._stays[stay.stay]
            self._rooms.pop(stay.stay, None)


def _urgency(alarm: AlarmView) -> tuple[bool, int, int, str]:
    return (
        alarm.state not in ("unacknowledged", "returned"),
        alarm.severity,
        alarm.raised_utc_ns,
        alarm.id,
    )
