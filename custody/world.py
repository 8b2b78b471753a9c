"""The world: everything the engine knows between two ticks, as arrays sized once per layout."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar, cast

import msgspec
import numpy as np
import numpy.typing as npt

from custody.columns import I8, I16, I32, I64, Mask, where
from custody.company import StaffMet
from custody.duties.board import DutyBoard
from custody.layout import NOWHERE, Layout, translated
from custody.marks import Mark
from custody.matrix import ALLOWED
from custody.notes import Access
from custody.people import House
from custody.places import PlaceState
from custody.record import RecordEvent, StayRecord
from custody.staff_cards import StaffCards, staff_cards, unknown
from custody.tables import (
    NEVER,
    DeviceTable,
    DoorTable,
    PerimeterTable,
    StayTable,
    Table,
    TrailTable,
)

G = TypeVar("G", bound=np.generic)

FLAGS: Final = (
    "minor",
    "female",
    "pregnant",
    "over_70",
    "intoxicated",
    "self_harm",
    "medical",
    "violent",
    "escape_risk",
    "under_16",
    "nursing",
    "interpreter",
    "vulnerable",
    "restrained",
    "incapable",
)
"""A stay's flags; flag n is bit n of ``stays.flags``."""
BANDS_MAX: Final = 50
"""Bands one stay may have worn in turn."""

PLACE_FRESH_NS: Final = 15_000_000_000
"""A fix older than this does not say in which room a person is (P-15)."""
LEFT_FOR_NS: Final = 3_000_000_000
"""So long after the first fix elsewhere a sample may still speak of the room before."""

Wearing = tuple[str, int, int]
"""Band id, from, to (UTC ns; to 0 = worn now)."""


def stay_id(number: int) -> str:
    """Return the pseudonym of a stay number."""
    return f"D-{number:04d}"


def flag_bit(flag: str) -> int:
    """Return the bit that stands for a flag."""
    return 1 << FLAGS.index(flag)


def flags_at_risk() -> int:
    """Return the bits of those whom nobody may leave alone at all (PAIR-02 P1)."""
    return flag_bit("escape_risk") | flag_bit("self_harm")


class World:
    """All state of custody. Rows follow the layout; only stays come and go, in slots."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.stays = StayTable(layout.stays_max)
        self.devices = DeviceTable(max(1, layout.count("device")))
        self.doors = DoorTable(layout.count("door"))
        self.perimeter = PerimeterTable(layout.count("perimeter"))
        self.trail = TrailTable(max(1, layout.count("staff")))
        self.duties = DutyBoard(layout.stays_max)
        """What is owed to whom, derived from the records (custody.duties)."""
        self._found_anew(layout.stays_max)
        self.law_offset_ns: int | None = None
        """Wall clock less engine time when the engine started (custody.clocks.people)."""
        self.law_utc_ns = 0
        """The instant by which the law's clocks were judged in this tick."""
        self.places = PlaceState(layout)
        self._staff = unknown(layout)
        self._still: dict[str, npt.NDArray[np.generic]] | None = None
        self.stays_opened = 0
        self.wearings: dict[int, list[Wearing]] = {}
        """By slot: which bands the person of an open or last stay wore, oldest first."""
        self.records: dict[int, StayRecord] = {}
        """By slot: the custody record of its open or last stay."""
        self.house = House()
        """Duty, cards, visitors: what belongs to no single stay."""
        self.access = Access()
        """Swipes, crossings, counts and the muster, as far back as rules look."""
        self.miscounted, self.untagged = np.zeros((2, len(layout.rooms.ids)), np.bool_)
        """Where camera and tags count differently, and where more than tags (custody.counting)."""
        self.stale = False
        """Whether a sensor or camera changed and what follows from it is not yet judged."""
        for row, card in enumerate(layout.staff_card.tolist()):
            if card >= 0:
                self.devices.card_of[card] = row
        self.listening = True
        """Whether telemetry can reach us; silence counts only while it can."""
        self.grace_t_ns = int(NEVER)
        """Silence before this instant is not held against any device."""
        self.down_since_t_ns: dict[str, int] = {}
        """Outlets and channels that are down, since when."""
        self.meters: dict[str, float] = {}
        """Last value of each measured quantity, by name."""
        self.marks: dict[str, Mark] = {}
        """What is said of the alarms themselves, by rule; kept by the engine's ledger."""

    def _found_anew(self, stays_max: int) -> None:
        """Add what is found anew in every tick."""
        self.unobserved: Mask = np.zeros(stays_max, np.bool_)
        """Who should be watched and is not (custody.observing)."""
        self.clock_warned: I8 = np.zeros(stays_max, np.int8)
        self.clock_expired: I8 = np.zeros(stays_max, np.int8)
        self.review_due: I8 = np.zeros(stays_max, np.int8)
        """Severity of the worst colour per slot (custody.clocks)."""
        self.accompanied: Mask = np.zeros(stays_max, np.bool_)
        """Who has a member of staff with them (custody.tracking)."""
        self.met: StaffMet | None = None
        """Who is with whom of the staff, when this tick has looked at it (custody.tracking)."""
        self.permit: I8 = np.full(stays_max, ALLOWED)
        """What the matrix says of where each person is."""

    def tables(self) -> tuple[tuple[str, Table], ...]:
        """Return all tables with their names."""
        return (
            ("stay", self.stays),
            ("device", self.devices),
            ("door", self.doors),
            ("perimeter", self.perimeter),
            ("staff", self.trail),
        )

    def cards(self) -> I32:
        """Return the device row of each member of staff's one active card, -1 without."""
        return self._staff_now().cards

    def cards_on_duty(self) -> I32:
        """Return the device row of each member of staff's card now, -1 off duty or without."""
        return self._staff_now().on_duty

    def off_duty(self) -> Mask:
        """Return which members of staff are off duty; the last entry is nobody, who is."""
        return self._staff_now().off

    def _staff_now(self) -> StaffCards:
        if self._staff.events != self.house.events:
            self._staff = staff_cards(self.layout, self.house)
        return self._staff

    def of_bands(self, column: npt.NDArray[G], absent: G) -> npt.NDArray[G]:
        """Return a device column by stay slot, ``absent`` where the stay has no band."""
        result = column[self.stays.band]
        result[self._once("bandless", lambda: where(self.stays.band < 0))] = absent
        return result

    def last_fixes(self) -> I64:
        """Return when each stay's band was located last; NEVER where it was not, or is none."""
        return self._once("fixes", lambda: self.of_bands(self.devices.fix_t_ns, NEVER))

    @contextmanager
    def still(self) -> Iterator[None]:
        """Hold still while the rules look: what many of them ask is worked out once."""
        self._still = {}
        try:
            yield
        finally:
            self._still = None

    def _once(self, name: str, work_out: Callable[[], npt.NDArray[G]]) -> npt.NDArray[G]:
        if self._still is None:
            return work_out()
        if name not in self._still:
            self._still[name] = made = work_out()
            made.setflags(write=False)
        return cast("npt.NDArray[G]", self._still[name])

    def worn_and_open(self) -> Mask:
        """Return which slots hold an open stay whose band is on."""
        return self._once("worn", lambda: self.stays.open & (self.stays.band >= 0))

    def exit_approved(self, utc_ns: int) -> Mask:
        """Return whose temporary exit is approved at this instant."""
        begins, ends = self.stays.exit_from_utc_ns, self.stays.exit_until_utc_ns
        return self._once(f"out at {utc_ns}", lambda: (begins <= utc_ns) & (utc_ns < ends))

    def holders(self) -> I64:
        """Return the slot of the open stay that wears each device, -1 where nobody does."""
        return self._once("holders", self._holders)

    def _holders(self) -> I64:
        result = np.full(self.devices.size, -1, np.int64)
        worn = where(self.worn_and_open())
        result[self.stays.band[worn]] = worn
        return result

    def in_secret_room(self) -> Mask:
        """Return which devices are, or may just have come, in a room that withholds (P-15)."""
        secret = self.layout.rooms.secret()
        result: Mask = secret[self.devices.room] | secret[self.devices.room_challenger]
        return result

    def withheld(self, t_ns: int) -> Mask:
        """Return which devices are in a room whose vital signs nobody may see (P-15).

        Also where the device was not located lately: data is closed when in doubt.
        """
        unknown = t_ns - self.devices.fix_t_ns > PLACE_FRESH_NS
        result: Mask = self.in_secret_room() | unknown
        return result

    def withheld_samples(self, device: I32, sent_ns: I64, t_ns: int) -> Mask:
        """Return which samples P-15 withholds, by device and device time.

        What a band measured in a secret room stays withheld when it comes after the person left.
        """
        left = self.devices.secret_sent_ns[device] + LEFT_FOR_NS
        result: Mask = self.withheld(t_ns)[device] | (sent_ns <= left)
        return result

    def filmed_now(self) -> Mask:
        """Return which rooms a living camera sees; the last entry is NOWHERE, which none does."""
        return self._once("filmed", self._filmed)

    def _filmed(self) -> Mask:
        layout = self.layout
        result = np.zeros(len(layout.rooms.ids) + 1, np.bool_)
        result[layout.camera_room[~self.devices.silent[layout.camera_device]]] = True
        result[NOWHERE] = False
        return result

    def room_name(self, room: int, *, located: bool) -> str:
        """Return the id of a room row, ``outside`` for a located nobody's-room, else nothing."""
        if room != NOWHERE:
            return self.layout.rooms.ids[room]
        return "outside" if located else ""

    def device_place(self, row: int) -> str:
        """Return the room a device is in now, empty when unknown."""
        devices = self.devices
        fixed = int(self.layout.devices.place[row])
        if fixed != NOWHERE:
            return self.layout.rooms.ids[fixed]
        return self.room_name(int(devices.room[row]), located=bool(devices.fix_t_ns[row] != NEVER))

    def stay_room(self, slot: int) -> str:
        """Return the room the person of a slot is in, empty when unknown."""
        band = int(self.stays.band[slot])
        return self.device_place(band) if band >= 0 else ""

    def stay_rooms(self) -> I16:
        """Return the room row of each stay, NOWHERE when unknown or outside."""
        return self._once("rooms", lambda: self.of_bands(self.devices.room, np.int16(NOWHERE)))

    def slot_of(self, stay: str) -> int:
        """Return the slot of a stay that was opened and not yet reused, -1 for none."""
        prefix, _, digits = stay.partition("-")
        if prefix != "D" or not digits.isdecimal() or stay_id(int(digits)) != stay:
            return -1
        if int(digits) == 0:
            return -1
        found = where(self.stays.number == int(digits))
        return int(found[0]) if len(found) else -1

    def forget_body(self, device: int) -> None:
        """Let a band start afresh on a new wrist; its place and its latch stay known."""
        fresh = DeviceTable(1)
        for name in _BODY_COLUMNS:
            getattr(self.devices, name)[device] = getattr(fresh, name)[0]

    def moved_to(self, layout: Layout) -> "World":
        """Return this world under another layout; rows are matched by id."""
        new = World(layout)
        for (kind, table), (_, old) in zip(new.tables(), self.tables(), strict=True):
            table.take_over(old, self._kept(kind, table, layout))
        new._rename(self.layout)
        new.stays.clocks_seen[:] = 0  # The law may have changed: every clock is computed afresh.
        new.stays.duties_stale[:] = new.stays.open
        new.law_offset_ns, new.law_utc_ns = self.law_offset_ns, self.law_utc_ns
        for name in ("stays_opened", "listening", "grace_t_ns"):
            setattr(new, name, getattr(self, name))
        new.places.take_over(self.places, self.layout, layout)
        new.wearings = {slot: list(worn) for slot, worn in self.wearings.items()}
        new.records, new.house, new.access = self.records, self.house, self.access
        new.stale = True
        new.down_since_t_ns = dict(self.down_since_t_ns)
        new.meters = dict(self.meters)
        return new

    def _kept(self, kind: str, table: Table, layout: Layout) -> I64:
        kept = self.layout.kept_rows(kind, layout)
        return np.resize(kept, table.size) if len(kept) else np.full(table.size, -1, np.int64)

    def _rename(self, old: Layout) -> None:
        """Make rows held in columns point at where their things stand now."""
        layout, stays, devices = self.layout, self.stays, self.devices
        stays.band[:] = translated(stays.band, old.ids("device"), layout.ids("device"))
        stays.responsible[:] = translated(stays.responsible, old.staff_ids, layout.staff_ids)
        stays.observer[:] = translated(stays.observer, old.staff_ids, layout.staff_ids)
        policies = [tuple(policy.id for policy in plan.policies) for plan in (old, layout)]
        stays.regime[:] = translated(stays.regime, *policies)
        for place in (devices.level, self.trail.level):
            place[:] = translated(place, old.level_ids, layout.level_ids)
        rooms = (devices.room, devices.room_challenger, stays.stage_room, stays.session_room)
        for column in (*rooms, stays.meeting_room, self.trail.room):
            column[:] = translated(column, old.rooms.ids, layout.rooms.ids)

    def export(self) -> dict[str, object]:
        """Return everything for the snapshot: arrays and plain values."""
        return {
            **{kind: table.export() for kind, table in self.tables()},
            "stays_opened": self.stays_opened,
            "wearings": [
                [slot, *(part for wearing in worn for part in wearing)]
                for slot, worn in sorted(self.wearings.items())
            ],
            "records": [
                [slot, msgspec.to_builtins(record.events)]
                for slot, record in sorted(self.records.items())
            ],
            "house": msgspec.to_builtins(self.house),
            "places": self.places.export(),
            "access": msgspec.to_builtins(self.access),
            "stale": self.stale,
            "miscounted": self.miscounted.copy(),
            "untagged": self.untagged.copy(),
            "law_offset_ns": self.law_offset_ns,
            "law_utc_ns": self.law_utc_ns,
            "listening": self.listening,
            "grace_t_ns": self.grace_t_ns,
            "down_since_t_ns": dict(sorted(self.down_since_t_ns.items())),
            "meters": dict(sorted(self.meters.items())),
        }

    def load(self, saved: dict[str, object]) -> None:
        """Take back what ``export`` gave, under the same layout."""
        for kind, table in self.tables():
            table.load(saved[kind])
        opened, listening, grace = saved["stays_opened"], saved["listening"], saved["grace_t_ns"]
        wearings, down, meters = saved["wearings"], saved["down_since_t_ns"], saved["meters"]
        assert isinstance(opened, int), "a count"
        assert isinstance(listening, bool), "a truth"
        assert isinstance(grace, int), "a time"
        assert isinstance(wearings, list), "a list of rows"
        assert isinstance(down, dict), "names and times"
        assert isinstance(meters, dict), "names and values"
        self.stays_opened, self.listening, self.grace_t_ns = opened, listening, grace
        self.wearings = {
            row[0]: list(zip(row[1::3], row[2::3], row[3::3], strict=True)) for row in wearings
        }
        self._load_records(saved)
        offset, law = saved.get("law_offset_ns"), saved.get("law_utc_ns", 0)
        assert offset is None or isinstance(offset, int), "a time or none"
        assert isinstance(law, int), "a time"
        self.law_offset_ns, self.law_utc_ns = offset, law
        self.down_since_t_ns = dict(down)
        self.meters = {name: float(value) for name, value in meters.items()}

    def _load_records(self, saved: dict[str, object]) -> None:
        """Fold the saved events again; a snapshot of before the record has none."""
        rows = msgspec.convert(saved.get("records", []), list[tuple[int, list[RecordEvent]]])
        self.records = {}
        for slot, events in rows:
            self.records[slot] = StayRecord(stay=stay_id(int(self.stays.number[slot])))
            for event in events:
                self.records[slot].add(event)
        self.house = msgspec.convert(saved.get("house", {}), House)
        self.places.load(saved["places"])
        self._staff = unknown(self.layout)
        self.access = msgspec.convert(saved["access"], Access)
        self.stale = bool(saved["stale"])
        for name, truths in (("miscounted", self.miscounted), ("untagged", self.untagged)):
            column = saved[name]
            assert isinstance(column, np.ndarray), "a truth for every room"
            truths[:] = column


_BODY_COLUMNS: Final = (
    *("outside_run", "fix_run", "lost", "worn"),
    *("vitals_t_ns", "contact", "pulse_cbpm", "pulse_gone", "oxygen_t_ns", "oxygen_cpct"),
    *("vitals_withheld", "oxygen_withheld"),
    *("motion_t_ns", "activity_mg", "impact_t_ns", "impact_mg", "still_from_t_ns", "fall"),
)
