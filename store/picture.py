"""The live picture, folded from decisions: who is where, on what band, how the body does. Pure.

Vitals arcs are ``None`` wherever vitals are withheld (P-15), and where we do not know the room.
"""

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

import msgspec
import numpy as np

from alerts.configuration import from_canonical
from custody.columns import I64
from engine.decisions import AlarmChange, Decisions, StayChange
from engine.rows import HOLDER_NONE, HOLDER_STAY, POSITION_ROW
from store.arcs import ARC_RULES, Arcs, Bodies
from store.row_names import NO_ROW, RowNames, moved

UNREAD_TICKS_MAX: Final = 50
_KIND_BIT: Final = 32
_HOLDER_MASK: Final = (1 << _KIND_BIT) - 1

Sighting = tuple[int, int, int, int, int, int, int]
"""utc_ns, device row, x_mm, y_mm, level row, room row, accuracy_mm."""


class Person(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One mark on the wall map; never a name, never a value of the body."""

    key: str
    kind: Literal["stay", "staff"]
    id: str
    label: str
    x_m: float
    y_m: float
    level: str
    room: str
    accuracy_m: float
    seen_utc_ns: int
    band: str
    responsible: str
    arcs: Arcs | None
    minor: bool


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """What the picture must remember over a restart of its process."""

    tick: int
    utc_ns: int
    canonical: str
    stays: tuple[StayChange, ...]
    stay_number_max: int
    alarmed: dict[str, dict[str, str]]
    sightings: dict[int, Sighting]


class _Face(NamedTuple):
    """What of a person's mark stays the same from fix to fix."""

    key: str
    kind: Literal["stay", "staff"]
    id: str
    band: str
    responsible: str
    minor: bool


class Picture:
    """Folds decisions; gives what changed since it was last asked, or everything."""

    def __init__(self) -> None:
        self.tick = 0
        self.utc_ns = 0
        self._canonical = ""
        self._names = RowNames(None)
        self._stays: dict[int, StayChange] = {}
        self._stay_number_max = 0
        self._alarmed: dict[str, dict[str, str]] = {}
        self._sightings: dict[int, Sighting] = {}
        self._bodies = Bodies({})
        self._faces: dict[int, _Face] = {}
        self._unread: list[Decisions] = []
        self._changed: dict[int, None] = {}
        self._gone: dict[str, None] = {}

    def fold(self, batch: Iterable[Decisions]) -> None:
        """Take decisions in, in order."""
        for decisions in batch:
            if decisions.adopted is not None:
                self._settle()
                self._adopt(decisions.adopted.canonical)
            for stay in decisions.stays:
                self._settle()
                self._change_stay(stay)
            for alarm in decisions.alarms:
                self._change_alarm(alarm)
            self._unread.append(decisions)
            self.tick, self.utc_ns = decisions.tick, decisions.utc_ns
        if len(self._unread) > UNREAD_TICKS_MAX:
            self._settle()

    def changes(self) -> tuple[list[Person], list[str]]:
        """Return who changed and whose mark must go since the last call."""
        self._settle()
        for number in self._bodies.turned(self.utc_ns):
            self._touch(_key(HOLDER_STAY, number))
        people = [self._person(key) for key in self._changed if key in self._sightings]
        gone = list(self._gone)
        self._changed.clear()
        self._gone.clear()
        return people, gone

    def everybody(self) -> list[Person]:
        """Return the whole picture."""
        self._settle()
        return [self._person(key) for key in self._sightings]

    def save(self) -> Saved:
        """Return what a restarted process needs to go on."""
        self._settle()
        return Saved(
            tick=self.tick,
            utc_ns=self.utc_ns,
            canonical=self._canonical,
            stays=tuple(self._stays.values()),
            stay_number_max=self._stay_number_max,
            alarmed=self._alarmed,
            sightings=self._sightings,
        )

    @classmethod
    def restore(cls, saved: Saved) -> "Picture":
        """Return the picture as it was saved; bodies are unknown until they are heard again."""
        picture = cls()
        if saved.canonical:
            picture._adopt(saved.canonical)
        picture.tick, picture.utc_ns = saved.tick, saved.utc_ns
        picture._stays = {stay.number: stay for stay in saved.stays}
        picture._stay_number_max = saved.stay_number_max
        picture._alarmed = dict(saved.alarmed)
        picture._sightings = dict(saved.sightings)
        picture._changed = dict.fromkeys(saved.sightings)
        picture._recall_alarms()
        return picture

    def _adopt(self, canonical: str) -> None:
        configuration = from_canonical(canonical.encode())
        old, new = self._names, RowNames(configuration)
        # Row numbers are of the old configuration: carry what still exists over by name.
        sightings = {key: _carried(sighting, old, new) for key, sighting in self._sightings.items()}
        self._sightings = {}
        for key, sighting in sightings.items():
            kind, holder = divmod(key, 1 << _KIND_BIT)
            row = holder if kind == HOLDER_STAY else moved(holder, old.staff, new.staff)
            if row == NO_ROW or sighting is None:
                self._gone[self._mark(kind, holder)] = None
            else:
                self._sightings[_key(kind, row)] = sighting
        self._canonical, self._names = canonical, new
        self._bodies = Bodies(configuration.thresholds)
        self._recall_alarms()
        self._faces.clear()
        self._changed = dict.fromkeys(self._sightings)

    def _recall_alarms(self) -> None:
        for number, stay in self._stays.items():
            self._bodies.alarm(number, self._alarmed.get(stay.stay, {}).values())

    def _change_stay(self, stay: StayChange) -> None:
        key = _key(HOLDER_STAY, stay.number)
        self._stay_number_max = max(self._stay_number_max, stay.number)
        self._faces.pop(key, None)
        if stay.open:
            self._stays[stay.number] = stay
            self._touch(key)
            return
        self._stays.pop(stay.number, None)
        self._alarmed.pop(stay.stay, None)
        self._bodies.forget(stay.number)
        self._sightings.pop(key, None)
        self._changed.pop(key, None)
        self._gone[f"stay:{stay.stay}"] = None

    def _change_alarm(self, alarm: AlarmChange) -> None:
        if alarm.rule not in ARC_RULES or alarm.subject_kind != "stay":
            return
        alarms = self._alarmed.pop(alarm.subject, {})
        alarms.pop(alarm.id, None)
        if alarm.state in {"unacknowledged", "acknowledged"}:
            alarms[alarm.id] = alarm.rule
        if alarms:
            self._alarmed[alarm.subject] = alarms
        for number, stay in self._stays.items():
            if stay.stay == alarm.subject:
                self._bodies.alarm(number, alarms.values())
                self._touch(_key(HOLDER_STAY, number))

    def _settle(self) -> None:
        """Fold the dense rows that wait: the last row of each person wins."""
        batch, self._unread = self._unread, []
        self._bodies.hear(batch)
        blobs = [each.positions for each in batch]
        rows = np.frombuffer(b"".join(blobs), POSITION_ROW)
        if not len(rows):
            return
        counts = np.array([len(blob) for blob in blobs]) // POSITION_ROW.itemsize
        utc_ns = np.repeat(np.array([each.utc_ns for each in batch], np.int64), counts)
        keys = (rows["holder_kind"].astype(np.int64) << _KIND_BIT) | rows["holder"]
        last = _last_of_each(keys)
        last = last[rows["holder_kind"][last] != HOLDER_NONE]
        columns = [utc_ns, *(rows[name] for name in _SIGHTING_COLUMNS)]
        chosen = zip(*(column[last].tolist() for column in columns), strict=True)
        for key, sighting in zip(keys[last].tolist(), chosen, strict=True):
            if self._is_here(key):
                self._sightings[key] = sighting
                self._touch(key)

    def _is_here(self, key: int) -> bool:
        kind, holder = divmod(key, 1 << _KIND_BIT)
        if kind != HOLDER_STAY:
            return holder < len(self._names.staff)
        # A row that travelled longer than the stay lasted must not bring a mark back.
        return holder in self._stays or holder > self._stay_number_max

    def _touch(self, key: int) -> None:
        self._changed[key] = None

    def _person(self, key: int) -> Person:
        utc_ns, _, x_mm, y_mm, level, room, accuracy_mm = self._sightings[key]
        face = self._faces.get(key) or self._face(key)
        return Person(
            key=face.key,
            kind=face.kind,
            id=face.id,
            label=face.id,
            x_m=x_mm / 1_000,
            y_m=y_mm / 1_000,
            level=self._names.level(level),
            room=self._names.room(room),
            accuracy_m=accuracy_mm / 1_000,
            seen_utc_ns=utc_ns,
            band=face.band,
            responsible=face.responsible,
            arcs=self._arcs(key, face.kind, room),
            minor=face.minor,
        )

    def _face(self, key: int) -> _Face:
        kind, holder = divmod(key, 1 << _KIND_BIT)
        stay = self._stays.get(holder) if kind == HOLDER_STAY else None
        face = self._faces[key] = _Face(
            key=self._mark(kind, holder),
            kind="stay" if kind == HOLDER_STAY else "staff",
            id=self._holder_name(kind, holder),
            band=self._names.device(self._sightings[key][1]) if stay is None else stay.band,
            responsible="" if stay is None else stay.responsible,
            minor=stay is not None and "minor" in stay.flags,
        )
        return face

    def _mark(self, kind: int, holder: int) -> str:
        prefix = "stay" if kind == HOLDER_STAY else "staff"
        return f"{prefix}:{self._holder_name(kind, holder)}"

    def _holder_name(self, kind: int, holder: int) -> str:
        if kind != HOLDER_STAY:
            return self._names.staff[holder]
        stay = self._stays.get(holder)
        return stay.stay if stay is not None else f"D-{holder:04d}"

    def _arcs(self, key: int, kind: str, room: int) -> Arcs | None:
        if kind != "stay" or self._names.is_quiet(room):
            return None
        return self._bodies.arcs(key & _HOLDER_MASK, self.utc_ns)


_SIGHTING_COLUMNS: Final = ("device", "x_mm", "y_mm", "level", "room", "accuracy_mm")


def _carried(sighting: Sighting, old: RowNames, new: RowNames) -> Sighting | None:
    """Return a sighting in a new configuration's rows, None when its room is gone."""
    utc_ns, device, x_mm, y_mm, level, room, accuracy_mm = sighting
    new_room = moved(room, old.rooms, new.rooms)
    if room != NO_ROW and new_room == NO_ROW:
        return None
    new_device = moved(device, old.devices, new.devices)
    new_level = moved(level, old.levels, new.levels)
    return utc_ns, new_device, x_mm, y_mm, new_level, new_room, accuracy_mm


def _key(kind: int, holder: int) -> int:
    return (kind << _KIND_BIT) | holder


def _last_of_each(keys: I64) -> I64:
    """Return the row of the last occurrence of each key, in key order."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    is_last = np.append(ordered[1:] != ordered[:-1], np.True_)
    last: I64 = order[is_last]
    return last
