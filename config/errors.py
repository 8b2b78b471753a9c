"""What is wrong with a configuration, in one line: which file, which key, what, and what now."""

from typing import NamedTuple


class Place(NamedTuple):
    """Where a value stands: file name within the site and key path within the file."""

    file: str
    key: str

    def at(self, *keys: str) -> "Place":
        """Return the place of a key below this one."""
        return Place(self.file, ".".join((self.key, *keys)) if self.key else ".".join(keys))


class ConfigError(Exception):
    """The configuration is wrong or contradicts itself: TheirMistake, refused before any start.

    ``str()`` is the one line "file: key: problem; remedy".
    """

    def __init__(self, place: Place, problem: str, remedy: str) -> None:
        where = f"{place.file}: {place.key}" if place.key else place.file
        super().__init__(" ".join(f"{where}: {problem}; {remedy}".split()))
        self.file = place.file
        self.key = place.key
        self.problem = problem
        self.remedy = remedy
