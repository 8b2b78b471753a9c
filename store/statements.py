"""SQL statements by name, read from the .sql files of a package."""

from functools import cache
from importlib.resources import files
from typing import Final

_MARK: Final = "-- name: "


@cache
def statements(file: str, package: str = "store") -> dict[str, str]:
    """Return name -> SQL of ``<package>/sql/<file>``; each begins with ``-- name: <name>``."""
    text = (files(package) / "sql" / file).read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for part in text.split(_MARK)[1:]:
        name, _, sql = part.partition("\n")
        assert name not in found, f"{file}: {name} stands twice"
        found[name] = sql.strip()
    return found
