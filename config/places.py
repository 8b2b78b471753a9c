"""Where each part of a configuration stands in the site's files, for messages people can follow."""

from collections.abc import Iterable
from typing import Protocol

from config.errors import Place


class _Named(Protocol):
    @property
    def id(self) -> str:
        """Name of the part."""


class Places:
    """Notes of (kind, id, place) in reading order; twins of one id are kept to be refused."""

    def __init__(self) -> None:
        self._noted: dict[str, list[tuple[str, Place]]] = {}
        self._first: dict[tuple[str, str], Place] = {}

    def note(self, kind: str, name: str, place: Place) -> None:
        """Remember where a part stands."""
        self._noted.setdefault(kind, []).append((name, place))
        self._first.setdefault((kind, name), place)

    def note_list(self, kind: str, parts: Iterable[_Named], place: Place) -> None:
        """Remember where each part of a list stands."""
        for index, part in enumerate(parts):
            self.note(kind, part.id, Place(place.file, f"{place.key}[{index}]"))

    def of(self, kind: str) -> list[tuple[str, Place]]:
        """Return every note of one kind, in reading order."""
        return self._noted.get(kind, [])

    def place(self, kind: str, name: str) -> Place:
        """Return where a part stands first."""
        return self._first[(kind, name)]

    def kinds(self) -> list[str]:
        """Return every kind that has notes."""
        return list(self._noted)
