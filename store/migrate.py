"""Migrations: numbered SQL files, forward only, each done once and never changed afterwards."""

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from psycopg import AsyncConnection

from store.statements import statements

_SQL: Final = statements("database.sql")


class MigrationChangedError(Exception):
    """The database was made by other migrations than this program carries; use its own version."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file of store/sql/migrations."""

    number: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """Return the checksum that must never change."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def migrations() -> list[Migration]:
    """Return the migrations this program carries, in order."""
    folder = files("store") / "sql" / "migrations"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    found = [
        Migration(int(name[:4]), name, (folder / name).read_text(encoding="utf-8"))
        for name in names
    ]
    numbers = [each.number for each in found]
    assert numbers == list(range(1, len(found) + 1)), f"migrations out of order: {names}"
    return found


async def migrate(connection: AsyncConnection, wanted: list[Migration] | None = None) -> int:
    """Bring the schema up to date; return how many migrations it took."""
    carried = migrations() if wanted is None else wanted
    async with connection.transaction():
        await connection.execute(_SQL["lock_migrations"].encode())
        await connection.execute(_SQL["prepare_migrations"].encode())
        cursor = await connection.execute(_SQL["migrations_done"].encode())
        done = {number: (name, sha256) for number, name, sha256 in await cursor.fetchall()}
        _check(done, carried)
        missing = [each for each in carried if each.number not in done]
        for each in missing:
            await connection.execute(each.sql.encode())
            await connection.execute(
                _SQL["migration_done"].encode(),
                {"number": each.number, "name": each.name, "sha256": each.sha256},
            )
    return len(missing)


def _check(done: dict[int, tuple[str, str]], carried: list[Migration]) -> None:
    known = {each.number: each.sha256 for each in carried}
    for number, (name, sha256) in done.items():
        if known.get(number) != sha256:
            message = f"migration {name} in the database is not the one this program carries"
            raise MigrationChangedError(message)
