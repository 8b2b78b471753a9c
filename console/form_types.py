"""What the console says of forms, choosers and oversight over HTTP (docs/api.md lists them)."""

from typing import Literal

import msgspec

from console.view_types import AlarmView, Words
from custody.acts.act import Value

FieldType = Literal[
    "text", "choice", "choices", "whole", "truth", "instant", "one", "many", "evidence"
]
"""``one`` and ``many`` name things of ``source``, a list of ``GET /api/people``."""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a choice, in both languages."""

    value: str
    zh: str
    en: str


class FieldForm(msgspec.Struct, frozen=True, kw_only=True):
    """One field of an act."""

    name: str
    type: FieldType
    zh: str
    en: str
    required: bool
    choices: tuple[Choice, ...]
    source: str
    """What to choose from: stays, alarms, staff, visitors, people (staff and visitors), bands,
    cards, readers, rooms, room_types, regimes, clocks (of the regime), items and entries (of the
    stay's record); empty: it is typed in."""
    default: Value | tuple[str, ...]
    minimum: int | None
    maximum: int | None
    """Of a number: its bounds; of text: characters; of ``many`` and ``choices``: how many."""


class ActForm(msgspec.Struct, frozen=True, kw_only=True):
    """An act as a form: send ``{"what": {"act": ..., field: value}}`` to ``/api/commands``."""

    act: str
    zh: str
    en: str
    group: str
    on_stay: bool
    """Whether it is about one stay (field ``stay``)."""
    fields: tuple[FieldForm, ...]


class ActList(msgspec.Struct, frozen=True):
    """Every act that the reader's role may ask for."""

    role: str
    acts: tuple[ActForm, ...]


class StaffView(msgspec.Struct, frozen=True, kw_only=True):
    """A member of staff, to choose from."""

    id: str
    zh: str
    en: str
    role: str
    role_words: Words
    rank: str
    sex: str
    card: str
    on_duty: bool
    answers_for: tuple[str, ...]


class VisitorView(msgspec.Struct, frozen=True, kw_only=True):
    """A visitor inside, by badge; never by name."""

    badge: str
    kind: str
    zh: str
    en: str
    sex: str
    stay: str
    places: tuple[str, ...]


class KeptView(msgspec.Struct, frozen=True, kw_only=True):
    """For whom a room is kept, and when; ``until_utc_ns`` is 0 where nobody said."""

    stay: str
    from_utc_ns: int
    until_utc_ns: int


class RoomChoice(msgspec.Struct, frozen=True, kw_only=True):
    """A room to choose; ``stays`` are in it, ``session`` is the stay whose session is there."""

    id: str
    zh: str
    en: str
    type: str
    level: str
    capacity: int
    stays: tuple[str, ...]
    session: str
    kept: tuple[KeptView, ...]
    """Bookings, the earliest first; those whose time is over are left out."""


class RegimeView(msgspec.Struct, frozen=True, kw_only=True):
    """A legal regime and the clocks that can be extended or reviewed under it."""

    id: str
    zh: str
    en: str
    clocks: tuple[Choice, ...]


class PeopleView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that forms choose from."""

    staff: tuple[StaffView, ...]
    visitors: tuple[VisitorView, ...]
    bands: tuple[str, ...]
    """Bands that nobody wears."""
    cards: tuple[str, ...]
    """Cards that nobody has."""
    readers: tuple[str, ...]
    rooms: tuple[RoomChoice, ...]
    regimes: tuple[RegimeView, ...]


class CopyView(msgspec.Struct, frozen=True, kw_only=True):
    """A named alarm, copied to supervision and procurator at the tick that decided it (R55)."""

    number: int
    tick: int
    alarm: AlarmView


class CopyList(msgspec.Struct, frozen=True):
    """Copies in the order they were made."""

    copies: tuple[CopyView, ...]


class ReadView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that an inspector read, or that anybody took out as a file."""

    number: int
    utc_ns: int
    user: str
    staff: str
    path: str


class ReadList(msgspec.Struct, frozen=True):
    """What was read and taken out, newest first."""

    reads: tuple[ReadView, ...]
