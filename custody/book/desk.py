"""The desk at which acts are done: who asks, when, about whom; it writes the events."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from custody.acts.act import StayAct, Value
from custody.book.columns import show
from custody.columns import where
from custody.layout import NOWHERE
from custody.people import POLICE, HalfSwipe, Visitor
from custody.proof import NOTHING_PROVES, Nearness
from custody.record import EVENTS_MAX, RecordEvent, StayRecord
from custody.refusals import Outcome, Refusal
from custody.registry import Staff
from custody.tables import NEVER
from custody.world import World

ENGINE: Final = "engine"
"""Who signs what follows by itself, such as the pause of a session whose recorder fails."""
Done = Outcome | Refusal
FRESH_NS: Final = 10_000_000_000
"""A fix so old still says where somebody is, for a signature's sake."""


def done(slot: int = NOWHERE, result: str = "") -> Outcome:
    """Return that an act was done."""
    return Outcome(accepted=True, slot=slot, result=result)


def refuse(
    rule: str, zh: str, en: str, source: str, *, also: tuple[str, ...] = (), stay: str = ""
) -> Refusal:
    """Return why an act is not done."""
    return Refusal(rule=rule, reason_zh=zh, reason_en=en, source=source, also=also, stay=stay)


@dataclass(slots=True)
class Desk:
    """One command's working place. Events are written here and nowhere else."""

    world: World
    t_ns: int
    utc_ns: int
    who: str
    swipe_window_ns: int
    free_slot: int = NOWHERE
    """Slot for a new stay, where the act opens one."""
    nearness: Nearness = NOTHING_PROVES
    """What proves that somebody was there in person; a desk that only looks proves nothing."""
    written: list[RecordEvent] = field(default_factory=list)

    def of(self, who: str) -> "Desk":
        """Return the same desk with somebody else before it; what it writes is kept apart."""
        return replace(self, who=who, written=[])

    @property
    def law_utc_ns(self) -> int:
        """Return the instant by which permissions end: a clock set back gives nobody more time."""
        return max(self.utc_ns, self.world.law_utc_ns)

    def slot_of(self, stay: str) -> int | Refusal:
        """Return the slot of a stay that is still running, or the refusal."""
        slot = self.world.slot_of(stay)
        if slot < 0:
            return refuse("REC-01", f"没有 {stay} 的记录", f"stay {stay} is not known", "R22")
        if not self.world.stays.open[slot]:
            return refuse("REC-01", f"{stay} 已结束", f"stay {stay} is closed", "R22")
        return slot

    def time_of(self, act: StayAct, record: StayRecord) -> int | Refusal:
        """Return when an act happened: now, or the instant it names if that can be."""
        if act.at_utc_ns == 0:
            return self.utc_ns
        if act.at_utc_ns > self.utc_ns:
            return refuse(
                "REC-02", "时间在将来", "the time lies in the future", "P-30: exact instants"
            )
        if record.arrived_utc_ns and act.at_utc_ns < record.arrived_utc_ns:
            return refuse(
                "REC-02", "时间早于到案", "the time lies before the arrival", "P-30: exact instants"
            )
        return act.at_utc_ns

    def staff(self, name: str) -> Staff | None:
        """Return a member of staff by id."""
        row = self.world.layout.staff_rows().get(name)
        return None if row is None else self.world.layout.staff[row]

    def visitor(self, badge: str) -> Visitor | None:
        """Return a visitor by badge."""
        return self.world.house.visitors.get(badge)

    def on_duty(self, name: str) -> bool:
        """Return whether a member of staff is on duty; nobody said otherwise means yes."""
        return not self.world.house.off_duty.get(name, False)

    def officer(self, name: str) -> bool:
        """Return whether somebody is a police officer on duty (no auxiliary)."""
        person = self.staff(name)
        return (
            person is not None
            and person.role in POLICE
            and person.rank != "auxiliary"
            and self.on_duty(name)
        )

    def card_of(self, name: str) -> str:
        """Return the one active card of a member of staff, empty when there is none."""
        person = self.staff(name)
        default = person.card if person is not None else None
        return self.world.house.cards.get(name, default or "")

    def holder_of(self, card: str) -> str:
        """Return the member of staff whose active card it is, empty for a dead or unknown card."""
        for person in self.world.layout.staff:
            if card and self.card_of(person.id) == card:
                return person.id
        return ""

    def room_of_device(self, device: str) -> str:
        """Return the room of a card or band that was located lately, empty when unknown."""
        row = self.world.layout.devices.rows().get(device)
        if row is None:
            return ""
        seen = int(self.world.devices.fix_t_ns[row])
        if seen == int(NEVER) or self.t_ns - seen > FRESH_NS:
            return ""
        return self.world.device_place(row)

    def room_of(self, record: StayRecord) -> str:
        """Return the room of a person whose band was located lately, empty when unknown."""
        return self.room_of_device(record.band)

    def stage_room(self, slot: int) -> str:
        """Return the room in which a person entered their stage, empty when none was named."""
        return self.world.room_name(int(self.world.stays.stage_room[slot]), located=False)

    def type_of(self, room: str) -> str:
        """Return a room's type, empty when the room is not on the plan."""
        rooms = self.world.layout.rooms
        return rooms.types[rooms.ids.index(room)] if room in rooms.ids else ""

    def open_record(self, slot: int, stay: str) -> StayRecord:
        """Begin the record of a stay in a slot."""
        self.world.records[slot] = StayRecord(stay=stay)
        return self.world.records[slot]

    def write(
        self,
        slot: int,
        kind: str,
        data: Mapping[str, Value] | None = None,
        *,
        at_utc_ns: int = 0,
        room: str | None = None,
        basis: str = "",
        corrects: int = 0,
        void: bool = False,
    ) -> RecordEvent:
        """Write one event into a stay's record and show the rules what changed."""
        record = self.world.records[slot]
        assert len(record.events) < EVENTS_MAX, "acts are refused before a record is full"
        event = RecordEvent(
            number=len(record.events) + 1,
            stay=record.stay,
            utc_ns=at_utc_ns or self.utc_ns,
            recorded_utc_ns=self.utc_ns,
            kind=kind,
            by=self.who,
            room=self.room_of(record) if room is None else room,
            data=dict(data or {}),
            basis=basis,
            corrects=corrects,
            void=void,
        )
        record.add(event)
        show(self.world, slot, event, t_ns=self.t_ns)
        self.written.append(event)
        return event

    def note(self, kind: str, data: Mapping[str, Value]) -> None:
        """Write an event of the centre itself."""
        house = self.world.house
        house.events += 1
        self.written.append(
            RecordEvent(
                number=house.events,
                stay="",
                utc_ns=self.utc_ns,
                recorded_utc_ns=self.utc_ns,
                kind=kind,
                by=self.who,
                data=dict(data),
            )
        )

    def half(self, reader: str) -> HalfSwipe | None:
        """Return the swipe that waits at a reader for its other half, if it is not too old."""
        waiting = self.world.house.halves.get(reader)
        if waiting is None or self.t_ns - waiting.t_ns > self.swipe_window_ns:
            return None
        return waiting

    def wearer(self, band: str) -> int:
        """Return the slot of the open stay that wears a band, NOWHERE when nobody does."""
        worn = where(self.world.stays.open)
        for slot in worn:
            if self.world.records[int(slot)].band == band:
                return int(slot)
        return NOWHERE
