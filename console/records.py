"""The custody records as the console holds them: folded from the decisions, never written here."""

from dataclasses import dataclass, field
from typing import Final

from console.record_types import RecordNews
from custody.people import House, Visitor
from custody.record import RecordEvent, StayRecord

CLOSED_KEPT: Final = 50
"""Records of ended stays that stay in memory; older ones are folded when somebody asks."""


@dataclass(slots=True)
class Folder:
    """One stay's record; ``complete`` ends where an entry is missing, then nothing is folded."""

    record: StayRecord
    events: list[RecordEvent] = field(default_factory=list)
    complete: bool = True

    def add(self, event: RecordEvent) -> bool:
        """Take an entry; False when it is here already."""
        if self.events and event.number <= self.events[-1].number:
            return False
        self.events.append(event)
        self.complete = self.complete and event.number == len(self.events)
        if self.complete:
            self.record.add(event)
        return True

    @property
    def number(self) -> int:
        """Return the number of the last entry."""
        return self.events[-1].number if self.events else 0


def folded(stay: str, events: list[RecordEvent]) -> Folder:
    """Return the record that events amount to."""
    folder = Folder(StayRecord(stay=stay))
    for event in events:
        folder.add(event)
    return folder


class Records:
    """All records of open stays, a few of ended ones, and the centre's own book."""

    def __init__(self, events: list[RecordEvent]) -> None:
        self.house = House()
        self._folders: dict[str, Folder] = {}
        self._ended: dict[str, None] = {}
        for event in events:
            self._take(event)

    def apply(self, events: tuple[RecordEvent, ...]) -> tuple[RecordNews, ...]:
        """Take what a tick wrote; return the stays whose records grew."""
        grown = {event.stay: event.number for event in events if self._take(event) and event.stay}
        return tuple(RecordNews(stay, number) for stay, number in grown.items())

    def of(self, stay: str) -> Folder | None:
        """Return the record of a stay as far as it is in memory."""
        return self._folders.get(stay)

    def keep(self, folder: Folder) -> None:
        """Hold the record of an ended stay that was asked for."""
        stay = folder.record.stay
        self._folders[stay] = folder
        self._note_ended(stay)

    def open(self) -> tuple[StayRecord, ...]:
        """Return the records of everybody who is here, in the order they came."""
        return tuple(
            folder.record
            for folder in self._folders.values()
            if folder.complete and not folder.record.ended
        )

    def _take(self, event: RecordEvent) -> bool:
        self._note_house(event)
        if not event.stay:
            return True
        folder = self._folders.get(event.stay)
        if folder is None and event.number > 1:
            return True  # Of a record that is not in memory: whoever asks reads it from the file.
        if folder is None:
            folder = self._folders[event.stay] = Folder(StayRecord(stay=event.stay))
        grew = folder.add(event)
        if folder.record.ended:
            self._note_ended(event.stay)
        return grew

    def _note_ended(self, stay: str) -> None:
        self._ended.pop(stay, None)
        self._ended[stay] = None
        if len(self._ended) > CLOSED_KEPT:
            oldest = next(iter(self._ended))
            del self._ended[oldest]
            del self._folders[oldest]

    def _note_house(self, event: RecordEvent) -> None:
        """Take what concerns staff and visitors; a visitor may be written in a stay's record."""
        house, data = self.house, event.data
        match event.kind:
            case "visitor.issued":
                badge = str(data.get("badge", ""))
                house.visitors[badge] = Visitor(
                    badge=badge,
                    kind=str(data.get("kind", "")),
                    sex=str(data.get("sex", "")),
                    stay=event.stay,
                    person="",
                    places=tuple(str(data.get("places", "")).split()),
                )
            case "visitor.returned":
                house.visitors.pop(str(data.get("badge", "")), None)
            case "card.replaced":
                house.cards[str(data.get("staff", ""))] = str(data.get("card", ""))
            case "duty.set":
                house.off_duty[str(data.get("staff", ""))] = not data.get("on", True)
            case _:
                return
