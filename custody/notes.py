"""What readers, doors, lines and cameras told lately, as far as a rule must look back at it."""

from typing import Final

import msgspec

from custody.tables import NEVER

NOTES_MAX: Final = 20
"""Swipes and crossings that are kept for a door; the oldest leave."""
BREAKS_MAX: Final = 200
TOKENS_MAX: Final = 2000


class SwipeNote(msgspec.Struct, frozen=True, kw_only=True):
    """One swipe; ``trusted`` is false where card, tag and duty did not agree."""

    token: str
    reader: str
    granted: bool
    trusted: bool
    t_ns: int


class CrossingNote(msgspec.Struct, frozen=True, kw_only=True):
    """People a camera counted going through a door."""

    people: int
    direction: str
    t_ns: int


class DoorNotes(msgspec.Struct, kw_only=True):
    """What happened at one door lately, oldest first."""

    swipes: list[SwipeNote] = msgspec.field(default_factory=list)
    crossings: list[CrossingNote] = msgspec.field(default_factory=list)


class CameraCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many people a camera saw in its room last."""

    camera: str
    room: str
    people: int
    t_ns: int


class HeadCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many, counted in four ways, and who or where the difference is."""

    register: int = 0
    """Open stays."""
    here: int = 0
    """Of them, located in the building now."""
    behind_doors: int = 0
    """Not located now, last seen in a room of which no door opened since."""
    away: int = 0
    """Out with an approved exit."""
    missing: tuple[str, ...] = ()
    """Everybody else, each as pseudonym and why."""
    rooms: tuple[str, ...] = ()
    """Rooms where the camera counts other than the tags say, with who should be there."""


class Muster(msgspec.Struct, frozen=True, kw_only=True):
    """An evacuation that runs, since when; who was seen stands in columns."""

    since_t_ns: int
    since_utc_ns: int


class Access(msgspec.Struct, kw_only=True):
    """The notes of all doors and lines, by their names; saved with the world."""

    doors: dict[str, DoorNotes] = msgspec.field(default_factory=dict)
    breaks: dict[str, list[int]] = msgspec.field(default_factory=dict)
    """By line: when it was broken with nobody near."""
    tokens: dict[str, SwipeNote] = msgspec.field(default_factory=dict)
    """By card or band: its last granted swipe, oldest first."""
    counts: dict[str, CameraCount] = msgspec.field(default_factory=dict)
    """By camera: what it counted."""
    muster: Muster | None = None
    heads: HeadCount = HeadCount()
    heads_t_ns: int = int(NEVER)
    """When heads were counted last."""
    due_t_ns: int = int(-NEVER)
    """When the first of what is counted grows too old."""


def note_swipe(access: Access, door: str, note: SwipeNote) -> None:
    """Keep a swipe at a door, and a granted one as its token's last."""
    if door:
        _keep(access.doors.setdefault(door, DoorNotes()).swipes, note)
    if note.granted:
        access.tokens.pop(note.token, None)
        access.tokens[note.token] = note
        if len(access.tokens) > TOKENS_MAX:
            del access.tokens[next(iter(access.tokens))]


def note_crossing(access: Access, door: str, note: CrossingNote) -> None:
    """Keep that people were counted going through a door."""
    _keep(access.doors.setdefault(door, DoorNotes()).crossings, note)


def _keep(notes: list[SwipeNote] | list[CrossingNote], note: SwipeNote | CrossingNote) -> None:
    notes.append(note)  # type: ignore[arg-type]  # each list holds its own kind
    del notes[:-NOTES_MAX]


def counts_in(access: Access, *rooms: str) -> list[CameraCount]:
    """Return what cameras counted in rooms, in the order in which they first told."""
    return [count for count in access.counts.values() if count.room in rooms]


def swipes_at(notes: DoorNotes, *, since_t_ns: int, granted: bool = True) -> list[SwipeNote]:
    """Return the swipes at a door since an instant, oldest first."""
    return [note for note in notes.swipes if note.t_ns >= since_t_ns and note.granted == granted]
